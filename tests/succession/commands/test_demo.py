"""A second start of the demonstration keeps what the visitors did."""

import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.domain import users
from audit.models import Event
from jobs.models import Job
from succession.demonstration import people, steps
from succession.management.commands import demo
from succession.models import Vacancy
from talent.domain import cycles
from talent.models import ReviewCycle
from tests import factories
from tests.succession import cast

UNFINISHED = {"OPENED", "ROUTED", "LONGLISTED"}


@pytest.fixture(autouse=True)
def passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PASSWORDS", tmp_path / "passwords.txt")


def last_vacancy(state: str) -> None:
    home = factories.agency()
    vacancy = cast.opened(home, cast.post(home), steps.LAST)
    Vacancy.objects.filter(pk=vacancy.pk).update(state=state)


@pytest.mark.django_db
@pytest.mark.parametrize("state", Vacancy.State.values)
def test_the_demonstration_is_loaded_once_three_names_stand_whatever_became_of_them(state: str) -> None:
    last_vacancy(state)
    assert steps.loaded() == (state not in UNFINISHED)


@pytest.mark.django_db
def test_nothing_is_loaded_in_an_empty_house() -> None:
    assert steps.loaded() is False


@pytest.mark.django_db
def test_a_start_after_the_decision_writes_nothing() -> None:
    last_vacancy("DECIDED")
    before = Event.objects.count()
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    assert Event.objects.count() == before
    printed = out.getvalue().splitlines()
    assert "demonstrasi sudah ada / the demonstration is loaded" in printed
    roles = {line.split()[0]: " ".join(line.split()[2:]) for line in printed if line.startswith("  ")}
    assert len(roles) == 16
    assert roles["bkd"] == "Staf BKD / BKD staff"


@pytest.mark.django_db
def test_a_mapping_that_a_killed_start_left_running_is_done_by_the_next_start() -> None:
    factories.assessed(factories.employee())
    cycle = factories.cycle()
    job = cycles.start_mapping(cycle=cycle, by=users.system_operator())
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1)
    job.refresh_from_db()
    ReviewCycle.objects.filter(pk=cycle.pk).update(state=ReviewCycle.State.OPEN, run=None)
    steps.work(job)
    cycle.refresh_from_db()
    assert (job.state, cycle.state) == (Job.State.DONE, ReviewCycle.State.MAPPED)


def test_a_taken_port_is_said_before_anything_is_loaded() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} is in use"):
            call_command("demo", port=port)


def test_what_is_served_on_another_port_prints_the_address_of_that_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_ADDRESS", raising=False)
    served: list[str] = []

    class Ended:
        def __init__(self, _words: list[str], *, env: dict[str, str], **_options: object) -> None:
            served.append(env["SITE_ADDRESS"])

        def poll(self) -> int:
            return 0

        def terminate(self) -> None:
            pass

        def wait(self, timeout: int) -> None:
            pass

    monkeypatch.setattr(demo.subprocess, "Popen", Ended)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)
    demo.Command()._serve(8351)
    assert served == ["http://127.0.0.1:8351"] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_server_ends_when_whoever_started_it_was_killed() -> None:
    parent = (
        "import django, subprocess, time; django.setup(); "
        "from jobs.domain.children import end_with_parent; "
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=end_with_parent); print(child.pid, flush=True); "
        "time.sleep(60)"
    )
    started = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert started.stdout
    child = Path("/proc") / started.stdout.readline().strip()
    assert child.exists()
    started.kill()
    started.communicate()
    for _ in range(100):
        if not child.exists() or "Z" in (child / "stat").read_text().split()[2]:
            return
        time.sleep(0.05)
    pytest.fail("the child lived on")
