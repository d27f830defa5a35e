"""T-12 over the wire: a file made to hurt is refused by the served site with its reason, and whoever comes next is
answered; the processes that served before still do.

Quick: one file of each reason for refusal. ASSURE=long: every file.
"""

import html
import os
import time
from pathlib import Path

from talent.interfaces.sheets import FileRefused, read_rows
from tests.browser.conftest import Visit
from tests.browser.installation import LOOK_EVERY, Installation
from tests.promises import counted
from tests.talent.interfaces.sheets.hostile import HOSTILE

LONG = os.environ.get("ASSURE") == "long"
FILES = HOSTILE if LONG else list({made[3]: made for made in HOSTILE}.values())
SECONDS = 5.0  # generous: the machine may be busy with other tests; alone each takes well under 1 s


def test_each_file_is_refused_with_its_reason_and_the_next_request_of_another_is_answered(
    visit: Visit, tmp_path: Path
) -> None:
    staff, auditor = visit("bkd").open("/impor/"), visit("auditor")
    before = processes(staff.site)
    token = staff.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    wrong = []
    slowest = {"refusal": 0.0, "next": 0.0}
    for title, maker, name, _code in FILES:
        content = maker()
        form = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        reason = refusal(tmp_path / "file", name, content)
        started = time.monotonic()
        answer = staff.context.request.post(
            "/impor/",
            multipart={"csrfmiddlewaretoken": token, "kind": "units", "file": form},
            headers={"Referer": f"{staff.site.url}/impor/"},
        )
        # A large file is refused by the worker, a moment later, on the page that the answer led to.
        while html.escape(reason) not in answer.text() and time.monotonic() - started < SECONDS:
            time.sleep(LOOK_EVERY)
            answer = staff.context.request.get(answer.url)
        slowest["refusal"] = max(slowest["refusal"], time.monotonic() - started)
        if answer.status not in (200, 422) or html.escape(reason) not in answer.text():
            wrong.append((title, answer.status))
        started = time.monotonic()
        following = auditor.context.request.get("/impor/")
        slowest["next"] = max(slowest["next"], time.monotonic() - started)
        if following.status != 200:
            wrong.append((f"after {title}", following.status))
    print(f"slowest refusal {slowest['refusal']:.2f} s, slowest answer after it {slowest['next']:.2f} s")  # noqa: T201
    counted("T-12", len(FILES), "hostile files sent to a served site, the next request answered", len(wrong))
    assert wrong == []
    assert max(slowest.values()) < SECONDS
    assert processes(staff.site) == before


def refusal(path: Path, name: str, content: bytes) -> str:
    """What the reader says of a file, in the language of the site."""
    path.write_bytes(content)
    try:
        list(read_rows(path, name))
    except FileRefused as refused:
        return refused.message.id
    raise AssertionError(f"{name} is no hostile file")


def processes(site: Installation) -> dict[str, tuple[bool, set[str]]]:
    """The server and the worker: whether each lives, and the processes that it has started."""
    found = {}
    for name in ("web", "worker"):
        running = site.processes[name].running
        assert running is not None
        tasks = Path(f"/proc/{running.pid}/task").glob("*/children")
        children = {child for listed in tasks for child in listed.read_text(encoding="utf-8").split()}
        found[name] = (running.poll() is None, children)
    return found
