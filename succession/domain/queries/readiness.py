"""When members of the pool, or one person, can meet the requirements of a tier or a post."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.checks import Check
from rules.eligibility import Post, requirements
from rules.law import NoRuleInForce, shipped
from rules.readiness import Level, Readiness, lapsing
from rules.readiness import readiness as computed
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.posts import post_of, record_of
from succession.domain.queries.words import said
from talent.domain.queries import facts, pool
from talent.models import Employee, PoolMembership, Position

# Tiers that have requirements, the lowest first.
TARGETS = ("PENGAWAS", "ADMINISTRATOR", "JPT_PRATAMA", "JPT_MADYA", "JPT_UTAMA")
ORDER = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True)
class Target:
    """What somebody is to be ready for: a tier, or a post of the agency."""

    tier: str
    position: Position | None = None

    @property
    def code(self) -> str:
        """As an address names it."""
        return f"post-{self.position.pk}" if self.position else self.tier

    def post(self, on: date, known_at: datetime) -> Post:
        """For rules.eligibility; raises CannotEvaluate when nothing is known of the post."""
        if self.position is None:
            return Post(self.tier)
        record = record_of(self.position, on, known_at)
        if record is None:
            raise CannotEvaluate(_("Jabatan ini belum punya data; impor data jabatannya dahulu."))
        return post_of(record)


@dataclass(frozen=True)
class Standing:
    """A member of the pool with their readiness."""

    member: PoolMembership
    readiness: Readiness


def target(code: str, agency_id: int) -> Target | None:
    """The target that an address names, if the agency has it."""
    if code in TARGETS:
        return Target(code)
    number = code.removeprefix("post-")
    if number == code or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    found = posts(agency_id).filter(pk=int(number)).first()
    return Target(found.current.tier, found) if found and found.current else None


def posts(agency_id: int) -> QuerySet[Position]:
    """The agency's posts of a tier that has requirements."""
    return Position.objects.filter(agency=agency_id, current__tier__in=TARGETS).select_related("current")


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


def of_pool(agency_id: int, aim: Target, on: date, known_at: datetime) -> list[Standing]:
    """The members valid on `on`, the readiest first, then in rank order."""
    members = list(pool.members(agency_id, on).select_related("employee__current__unit", "employee__agency"))
    found = _computed(agency_id, [member.employee_id for member in members], aim, on, known_at)
    standings = [Standing(member, found[member.employee_id]) for member in members if member.employee_id in found]
    return sorted(standings, key=lambda one: (ORDER[one.readiness.level], one.member.rank))


def of_person(person: Employee, aim: Target, on: date, known_at: datetime) -> tuple[Readiness, tuple[Check, ...]]:
    """One person's readiness, and what they meet today but no longer on the day, unless it is renewed."""
    frames = facts.facts(person.agency_id, on=on, known_at=known_at, employees=[person.pk])
    if frames["employees"].empty:
        raise CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai ini."))
    try:
        post = aim.post(on, known_at)
        found = computed(frames, post, on, shipped())[0]
        if found.day is None or found.day <= on or found.level == Level.CLOSED:
            return found, ()
        lapse = lapsing(frames, post, on, found.day, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    return found, tuple(check for check in lapse if check.code != "age")


def counts(standings: Sequence[Standing]) -> list[tuple[Level, int]]:
    """How many stand at each level, the nearest first."""
    found = Counter(one.readiness.level for one in standings)
    return [(level, found[level]) for level in Level]


def may_see(user: User, agency_id: int) -> bool:
    """Whether the user reads mapping and people of the agency."""
    wanted = (Permission.VIEW_MAPPING, Permission.VIEW_EMPLOYEES)
    return all(scope.allows(user, permission, agency_id) for permission in wanted)


def _computed(agency_id: int, ids: list[int], aim: Target, on: date, known_at: datetime) -> dict[int, Readiness]:
    if not ids:
        return {}
    frames = facts.facts(agency_id, on=on, known_at=known_at, employees=ids)
    try:
        return {one.employee_id: one for one in computed(frames, aim.post(on, known_at), on, shipped())}
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
