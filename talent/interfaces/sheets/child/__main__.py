"""The workbook parser, run alone as a child process with limits on memory and time.

A hostile workbook can make the parser abort the process or take all memory; here it takes only this process with it.
This folder is run by path under `-I`, so it imports nothing of the project but the modules beside it.
It writes frames to its standard output: four bytes of length, then `marshal` of plain tuples, lists, texts, numbers:

    ("header", sheet, row, cells, flaws)     flaws: [(index of the row in the frame, column, code)]
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
from typing import Any

from looks import Scan, scan
from parts import Refused

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 120  # of processor time
CHUNK = 5_000  # rows


def send(frame: tuple[Any, ...]) -> None:
    body = marshal.dumps(frame, 2)
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)


def plain(value: Any) -> Any:
    """A cell as marshal can carry it."""
    if value.__class__ in (str, float, int, bool):
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
        simple = set(map(type, values)) <= {str, float, int, bool}
        columns.append(list(values) if simple else [plain(value) for value in values])
    return columns


def numbered_rows(sheet: Any, offset: int) -> Iterator[tuple[int, list[Any]]]:
    """(row number from 1, cells from column A)."""
    padding = [""] * offset
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, padding + row if offset else row


def hand_over(sheet: Any, name: str, found: Scan) -> None:
    """Send the header (the first row with anything in it), then the rows that are not blank."""
    if sheet.start is None:
        raise Refused("empty_sheet")
    offset = sheet.start[1]
    width = sheet.end[1] + 1
    last = number = between = 0
    numbers, rows, flaws = [], [], []
    flawed = bool(found.flaws or found.areas)
    for number, row in numbered_rows(sheet, offset):
        here = found.of_row(number, width) if flawed else ()
        if is_blank(row) and not any(code != "merged" for _, code in here):
            continue
        header_sent, between = last > 0, between + (number - last - 1 if last else 0)
        last = number
        if not header_sent:
            send(("header", name, number, [plain(value) for value in row], [(0, *flaw) for flaw in here]))
            continue
        flaws.extend((len(numbers), *flaw) for flaw in here)
        numbers.append(number)
        rows.append(row)
        if len(rows) == CHUNK:
            send(("chunk", numbers, transpose(rows), flaws))
            numbers, rows, flaws = [], [], []
    if not last:
        raise Refused("empty_sheet")
    if rows:
        send(("chunk", numbers, transpose(rows), flaws))
    send(("end", between, max(number, found.rows_seen) - last))


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = scan(path)
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(path)
        hand_over(book.get_sheet_by_index(0), book.sheet_names[0], found)
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
    main(sys.argv[1])
