"""Whom a file would move: boxes as they are and as they would be, by the code that maps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from rules import scoring
from rules.errors import DomainError
from rules.law import shipped
from rules.policy import Policy
from talent.domain import bulk
from talent.domain.days import last_near
from talent.domain.queries import facts, policies
from talent.domain.queries.incoming import Incoming, Post, Spool
from talent.models import Agency, AppointmentRecord, EmployeeRecord, PositionRecord, ReviewCycle

CHUNK = 2_000
_AT_ONCE = 900
NAMED = 500  # of those who would move; all of them are counted
# Which of these employees stand on a list that is still in use; the app that keeps the lists appends to it.
LIVE_LISTS: list[Callable[[int, Sequence[int]], set[int]]] = []
_UNDER_WAY = ("OPEN", "MAPPED", "CALIBRATION", "PROPOSED")


@dataclass(frozen=True)
class Impact:
    """How many of the `people` would change their box (`moved`), and how many of these stand on a live list (`listed`).

    `policy`: by which, its code and version. `who`: (employee, box now, box then) of the first NAMED of the former,
    those on a list before the others, each by id; `listed_who`: ids of the first of the latter. `cycle` is the one
    under way whose day and policy were taken; without one it is today's. One whose day is more than a year ahead was
    mistyped, and weighs nothing.
    """

    on: date
    cycle: str
    policy: str
    people: int
    moved: int
    listed: int
    who: list[tuple[int, int | None, int | None]]
    listed_who: list[int]


@bulk.pages_let_go()
def impact(
    agency: Agency, spool: Spool, known_at: datetime, after_chunk: Callable[[], None] = lambda: None
) -> Impact | None:
    """What the incoming rows would do; None where there is nobody, or no policy to place them by.

    `after_chunk` is called after every CHUNK people.
    """
    under_way = Q(agency=agency, state__in=_UNDER_WAY, on__lte=last_near())
    cycle = ReviewCycle.objects.filter(under_way).order_by("-on", "-id").first()
    on = cycle.on if cycle else timezone.localdate()
    try:
        policy = policies.in_force(agency, on)
    except DomainError:
        return None
    found = Impact(on, cycle.name if cycle else "", f"{policy.code} v{policy.version}", 0, 0, 0, [], [])
    for incoming, people in _parts(agency, spool):
        for start in range(0, len(people), CHUNK):
            part = people[start : start + CHUNK]
            now = _boxes(agency, part, on, known_at, policy, None)
            then = _boxes(agency, part, on, known_at, policy, incoming)
            moved = [(who, now.get(who), then.get(who)) for who in part if now.get(who) != then.get(who)]
            found = _with(found, len(part), moved, _listed(agency, [who for who, _now, _then in moved]))
            after_chunk()
    return found if found.people else None


def _parts(agency: Agency, spool: Spool) -> Iterator[tuple[Incoming, list[int]]]:
    """What comes in with the people whom it bears on: their own rows, and the posts that they hold."""
    for incoming in spool.parts():
        yield incoming, incoming.people()
    if spool.posts:
        yield Incoming(posts=spool.posts), _holders(agency, spool.posts)


def _holders(agency: Agency, posts: Mapping[str, Post]) -> list[int]:
    """The employees who hold, or held, a post by one of these codes, or by its name as it is or would be; ascending."""
    records = PositionRecord.objects.filter(agency=agency, known_to=None).values_list("position__code", "name")
    asked = {name.casefold() for code, name in records.iterator() if code in posts}
    asked |= {word.casefold() for code, (name, _levels) in posts.items() for word in (code, name)}
    found: set[int] = set()
    for model in (EmployeeRecord, AppointmentRecord):
        rows = model._default_manager.filter(agency=agency, known_to=None).order_by()
        names = [
            name for name in rows.values_list("position", flat=True).distinct() if name and name.casefold() in asked
        ]
        for start in range(0, len(names), _AT_ONCE):
            held = rows.filter(position__in=names[start : start + _AT_ONCE])
            found.update(held.values_list("employee_id", flat=True))
    return sorted(found)


def _with(found: Impact, people: int, moved: list[tuple[int, int | None, int | None]], listed: set[int]) -> Impact:
    """The sum with what another chunk of people came to."""
    stand = {*found.listed_who, *listed}
    return replace(
        found,
        people=found.people + people,
        moved=found.moved + len(moved),
        listed=found.listed + len(listed),
        who=sorted(found.who + moved, key=lambda one: (one[0] not in stand, one[0]))[:NAMED],
        listed_who=sorted(stand)[:NAMED],
    )


def _listed(agency: Agency, people: list[int]) -> set[int]:
    """Which of them stand on a live list."""
    return set().union(*(live(agency.pk, people) for live in LIVE_LISTS)) if people else set()


def _boxes(
    agency: Agency, people: list[int], on: date, known_at: datetime, policy: Policy, incoming: Incoming | None
) -> dict[int, int | None]:
    frames = facts.facts(agency.pk, on=on, known_at=known_at, employees=people, incoming=incoming)
    placed = scoring.score(frames, policy, on, shipped()).placements
    there = placed["box"].notna().tolist()
    boxes = zip(placed["employee_id"].tolist(), placed["box"].tolist(), there, strict=True)
    return {who: int(box) if known else None for who, box, known in boxes}
