"""Lists as files. No cell of them is ever run as a formula by the program that opens them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, BinaryIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from talent.interfaces.columns.marks import marked
from talent.models import Employee, Placement, PolicyDraft, SimulatedMove

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def harmless(text: Any) -> str:
    """Text as it may stand in a cell: an apostrophe before whatever a spreadsheet program might run.

    The import takes that apostrophe away again.
    """
    return "" if text is None else marked(str(text))


def employee_rows(people: Iterable[Employee], placements: dict[int, Placement]) -> list[list[str]]:
    """Header and rows of the list of employees."""
    rows = [
        [
            _("NIP"),
            _("Nama"),
            _("Instansi"),
            _("Golongan"),
            _("Jabatan"),
            _("Jenjang"),
            _("Unit"),
            _("Kedudukan"),
            _("Kotak"),
            _("Kotak sebelum kalibrasi"),
            _("Kebijakan pemetaan"),
            _("Tanggapan belum dijawab"),
        ]
    ]
    for person in people:
        now = person.current
        placement: Any = placements.get(person.pk)
        rows.append(
            [
                person.nip,
                person.name,
                person.agency.name,
                (now and now.grade) or "",
                (now and now.position) or "",
                str(now.get_tier_display() or "") if now else "",
                now.unit.name if now and now.unit else "",
                str(now.get_standing_display() or "") if now else "",
                str(placement.after or "") if placement else "",
                str(placement.box or "") if placement else "",
                placement.policy_name if placement else "",
                str(placement.contested or 0) if placement else "",
            ]
        )
    return rows


def move_rows(moves: Iterable[SimulatedMove], draft: PolicyDraft) -> list[list[str]]:
    """Header and rows of the people whom a draft would move; both policies are named in the header."""
    before = draft.simulation.get("before") or _("tanpa kebijakan")
    rows = [[_("NIP"), _("Nama"), _("Jabatan"), _("Unit"), before, _("draf %(code)s") % {"code": draft.code}]]
    for move in moves:
        person, now = move.employee, move.employee.current
        unit = now.unit.name if now and now.unit else ""
        boxes = [str(box) if box else "" for box in (move.before, move.after)]
        rows.append([person.nip, person.name, (now and now.position) or "", unit, *boxes])
    return rows


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark at its head, so that Excel reads the letters right."""
    stream = io.BytesIO()
    write(rows, "csv", "", stream)
    return stream.getvalue()


def as_xlsx(rows: Sequence[Sequence[Any]], title: str) -> bytes:
    """One sheet, its first row standing still: numbers as numbers, everything else as text."""
    stream = io.BytesIO()
    write(rows, "xlsx", title, stream)
    return stream.getvalue()


def write(rows: Iterable[Sequence[Any]], form: str, title: str, stream: BinaryIO) -> None:
    """Rows (the first is the header) into a stream as `csv` or `xlsx`, one at a time, however many there are."""
    if form == "csv":
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
        text.detach()
        return
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # What a spreadsheet program takes as the name of a sheet.
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "-", title)[:31].strip("'") or None)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, row in enumerate(rows):
        if number == 0:
            sheet.set_column(0, 0, 22)
            sheet.set_column(1, len(row) - 1, 26)
        for column, cell in enumerate(row):
            if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and isfinite(cell):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, harmless(cell), bold if number == 0 else None)
    book.close()


def named(text: str) -> str:
    """What people call something, as it can stand in the name of a file anywhere."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.") or "tanpa-nama"


def download(rows: Sequence[Sequence[Any]], form: str, title: str, name: str) -> HttpResponse:
    """Rows as a file (`csv` or `xlsx`) to take away, kept by nobody on the way."""
    content = as_csv(rows) if form == "csv" else as_xlsx(rows, title)
    headers = {"Content-Disposition": f'attachment; filename="{named(name)}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
