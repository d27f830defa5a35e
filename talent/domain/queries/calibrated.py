"""Boxes after calibration, beside the computed ones: what the committee moved, and the order that follows.

A move counts as long as the person's computed box is the one that the committee saw: when a later mapping comes to
another, the move has lapsed and is shown as such.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from talent.domain.queries import runs
from talent.models import CalibrationMove, MappingRun, Placement, ReviewCycle


@dataclass(frozen=True)
class Ranked:
    """One person of a pool to be: both boxes, and the talent value."""

    employee_id: int
    box: int
    computed_box: int
    talent_value: float | None
    moved: bool


def runs_of(cycle: ReviewCycle) -> list[MappingRun]:
    """The cycle's run and those that joined it later, in that order; none before it is mapped."""
    if cycle.run is None:
        return []
    return [cycle.run, *cycle.run.supplements.filter(finished_at__isnull=False).order_by("id")]


def moves_of(cycle: ReviewCycle) -> QuerySet[CalibrationMove]:
    """Every move of the cycle, each with the person's computed box of now (`box_now`)."""
    return _with_box_now(CalibrationMove.objects.filter(cycle=cycle))


def latest(cycle: ReviewCycle, moves: Iterable[CalibrationMove] | None = None) -> dict[int, CalibrationMove]:
    """Employee → their last move in the cycle, whether it counts or has lapsed; `moves`: all, if at hand."""
    every = moves_of(cycle).select_related("by").order_by("number") if moves is None else moves
    return {move.employee_id: move for move in sorted(every, key=lambda move: move.number)}


def in_force(cycle: ReviewCycle, moves: Iterable[CalibrationMove] | None = None) -> dict[int, CalibrationMove]:
    """Employee → the move that counts; people moved back to their computed box are not among them."""
    return {who: move for who, move in latest(cycle, moves).items() if _counts(move)}


def in_force_by_cycle(cycles: Iterable[int]) -> dict[int, list[CalibrationMove]]:
    """Cycle → its moves that count, for several mapped cycles (their ids) in one query."""
    moves = _with_box_now(CalibrationMove.objects.filter(cycle__in=list(cycles)))
    last = {(move.cycle_id, move.employee_id): move for move in moves.order_by("number")}
    found: dict[int, list[CalibrationMove]] = {}
    for move in last.values():
        if _counts(move):
            found.setdefault(move.cycle_id, []).append(move)
    return found


def _with_box_now(moves: QuerySet[CalibrationMove]) -> QuerySet[CalibrationMove]:
    joined = Q(run__extends=OuterRef("cycle__run"), run__finished_at__isnull=False)
    placed = Placement.objects.filter(Q(run=OuterRef("cycle__run")) | joined, employee=OuterRef("employee"))
    return moves.annotate(box_now=Subquery(placed.order_by("-run_id").values("box")[:1]))


def _counts(move: Any) -> bool:
    return bool(move.box != move.computed_box == move.box_now)


def boxed(pairs: Iterable[tuple[int, Placement]]) -> None:
    """Give each placement, beside the id of its cycle, the box after calibration (`after`). One query."""
    shown = {(cycle, place.employee_id): place for cycle, place in pairs}
    moves = CalibrationMove.objects.filter(
        cycle_id__in={key[0] for key in shown}, employee_id__in={key[1] for key in shown}
    )
    last = {(move.cycle_id, move.employee_id): move for move in moves.order_by("number")}
    for key, place in shown.items():
        move = last.get(key)
        place.after = move.box if move is not None and move.computed_box == place.box else place.box


def counts(computed: dict[int, int], moves: Iterable[CalibrationMove]) -> dict[int, int]:
    """Box → people after calibration, from the computed counts."""
    after = dict(computed)
    for move in moves:
        after[move.computed_box] -= 1
        after[move.box] += 1
    return after


def in_box(run: MappingRun, box: int, moves: dict[int, CalibrationMove]) -> QuerySet[Placement]:
    """The people of a cycle's run who stand in a box after calibration."""
    return standing_in(runs.of_run(run), box, moves.values()).select_related("employee__current__unit")


def standing_in(people: QuerySet[Placement], box: int, moves: Collection[CalibrationMove]) -> QuerySet[Placement]:
    """Of these placements those in a box after these moves, which count, of their cycles."""
    arrived = [move.employee_id for move in moves if move.box == box]
    left = [move.employee_id for move in moves if move.computed_box == box]
    return people.filter((Q(box=box) & ~Q(employee_id__in=left)) | Q(employee_id__in=arrived))


def ranking(cycle: ReviewCycle, boxes: Sequence[int]) -> list[Ranked]:
    """The people of these calibrated boxes: box first, then talent value, then NIP."""
    if cycle.run is None:
        return []
    moves = in_force(cycle)
    people = runs.of_run(cycle.run).filter(Q(box__in=boxes) | Q(employee_id__in=list(moves)))
    rows = people.order_by(F("talent_value").desc(nulls_last=True), "employee__nip")
    found = [
        Ranked(who, moves[who].box if who in moves else computed, computed, value, who in moves)
        for who, computed, value in rows.values_list("employee_id", "box", "talent_value")
        if computed is not None
    ]
    inside = [one for one in found if one.box in boxes]
    return sorted(inside, key=lambda one: -one.box)


def differences(cycle: ReviewCycle, boxes: Sequence[int]) -> list[int]:
    """Employees whose recorded moves do not follow one from another, or whose place in the pool does not follow.

    The second half of replaying a cycle: the first computes the placements again.
    """
    wrong: set[int] = set()
    last: dict[int, CalibrationMove] = {}
    for move in moves_of(cycle).order_by("employee_id", "number"):
        before = last.get(move.employee_id)
        start = before.box if before and before.computed_box == move.computed_box else move.computed_box
        if (move.number, move.from_box) != ((before.number if before else 0) + 1, start):
            wrong.add(move.employee_id)
        last[move.employee_id] = move
    held = list(cycle.memberships.filter(entry_reason=None).order_by("rank"))
    if not cycle.established_date:
        return sorted(wrong)
    first = {member.employee_id for member in held}
    joined = Placement.objects.filter(run__in=runs_of(cycle)[1:]).values_list("employee_id", flat=True)
    late = set(joined) - first
    expected = [member for member in ranking(cycle, boxes) if member.employee_id not in late]
    follows = {one.employee_id: (one.box, one.computed_box if one.moved else None, rank)
               for rank, one in enumerate(expected, start=1)}  # fmt: skip
    stored = {one.employee_id: (one.box, one.computed_box, one.rank) for one in held}
    wrong |= {who for who in follows.keys() | stored.keys() if follows.get(who) != stored.get(who)}
    return sorted(wrong)
