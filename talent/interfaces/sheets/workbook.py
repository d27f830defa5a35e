"""XLSX through the child process: start it, take its frames, end it whatever happens."""

import marshal
import select
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from talent.interfaces.sheets.archive import check_archive
from talent.interfaces.sheets.chunks import Blank, Chunk, Flaw
from talent.interfaces.sheets.errors import FileRefused, column_letters, shown

CHILD = Path(__file__).with_name("child")
PATIENCE = 150.0  # seconds of waiting for one frame; the child itself has a limit of processor time
# Sheets of more bytes (unpacked) are read as they go by, in little memory; smaller ones as a whole, which is faster.
LARGE = 40_000_000
_MAX_FRAME = 1 << 29  # bytes
_SHORT = 1 << 12  # bytes that the child's last word fits into


def read_workbook(path: Path, patience: float = PATIENCE, *, whole: bool = False) -> Iterator[Chunk]:
    """Chunks of the first sheet; the first one, without rows, carries the header.

    Raises FileRefused; with `whole`, only before the first chunk. The child is ended when the caller stops reading.
    """
    check_archive(path)
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), str(path.resolve()), str(LARGE)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        close_fds=True,
    )
    try:
        frames = _frames(child, patience)
        yield from _chunks(_opened(_kept(frames) if whole else frames))
    finally:
        child.kill()
        child.communicate()


def _kept(frames: Iterator[bytes]) -> Iterator[bytes]:
    """The same frames, once all of them are known to have come: till then they lie on the disk."""
    with tempfile.TemporaryFile() as spool:
        lengths = []
        for frame in frames:
            lengths.append(spool.write(frame))
        spool.seek(0)
        for length in lengths:
            yield spool.read(length)


def _chunks(frames: Iterator[tuple[Any, ...]]) -> Iterator[Chunk]:
    kind, *rest = next(frames)
    if kind != "header":
        raise FileRefused("parser_died")
    sheet, header_row, cells, flaws, below = rest
    header = [shown(cell) for cell in cells]
    _check_header(header, header_row, flaws)
    while header and not header[-1].strip():
        header.pop()
    yield Chunk(sheet, header_row, header, [], [], [], below=below)
    width = len(header)
    for kind, *rest in frames:
        if kind == "end":
            blank = Blank(*rest)
            if any(blank):
                yield Chunk(sheet, header_row, header, [], [], [], blank)
            return
        rows, columns, flaws = rest
        near = [Flaw(*flaw) for flaw in flaws if flaw[1] < width]
        yield Chunk(sheet, header_row, header, rows, columns[:width], near)


def _check_header(header: list[str], header_row: int, flaws: list[tuple[int, int, str]]) -> None:
    for _index, column, code in flaws:
        cell = f"{column_letters(column)}{header_row}"
        if code != "merged":
            raise FileRefused("header_formula", cell=cell)
        raise FileRefused("header_merged", cell=cell)


def _opened(frames: Iterator[bytes]) -> Iterator[tuple[Any, ...]]:
    # Only our own child writes them, and marshal builds plain values: no code runs on loading.
    return map(marshal.loads, frames)


def _frames(child: "subprocess.Popen[bytes]", patience: float) -> Iterator[bytes]:
    """What the child says, up to the frame that is its last."""
    while True:
        deadline = time.monotonic() + patience
        (length,) = struct.unpack(">I", _read(child, 4, deadline))
        if length > _MAX_FRAME:
            raise FileRefused("parser_died")
        frame = _read(child, length, deadline)
        if length < _SHORT:
            kind, *rest = marshal.loads(frame)  # noqa: S302
            if kind == "refused":
                raise FileRefused(rest[0], **rest[1])
            if kind == "end":
                yield frame
                return
        yield frame


def _read(child: "subprocess.Popen[bytes]", length: int, deadline: float) -> bytes:
    assert child.stdout is not None
    parts = []
    while length:
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise FileRefused("out_of_time")
        part = child.stdout.raw.read(min(length, 1 << 20))  # type: ignore[attr-defined]
        if not part:
            raise FileRefused("parser_died")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
