"""The matrix to take away: a drawing, and a workbook of its numbers. No person's name is in either."""

import io
from textwrap import wrap
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rules import nine_box
from rules.law import Rule
from talent.domain.queries.matrix import ABSENT, UNASSESSED, Matrix, Movements, Stand
from talent.interfaces.exports import harmless
from talent.interfaces.tables import shown
from talent.models import ReviewCycle

# Ink on white, as the page is printed: a file has no style sheet beside it.
_SHADES = ["#eef3f4", "#e2edef", "#d3e5e8", "#c3dce0", "#a9ced4", "#8fbfc7", "#337583", "#1f6775", "#0a4c58"]
_COLOURS = SafeString(
    "<style>text{font-family:sans-serif;font-size:13px;fill:#18212d}.soft{fill:#536070}.large{font-size:26px}"
    ".large,.strong{font-weight:650}.ground,.badge{fill:#fff}.badge{stroke:#7f8b99}"
    + "".join(f".cell-{box}{{fill:{shade}}}" for box, shade in zip(nine_box.BOXES, _SHADES, strict=True))
    + ".on-7,.on-8,.on-9{fill:#fff}</style>"
)
# Height of a line of words below the drawing, and how many letters one holds.
_LINE, _LETTERS = 18, 96
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def svg(cycle: ReviewCycle, drawn: dict[str, Any], error: Rule | None, narrowed: str) -> HttpResponse:
    """The drawing with its own colours, for a report; below it whose it is, within which error of measurement people
    stand on its borders, and what it is `narrowed` by, in words."""
    words = _("Disaring menurut %(words)s") % {"words": narrowed} if narrowed else ""
    below = [cycle.in_full, _borders(error) if error else "", words]
    broken = [line for sentence in below for line in wrap(sentence, _LETTERS)]
    lines = [(drawn["height"] + 8 + _LINE * place, line) for place, line in enumerate(broken)]
    told = {
        "drawing": drawn | {"height": drawn["height"] + _LINE * len(lines)},
        "title": f"{cycle.in_full}. {words}" if words else cycle.in_full,
        "policy": _policy(cycle),
        "lines": lines,
        "style": _COLOURS,
    }
    content = render_to_string("talent/matrix_drawing.html", told)
    return _attachment(content.encode(), "image/svg+xml", f"{_name(cycle, narrowed)}.svg")


def workbook(
    cycle: ReviewCycle,
    found: Matrix,
    contested: int,
    moves: Movements | None,
    before: ReviewCycle | None,
    narrowed: str,
) -> HttpResponse:
    """Boxes with counts and shares, borders, and movements since the cycle before.

    `contested`: of these people those with an open reply; `narrowed`: what the filters ask for, in words.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    bold, part = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.0%"})

    def sheet(title: str, rows: list[list[str | int | float]]) -> None:
        page = book.add_worksheet(title[:31])
        page.set_column(0, len(rows[0]) - 1, 16)
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(line, column, harmless(cell), bold if line == 0 else None)
                else:
                    page.write_number(line, column, cell, part if isinstance(cell, float) else None)

    assessed = found.counts.assessed
    boxes = [[box, people, people / assessed if assessed else 0.0] for box, people in found.counts.boxes.items()]
    about = [
        [_("siklus"), cycle.title],
        [_("instansi"), cycle.agency.name],
        [_("keadaan"), formats.date_format(cycle.on, "DATE_FORMAT")],
        [_("kebijakan pemetaan"), _policy(cycle)],
        [_("disaring menurut"), narrowed or _("tidak disaring")],
        [_("pegawai"), found.counts.people],
        [_("belum dapat dinilai"), found.counts.unassessed],
        [_("pensiun atau berhenti, tidak dihitung"), found.counts.retired],
        [_("di batas kotak"), found.on_border],
        [_("pegawai dengan tanggapan belum dijawab"), contested],
    ]
    if found.error is not None:
        about.append([_("galat pengukuran"), _error(found.error.value)])
    if before is not None:
        about += [[_("siklus sebelumnya"), before.title], [_("kebijakannya"), _policy(before)]]
    sheet(_("Matriks"), [[_("kotak"), _("pegawai"), _("bagian")], *boxes])
    sheet(_("Keterangan"), [[_("hal"), _("nilai")], *about])
    pairs: list[list[str | int | float]] = [[low, high, people] for (low, high), people in found.borders.items()]
    sheet(_("Di batas"), [[_("kotak bawah"), _("kotak atas"), _("pegawai")], *pairs])
    if moves is not None:
        stands: list[Stand] = [*nine_box.BOXES, UNASSESSED, ABSENT]
        head = [_("dari \\ ke"), *(_stand(stand, _("keluar")) for stand in stands)]
        lines: list[list[str | int | float]] = [
            [_stand(start, _("baru")), *(moves.row(start).get(end, 0) for end in stands)] for start in stands
        ]
        sheet(_("Perpindahan"), [head, *lines])
    book.close()
    return _attachment(stream.getvalue(), _XLSX, f"{_name(cycle, narrowed)}.xlsx")


def _policy(cycle: ReviewCycle) -> str:
    return cycle.run.policy_name if cycle.run else ""


def _error(value: dict[str, float]) -> str:
    names = {"performance": _("kinerja"), "potential": _("potensial")}
    return ", ".join(f"{names[axis]} ±{shown(points)}" for axis, points in value.items())


def _borders(error: Rule) -> str:
    said = _("Angka di garis batas: pegawai dalam galat pengukuran (%(error)s)") % {"error": _error(error.value)}
    return said if error.verified else f"{said}; {_('belum diverifikasi')}"


def _name(cycle: ReviewCycle, narrowed: str) -> str:
    name, mark = f"{_('Matriks').lower()}-{cycle.pk}", _("disaring")
    return f"{name}-{mark}" if narrowed else name


def _stand(stand: Stand, absent: str) -> str:
    if stand is ABSENT:
        return absent
    return _("belum dinilai") if stand == UNASSESSED else str(stand)


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
