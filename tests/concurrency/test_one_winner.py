"""Four people sign at once for one post or for one person: exactly one of them succeeds.

The contests run in processes of their own, on a database of their own, on the engine of the test run.
CONTESTS sets how many there are.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.promises import counted

CONTESTS = int(os.environ.get("CONTESTS") or (1_000 if os.environ.get("ASSURE") == "long" else 12))
SIGNERS = 4


class Process:
    """A Python process that takes orders."""

    def __init__(self, url: str) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.contest"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, do: str, **what: Any) -> None:
        """Give an order without waiting."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps({"do": do} | what) + "\n")
        self.running.stdin.flush()

    def answer(self) -> Any:
        """Wait for the answer to the oldest order."""
        assert self.running.stdout is not None
        line = self.running.stdout.readline()
        assert line, f"process ended with {self.running.wait()}"
        return json.loads(line)

    def end(self) -> None:
        """No more orders."""
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.close()
        self.running.wait(timeout=60)
        self.running.stdout.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The URL of a database that nobody else uses, on the engine of this run."""
    held = settings.DATABASES["default"]
    if "sqlite" in held["ENGINE"]:
        yield f"sqlite:///{tmp_path / 'contest.sqlite3'}"
        return
    import psycopg

    name = f"estafet_contest_{os.getpid()}"
    admin = {"host": held["HOST"], "port": held["PORT"], "user": held["USER"], "password": held["PASSWORD"]}
    admin = {key: value for key, value in admin.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **admin) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            login = f"{held['USER']}:{held['PASSWORD']}@" if held["USER"] else ""
            place = f"{held['HOST']}:{held['PORT']}" if held["PORT"] else held["HOST"]
            yield f"postgres://{login}{place}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def processes(database: str) -> Iterator[list[Process]]:
    """The signers; the first of them also prepares and judges."""
    started = [Process(database) for _number in range(SIGNERS)]
    yield started
    for process in started:
        process.end()


def test_exactly_one_wins_each_contest(processes: list[Process]) -> None:
    referee = processes[0]
    referee.order("prepare")
    world = referee.answer()
    refusals: set[str] = set()
    for contest in range(CONTESTS):
        same_person = contest % 2 == 0
        vacancies = world["vacancies"] if same_person else [world["vacancies"][contest % SIGNERS]] * SIGNERS
        people = [world["people"][0 if same_person else number % 3] for number in range(SIGNERS)]
        aims = list(zip(vacancies, people, strict=True))
        results = _contest(processes, aims)
        assert results.count("won") == 1, (contest, results)
        refusals |= set(results)
        referee.order("judge")
        winner = aims[results.index("won")]
        assert referee.answer() == {"held": [[winner[0][0], winner[1]]], "decided": [winner[0][0]]}
    assert refusals == {"won", "contested"}
    counted("T-30", CONTESTS, f"contests of {SIGNERS} signers", 0)


def _contest(processes: list[Process], aims: list[tuple[tuple[int, str], int]]) -> list[str]:
    """Everybody opens the page, then everybody signs."""
    for process, ((vacancy, token), person) in zip(processes, aims, strict=True):
        process.order("aim", vacancy=vacancy, token=token, person=person)
    assert [process.answer() for process in processes] == ["ready"] * SIGNERS
    for process in processes:
        process.order("sign")
    return [process.answer()["result"] for process in processes]
