"""The matrix of a cycle by filters, compared with the cycle before, and taken away."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rules import nine_box
from rules.policy import Policy
from talent.domain import openings
from talent.domain.queries import calibrated, cycles, matrix, replies
from talent.interfaces import matrix_files, tables
from talent.interfaces.forms import Sought
from talent.interfaces.matrix_drawing import drawing
from talent.interfaces.matrix_filters import MatrixFilter
from talent.models import MappingRun, ReviewCycle
from talent.views.boxes import BOX_SORTS
from talent.views.common import signed_in
from talent.views.searching import keep, search_of

LEFT, NEW = "keluar", "baru"


@dataclass(frozen=True)
class Asked:
    """A mapped cycle that the user may see, with the filters of the address."""

    cycle: ReviewCycle
    run: MappingRun
    policy: Policy
    form: MatrixFilter

    def link(self, name: str, *args: Any, **query: Any) -> str:
        """An address that keeps the filters."""
        own = "&".join(f"{key}={value}" for key, value in query.items())
        together = "&".join(filter(None, (own, self.form.address)))
        return f"{reverse(name, args=args)}{'?' if together else ''}{together}"

    @property
    def contested(self) -> int:
        """How many of the people whom the filters ask for have an open reply."""
        return self.form.narrow(replies.contesting(self.cycle), self.run).count()


@require_safe
def matrix_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts and shares of the nine boxes, and who stands on a border."""
    asked = _asked(request, pk)
    found = matrix.of(asked.run, calibrated.in_force(asked.cycle), asked.policy, asked.form.narrow)
    context = _context(asked, found) | {"contested": asked.contested}
    return render(request, "talent/matrix.html", context)


@require_safe
def matrix_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as a drawing or a workbook: numbers only; the event is written before the first byte leaves."""
    asked = _asked(request, pk)
    found = matrix.of(asked.run, calibrated.in_force(asked.cycle), asked.policy, asked.form.narrow)
    # What is no choice of a filter may be anything, somebody's NIP too: it narrows to nobody and is not kept.
    filters = asked.form.address if asked.form.is_valid() else "?"
    openings.matrix_exported(cycle=asked.cycle, form=form, filters=filters, by=signed_in(request))
    before, words = matrix.previous(asked.cycle), asked.form.words
    if form == "svg":
        drawn = drawing(found.counts.boxes, found.borders, asked.policy.pool_boxes)
        return matrix_files.svg(asked.cycle, drawn, found.error, words)
    moves = matrix.movements(asked.cycle, before, asked.form.narrow) if before else None
    return matrix_files.workbook(asked.cycle, found, asked.contested, moves, before, words)


@require_safe
def movements_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who moved where since the cycle that was established before."""
    asked = _asked(request, pk)
    before = matrix.previous(asked.cycle)
    context = _context(asked, None) | {"before": before}
    if before is not None:
        moves = matrix.movements(asked.cycle, before, asked.form.narrow)
        context |= {
            "boxes": moves.boxes_now,
            "before_boxes": moves.boxes_before,
            "table": _table(asked, moves),
            "drawing": drawing(moves.boxes_now, {}, asked.policy.pool_boxes, moves.cells),
            "entered": sum(moves.row(matrix.ABSENT).values()),
            "left": sum(people for (_start, end), people in moves.cells.items() if end is matrix.ABSENT),
            "up": _counted(moves, 1),
            "down": _counted(moves, -1),
            "same": _counted(moves, 0),
        }
    return render(request, "talent/movements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def movers_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of one cell of the movements (`dari` … `ke`); a POST says whom to look for, in whichever cell."""
    asked = _asked(request, pk, shown=False)
    if request.method == "POST":
        return keep(request, "cycle_movers", Sought, pk)
    search = search_of(request, "cycle_movers", pk)
    before = matrix.previous(asked.cycle)
    start, end = _stand(request.GET.get("dari", ""), NEW), _stand(request.GET.get("ke", ""), LEFT)
    if before is None or (start, end) == (matrix.ABSENT, matrix.ABSENT):
        raise Http404
    people = search.among(matrix.movers(asked.cycle, before, start, end, asked.form.narrow))
    sorting = tables.sorting(search.address, BOX_SORTS, "nama")
    page = tables.keyset(people, sorting.order, search.address)
    context = _context(asked, None) | {
        "before": before,
        "start": start,
        "end": end,
        "page": page,
        "search": search,
        "sought": Sought(),
        "sorting": sorting,
        "contested": replies.contested(asked.cycle, [placement.employee_id for placement in page.rows]),
        "shown_in": before if end is matrix.ABSENT else asked.cycle,
    }
    return render(request, "talent/movers.html", context)


def _asked(request: HttpRequest, pk: int, *, shown: bool = True) -> Asked:
    cycle = get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk, run__isnull=False)
    if cycle.run is None:
        raise Http404
    policy = cycles.policy_of(cycle.run)
    return Asked(cycle, cycle.run, policy, MatrixFilter(request.GET, run=cycle.run, policy=policy, shown=shown))


def _context(asked: Asked, found: matrix.Matrix | None) -> dict[str, Any]:
    pk, link = asked.cycle.pk, asked.link
    context: dict[str, Any] = {
        "cycle": asked.cycle,
        "run": asked.run,
        "filters": asked.form,
        "krs": asked.policy.pool_boxes,
        "matrix_url": link("cycle_matrix", pk),
        "movements_url": link("cycle_movements", pk),
        "links": {box: link("box", pk, box) for box in nine_box.BOXES},
        "svg_url": link("cycle_matrix_file", pk, "svg"),
        "xlsx_url": link("cycle_matrix_file", pk, "xlsx"),
    }
    if found is None:
        return context
    return context | {
        "counts": found.counts,
        "error": found.error,
        "on_border": found.on_border,
        "borders": found.borders,
        "border_links": {(low, high): link("box", pk, low, batas=f"{low}-{high}") for low, high in found.borders},
        "unassessed_url": link("box", pk, 0),
        "retired_url": link("box", pk, 0, kurang=cycles.RETIRED_BIT),
    }


def _table(asked: Asked, moves: matrix.Movements) -> list[dict[str, Any]]:
    """Rows by the box before, cells by the box now, each with the list of its people."""
    ends = [*nine_box.BOXES, matrix.UNASSESSED, matrix.ABSENT]
    rows = []
    for start in [*nine_box.BOXES, matrix.UNASSESSED, matrix.ABSENT]:
        held = moves.row(start)
        cells = [
            {
                "people": held.get(end, 0),
                "href": asked.link("cycle_movers", asked.cycle.pk, dari=_said(start, NEW), ke=_said(end, LEFT)),
                "same": start == end,
            }
            for end in ends
        ]
        rows.append({"start": start, "cells": cells, "people": sum(held.values())})
    return rows


def _counted(moves: matrix.Movements, direction: int) -> int:
    """People who have a box in both cycles and went up (1), down (-1) or stayed (0)."""
    pairs = ((start, end, people) for (start, end), people in moves.cells.items() if start and end)
    return sum(people for start, end, people in pairs if (end > start) - (end < start) == direction)


def _said(stand: int | None, absent: str) -> str:
    return absent if stand is matrix.ABSENT else str(stand)


def _stand(text: str, absent: str) -> int | None:
    if text == absent:
        return matrix.ABSENT
    if len(text) == 1 and text in "0123456789":
        return int(text)
    raise Http404
