"""The workbook parser, run alone as a child process with limits on memory and time.

A hostile workbook can make the parser abort the process or take all memory; here it takes only this process with it.
This folder is run by path under `-I`, so it imports nothing of the project but the modules beside it.
It writes frames to its standard output: four bytes of length, then `marshal` of plain tuples, lists, texts, numbers:

    ("header", sheet, row, cells, flaws, below)   flaws: [(index of the row in the frame, column, code)];
                                                  below: how many rows follow, blank ones too
    ("chunk", rows, columns, flaws)          rows: numbers from 1; columns: one list of cells per column
    ("refused", code, details)
    ("end", between, trailing)               how many blank rows were passed over

Dates, times and durations are ("date" | "datetime" | "time" | "duration", ISO text). Columns count from 0 at A.
"""

import datetime
import marshal
import resource
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from looks import Scan, members, scan
from parts import Refused, book_of, first_sheet
from stream import rows_of

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 120  # of processor time
# A large sheet goes by in little memory, but takes its time.
LARGE_MEMORY = 600_000_000
LARGE_SECONDS = 900
CHUNK = 5_000  # rows


def send(frame: tuple[Any, ...]) -> None:
    body = marshal.dumps(frame, 2)
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)


def plain(value: Any) -> Any:
    """A cell as marshal can carry it."""
    if value.__class__ in (str, float, int, bool, tuple):
        return value
    if isinstance(value, datetime.datetime):
        return ("datetime", value.isoformat(sep=" "))
    if isinstance(value, datetime.date):
        return ("date", value.isoformat())
    if isinstance(value, datetime.time):
        return ("time", value.isoformat())
    return ("duration", str(value))


def is_blank(row: list[Any]) -> bool:
    return all(value.__class__ is str and not value.strip() for value in row)


def transpose(rows: list[list[Any]]) -> list[list[Any]]:
    columns = []
    for values in zip(*rows, strict=True):
        simple = set(map(type, values)) <= {str, float, int, bool, tuple}
        columns.append(list(values) if simple else [plain(value) for value in values])
    return columns


def small_rows(path: str) -> tuple[int, Iterator[tuple[int, list[Any]]]]:
    """How wide the sheet is; (row number from 1, cells from column A), by the parser that holds the whole sheet."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    if sheet.start is None or sheet.end is None:
        raise Refused("empty_sheet")
    padding = [""] * sheet.start[1]
    rows = ((number, padding + row if padding else row) for number, row in enumerate(sheet.iter_rows(), start=1))
    return sheet.end[1] + 1, rows


def large_rows(path: str, width: int) -> Iterator[tuple[int, list[Any]]]:
    """The same rows, read as they go by."""
    with Path(path).open("rb") as file:
        parts = members(file)
        _name, sheet = first_sheet(file, parts)
        for number, cells in rows_of(file, parts, book_of(file, parts), sheet):
            row: list[Any] = [""] * width
            for column, value in cells.items():
                row[column] = value
            yield number, row


def hand_over(rows: Iterator[tuple[int, list[Any]]], width: int, found: Scan) -> None:
    """Send the header (the first row with anything in it), then the rows that are not blank."""
    last = number = between = 0
    numbers, held, flaws = [], [], []
    flawed = bool(found.flaws or found.areas)
    for number, row in rows:
        here = found.of_row(number, width) if flawed else ()
        if is_blank(row) and not any(code != "merged" for _, code in here):
            continue
        header_sent, between = last > 0, between + (number - last - 1 if last else 0)
        last = number
        if not header_sent:
            cells = [plain(value) for value in row]
            below = max(0, found.rows_seen - number)
            send(("header", found.sheet, number, cells, [(0, *flaw) for flaw in here], below))
            continue
        flaws.extend((len(numbers), *flaw) for flaw in here)
        numbers.append(number)
        held.append(row)
        if len(held) == CHUNK:
            send(("chunk", numbers, transpose(held), flaws))
            numbers, held, flaws = [], [], []
    if not last:
        raise Refused("empty_sheet")
    if held:
        send(("chunk", numbers, transpose(held), flaws))
    send(("end", between, max(number, found.rows_seen) - last))


def limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def main(path: str, large: int) -> None:
    limit(MEMORY, LARGE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = scan(path, large)
        if found.size > large:
            limit(LARGE_MEMORY, LARGE_SECONDS)
            width = found.last_column + 1
            hand_over(large_rows(path, width), width, found)
        else:
            limit(MEMORY, SECONDS)
            width, rows = small_rows(path)
            hand_over(rows, width, found)
    except Refused as refused:
        send(("refused", refused.code, refused.details))
    except MemoryError:
        send(("refused", "parser_died", {}))
    except BrokenPipeError:
        return
    except BaseException:  # noqa: BLE001  a panic of the parser derives from BaseException
        send(("refused", "unreadable", {}))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
