"""The matrix of a cycle, of all its people or of some: counts, who stands on a border, and who came from where.

Boxes are those after calibration; borders are about the computed score, which calibration does not change.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rules import borders, nine_box
from rules.law import Rule, shipped
from rules.policy import Policy
from talent.domain.queries import calibrated, runs, stands, written
from talent.domain.queries.cycles import Counts
from talent.models import CalibrationMove, Employee, MappingRun, Placement, ReviewCycle

# Narrows the people of a run; the same question is asked of two runs, of each as it was on its day.
Narrow = Callable[[QuerySet[Placement], MappingRun], QuerySet[Placement]]
Moves = dict[int, CalibrationMove]
UNASSESSED, ABSENT = stands.UNASSESSED, None
Stand = int | None


def everybody(people: QuerySet[Placement], run: MappingRun) -> QuerySet[Placement]:
    """Narrows nothing."""
    return people


@dataclass(frozen=True)
class Matrix:
    """`counts` after calibration; `borders`: (lower box, upper box) → people within the error of the border between
    them; `on_border`: people on any; `error`: None where the law says none for that day."""

    counts: Counts
    borders: dict[tuple[int, int], int]
    on_border: int
    error: Rule | None


@dataclass(frozen=True)
class Movements:
    """From where to where people moved between two cycles: `cells[before, now]`.

    Boxes 1–9, UNASSESSED (0), or ABSENT (None): not among the people of that cycle, or retired by its day.
    """

    before: ReviewCycle
    cells: Mapping[tuple[Stand, Stand], int]

    def row(self, before: Stand) -> dict[Stand, int]:
        """Where those who stood there stand now."""
        return {now: people for (start, now), people in self.cells.items() if start == before}

    @property
    def boxes_before(self) -> dict[int, int]:
        """Box → people in the earlier cycle."""
        return self._boxes(0)

    @property
    def boxes_now(self) -> dict[int, int]:
        """Box → people in the later cycle."""
        return self._boxes(1)

    def _boxes(self, end: int) -> dict[int, int]:
        found: Counter[Stand] = Counter()
        for cell, people in self.cells.items():
            found[cell[end]] += people
        return {box: found[box] for box in nine_box.BOXES}


def previous(cycle: ReviewCycle) -> ReviewCycle | None:
    """The agency's last established cycle before this one."""
    held = ReviewCycle.objects.filter(
        agency_id=cycle.agency_id,
        run__isnull=False,
        state__in=(ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED),
    ).filter(Q(on__lt=cycle.on) | Q(on=cycle.on, pk__lt=cycle.pk))
    moved = Exists(CalibrationMove.objects.filter(cycle=OuterRef("pk")))
    return held.annotate(moved=moved).select_related("run").order_by("-on", "-id").first()


def of(run: MappingRun, moves: Moves, policy: Policy, narrow: Narrow = everybody) -> Matrix:
    """The matrix of a run. Two queries, one more where people were moved."""
    people = runs.marked(narrow(runs.of_run(run), run)).order_by()
    error = borders.error_in_force(run.on, shipped())
    near = _near(policy, error) if error else {}
    asked = {f"{axis}_{edge}": Count("id", filter=condition) for (axis, edge), condition in near.items()}
    if near:
        asked["on_border"] = Count("id", filter=_any(near.values()))
    by_bands: dict[tuple[str | None, str | None], Mapping[str, Any]] = {}
    rows = people.values("performance_band", "potential_band", "box")
    rows = rows.annotate(people=Count("id"), retired=runs.RETIRED_AMONG, **asked)
    counts: Counter[Any] = Counter()
    retired = 0
    for row in rows:
        by_bands[row["performance_band"], row["potential_band"]] = row
        counts[row["box"]] += row["people"]
        retired += row["retired"]
    computed = {box: counts[box] for box in nine_box.BOXES}
    if moves:
        inside = set(people.filter(employee_id__in=list(moves)).values_list("employee_id", flat=True))
        computed = calibrated.counts(computed, [move for who, move in moves.items() if who in inside])
    on_border = sum(row.get("on_border", 0) for row in by_bands.values())
    return Matrix(Counts(computed, counts[None] - retired, retired), _segments(by_bands, near, run), on_border, error)


def near_border(people: QuerySet[Placement], policy: Policy, run: MappingRun, low: int, high: int) -> Any:
    """Of these, who stands within the error of the border between two boxes; nobody where there is no such border."""
    error = borders.error_in_force(run.on, shipped())
    near = _near(policy, error) if error else {}
    for axis, edge, below, above, bands in _edges(run):
        if (below, above) == (low, high) and (axis, edge) in near:
            return people.filter(near[axis, edge], bands)
    return people.none()


def on_any_border(people: QuerySet[Placement], policy: Policy, run: MappingRun) -> QuerySet[Placement]:
    """Of these, who stands within the error of any border."""
    error = borders.error_in_force(run.on, shipped())
    return people.filter(_any(_near(policy, error).values())) if error else people.none()


def standing(run: MappingRun, box: int, moves: Moves, narrow: Narrow = everybody) -> QuerySet[Placement]:
    """The people who stand in a box after calibration (0: not assessed, the retired left out)."""
    if box == UNASSESSED:
        people = runs.serving(runs.of_run(run)).filter(box=None).select_related("employee__current__unit")
    else:
        people = calibrated.in_box(run, box, moves)
    return narrow(people, run)


def movements(
    cycle: ReviewCycle, before: ReviewCycle, narrow: Narrow = everybody, moves: Moves | None = None
) -> Movements:
    """Everybody's way between two mapped cycles. Filters ask who somebody is now, or was then if they left.

    `moves`: those of the later cycle, where they are at hand.
    """
    run, earlier = _run(cycle), _run(before)
    runs.gather([run, earlier])
    now = stands.after(run, calibrated.in_force(cycle) if moves is None else moves)
    was = stands.after(earlier, calibrated.in_force(before) if getattr(before, "moved", True) else {})
    asked, asked_then = _asked(run, now, narrow), _asked(earlier, was, narrow)
    gone = asked_then[now.of(asked_then) == stands.NOWHERE]
    starts = np.concatenate([was.of(asked), was.of(gone)])
    ends = np.concatenate([now.of(asked), now.of(gone)])
    pairs, counts = np.unique(np.stack([starts, ends], axis=1), axis=0, return_counts=True)
    found = zip(pairs.tolist(), counts.tolist(), strict=True)
    return Movements(before, {(_stand(start), _stand(end)): people for (start, end), people in found})


def _asked(run: MappingRun, everyone: stands.Stands, narrow: Narrow) -> stands.Ints:
    """The employees whom the filters ask for. One query, none where nothing is narrowed, or only by what records said
    at the instant of a run that is finished: that does not change, and is read once for all who ask the same."""
    people = runs.serving(runs.of_run(run))
    asked = narrow(people, run)
    if asked is people:
        return everyone.people
    query = asked.order_by().query
    read = {query.alias_map[alias].table_name for alias, times in query.alias_refcount.items() if times}
    # A person's own row, which is read for age and sex, may be another tomorrow.
    if Employee._meta.db_table in read or run.finished_at is None:
        return stands.ids(asked)
    try:
        what = ("asked", run.pk, str(query))
    except EmptyResultSet:
        return stands.ids(asked)
    return written.kept(run.started_at, what, lambda: stands.ids(asked))


def _stand(box: int) -> Stand:
    return ABSENT if box == stands.NOWHERE else box


def movers(cycle: ReviewCycle, before: ReviewCycle, start: Stand, end: Stand, narrow: Narrow = everybody) -> Any:
    """The people of one cell of the movements, as placements of the later cycle (of the earlier for who left)."""
    run, earlier = _run(cycle), _run(before)
    runs.gather([run, earlier])
    counting = calibrated.in_force_by_cycle([cycle.pk, before.pk])
    moves, moves_then = ({move.employee_id: move for move in counting.get(one.pk, [])} for one in (cycle, before))
    if end is ABSENT:
        people = standing(earlier, start or UNASSESSED, moves_then, narrow)
        return people.exclude(employee_id__in=runs.serving(runs.of_run(run)).values("employee_id"))
    people = standing(run, end, moves, narrow)
    if start is ABSENT:
        return people.exclude(employee_id__in=runs.serving(runs.of_run(earlier)).values("employee_id"))
    then = standing(earlier, start, moves_then)
    return people.filter(employee_id__in=then.order_by().values("employee_id"))


def _run(cycle: ReviewCycle) -> MappingRun:
    assert cycle.run is not None
    return cycle.run


def _near(policy: Policy, error: Rule) -> dict[tuple[str, str], Q]:
    return {
        (axis, edge): Q(**{f"{axis}__gte": low, f"{axis}__lte": high})
        for (axis, edge), (low, high) in borders.reaches(policy, error).items()
    }


def _any(conditions: Any) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found & Q(box__isnull=False)


def _edges(run: MappingRun) -> list[tuple[str, str, int, int, Q]]:
    """Every border between two boxes: axis, edge, box below, box above, and whose bands lie beside it."""
    table = nine_box.table(run.on, shipped())
    found = []
    for axis, other in (("performance", "potential"), ("potential", "performance")):
        for across in borders.BANDS[other]:
            for place, edge in enumerate(borders.EDGES):
                sides = borders.BANDS[axis][place : place + 2]
                numbers = [table[band][across] if axis == "performance" else table[across][band] for band in sides]
                bands = Q(**{f"{axis}_band__in": sides, f"{other}_band": across})
                found.append((axis, edge, numbers[0], numbers[1], bands))
    return found


def _segments(
    by_bands: Mapping[tuple[str | None, str | None], Mapping[str, Any]], near: Mapping[Any, Q], run: MappingRun
) -> dict[tuple[int, int], int]:
    table = nine_box.table(run.on, shipped())
    by_box = {
        table[y][x]: by_bands.get((y, x), {}) for y in borders.BANDS["performance"] for x in borders.BANDS["potential"]
    }
    return {
        (low, high): sum(by_box[box].get(f"{axis}_{edge}", 0) for box in (low, high))
        for axis, edge, low, high, _bands in _edges(run)
        if (axis, edge) in near
    }
