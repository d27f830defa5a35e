"""Succession plans to read: of one critical post with everything behind it, and the risk of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Max, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.bench import ENOUGH, Risk, risk
from rules.eligibility import records_for
from rules.law import NoRuleInForce, shipped
from rules.readiness import Level, Readiness
from rules.readiness import readiness as computed
from succession.domain.queries import bench, untold, vacating
from succession.domain.queries.bench import NOBODY, Bench
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.vacating import Falling
from succession.domain.queries.words import said
from succession.models import SuccessionPlan
from talent.domain import known
from talent.domain.queries import employees, facts, pool, written
from talent.domain.queries.written import Found
from talent.models import Agency, Employee, PoolMembership, Position

READING = (Permission.VIEW_VACANCIES, Permission.VIEW_EMPLOYEES, Permission.VIEW_MAPPING)
# What a bench is counted by.
STRENGTH = (Level.NOW, Level.SOON, Level.MID)
RISK_ORDER = {one: place for place, one in enumerate(Risk)}


@dataclass(frozen=True)
class Standing:
    """A critical post, its plan (None: none yet) and how many of the successors stand at each level; `ready`: how many
    can be ready on the day it falls vacant; `waived`, `ready_waived`: how many of them by a waiver."""

    falling: Falling
    plan: SuccessionPlan | None
    counts: Mapping[Level, int]
    waived: Mapping[Level, int]
    ready: int
    ready_waived: int
    risk: Risk
    review_due: bool

    @property
    def position(self) -> Position:
        return self.falling.position

    @property
    def state(self) -> str:
        """The plan's outcome, NO_PLAN without one, REVIEW_DUE where the decision that nobody suits is due again."""
        if self.plan is None:
            return "NO_PLAN"
        return "REVIEW_DUE" if self.review_due else str(self.plan.outcome)

    @property
    def strength(self) -> list[int]:
        """Ready now, within 1–2 and within 3–5 years."""
        return [self.counts.get(level, 0) for level in STRENGTH]

    @property
    def strength_waived(self) -> list[int]:
        """How many of these by a waiver."""
        return [self.waived.get(level, 0) for level in STRENGTH]


@dataclass(frozen=True)
class Standings:
    """All critical posts of an agency; `working`: it is worked out for `done` of `total` people, nothing told yet."""

    rows: list[Standing] = field(default_factory=list)
    working: Found[bench.Told] | None = None


class Nearest(NamedTuple):
    """A member of the pool who may be named; `level`: None where it was not asked; `numbers`: the documents that it
    rests on."""

    employee_id: int
    name: str
    nip: str
    level: Level | None
    numbers: str = ""


@dataclass(frozen=True)
class Behind:
    """The pool behind one post: how many are ready now, how many can be on the day it falls vacant, how many of either
    by a waiver, and those nearest of the `whole` who may be named; `working`: it is worked out for `done` of `total`
    people, nothing told yet."""

    now: int = 0
    now_waived: int = 0
    in_time: int = 0
    in_time_waived: int = 0
    nearest: Sequence[Nearest] = ()
    whole: int = 0
    working: Found[bench.Told] | None = None


@dataclass(frozen=True)
class Successor:
    """A named successor: how ready (None: nothing is known of them), whether that is in time, their place in the pool
    (None: they have left it), and whether an age limit or retirement rules them out by then."""

    person: Employee
    readiness: Readiness | None
    in_time: bool
    member: PoolMembership | None
    ruled_out: bool


def agencies_of(user: User) -> list[Agency]:
    """The agencies whose plans the user reads."""
    held = [scope.scope(user, permission) for permission in READING]
    of_first = employees.agencies_of(user, READING[0])
    return [agency for agency in of_first if all(one.covers(agency.pk) for one in held)]


def posts_of(user: User) -> QuerySet[Position]:
    """The posts whose plans the user reads."""
    found = Position.objects.select_related("agency", "current").filter(current__isnull=False)
    for permission in READING:
        found = scope.within(found, user, permission)
    return found


def newest(posts: Iterable[int]) -> QuerySet[SuccessionPlan]:
    """The plan of each of these posts, as written last."""
    last = SuccessionPlan.objects.filter(position__in=posts).order_by().values("position").annotate(last=Max("pk"))
    return SuccessionPlan.objects.filter(pk__in=last.values("last"))


def standings(agency: Agency, on: date) -> Standings:
    """The critical posts of an agency, the highest risk first. Raises CannotEvaluate."""
    critical = [one for one in vacating.calendar(agency, on) if one.critical]
    last = written.last(agency)
    rows: QuerySet[Any] = newest(one.position.pk for one in critical).annotate(last=known.LAST)
    plans: dict[int, Any] = {}
    named: dict[int, list[int]] = {}
    for plan in rows.select_related("stand_in").annotate(named=F("successors__employee")).order_by("successors__order"):
        plans.setdefault(plan.position_id, plan)
        if plan.named is not None:
            named.setdefault(plan.position_id, []).append(plan.named)
    people = sorted({person for of in named.values() for person in of})
    known_at = known.now_after(max((plan.last or 0 for plan in plans.values()), default=None))
    seats = [one.seat for one in critical]
    found = bench.of_people(agency, seats, people, on, last, known_at)
    if found.working:
        return Standings(working=found.working)
    told = [_standing(one, plans, named, found.of, on) for one in critical]
    return Standings(sorted(told, key=_by_risk))


def falling(post: Position, on: date) -> tuple[Falling, list[Falling]]:
    """When a post falls vacant, and the critical posts of its agency, among which it is if it is critical itself. Four
    queries, twice as many for one that is no JPT."""
    every = vacating.calendar(post.agency, on)
    found = next((one for one in every if one.position.pk == post.pk), None)
    return found or vacating.of_posts([post], on)[0], [one for one in every if one.critical]


def behind(one: Falling, critical: Sequence[Falling], on: date, *, most: int, text: str = "") -> Behind | None:
    """The pool behind a post, worked out together with all that are critical, as the calendar is; `most`: how many of
    those nearest are named; `text`: only of those whose name or NIP it is. None for a post without requirements or
    data. Raises CannotEvaluate."""
    seats = [each.seat for each in critical] if one in critical else [one.seat]
    benches = bench.of_pool(one.position.agency, seats, on)
    if benches.working:
        return Behind(working=benches.working)
    mine = benches.of.get(one.position.pk)
    if mine is None:
        return None
    order = benches.members
    if text:
        sought = employees.matching(pool.members(one.position.agency_id, on), text, of="employee__")
        order = list(sought.values_list("employee_id", flat=True))
    whole = mine.nearest(order)
    nearest = whole[:most]
    people = Employee.objects.in_bulk([who for who, _level in nearest])
    waived = _waived(one.position.agency, mine, people, on)
    told = [Nearest(who, people[who].name, people[who].nip, level, waived.get(who, "")) for who, level in nearest]
    day = max(one.day or on, on)
    now, waived_now = (counts.get(Level.NOW, 0) for counts in (mine.counts(), mine.waived()))
    return Behind(now, waived_now, mine.ready_by(day), mine.waived_by(day), told, len(whole))


def chosen(post: Position, sent: Iterable[str], on: date) -> list[Nearest]:
    """Who of these ids, as they were sent, is in the pool, in that order; how far they are is not asked, so that nobody
    waits for it. One query."""
    ids = [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 19]
    rows = pool.members(post.agency_id, on).filter(employee__in=ids)
    people = {row.employee_id: row.employee for row in rows.select_related("employee")}
    return [Nearest(who, people[who].name, people[who].nip, None) for who in dict.fromkeys(ids) if who in people]


def _waived(agency: Agency, mine: Bench, people: Iterable[int], on: date) -> dict[int, str]:
    """Who of these rests on waivers for the post, by their numbers; no query where the post has none."""
    post = mine.post
    ids = sorted(set(people) & {one.employee_id for one in post.waivers}) if post else []
    if not ids or post is None:
        return {}
    wanted = records_for(post)
    frames = facts.facts(agency, on=on, known_at=known.now(agency.pk), employees=ids, records=wanted)
    return {one.employee_id: one.numbers for one in computed(frames, post, on, shipped())}


def _by_risk(one: Standing) -> tuple[int, date, str, int]:
    return RISK_ORDER[one.risk], one.falling.day or date.max, str(one.position), one.position.pk


def _standing(
    one: Falling,
    plans: Mapping[int, SuccessionPlan],
    named: Mapping[int, Sequence[int]],
    benches: Mapping[int, Bench],
    on: date,
) -> Standing:
    pk = one.position.pk
    plan, mine = plans.get(pk), benches.get(pk, NOBODY).of(named.get(pk, ()))
    day = max(one.day or on, on)
    ready, waived = mine.ready_by(day), mine.waived_by(day)
    due = review_due(plan, on)
    enough = shipped().at(ENOUGH, on).value
    stand_in = plan is not None and plan.stand_in_id is not None
    found = risk(ready, enough, stand_in=stand_in, review_due=due)
    return Standing(one, plan, mine.counts(), mine.waived(), ready, waived, found, due)


def people_of(rows: Iterable[Standing]) -> list[Employee]:
    """Holders and stand-ins of these posts, each once, with their agency at hand."""
    found: dict[int, Employee] = {}
    for one in rows:
        for person in (one.falling.seat.holder, one.plan.stand_in if one.plan else None):
            if person is not None:
                person.agency = one.position.agency
                found[person.pk] = person
    return list(found.values())


def review_due(plan: SuccessionPlan | None, on: date) -> bool:
    """Whether the day on which the plan was to be looked at again has come."""
    return plan is not None and plan.review_on is not None and plan.review_on <= on


def successors_of(plan: SuccessionPlan, falling: Falling, on: date, *, reader: User) -> list[Successor]:
    """Those whom the plan names, in its order, as far as `reader` may read them. Raises CannotEvaluate."""
    people = [row.employee for row in plan.successors.select_related("employee__current", "employee__agency")]
    post = falling.seat.asks
    if not people or post is None:
        return []
    known_at = known.now(plan.agency_id)
    ids = [person.pk for person in people]
    wanted = records_for(post)
    frames = facts.facts(falling.position.agency, on=on, known_at=known_at, employees=ids, records=wanted)
    try:
        told = {one.employee_id: one for one in computed(frames, post, on, shipped())}
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    members = {one.employee_id: one for one in pool.members(plan.agency_id, on).filter(employee__in=ids)}
    day = max(falling.day or on, on)
    found = []
    for person in people:
        full = told.get(person.pk)
        shown = untold.readiness(full, person, reader) if full else None
        out = shown is not None and shown.closes is not None and shown.closes <= day
        found.append(Successor(person, shown, full is not None and full.ready_by(day), members.get(person.pk), out))
    return found


def history(position: Position) -> QuerySet[SuccessionPlan]:
    """Every version of a post's plan, the newest first."""
    rows = SuccessionPlan.objects.filter(position=position).select_related("by", "stand_in")
    return rows.prefetch_related("successors__employee").order_by("-version")
