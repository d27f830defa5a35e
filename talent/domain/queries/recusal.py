"""About whom a member of the committee decides nothing: oneself, whom one rated, direct reports, declared relatives.

Direct reports follow from the unit tree and the structural tiers: who heads a unit, also acting (Plt, Plh), leads the
people of it, and those who head the units below. A working assumption: the rules read so far name no table of
superiors. What was known at any moment from the opening of the session on counts: whoever prepares it also writes the
records, and a change of unit lets nobody decide.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Max, OuterRef, Q, QuerySet, Subquery, When, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.codes import AppointmentKind, Tier
from talent.domain import known
from talent.domain.queries import cycles
from talent.models import (
    AppointmentRecord,
    CalibrationMember,
    DeclaredRelation,
    Employee,
    EmployeeRecord,
    PerformanceRecord,
    ReviewCycle,
    Unit,
    UnitRecord,
)

_RANKS = {
    Tier.JPT_UTAMA: 6,
    Tier.JPT_MADYA: 5,
    Tier.JPT_PRATAMA: 4,
    Tier.ADMINISTRATOR: 3,
    Tier.PENGAWAS: 2,
}
_OTHERS = 1


def recused(
    user: User,
    people: Iterable[Employee],
    *,
    since: datetime,
    own: Iterable[int] | None = None,
    declared: Mapping[int, str] | None = None,
    rated: Iterable[int] = (),
) -> dict[int, str]:
    """Employee → why this user decides nothing about them; only those about whom they may not.

    A relation counts that was declared at any moment from `since` (the opening of the
    session) on: nobody takes it back in order to decide; `declared`: those relations, where they are at hand.
    `own`: who this user is (`who_is`), `rated`: whom they rated (`ratings_by`); without `own` it is what they are now,
    by NIP: the same person may be kept twice, as an employee and, elsewhere, as an applicant.
    As many queries however many people; two with `own` and `declared`, none for whoever is no employee.
    """
    people = list(people)
    mine: Collection[str] = ()
    if own is None:
        own = scope.scope(user, Permission.VIEW_OWN).employees
        mine = nips_of(own)
    own = frozenset(own)
    found = dict.fromkeys((one.pk for one in people if one.pk in own or one.nip in mine), _("diri sendiri"))
    if declared is None:
        declared = _declared(user, people, since)
    for who, relation in declared.items():
        found.setdefault(who, _("hubungan yang dinyatakan: %(relation)s") % {"relation": relation})
    for who in rated:
        found.setdefault(who, _("Anda menilai kinerjanya"))
    posts = _posts(own, people, since) if own else []
    leaders = [post for post in posts if post.employee_id in own]
    trees = {agency: _units(agency, since) for agency in {leader.agency_id for leader in leaders}}
    if leaders:
        prefetch_related_objects(people, "current")
    states: list[Post | EmployeeRecord] = [
        *posts,
        *(person.current for person in people if leaders and person.current is not None),
    ]
    for leader in leaders:
        leads = _leads(leader, trees[leader.agency_id])
        for state in states:
            if state.employee_id not in found and state.agency_id == leader.agency_id and leads(state):
                found[state.employee_id] = _("bawahan langsung")
    return found


class Tie(NamedTuple):
    """What ties a user to somebody whatever posts they hold: `self`, or `declared`, then which relation, since when."""

    bar: str
    relation: str = ""
    declared_at: datetime | None = None


def related(user: User, people: Iterable[Employee], *, since: datetime) -> dict[int, Tie]:
    """Employee → what ties this user to them; two queries at most. Who is not tied is left out. By NIP, as in
    `recused`."""
    people = list(people)
    found = {who: Tie("declared", *said) for who, said in _said(user, people, since).items()}
    mine = nips_of(scope.scope(user, Permission.VIEW_OWN).employees)
    return found | {person.pk: Tie("self") for person in people if person.nip in mine}


def untied(user: User, people: Iterable[Employee], *, since: datetime) -> bool:
    """Whether `recused` names nobody to this user, of any of these people at any instant from `since` on: they are
    nobody's row and declared no relation. False where that takes a closer look. One query."""
    people = list(people)
    return not scope.scope(user, Permission.VIEW_OWN).employees and not (people and _said(user, people, since))


def nips_of(own: Collection[int]) -> frozenset[str]:
    """The NIPs of these employees, whatever agency keeps them; no query for nobody."""
    if not own:
        return frozenset()
    with second_lock.every_row():
        return frozenset(Employee.objects.filter(pk__in=own).values_list("nip", flat=True))


def _declared(user: User, people: Collection[Employee], since: datetime) -> dict[int, str]:
    """Employee → the relation that this user declared to the person of that NIP."""
    return {who: relation for who, (relation, _at) in _said(user, people, since).items()}


def _said(user: User, people: Collection[Employee], since: datetime) -> dict[int, tuple[str, datetime]]:
    """The same with the instant at which they did."""
    of_nip = declared_since(since).filter(user=user, employee__nip__in={person.nip for person in people})
    # The same person's row in another agency is none that this user is shown.
    with second_lock.every_row():
        rows = of_nip.order_by("id").values_list("employee__nip", "relation", "declared_at")
        relations = {nip: (relation, at) for nip, relation, at in rows}
    return {person.pk: relations[person.nip] for person in people if person.nip in relations}


def declarations(
    users: Iterable[int], people: Collection[Employee], *, since: datetime
) -> dict[tuple[int, int], dict[str, datetime]]:
    """(User, employee) → the relations that the user declared to the person of that NIP, each with its own instant. One
    query."""
    of_nip = declared_since(since).filter(user__in=users, employee__nip__in={person.nip for person in people})
    found: dict[tuple[int, int], dict[str, datetime]] = {}
    with second_lock.every_row():
        rows = list(of_nip.order_by("id").values_list("user", "employee__nip", "relation", "declared_at"))
    for user, nip, relation, at in rows:
        for person in people:
            if person.nip == nip:
                found.setdefault((user, person.pk), {})[relation] = at
    return found


def _known(since: datetime) -> Q:
    """What is known now, or was at some moment from then on."""
    return Q(known_to=None) | Q(known_to__gt=since)


def declared_since(since: datetime) -> QuerySet[DeclaredRelation]:
    """The relations declared at any moment from then on: those ended before it no longer count."""
    return DeclaredRelation.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since))


def linked(user: User, agency_id: int) -> Employee | None:
    """The one of the agency's employees who this user is, as far as that is known."""
    own = scope.scope(user, Permission.VIEW_OWN).employees
    return Employee.objects.filter(pk__in=own, agency_id=agency_id).order_by("pk").first() if own else None


def who_is(member: CalibrationMember) -> frozenset[int]:
    """The employees whom a member is now or was when the session opened: nobody ends that link in order to decide."""
    own = scope.scope(member.user, Permission.VIEW_OWN).employees
    return own | {member.employee_id} if member.employee_id else own


def ratings_by(own: Iterable[int], cycle: ReviewCycle) -> QuerySet[PerformanceRecord]:
    """The ratings that these employees gave for the years that count in the cycle, as its run knew them or since."""
    assert cycle.run is not None
    leaves = [leaf.settings for leaf in cycles.policy_of(cycle.run).leaves]
    on, depth = cycle.on, max(len(leaf.years) for leaf in leaves)
    graced = any(leaf.grace is not None and (on.month, on.day) <= leaf.grace for leaf in leaves)
    nips = Employee.objects.filter(pk__in=list(own)).values("nip")
    return PerformanceRecord.objects.filter(
        _known(cycle.run.known_at), rater__in=nips, year__in=range(on.year - depth - graced, on.year)
    )


class Post(NamedTuple):
    """Where somebody works, acting or not: what makes them lead others."""

    agency_id: int
    employee_id: int
    unit_id: int
    tier: str | None


def _posts(own: Iterable[int], people: Iterable[Employee], since: datetime) -> list[Post]:
    """The posts of these employees, and those they hold as Plt or Plh in units of their agency, now or at some moment
    since; and where these `people` worked since and work no longer. One query."""
    own, today, fields = list(own), timezone.localdate(), ("agency_id", "employee_id", "unit_id", "tier")
    held = EmployeeRecord.objects.filter(_known(since), employee_id__in=own, unit__isnull=False).values_list(*fields)
    # An appointment names its unit in words: by code, or by the name that the unit has.
    named = UnitRecord.objects.filter(
        Q(unit__code=OuterRef("unit")) | Q(name__iexact=OuterRef("unit")), known_to=None, agency=OuterRef("agency")
    )
    acting = AppointmentRecord.objects.filter(
        Q(true_to=None) | Q(true_to__gte=timezone.localdate(since)),
        _known(since),
        employee_id__in=own,
        true_from__lte=today,
        kind__in=[AppointmentKind.PLT, AppointmentKind.PLH],
        at_agency=None,
    ).annotate(led=Subquery(named.order_by("id").values("unit_id")[:1]))
    left = EmployeeRecord.objects.filter(employee__in=people, known_to__gt=since, unit__isnull=False)
    rows = held.union(
        acting.exclude(led=None).values_list("agency_id", "employee_id", "led", "tier"), left.values_list(*fields)
    )
    return [Post(*row) for row in rows.order_by()]


def _units(agency_id: int, since: datetime) -> dict[int, tuple[int | None, int]]:
    """Unit → the one above it, and the highest rank of anybody who works in it, the lower of now and then: whoever came
    or went since leads nobody else's people. One query."""
    states = EmployeeRecord.objects.filter(unit=OuterRef("pk")).order_by()
    rank = Max(Case(*(When(tier=tier, then=rank) for tier, rank in _RANKS.items()), default=0))
    now, then = (
        Coalesce(Subquery(found.values("unit").annotate(rank=rank).values("rank")), 0)
        for found in (states.filter(known_to=None), known.known_at(states, since))
    )
    rows = Unit.objects.filter(agency_id=agency_id).annotate(now=now, then=then)
    return {unit: (above, min(ranks)) for unit, above, *ranks in rows.values_list("pk", "parent_id", "now", "then")}


def _leads(leader: Post, units: Mapping[int, tuple[int | None, int]]) -> Callable[[Post | EmployeeRecord], bool]:
    """Whether somebody is a direct report of whoever holds this post."""
    mine = _rank(leader.tier)
    heads = mine > _OTHERS and units[leader.unit_id][1] <= mine

    def leads(record: Post | EmployeeRecord) -> bool:
        if not heads or record.employee_id == leader.employee_id or record.unit_id is None:
            return False
        rank = _rank(record.tier)
        unit: int | None = record.unit_id
        while unit is not None and unit != leader.unit_id:
            above, highest = units.get(unit, (None, 0))
            # Somebody in between leads them.
            if highest > rank:
                return False
            unit = above
        return unit == leader.unit_id and rank < mine

    return leads


def _rank(tier: str | None) -> int:
    return _RANKS.get(Tier(tier), _OTHERS) if tier else _OTHERS
