"""A command on a database that is not there, or not prepared, says in one line what to do first."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def replay(url: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "replay", "1"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "ESTAFET_MODE": "local"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_database_is_sent_to_bootstrap(tmp_path: Path) -> None:
    done = replay(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "first run: manage.py bootstrap" in done.stderr


def test_a_database_that_cannot_be_opened_is_sent_to_its_address(tmp_path: Path) -> None:
    done = replay(f"sqlite:///{tmp_path}")  # a folder, no file
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "check DATABASE_URL" in done.stderr
