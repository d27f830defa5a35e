"""The next chunk is read and checked while this one is written: on two cores both take the time of the longer.

The reader is a fork of the importing process, begun where a second chunk follows. It reads the file and nothing else;
the database, and what is written, remain the importer's. It is never more than a chunk or two ahead.
"""

import fcntl
import gc
import logging
import os
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import NoReturn

from jobs.domain.children import end_with_parent
from talent.interfaces.columns.check import CheckedChunk
from talent.interfaces.sheets.errors import FileRefused

# Bytes that may lie between the two, as much as Linux lets anyone have: a chunk of a few columns, so that the reader
# goes on while nobody takes it.
_ROOM = 1 << 20
log = logging.getLogger(__name__)


def read_ahead(chunks: Generator[CheckedChunk, None, None]) -> Generator[CheckedChunk, None, None]:
    """The same chunks, from a process of their own; raises FileRefused as they do, RuntimeError if it ends too soon."""
    try:
        first = next(chunks)
        # A process with other threads (a web server's) cannot be forked safely, and a single chunk need not be.
        if first.last or threading.active_count() > 1:
            yield first
            yield from chunks
            return
        ours, theirs = Pipe(duplex=False)
        _widen(theirs)
        reader = os.fork()
        if not reader:
            ours.close()
            _hand_over(chunks, theirs)
        theirs.close()
        try:
            yield first
            del first
            yield from _taken(ours)
        finally:
            ours.close()
            os.kill(reader, signal.SIGKILL)
            os.waitpid(reader, 0)
    finally:
        chunks.close()


def _widen(pipe: Connection) -> None:
    """Where the system allows it; otherwise the reader waits a little more."""
    with suppress(OSError):
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _ROOM)


def _taken(ours: Connection) -> Iterator[CheckedChunk]:
    while True:
        try:
            chunk, refusal = ours.recv()
        except EOFError:
            raise RuntimeError("the process that reads the file has ended before the file did") from None
        if refusal is not None:
            raise FileRefused(refusal[0], **refusal[1])
        yield chunk
        if chunk.last:
            return


def _hand_over(chunks: Iterator[CheckedChunk], theirs: Connection) -> NoReturn:
    """In the reader: send chunk after chunk. Whatever comes, this process ends here and runs nothing of the importer's
    on the way out."""
    try:
        end_with_parent(signal.SIGKILL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            for chunk in chunks:
                theirs.send((chunk, None))
                del chunk
                gc.collect(1)
        except FileRefused as refused:
            theirs.send((None, (refused.code, refused.details)))
        except Exception:
            log.exception("reading ahead failed")
    finally:
        os._exit(0)
