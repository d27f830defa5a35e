"""Who became eligible after a cycle was mapped: hired, come back, or with records completed since."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from talent.codes import Standing
from talent.domain.queries import calibrated, employees, runs, written
from talent.domain.queries.cycles import policy_of
from talent.domain.queries.employees import RECORDS
from talent.models import MappingRun, Placement, ReviewCycle


def newly_eligible(cycle: ReviewCycle) -> dict[int, str]:
    """Employee → `new` (the cycle never saw them) or `completed` (it had no box for them, and records came since).

    The retired are no such people. Whether the others get a box now, the supplementary run says. Five queries.
    """
    if cycle.run is None:
        return {}
    known = employees.serving(cycle.agency_id).filter(current__known_to=None)
    # The runs are looked up before: a condition on what each placement's run extends would be asked of every placement.
    together = list(MappingRun.objects.filter(Q(pk=cycle.run.pk) | Q(extends=cycle.run)))
    placed = Placement.objects.filter(run_id__in=[run.pk for run in together], employee=OuterRef("pk"))
    found = dict.fromkeys(known.filter(~Exists(placed)).values_list("pk", flat=True), "new")
    known_at = {run.pk: run.known_at for run in together}
    without = runs.of_run(cycle.run).filter(box=None).exclude(employee__current__standing=Standing.RETIRED)
    blank = {who: known_at[run] for who, run in without.values_list("employee_id", "run_id")}
    if not blank:
        return found
    last = written.last(cycle.agency)
    what = ("completed", cycle.pk, *blank.items())
    return found | dict.fromkeys(written.kept(last, what, lambda: _completed(cycle, blank)), "completed")


def _completed(cycle: ReviewCycle, blank: dict[int, datetime]) -> set[int]:
    """Of these people those of whom something was learnt after the instant."""
    since = min(blank.values())
    first, *rest = (
        model.objects.filter(agency_id=cycle.agency_id, known_from__gt=since)
        .order_by()
        .values_list("employee_id", "known_from")
        for model in RECORDS.values()
    )
    return {who for who, learnt in first.union(*rest, all=True) if who in blank and learnt > blank[who]}


def waiting_for_decree(cycle: ReviewCycle) -> list[calibrated.Ranked]:
    """Those who joined an established cycle in a box of its pool and are not in the pool yet, in rank order."""
    if cycle.run is None or cycle.established_date is None:
        return []
    joined = Placement.objects.filter(run__extends=cycle.run, run__finished_at__isnull=False)
    late = set(
        joined.exclude(employee_id__in=cycle.memberships.values("employee_id")).values_list("employee_id", flat=True)
    )
    if not late:
        return []
    return [one for one in calibrated.ranking(cycle, policy_of(cycle.run).pool_boxes) if one.employee_id in late]
