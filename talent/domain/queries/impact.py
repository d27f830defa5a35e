"""Whom a file would move: boxes as they are and as they would be, by the code that maps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils import timezone

from rules import scoring
from rules.errors import DomainError
from rules.law import shipped
from rules.policy import Policy
from talent.domain import bulk
from talent.domain.days import last_near
from talent.domain.queries import calibrated, facts, policies
from talent.domain.queries.incoming import Incoming, Post, Spool
from talent.models import Agency, AppointmentRecord, EmployeeRecord, Placement, PositionRecord, ReviewCycle

CHUNK = 2_000
_AT_ONCE = 900
NAMED = 500  # of those who would move; all of them are counted
# A list that is still in use: the name of the address where it is read, its id, its title.
LiveList = tuple[str, int, str]
# On which such lists these employees of an agency stand, those who do; the app that keeps the lists appends to it.
LIVE_LISTS: list[Callable[[int, Sequence[int]], dict[int, set[LiveList]]]] = []
_UNDER_WAY = ("OPEN", "MAPPED", "CALIBRATION", "PROPOSED")


@dataclass(frozen=True)
class Impact:
    """How many of the `people` would change their box (`moved`), and how many of these stand on a live list (`listed`).

    `policy`: by which, its code and version. `who`: (employee, box now, box then) of the first NAMED of the former,
    those on a list before the others, each by id, boxes as computed; `calibrated`: (employee, box) of those among them
    whom the committee put into another one. `listed_who`: ids of the first of the latter; `lists`: what they stand on.
    `cycle` is the one under way whose day and policy were taken; without one it is today's. One whose day is more than
    a year ahead was mistyped, and weighs nothing.

    Who was put where they would be computed to stand then does not change their box.
    """

    on: date
    cycle: str
    policy: str
    people: int
    moved: int
    listed: int
    who: list[tuple[int, int | None, int | None]]
    listed_who: list[int]
    calibrated: list[tuple[int, int]] = field(default_factory=list)
    lists: list[LiveList] = field(default_factory=list)

    @property
    def kept(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self) | {"on": self.on.isoformat()}


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
    calibrating = cycle if cycle and cycle.run_id else _mapped_last(agency)
    found = Impact(on, cycle.name if cycle else "", f"{policy.code} v{policy.version}", 0, 0, 0, [], [])
    for incoming, people in _parts(agency, spool):
        for start in range(0, len(people), CHUNK):
            part = people[start : start + CHUNK]
            now = _boxes(agency, part, on, known_at, policy, None)
            then = _boxes(agency, part, on, known_at, policy, incoming)
            differ = [(who, now.get(who), then.get(who)) for who in part if now.get(who) != then.get(who)]
            after = _calibrated(calibrating, differ)
            moved = [row for row in differ if after.get(row[0], row[1]) != row[2]]
            found = _with(found, len(part), moved, after, _listed(agency, [who for who, _now, _then in moved]))
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


def _mapped_last(agency: Agency) -> ReviewCycle | None:
    """The cycle whose boxes count at the agency; there may be none."""
    return ReviewCycle.objects.filter(agency=agency, run__isnull=False).order_by("-on", "-id").first()


def _calibrated(cycle: ReviewCycle | None, rows: list[tuple[int, int | None, int | None]]) -> dict[int, int]:
    """Employee → their box after calibration, of those whom the committee put into another one than is computed."""
    if cycle is None:
        return {}
    places = [Placement(employee_id=who, box=now) for who, now, _then in rows if now is not None]
    calibrated.boxed((cycle.pk, place) for place in places)
    return {place.employee_id: place.after for place in places if place.after and place.after != place.box}


def _with(
    found: Impact,
    people: int,
    moved: list[tuple[int, int | None, int | None]],
    after: dict[int, int],
    listed: dict[int, set[LiveList]],
) -> Impact:
    """The sum with what another chunk of people came to."""
    stand = {*found.listed_who, *listed}
    who = sorted(found.who + moved, key=lambda one: (one[0] not in stand, one[0]))[:NAMED]
    after = dict(found.calibrated) | after
    return replace(
        found,
        people=found.people + people,
        moved=found.moved + len(moved),
        listed=found.listed + len(listed),
        who=who,
        listed_who=sorted(stand)[:NAMED],
        calibrated=[(one, after[one]) for one, _now, _then in who if one in after],
        lists=sorted({*found.lists, *chain.from_iterable(listed.values())}),
    )


def _listed(agency: Agency, people: list[int]) -> dict[int, set[LiveList]]:
    """On which live lists they stand, those who do."""
    found: dict[int, set[LiveList]] = {}
    for live in LIVE_LISTS if people else ():
        for who, lists in live(agency.pk, people).items():
            found.setdefault(who, set()).update(lists)
    return found


def _boxes(
    agency: Agency, people: list[int], on: date, known_at: datetime, policy: Policy, incoming: Incoming | None
) -> dict[int, int | None]:
    frames = facts.facts(agency.pk, on=on, known_at=known_at, employees=people, incoming=incoming)
    placed = scoring.score(frames, policy, on, shipped()).placements
    there = placed["box"].notna().tolist()
    boxes = zip(placed["employee_id"].tolist(), placed["box"].tolist(), there, strict=True)
    return {who: int(box) if known else None for who, box, known in boxes}
