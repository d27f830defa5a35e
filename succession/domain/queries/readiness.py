"""When members of the pool, or one person, can meet the requirements of a tier or a post."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.checks import Check
from rules.eligibility import Post, records_for, requirements
from rules.eligibility.case import Frames
from rules.law import NoRuleInForce, shipped
from rules.readiness import Level, Reached, Readiness, lapsing, levels
from rules.readiness import readiness as computed
from succession.domain.queries import untold
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.posts import known_post, tier_at
from succession.domain.queries.words import said
from talent.domain import known
from talent.domain.queries import facts, pool, replies, written
from talent.models import Agency, Employee, PoolMembership, Position

T = TypeVar("T")

# Tiers that have requirements, the lowest first.
TARGETS = ("PENGAWAS", "ADMINISTRATOR", "JPT_PRATAMA", "JPT_MADYA", "JPT_UTAMA")
DEFAULT = "JPT_PRATAMA"
ORDER = {level: place for place, level in enumerate(Level)}
Lines = tuple[tuple[Level, int, int, int], ...]
# Of a member.
_SHOWN = ("box", "rank", "employee__nip", "employee__name", "employee__agency", "employee__current__position",
          "employee__current__tier")  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What somebody is to be ready for: a tier, or a post of the agency."""

    tier: str
    position: Position | None = None

    @property
    def code(self) -> str:
        """As an address names it."""
        return f"post-{self.position.pk}" if self.position else self.tier

    def post(self, agency_id: int, on: date, known_at: datetime) -> Post:
        """For rules.eligibility, with what the agency asks and whom documents free; raises CannotEvaluate when nothing
        is known of the post."""
        if self.position is None:
            return tier_at(agency_id, self.tier, on, known_at)
        found = known_post(self.position, on, known_at)
        if found is None:
            raise CannotEvaluate(_("Jabatan ini belum punya data; impor data jabatannya dahulu."))
        return found


@dataclass(frozen=True)
class Standing:
    """A member of the pool (with `contested`: how many of their replies wait for an answer) and their readiness.
    `seated`: on a post of the target's tier already, or of one above."""

    member: PoolMembership
    readiness: Readiness
    seated: bool


def target(code: str, agency_id: int, offered: Iterable[Position] = ()) -> Target | None:
    """The target that an address names, if the agency has it; no query where its post is among those `offered`."""
    if code in TARGETS:
        return Target(code)
    number = code.removeprefix("post-")
    if number == code or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    found = next((post for post in offered if post.pk == int(number)), None)
    found = found or posts(agency_id).filter(pk=int(number)).first()
    return Target(found.current.tier, found) if found and found.current else None


def at_or_above(tier: str) -> tuple[str, ...]:
    """The tier of a target and those above it."""
    return TARGETS[TARGETS.index(tier) :]


def posts(agency_id: int) -> QuerySet[Position]:
    """The agency's posts of a tier that has requirements, with their names and tiers."""
    found = Position.objects.filter(agency=agency_id, current__tier__in=TARGETS).select_related("current")
    return found.only("agency", "code", "current__name", "current__tier")


def next_tier(tier: str | None, on: date) -> str | None:
    """The lowest tier whose requirements are served in `tier`; None where there is none."""
    for above in TARGETS:
        try:
            wanted = requirements(above, on, shipped())
        except NoRuleInForce:
            return None
        if any(tier in requirement.get("tiers", ()) for requirement in wanted):
            return above
    return None


def next_aim(person: Employee, on: date) -> Target:
    """Where nobody says for what: the tier above somebody's own, the lowest JPT where there is none."""
    above = next_tier(person.current.tier, on) if person.current else None
    return Target(above or DEFAULT)


@dataclass(frozen=True)
class Standings:
    """The members of a pool, the readiest first, then in rank order. `lines`: (level, rank, membership, employee) of
    each; `levels`: how many stand at each, and `waived` how many of them by a document, whatever is narrowed; what is
    still missing is worked out for a stretch when it is read, as far as `reader` may read it. `frames`: their facts
    where at hand; `policy`: by which their boxes were computed; `working`: nobody is told yet, it is worked out for
    `done` of `total`."""

    agency: Agency
    on: date
    reader: User
    known_at: datetime | None = None
    post: Post | None = None
    lines: Lines = ()
    levels: Mapping[Level, int] = field(default_factory=dict)
    waived: Mapping[Level, int] = field(default_factory=dict)
    frames: Frames | None = None
    policy: str = ""
    working: written.Found[Reached] | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, shown: slice) -> list[Standing]:
        """A stretch of members with their readiness, of each person who they are and the present post. Three queries
        at most."""
        lines = self.lines[shown]
        if not lines or self.known_at is None or self.post is None:
            return []
        people = [employee for *_rest, employee in lines]
        waiting = Coalesce(replies.beside(replies.open_now()), 0)
        members = PoolMembership.objects.select_related("employee__current").annotate(contested=waiting).only(*_SHOWN)
        found = members.in_bulk([membership for _level, _rank, membership, _employee in lines])
        for one in found.values():
            one.employee.agency = self.agency
        frames = self.frames or _facts(self.agency, self.post, self.on, self.known_at, people)
        told = {one.employee_id: one for one in _said(computed, _of(people, frames), self.post, self.on)}
        tiers = at_or_above(self.post.tier)
        return [
            Standing(
                one := found[membership],
                untold.readiness(told[employee], one.employee, self.reader),
                one.employee.current is not None and one.employee.current.tier in tiers,
            )
            for _level, _rank, membership, employee in lines
        ]

    def narrowed(self, level: str = "", seated: bool | None = None) -> Self:
        """Only those at a level, and only those who sit on the target's tier (or above) already, or do not."""
        lines = tuple(line for line in self.lines if not level or line[0] == level)
        if seated is None or self.post is None:
            return replace(self, lines=lines)
        people = Employee.objects.filter(agency=self.agency, current__tier__in=at_or_above(self.post.tier))
        there = set(people.values_list("pk", flat=True))
        return replace(self, lines=tuple(line for line in lines if (line[-1] in there) == seated))

    def counts(self) -> list[tuple[Level, int]]:
        """How many of the pool stand at each level, the nearest first."""
        return [(level, self.levels.get(level, 0)) for level in Level]

    def counts_waived(self) -> list[tuple[Level, int]]:
        """How many of these by a document, as far as `reader` may know of sanctions."""
        return [(level, self.waived.get(level, 0)) for level in Level]


def of_pool(agency: Agency, aim: Target, on: date, *, reader: User) -> Standings:
    """The members valid on `on`, as known now and as far as `reader` may read it. A large pool is worked out a stretch
    at a time, after something was written. Raises CannotEvaluate."""
    # What was written until `last` is known at the instant that is read after it, here with the members.
    last = written.last(agency)
    held = pool.with_policy(pool.members(agency.pk, on)).annotate(last=known.LAST)
    members = list(held.values_list("rank", "pk", "employee_id", "policy_name", "last"))
    if not members:
        return Standings(agency, on, reader)
    ranked = [(rank, pk, employee) for rank, pk, employee, *_rest in members]
    people = [employee for *_rest, employee in ranked]
    known_at = known.now_after(members[0][-1])
    post = aim.post(agency.pk, on, known_at)
    frames: Frames | None = None

    def worked_out(some: Sequence[int]) -> Mapping[int, Reached]:
        nonlocal frames
        read = _facts(agency, post, on, known_at, some)
        frames = read if len(some) == len(people) else None
        return _said(levels, read, post, on)

    # As long as it is the same day and nothing was written it is the same for all who look.
    what = (agency.pk, aim.code, repr(post), on, tuple(ranked))
    found = written.in_stretches(last, ("readiness", *what), people, worked_out, whole=False)
    if (held := found.people) is None:
        return Standings(agency, on, reader, working=found)

    sees = scope.allows(reader, Permission.VIEW_SANCTIONS, agency.pk)

    def in_order() -> tuple[Lines, Mapping[Level, int], Mapping[Level, int]]:
        told = [(one, line) for line in ranked if (one := held[line[-1]]) is not None]
        ordered = tuple(sorted(((one.level, *line) for one, line in told), key=lambda line: (ORDER[line[0]], line[1])))
        kept = () if sees else untold.SANCTIONS
        waived = Counter(one.level for one, _line in told if set(one.waived).difference(kept))
        return ordered, Counter(level for level, *_rest in ordered), waived

    lines, counted, waived = written.kept(last, ("standings", sees, *what), in_order)
    return Standings(agency, on, reader, known_at, post, lines, counted, waived, frames, members[0][-2])


def of_person(
    person: Employee, aim: Target, on: date, known_at: datetime, *, reader: User
) -> tuple[Readiness, tuple[Check, ...]]:
    """One person's readiness, and what they meet today but no longer on the day, unless it is renewed; as far as
    `reader` may read it."""
    post = aim.post(person.agency_id, on, known_at)
    frames = _facts(person.agency_id, post, on, known_at, [person.pk])
    if frames["employees"].empty:
        raise CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai ini."))
    try:
        found = untold.readiness(computed(frames, post, on, shipped())[0], person, reader)
        if found.day is None or found.day <= on or found.level == Level.CLOSED:
            return found, ()
        lapse = lapsing(frames, post, on, found.day, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    return found, untold.checks((check for check in lapse if check.code != "age"), person, reader)


def may_see(user: User, agency_id: int) -> bool:
    """Whether the user reads mapping and people of the agency."""
    wanted = (Permission.VIEW_MAPPING, Permission.VIEW_EMPLOYEES)
    return all(scope.allows(user, permission, agency_id) for permission in wanted)


def _facts(of: int | Agency, post: Post, on: date, known_at: datetime, people: Sequence[int]) -> Frames:
    return facts.facts(of, on=on, known_at=known_at, employees=people, records=records_for(post))


def _of(people: list[int], frames: Frames) -> Frames:
    return {name: frame[frame["employee_id"].isin(people)].reset_index(drop=True) for name, frame in frames.items()}


def _said(compute: Callable[..., T], frames: Frames, post: Post, on: date) -> T:
    try:
        return compute(frames, post, on, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
