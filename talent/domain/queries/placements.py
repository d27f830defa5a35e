"""Placements of runs: who stands in a box, where one person stood, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.explain import Explanation, explain
from rules.law import shipped
from talent.domain.queries import calibrated, cycles, facts, runs
from talent.models import Employee, InclusionDecline, MappingRun, Placement, PoolMembership, ReviewCycle

VALUES = ("performance", "potential", "talent_value", "performance_band", "potential_band", "box", "missing")


@dataclass(frozen=True)
class Why:
    """A placement and its reasons, rebuilt from the facts; `agrees`: both say the same, to the last decimal."""

    placement: Placement
    explanation: Explanation
    agrees: bool
    frames: facts.Frames = field(repr=False)


def in_box(run: MappingRun, box: int | None, *, lacking: int | None = None) -> QuerySet[Placement]:
    """The people of a run in a box (None: not assessed), of whom `lacking` (a bit of `missing`) only those; those who
    serve no longer, for whichever reason, only where the bit is one of theirs."""
    people = runs.of_run(run).filter(box=box).select_related("employee__current__unit")
    if lacking is None:
        return runs.serving(people)
    bits = runs.GONE if 1 << lacking & runs.GONE else 1 << lacking
    return people.alias(lack=F("missing").bitand(bits)).exclude(lack=0)


def history(employee: Employee, user: User) -> list[tuple[ReviewCycle, Placement]]:
    """Mapped cycles in which the employee has a place, newest first; only those the user may see.

    The employee sees a result from the day of its announcement on; see `announced_place`.
    """
    own = not scope.allows(user, Permission.VIEW_MAPPING, employee.agency_id)
    mapped = ReviewCycle.objects.filter(agency_id=employee.agency_id, run__isnull=False).select_related("agency", "run")
    if own:
        if employee.pk not in scope.scope(user, Permission.VIEW_OWN).employees:
            return []
        mapped = mapped.filter(announced_on__lte=timezone.localdate())
    found = _latest(employee, mapped, established_only=own)
    return sorted(found, key=lambda pair: (pair[0].on, pair[0].pk), reverse=True)


def announced_place(cycle: ReviewCycle, employee: Employee) -> Placement | None:
    """What the employee reads of an announced cycle: who joined it after the penetapan in a box of its pool reads it
    once a supplementary decree names them or the PPK declines them, and until then the place they had, if any."""
    mapped = [cycle] if cycle.run_id else []
    return next((placement for _cycle, placement in _latest(employee, mapped, established_only=True)), None)


def _latest(
    employee: Employee, mapped: Iterable[ReviewCycle], *, established_only: bool
) -> list[tuple[ReviewCycle, Placement]]:
    by_run = {cycle.run_id: cycle for cycle in mapped}
    placed = Placement.objects.filter(Q(run_id__in=list(by_run)) | Q(run__extends_id__in=list(by_run)))
    rows = placed.filter(employee=employee, run__finished_at__isnull=False).select_related("run").order_by("run_id")
    found = [(by_run[placement.run.extends_id or placement.run_id], placement) for placement in rows]
    waiting = _waiting(found) if established_only else set()
    return list({cycle.pk: (cycle, place) for cycle, place in found if place.pk not in waiting}.values())


def _waiting(found: list[tuple[ReviewCycle, Placement]]) -> set[int]:
    """Those of the placements by which somebody joined a cycle in a box of its pool that no decree has named yet, and
    that the PPK has not declined either."""
    joined = [(cycle, place) for cycle, place in found if place.run.extends_id]
    if not joined:
        return set()
    for cycle, place in joined:
        # One by one: of two in the same cycle each has a box of its own.
        calibrated.boxed([(cycle.pk, place)])
    who = joined[0][1].employee_id
    named = set(PoolMembership.objects.filter(employee=who).values_list("cycle_id", flat=True))
    in_pool = [
        place.pk
        for cycle, place in joined
        if cycle.pk not in named and place.after in cycles.policy_of(place.run).pool_boxes
    ]
    declined = InclusionDecline.objects.filter(placement_id__in=in_pool).values_list("placement_id", flat=True)
    return set(in_pool) - set(declined)


def why(placement: Placement) -> Why | None:
    """The reasons of a placement, from the facts at the date of its own run (of who joined a cycle later: not the
    cycle's) as known then; None when the facts are gone."""
    run = placement.run
    frames = facts.facts(run.agency_id, on=run.on, known_at=run.known_at, employees=[placement.employee_id])
    if len(frames["employees"]) != 1:
        return None
    explanation = explain(frames, cycles.policy_of(run), run.on, shipped())
    agrees = _said(explanation) == tuple(getattr(placement, name) for name in VALUES)
    return Why(placement, explanation, agrees, frames)


def _said(found: Explanation) -> tuple[object, ...]:
    return (
        found.performance_score,
        found.potential_score,
        found.talent_value,
        found.performance_band,
        found.potential_band,
        found.box,
        found.missing,
    )
