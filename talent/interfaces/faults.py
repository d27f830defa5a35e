"""The rows of an upload that were not taken, as a workbook with the faults marked where they are: mend, send again.

Every cell is text, in a format that keeps it text when it is edited, so nothing in it is ever computed.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from talent.domain.wording import both
from talent.interfaces.columns.header import header_key, match_header
from talent.interfaces.columns.kinds import KINDS
from talent.interfaces.sheets import read_rows
from talent.interfaces.sheets.errors import CellError, whole

NOTE = "keterangan"
MOST = 20_000  # rows
_CELL = 32_767  # characters that a spreadsheet program holds in a cell


def write(
    *, kind: str, path: Path, file_name: str, matches: Mapping[str, str], errors: list[CellError], wrong: int
) -> tuple[str, int]:
    """Write the wrong rows of an upload beside it, the first MOST of the `wrong` ones; the name of the workbook in the
    folder of uploads, and how many it holds."""
    by_row: dict[int, list[CellError]] = defaultdict(list)
    for error in errors:
        if len(by_row) < MOST or error.row in by_row:
            by_row[error.row].append(error)
    chunks = read_rows(path, file_name)
    first = next(chunks)
    places = match_header(KINDS[kind], first.header, first.header_row, matches).places
    shown = [index for index, name in enumerate(first.header) if header_key(name) != NOTE]
    names = {shown.index(index): column.name for index, column in places.values() if index in shown}
    name = f"{path.name}-{uuid.uuid4().hex}.xlsx"
    book = xlsxwriter.Workbook(
        str(location(name)), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet((first.sheet if first.sheet.strip() else kind)[:31].translate(_NOT_IN_NAMES))
    formats = {
        "head": book.add_format({"bold": True, "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "wrong": book.add_format({"num_format": "@", "bg_color": "#F8D7DA", "font_color": "#842029"}),
    }
    for place, index in enumerate(shown):
        sheet.write_string(0, place, first.header[index][:_CELL], formats["head"])
    sheet.write_string(0, len(shown), NOTE, formats["head"])
    if len(by_row) < wrong:
        part = both(_("%(held)s baris pertama dari %(wrong)s baris yang salah."), held=len(by_row), wrong=wrong)
        sheet.write_comment(0, len(shown), str(part))
    sheet.freeze_panes(1, 0)
    line = 1
    for chunk in chunks:
        for within, number in enumerate(chunk.rows):
            if number in by_row:
                cells = [chunk.columns[index][within] for index in shown]
                _row(sheet, line, cells, by_row[number], names, formats)
                line += 1
    book.close()
    return name, line - 1


_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def _row(
    sheet: Any, line: int, cells: list[Any], errors: Iterable[CellError], names: dict[int, str], formats: dict[str, Any]
) -> None:
    faults = defaultdict(list)
    for error in errors:
        faults[error.column].append(str(error.message))
    for place, cell in enumerate(cells):
        said = faults.get(names.get(place, ""))
        style, text = formats["wrong" if said else "text"], whole(cell)[:_CELL]
        if text:
            sheet.write_string(line, place, text, style)
        else:
            sheet.write_blank(line, place, None, style)
        if said:
            sheet.write_comment(line, place, " ".join(said))
    note = "; ".join(f"{column}: {' '.join(said)}" for column, said in faults.items())
    sheet.write_string(line, len(cells), note[:_CELL], formats["text"])


def location(name: str) -> Path:
    """Where a workbook of wrong rows lies."""
    return Path(settings.MEDIA_ROOT) / "imports" / Path(name).name
