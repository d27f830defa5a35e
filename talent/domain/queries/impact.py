"""Whom a file would move: boxes as they are and as they would be, by the code that maps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from rules import scoring
from rules.errors import DomainError
from rules.law import shipped
from rules.policy import Policy
from talent.domain.queries import facts, policies
from talent.domain.queries.incoming import Incoming
from talent.models import Agency, ReviewCycle

CHUNK = 2_000
# Which of these employees stand on a list that is still in use; the app that keeps the lists appends to it.
LIVE_LISTS: list[Callable[[int, Sequence[int]], set[int]]] = []
_UNDER_WAY = ("OPEN", "MAPPED", "CALIBRATION", "PROPOSED")


@dataclass(frozen=True)
class Impact:
    """`moved`: (employee, box now, box then) of those whose box would change; `listed` of them stand on a live list.

    `cycle` is the one under way whose day and policy were taken; without one it is today's.
    """

    on: date
    cycle: str
    people: int
    moved: list[tuple[int, int | None, int | None]]
    listed: list[int]


def impact(agency: Agency, incoming: Incoming, known_at: datetime) -> Impact | None:
    """What the incoming rows would do; None where nobody can be placed, or there are too many rows to weigh."""
    people = incoming.people()
    if incoming.full or not people:
        return None
    cycle = ReviewCycle.objects.filter(Q(agency=agency) & Q(state__in=_UNDER_WAY)).order_by("-on", "-id").first()
    on = cycle.on if cycle else timezone.localdate()
    try:
        policy = policies.in_force(agency, on)
    except DomainError:
        return None
    moved: list[tuple[int, int | None, int | None]] = []
    for start in range(0, len(people), CHUNK):
        part = people[start : start + CHUNK]
        now = _boxes(agency, part, on, known_at, policy, None)
        then = _boxes(agency, part, on, known_at, policy, incoming)
        moved += [(who, now.get(who), then.get(who)) for who in part if now.get(who) != then.get(who)]
    ids = [who for who, _now, _then in moved]
    listed = sorted(set().union(*(live(agency.pk, ids) for live in LIVE_LISTS))) if ids else []
    return Impact(on, cycle.name if cycle else "", len(people), moved, listed)


def _boxes(
    agency: Agency, people: list[int], on: date, known_at: datetime, policy: Policy, incoming: Incoming | None
) -> dict[int, int | None]:
    frames = facts.facts(agency.pk, on=on, known_at=known_at, employees=people, incoming=incoming)
    placed = scoring.score(frames, policy, on, shipped()).placements
    there = placed["box"].notna().tolist()
    boxes = zip(placed["employee_id"].tolist(), placed["box"].tolist(), there, strict=True)
    return {who: int(box) if known else None for who, box, known in boxes}
