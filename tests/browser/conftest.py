"""One installation and one Chromium for all walks; a visitor for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.installation import Installation, installed
from tests.browser.visitor import Visitor
from tools.test import chromium as program

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every walk is a browser test and belongs to the one process that has the installation."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = program()
    if not found:
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demonstration, served."""
    with installed(tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.fixture(scope="package")
def browser(site: Installation, chromium: str) -> Iterator[Browser]:
    """Chromium. It ends with these tests: while it lives, Django takes this process for an asynchronous one."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Sign-in name → the cookies of a session: each signs in once."""
    return {}


@pytest.fixture
def visit(site: Installation, browser: Browser, sessions: dict[str, Any]) -> Iterator[Visit]:
    """`visit("bkd")`: that person, signed in; `visit()`: a stranger. Afterwards no browser may have complained."""
    here: list[Visitor] = []

    def visited(username: str = "") -> Visitor:
        visitor = Visitor(site, browser, sessions.get(username))
        here.append(visitor)
        if username and username not in sessions:
            sessions[username] = visitor.sign_in(username).context.storage_state()
        return visitor

    yield visited
    faults = [fault for visitor in here for fault in visitor.faults]
    for visitor in here:
        visitor.context.close()
    assert faults == []
