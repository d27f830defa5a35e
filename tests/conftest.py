"""What every test may lean on: jobs that run at once, files in a folder of their own, a client for each role."""

import gc
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from accounts.models import User
from tests import factories, warm
from tests.scratch import scratch  # noqa: F401
from tools import statements
from tools.test import ASKING, SAYING, WITHOUT_DATABASE

SignIn = Callable[..., Client]
_places = count()


class ByHouse(LoadScopeScheduling):  # type: ignore[misc]
    """Tests that share something costly go to one worker: all walks of the browser, all tests of access.

    What xdist's own groups would do, had pytest 9.2 not closed the way by which they are told to the scheduler.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((house for house in ("tests/browser/", "tests/access/") if nodeid.startswith(house)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHouse | None:
    """In the place of `--dist loadgroup`."""
    return ByHouse(config, log) if config.getvalue("dist") == "loadgroup" else None


# Many seconds each, and last where pytest-django puts what asks the test database first: begun right after the houses,
# so that no worker still sits at one of them when the other has nothing left.
LONGEST = ("tests/advice/", "tests/api/test_generated.py", "tests/assurance/", "tests/bench/", "tests/concurrency/")
COUNTS_QUERIES = {"django_assert_num_queries", "django_assert_max_num_queries", "CaptureQueriesContext"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first; what a run on PostgreSQL leaves out says something or asks no database."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    spared = statements.named()
    for item in items:
        if item.nodeid.partition("[")[0] in spared:
            item.add_marker("sent_by_others")
        if item.nodeid.startswith(SAYING) and not item.nodeid.startswith(ASKING):
            named: set[str] = {*getattr(item, "fixturenames", ()), *item.function.__code__.co_names}  # type: ignore[attr-defined]
            if not COUNTS_QUERIES & named:
                item.add_marker("saying")
    asking = [
        item.nodeid
        for item in items
        if item.nodeid.startswith(tuple(f"{folder}/" for folder in WITHOUT_DATABASE))
        and {"db", "transactional_db", "scratch"} & set(getattr(item, "fixturenames", ()))
    ]
    if asking:
        raise pytest.UsageError(f"tools/test.py says that these ask no database: {asking}")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end; the garbage collector need not look through it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    if any("scratch" in getattr(item, "fixturenames", ()) for item in session.items):
        warm.start(session.config)


# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("estafet", deadline=None)
hypothesis_settings.load_profile("estafet")


@pytest.fixture(scope="session", autouse=True)
def _jobs_at_once() -> Iterator[None]:
    tasks = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    # Static files are looked up when asked for, instead of being read at every start of a client.
    with override_settings(TASKS=tasks, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A place for each test, which is only made when a file is put there: few tests do."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"kept-{next(_places)}"


@pytest.fixture(autouse=True)
def _language_of_nobody() -> Iterator[None]:
    """A request leaves its language in the thread; the next test begins without."""
    with translation.override("id"):
        yield


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day it is, whenever the test is run: half a year after `factories.ON`."""
    day = date(2026, 12, 1)
    monkeypatch.setattr(timezone, "localdate", lambda *_instant: day)
    return day


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """`sign_in("BKD_STAFF", agency)` or `sign_in("EMPLOYEE", person=…)`: a client signed in as a new user."""

    def signed_in(role: str | User, of: Any = None, **options: Any) -> Client:
        user = role if isinstance(role, User) else factories.user(role, of, **options)
        client = Client()
        client.force_login(user, backend=factories.SIGNING_IN)
        client.user = user  # type: ignore[attr-defined]
        return client

    return signed_in


@pytest.fixture
def staff(sign_in: SignIn) -> Client:
    """BKD staff of the agency that `factories.agency()` gives."""
    return sign_in("BKD_STAFF")


@pytest.fixture
def head(sign_in: SignIn) -> Client:
    """Head of the same BKD."""
    return sign_in("BKD_HEAD")


@pytest.fixture
def ppk(sign_in: SignIn) -> Client:
    """The PPK of the same agency."""
    return sign_in("PPK")


@pytest.fixture
def auditor(sign_in: SignIn) -> Client:
    """An auditor of the same agency."""
    return sign_in("AUDITOR")


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    """Manages users; sees no personal data."""
    return sign_in("ADMINISTRATOR")
