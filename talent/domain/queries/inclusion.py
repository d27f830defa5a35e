"""Who became eligible after a cycle was mapped: hired, come back, or with records completed since."""

from django.db.models import Q

from talent.domain.queries import calibrated, runs
from talent.domain.queries.cycles import policy_of
from talent.domain.queries.employees import RECORDS
from talent.models import Employee, Placement, ReviewCycle


def newly_eligible(cycle: ReviewCycle) -> dict[int, str]:
    """Employee → `new` (the cycle never saw them) or `completed` (it had no box for them, and records came since).

    Whether they get a box now, the supplementary run says. Four queries.
    """
    if cycle.run is None:
        return {}
    placed = runs.of_run(cycle.run)
    known = Employee.objects.filter(agency_id=cycle.agency_id, current__known_to=None, current__isnull=False)
    new = known.exclude(pk__in=Placement.objects.filter(_of_cycle(cycle)).values("employee"))
    found = dict.fromkeys(new.values_list("pk", flat=True), "new")
    blank = dict(placed.filter(box=None).values_list("employee_id", "run__known_at"))
    if blank:
        since = min(blank.values())
        kinds = [
            model.objects.filter(agency_id=cycle.agency_id, known_from__gt=since).values_list(
                "employee_id", "known_from"
            )
            for model in RECORDS.values()
        ]
        for who, learnt in kinds[0].order_by().union(*(rows.order_by() for rows in kinds[1:]), all=True):
            if who in blank and learnt > blank[who]:
                found[who] = "completed"
    return found


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


def _of_cycle(cycle: ReviewCycle) -> Q:
    return Q(run=cycle.run) | Q(run__extends=cycle.run)
