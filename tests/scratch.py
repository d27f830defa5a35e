"""A migrated, empty database of its own on the engine of this run, and processes that work on it.

For what a test inside one rolled-back transaction cannot show: processes at once, processes killed, commands on an
empty database, transactions that really end.
"""

import os
import socket
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

import pytest
from django.db import connection

from tests import warm


class Party:
    """One of several processes at once, as the test speaks with it: a line there, a line back."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._lines = end.makefile("r", encoding="utf-8")

    def say(self, line: str = "") -> None:
        """Does not wait for an answer."""
        self._end.sendall(f"{line}\n".encode())

    def hear(self) -> str:
        """Its next line; empty when it has ended."""
        return self._lines.readline().rstrip("\n")

    def silent(self, seconds: float) -> bool:
        """True when it says nothing for so long. Ask only after everything that it said was heard."""
        return select([self._end], [], [], seconds)[0] == []

    def close(self) -> None:
        """Nothing more is said: its input ends."""
        self._lines.close()
        self._end.close()


@dataclass(frozen=True)
class Scratch:
    """The database's URL, and a folder for files."""

    url: str
    folder: Path

    @contextmanager
    def parties(self, scripts: Sequence[str]) -> Iterator[list[Party]]:
        """A process for each script, all at once."""
        parties, children = [], []
        for script in scripts:
            here, there = socket.socketpair()
            with there:
                children.append(self._begun(script, there.fileno(), there.fileno()))
            parties.append(Party(here))
        faults: list[str] = []
        try:
            yield parties
        finally:
            for party in parties:
                party.close()
            faults += [faults for good, faults in [child.end() for child in children] if not good]
            # Also of one whose silence was met first.
            assert not faults, "\n".join(faults)

    def python(self, script: str) -> str:
        """What a script prints; Django is set up. Fails with the script's own traceback."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said, Path(os.devnull).open() as nothing:
            good, faults = self._begun(script, nothing.fileno(), said.fileno()).end()
            assert good, faults
            said.seek(0)
            return said.read()

    def _begun(self, script: str, given: int, said: int) -> warm.Child:
        return warm.begin(script, url=self.url, files=self.folder / "files", given=given, said=said)


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scratch]:
    """A migrated, empty database. The test itself must not use the test database."""
    with django_db_blocker.unblock():
        copying = _is_test_database()
        place = _sqlite(tmp_path, copying) if connection.vendor == "sqlite" else _postgresql(copying)
        with place as url:
            made = Scratch(url, tmp_path)
            if not copying:
                made.python("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
            yield made


def _is_test_database() -> bool:
    """False when no test of this run asked for the test database: then there is nothing to copy."""
    name = str(connection.settings_dict["NAME"])
    return "memorydb" in name or name.startswith("test_")


@contextmanager
def _sqlite(folder: Path, copying: bool) -> Iterator[str]:
    path = folder / "scratch.sqlite3"
    if copying:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{path}'")
    yield f"sqlite:///{path}"


@contextmanager
def _postgresql(copying: bool) -> Iterator[str]:
    import psycopg

    held = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    admin = {word: held[name] for word, name in names.items() if held[name]}
    database = f"estafet_scratch_{uuid.uuid4().hex[:12]}"
    connection.close()  # a database is copied only while nobody is in it
    with psycopg.connect(dbname="postgres", autocommit=True, **admin) as server:
        template = f' TEMPLATE "{held["NAME"]}"' if copying else ""
        server.execute(f'CREATE DATABASE "{database}"{template}')
        try:
            who = f"{held['USER']}:{held['PASSWORD']}@" if held["USER"] else ""
            yield f"postgres://{who}{held['HOST']}:{held['PORT'] or 5432}/{database}"
        finally:
            # Not by force: its processes have ended, and only a superuser may force the server's own cleaning out.
            server.execute(f'DROP DATABASE "{database}"')
