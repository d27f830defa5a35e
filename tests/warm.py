"""A process that is ready to become any other: Django is set up, all is imported, nothing was asked of it yet.

It is forked off pytest's own process once the tests are collected and none has run, and forks on request: a process of
a test costs some hundredths of a second instead of the three seconds in which an interpreter gets as far. What it forks
has its own connections, input, output and settings, and knows nothing of what tests did meanwhile.
"""

import faulthandler
import json
import logging.config
import os
import signal
import socket
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import IO, Any

import environ
import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse
from pytest_django.plugin import blocking_manager_key

from rules.law import shipped

# Seconds until a process counts as stuck: many, as a busy machine is slow, not wrong.
PATIENCE = 6 * 3_600 if os.environ.get("ASSURE") == "long" else 900
_ORDER_BYTES = 1 << 17
_FDS = 4  # its input, output and errors, and where it is heard when it ends
_ENDING = 3

_parent: list[socket.socket] = []


class Stuck(AssertionError):
    """A process did not end."""


class Child:
    """A process that runs a script."""

    def __init__(self, ending: socket.socket, errors: IO[str]) -> None:
        self._ending = ending
        self._errors = errors
        ending.settimeout(PATIENCE)
        self.pid = int(self._line())

    def _line(self) -> str:
        told = b""
        while not told.endswith(b"\n") and (more := self._ending.recv(64)):
            told += more
        return told.decode()

    def end(self) -> tuple[bool, str]:
        """Whether it came to its end without a fault, and what it said of faults."""
        with self._ending, self._errors as errors:
            try:
                good = self._line() == "ended\n"
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                raise Stuck(f"still at work after {PATIENCE} seconds") from None
            errors.seek(0)
            return good, errors.read()


def begin(script: str, *, url: str, files: Path, given: int, said: int) -> Child:
    """Run a script on the database at `url`; `given` and `said` are the descriptors of its input and its output."""
    here, there = socket.socketpair()
    errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by who asks how it ended
    order = json.dumps([script, str(environ.Env.db_url_config(url)["NAME"]), str(files)]).encode()
    with there:
        socket.send_fds(_parent[0], [order], [given, said, errors.fileno(), there.fileno()])
    return Child(here, errors)


def start(config: pytest.Config) -> None:
    """Fork the parent of all that follow; it ends when pytest's process does."""
    assert not _parent
    # What most processes read first, read once.
    shipped()
    reverse("home")
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork():
        there.close()
        _parent.append(here)
        config.add_cleanup(here.close)
        return
    try:
        _serve(there.detach(), config)
    finally:
        os._exit(1)


def _serve(orders: int, config: pytest.Config) -> None:
    os.dup2(orders, _ENDING)
    os.closerange(_FDS, 1 << 16)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    faulthandler.disable()
    warnings.resetwarnings()
    config.stash[blocking_manager_key].unblock()
    # Nobody waits for those that end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    heard = socket.socket(fileno=_ENDING)
    while True:
        order, fds, _flags, _address = socket.recv_fds(heard, _ORDER_BYTES, _FDS)
        if not order:
            os._exit(0)
        if not os.fork():
            _become(*json.loads(order), *fds)
        for fd in fds:
            os.close(fd)


def _become(script: str, database: str, files: str, *fds: int) -> None:
    """Run the script; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
        os.closerange(_FDS, 1 << 10)
        os.write(_ENDING, f"{os.getpid()}\n".encode())
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        logging.config.dictConfig(settings.LOGGING)
        connections["default"].settings_dict["NAME"] = database
        settings.MEDIA_ROOT = Path(files)
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(script, "script", "exec"), names)  # noqa: S102 - the tests' own
        sys.stdout.flush()
        os.write(_ENDING, b"ended\n")
    except BaseException:  # noqa: BLE001 - nothing of pytest may run on in here
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(0)
