"""Members of other agencies' succession groups on a longlist: what lets them in, and who agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.models import User
from rules.law import NoRuleInForce, Rule, shipped
from rules.ranking import takes_agreed
from succession.domain.queries import blind, longlists
from succession.domain.queries.successors import Member
from succession.models import Agreement, Vacancy, WiderPoolRecord
from succession.models.vacancy import Route
from talent.domain.known import known_at as known
from talent.domain.queries import pool
from talent.models import Employee, PoolMembership


@dataclass(frozen=True)
class Reach:
    """Whose succession groups fill a longlist: by `rule` of the law (None before any), and by the agency's `decree`."""

    rule: Rule | None
    decree: WiderPoolRecord | None
    by_law: bool

    @property
    def wide(self) -> bool:
        """Whether members of other agencies' groups who agreed are taken in."""
        return self.by_law or self.decree is not None


def reach(vacancy: Vacancy, known_at: datetime) -> Reach:
    """What holds on the vacancy's reference date, by which it is ranked too; decrees as known at `known_at`."""
    on = vacancy.reference_date
    try:
        rule, by_law = shipped().at("ranking.pool", on), takes_agreed(on, shipped())
    except NoRuleInForce:
        rule, by_law = None, False
    decrees = known(WiderPoolRecord.objects.filter(in_force(on), agency=vacancy.agency_id), known_at)
    return Reach(rule, decrees.select_related("file").order_by("-true_from", "-id").first(), by_law)


def rule_now() -> Rule:
    """What the law says last of whose groups fill a longlist."""
    return shipped().versions("ranking.pool")[-1]


def in_force(on: date | OuterRef) -> Q:
    """The decrees that count on `on`."""
    return Q(true_from__lte=on) & (Q(true_to=None) | Q(true_to__gte=on)) & (Q(revoked_on=None) | Q(revoked_on__gt=on))


def beside() -> dict[str, Exists]:
    """What vacancies are read with: whether a decree of their agency, as known now, takes in who agreed (`widened`),
    and whether anybody ever did (`agreeing`)."""
    decrees = WiderPoolRecord.objects.filter(in_force(OuterRef("reference_date")), known_to=None)
    return {
        "widened": Exists(decrees.filter(agency=OuterRef("agency"))),
        "agreeing": Exists(Agreement.objects.filter(vacancy=OuterRef("pk"))),
    }


def told_of(vacancy: Vacancy) -> bool:
    """Whether the page of a vacancy that was read with `beside` leads to who agreed."""
    if vacancy.route != Route.TALENT_POOL:
        return False
    if vacancy.widened or vacancy.agreeing:  # type: ignore[attr-defined]
        return True
    try:
        return takes_agreed(vacancy.reference_date, shipped())
    except NoRuleInForce:
        return False


def members(vacancy: Vacancy, known_at: datetime) -> list[Member]:
    """Who agreed, had not withdrawn by `known_at`, and stands in their own agency's group on the day on which the
    vacancy's own group was looked at; by id. One query."""
    live = vacancy.agreements.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), at__lte=known_at)
    # Of the other agencies' groups whoever fills the vacancy is told of these people alone.
    with second_lock.every_row():
        held = pool.standing(live.order_by().values("employee"), vacancy.decision_date, known_at)
        return list(held.values_list("employee_id", "box", "talent_value"))


def member_named(vacancy: Vacancy, nip: str) -> PoolMembership | None:
    """Somebody of another agency who stands in its group on the day on which the vacancy's own was looked at; of
    anybody else nothing, not even that they are here.

    Whoever fills the vacancy reads nothing else of that agency: all agencies' rows are asked for one NIP alone.
    """
    with second_lock.every_row():
        people = Employee.objects.filter(nip=nip, outside=False, moved_on=None)
        person = people.exclude(agency=vacancy.agency_id).first()
        if person is None:
            return None
        return pool.standing([person.pk], vacancy.decision_date).select_related("employee", "agency").first()


def visible_to(user: User) -> QuerySet[Agreement]:
    """The agreements to vacancies that the user may see; not where they may not know the names yet, nor once the
    vacancy went over to open selection: what they agreed to was the pool."""
    seen = longlists.visible_to(user).exclude(pk__in=blind.vacancies(user).values("pk")).values("pk")
    related = ("vacancy__agency", "employee__agency", "home", "file", "by", "withdrawn_by")
    found = Agreement.objects.filter(vacancy__in=seen).exclude(vacancy__route=Route.OPEN_SELECTION)
    return found.select_related(*related)


def withdrawn() -> Q:
    """Of a longlist's entries: that the person agreed to be considered, and agrees no more."""
    of = Agreement.objects.filter(vacancy=OuterRef("longlist__vacancy"), employee=OuterRef("employee"))
    return Exists(of.exclude(withdrawn_at=None)) & ~Exists(of.filter(withdrawn_at=None))


def gone(vacancy: Vacancy, people: Iterable[Employee], known_at: datetime | None = None) -> dict[int, str]:
    """Employee id → that they agree no more, and since when it is known; of people of the vacancy's own agency nobody.
    `known_at`: as it was then. One query, none where there are no others."""
    guests = [one.pk for one in people if one.agency_id != vacancy.agency_id]
    if not guests or vacancy.route != Route.TALENT_POOL:
        return {}
    rows = vacancy.agreements.filter(employee__in=guests).order_by("id")
    last = dict(rows.values_list("employee_id", "withdrawn_at"))
    return {who: withdrew(at) for who, at in last.items() if at is not None and (known_at is None or at < known_at)}


def withdrew(at: datetime) -> str:
    """That they agree no more, the rest of a sentence about them."""
    day = date_format(timezone.localdate(at), "DATE_FORMAT")
    return _("menarik kesediaannya, dicatat %(day)s") % {"day": day}


def by_which(vacancy: Vacancy, person: Employee, known_at: datetime) -> Agreement | None:
    """The agreement by which somebody of another agency stands on a list made of what was known at `known_at`."""
    if person.agency_id == vacancy.agency_id:
        return None
    of = vacancy.agreements.filter(employee=person, at__lte=known_at).select_related("home", "file")
    return of.order_by("-id").first()
