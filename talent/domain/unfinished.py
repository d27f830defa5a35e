"""Files that are not whole yet: nobody finds them under their name, and what a killed process left goes away."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = ".unfinished-"


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, in `folder` (made where there is none); locked as long as somebody writes in
    it, so that whoever comes next clears away what a killed process left."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder, fcntl.LOCK_EX):
        for left in folder.glob(f"{_PREFIX}*"):
            try:
                with _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    shutil.rmtree(left)
            except (BlockingIOError, FileNotFoundError):
                # Somebody still writes in it, or has just done so.
                continue
        made = Path(tempfile.mkdtemp(dir=folder, prefix=_PREFIX))
        held = os.open(made, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made)
        os.close(held)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
