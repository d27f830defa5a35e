"""CSV: UTF-8, comma or semicolon, streamed. The whole file is walked once before the first row is handed out, so a
file that is refused at its last line has given nothing before."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from talent.interfaces.sheets.chunks import CHUNK, MAX_COLUMNS, Blank, Chunk, Flaw
from talent.interfaces.sheets.errors import FileRefused

SHEET = "CSV"
MAX_CELL = 131_072  # characters; a spreadsheet program holds 32,767 in a cell
_BLOCK = MAX_LINE = 1 << 20  # bytes
# What is read of a file before it is handed on: rows are counted, and long ones weighed.
_WEIGHT = 4 * MAX_LINE
_AT_ONCE = 16  # rows between two looks at the weight
# Rows of a look through the file: so few stay in the processor's own memory.
_LOOKED_AT = 250
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_MULTIBYTE_TAIL = 3


def check_text(path: Path) -> bool:
    """Whether there are quotes in the file; raises FileRefused unless it is UTF-8 text without control characters."""
    with path.open("rb") as file:
        start = file.read(4096)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff") or _looks_utf16(start):
            raise FileRefused("utf16")
        if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            raise FileRefused("web_page")
        file.seek(0)
        return _walk(file, binary=_is_binary(start))


def _looks_utf16(start: bytes) -> bool:
    """Text in UTF-16 without a mark has a NUL in every second byte."""
    half = len(start) // 2
    return half >= 2 and (start[1::2].count(0) > half * 0.8 or start[::2].count(0) > half * 0.8)


def _is_binary(start: bytes) -> bool:
    return len(_CONTROL.findall(start)) > len(start) // 20


def _walk(file: BinaryIO, *, binary: bool) -> bool:
    line, rest, length, quoted = 1, b"", 0, False
    while block := file.read(_BLOCK):
        data = rest + block
        text = data
        try:
            data.decode("utf-8")
            rest = b""
        except UnicodeDecodeError as error:
            # A character may be cut by the end of the block: those bytes wait for the next one.
            if error.reason != "unexpected end of data" or error.start < len(data) - _MULTIBYTE_TAIL:
                raise FileRefused(
                    "binary" if binary else "not_utf8", line=line + data.count(b"\n", 0, error.start)
                ) from None
            text, rest = data[: error.start], data[error.start :]
        nul = text.find(b"\0")
        if nul >= 0:
            raise FileRefused("binary" if binary else "nul", line=line + text.count(b"\n", 0, nul))
        if found := _CONTROL.search(text):
            raise FileRefused("binary" if binary else "control", line=line + text.count(b"\n", 0, found.start()))
        # A line that ends within its block is no longer than that.
        first, last = _ends(text)
        length += first
        if length > MAX_LINE:
            raise FileRefused("line_too_long", line=line, limit=MAX_LINE >> 20)
        if last < len(text):
            length = len(text) - last - 1
        line += text.count(b"\n")
        quoted = quoted or b'"' in text
    if rest:
        raise FileRefused("not_utf8", line=line)
    return quoted


def _ends(text: bytes) -> tuple[int, int]:
    """Where the first line of a block ends, and the last one that does; the block's length where none does."""
    found = [at for mark in (b"\n", b"\r") if (at := text.find(mark)) >= 0]
    if not found:
        return len(text), len(text)
    return min(found), max(text.rfind(b"\n"), text.rfind(b"\r"))


def read_csv(path: Path) -> Iterator[Chunk]:
    """Chunks of a CSV file; the first one, without rows, carries the header. Rows count as a spreadsheet shows them."""
    quoted = check_text(path)
    delimiter = _delimiter(path, quoted)
    blank = _blank_rows(path, delimiter, quoted)
    numbers: list[int] = []
    rows: list[list[str]] = []
    header_row, header = 0, []
    for first, batch in _batches(path, delimiter, quoted):
        filled = _filled(batch)
        if not header_row:
            at = filled.pop(0) if filled else None
            if at is None:
                continue
            header_row, header = first + at, batch[at]
            while header and not header[-1].strip():
                header.pop()
            yield Chunk(SHEET, header_row, header, [], [], [])
        whole = len(filled) == len(batch)
        numbers += range(first, first + len(batch)) if whole else [first + at for at in filled]
        rows += batch if whole else [batch[at] for at in filled]
        while len(rows) >= CHUNK or (rows and len(batch) < CHUNK):
            yield _chunk(header_row, header, numbers[:CHUNK], rows[:CHUNK])
            del numbers[:CHUNK], rows[:CHUNK]
    if not header_row:
        raise FileRefused("empty_sheet")
    if rows:
        yield _chunk(header_row, header, numbers, rows)
    if any(blank):
        yield Chunk(SHEET, header_row, header, [], [], [], blank)


def _blank_rows(path: Path, delimiter: str, quoted: bool) -> Blank:
    """The blank rows below the header; on the way the whole file is read, so that it is refused now or not at all."""
    last = number = between = 0
    for first, batch in _batches(path, delimiter, quoted, _LOOKED_AT):
        number = first + len(batch) - 1
        filled = _filled(batch)
        if not filled:
            continue
        # Between two rows with anything in them lie only blank ones.
        between += first + filled[-1] - last - len(filled) if last else filled[-1] - filled[0] + 1 - len(filled)
        last = first + filled[-1]
    return Blank(between, number - last)


def _filled(batch: list[list[str]]) -> list[int]:
    """Which of these rows have anything in them, counted from 0."""
    if all(batch) and all(map(str.strip, map(itemgetter(0), batch))):
        return list(range(len(batch)))
    return [at for at, row in enumerate(batch) if (row and row[0].strip()) or any(map(str.strip, row))]


def _delimiter(path: Path, quoted: bool) -> str:
    """The one that splits the header into more columns, outside quotes; the header is the first line with text."""
    counts = {delimiter: _header_width(path, delimiter, quoted) for delimiter in (";", ",")}
    if not any(counts.values()):
        raise FileRefused("empty_sheet")
    for delimiter, name in (("\t", "tab"), ("|", "“|”")):
        if _header_width(path, delimiter, quoted) > max(1, *counts.values()):
            raise FileRefused("separator", separator=name)
    return max(counts, key=lambda delimiter: counts[delimiter])


def _header_width(path: Path, delimiter: str, quoted: bool) -> int:
    try:
        return next(
            (len(row) for _, row in _rows(path, delimiter, quoted) if any(cell.strip(" \t,;|") for cell in row)), 0
        )
    except FileRefused as refused:
        # Quotes that close wrongly are a sign of the other delimiter; said of both, the reading itself will say it.
        return MAX_COLUMNS if refused.code == "too_many_columns" else -1


def _rows(path: Path, delimiter: str, quoted: bool) -> Iterator[tuple[int, list[str]]]:
    for first, batch in _batches(path, delimiter, quoted):
        yield from enumerate(batch, start=first)


def _batches(path: Path, delimiter: str, quoted: bool, most: int = CHUNK) -> Iterator[tuple[int, list[list[str]]]]:
    """The number of a row, from 1, and some rows from there on: `most` of them, or fewer that are long, or the last."""
    first = 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        length = 0

        def lines() -> Iterator[list[str]]:
            nonlocal length
            while block := file.readlines(_BLOCK >> 4):
                length += sum(map(len, block))
                if length > _AT_ONCE * MAX_LINE:
                    raise FileRefused("line_too_long", line=reader.line_num, limit=MAX_LINE >> 20)
                yield block

        # A row of many lines, which only quotes make, would be read as a whole before it can be weighed.
        reader = csv.reader(chain.from_iterable(lines()) if quoted else file, delimiter=delimiter, strict=True)
        while True:
            batch: list[list[str]] = []
            refused = None
            begun = file.buffer.tell()
            try:
                # What was read before a mistake stays in the list: so the mistake's row is known.
                while len(batch) < most and file.buffer.tell() - begun <= _WEIGHT:
                    before, length = len(batch), 0
                    batch.extend(islice(reader, min(_AT_ONCE, most - before)))
                    if len(batch) == before:
                        break
            except FileRefused as error:
                refused = error
            except csv.Error as error:
                code = "cell_too_long" if "field limit" in str(error) else "unbalanced_quote"
                refused = FileRefused(code, row=first + len(batch), limit=csv.field_size_limit())
            if max(map(len, batch), default=0) > MAX_COLUMNS:
                at = next(at for at, row in enumerate(batch) if len(row) > MAX_COLUMNS)
                refused, batch = FileRefused("too_many_columns", row=first + at, limit=MAX_COLUMNS), batch[:at]
            if batch:
                yield first, batch
            if refused:
                raise refused from None
            if not batch:
                return
            first += len(batch)


def _chunk(header_row: int, header: list[str], numbers: list[int], rows: list[list[str]]) -> Chunk:
    width = len(header)
    flaws: list[Flaw] = []
    if set(map(len, rows)) != {width}:
        rows = [_fitted(at, row, width, flaws) for at, row in enumerate(rows)]
    columns = list(map(list, zip(*rows, strict=True)))
    return Chunk(SHEET, header_row, header, numbers, columns, flaws)


def _fitted(at: int, row: list[str], width: int, flaws: list[Flaw]) -> list[str]:
    """The row at the header's width, and what is wrong with it if it had another."""
    if len(row) < width:
        flaws.append(Flaw(at, len(row), "too_few_cells", len(row)))
    elif any(map(str.strip, row[width:])):
        flaws.append(Flaw(at, width - 1, "too_many_cells", len(row)))
    return row[:width] + [""] * (width - len(row))
