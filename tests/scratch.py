"""A migrated, empty database of its own on the engine of this run, and processes that work on it.

For what a test inside one rolled-back transaction cannot show: processes at once, processes killed, commands on an
empty database, transactions that really end.
"""

import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

# Seconds until a process counts as stuck; the long forms prepare and do a hundred times as much.
PATIENCE = 3_600 if os.environ.get("ASSURE") == "long" else 120

_SETUP = "import django; django.setup()\n"
# Each child speaks and hears by its own end of a pair of sockets, and keeps nobody else's open.
_FORK = """
import os, sys, traceback
for own, script in {parties!r}:
    if os.fork() == 0:
        os.dup2(own, 0)
        os.dup2(own, 1)
        for end, _script in {parties!r}:
            os.close(end)
        failed = 0
        try:
            exec(script, globals())
        except BaseException:
            traceback.print_exc()
            failed = 1
        sys.stdout.flush()
        os._exit(failed)
for end, _script in {parties!r}:
    os.close(end)
sys.exit(any([os.wait()[1] for _party in {parties!r}]))
"""


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

    def start(self, *words: str, pass_fds: Sequence[int] = ()) -> "subprocess.Popen[str]":
        """A Python process on the database, running at once."""
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MEDIA_ROOT": str(self.folder / "files"),
        }
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=environment,
            pass_fds=pass_fds,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def begin(self, script: str) -> "subprocess.Popen[str]":
        """A script that runs at once; Django is set up."""
        return self.start("-c", _SETUP + script)

    @contextmanager
    def parties(self, scripts: Sequence[str], *, first: str = "") -> Iterator[list[Party]]:
        """A process for each script, all at once, forked from one that has set up Django and run `first`.

        That may import what they share, and must leave the database alone.
        """
        pairs = [socket.socketpair() for _script in scripts]
        theirs = [there.fileno() for _here, there in pairs]
        forking = _FORK.format(parties=list(zip(theirs, scripts, strict=True)))
        parent = self.start("-c", _SETUP + first + forking, pass_fds=theirs)
        for _here, there in pairs:
            there.close()
        parties = [Party(here) for here, _there in pairs]
        try:
            yield parties
        finally:
            for party in parties:
                party.close()
            done = ended(parent)
        assert done.returncode == 0, done.stderr

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """`manage.py` with these words, to its end."""
        return ended(self.start("manage.py", *words))

    def python(self, script: str) -> str:
        """What a script prints; Django is set up. Fails with the script's own traceback."""
        done = ended(self.begin(script))
        assert done.returncode == 0, done.stderr
        return done.stdout


def ended(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    """The process, when it has ended."""
    out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Scratch]:
    """A migrated, empty database. The test itself must not use the test database."""
    with django_db_blocker.unblock():
        copying = _is_test_database()
        place = _sqlite(tmp_path, copying) if connection.vendor == "sqlite" else _postgresql(copying)
        with place as url:
            made = Scratch(url, tmp_path)
            if not copying:
                migrated = made.manage("migrate", "--verbosity", "0")
                assert migrated.returncode == 0, migrated.stderr
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
            server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
