"""About whom a member of the committee decides nothing: oneself, direct reports, declared relatives.

Direct reports follow from the unit tree and the structural tiers: who heads a unit, also acting (Plt, Plh), leads the
people of it, and those who head the units below. A working assumption: the rules read so far name no table of
superiors.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.codes import AppointmentKind, Tier
from talent.models import AppointmentRecord, DeclaredRelation, Employee, EmployeeRecord, Unit, UnitRecord

_RANKS = {
    Tier.JPT_UTAMA: 6,
    Tier.JPT_MADYA: 5,
    Tier.JPT_PRATAMA: 4,
    Tier.ADMINISTRATOR: 3,
    Tier.PENGAWAS: 2,
}
_OTHERS = 1


def recused(user: User, people: Iterable[Employee], *, since: datetime) -> dict[int, str]:
    """Employee → why this user decides nothing about them; only those about whom they may not.

    `people` come with `current`. A relation counts that was declared at any moment from `since` (the opening of the
    session) on: nobody takes it back in order to decide. As many queries however many people.
    """
    people = list(people)
    own = scope.scope(user, Permission.VIEW_OWN).employees
    found = dict.fromkeys((person.pk for person in people if person.pk in own), _("diri sendiri"))
    declared = declared_since(since).filter(user=user, employee__in=people)
    for who, relation in declared.values_list("employee_id", "relation"):
        found.setdefault(who, _("hubungan yang dinyatakan: %(relation)s") % {"relation": relation})
    heads = EmployeeRecord.objects.filter(employee_id__in=own, known_to=None, unit__isnull=False)
    for leader in (*heads, *_acting(own)):
        leads = leads_of(leader)
        for person in people:
            if person.pk not in found and person.agency_id == leader.agency_id and leads(person.current):
                found[person.pk] = _("bawahan langsung")
    return found


def declared_since(since: datetime) -> QuerySet[DeclaredRelation]:
    """The relations declared at any moment from then on: those ended before it no longer count."""
    return DeclaredRelation.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since))


def linked(user: User, agency_id: int) -> bool:
    """Whether it is known who this user is among the agency's employees."""
    own = scope.scope(user, Permission.VIEW_OWN).employees
    return bool(own) and Employee.objects.filter(pk__in=own, agency_id=agency_id).exists()


def _acting(own: Iterable[int]) -> Iterator[EmployeeRecord]:
    """The posts that these employees hold today as Plt or Plh, in units of their agency, as states of theirs."""
    today = timezone.localdate()
    rows = AppointmentRecord.objects.filter(
        Q(true_to=None) | Q(true_to__gte=today),
        employee_id__in=list(own),
        known_to=None,
        true_from__lte=today,
        kind__in=[AppointmentKind.PLT, AppointmentKind.PLH],
        at_agency=None,
    )
    for row in rows.exclude(unit=None):
        # An appointment names its unit in words: by code, or by the name that the unit has.
        named = UnitRecord.objects.filter(Q(unit__code=row.unit) | Q(name__iexact=row.unit), known_to=None)
        for unit in named.filter(agency_id=row.agency_id).values_list("unit_id", flat=True)[:1]:
            yield EmployeeRecord(agency_id=row.agency_id, employee_id=row.employee_id, unit_id=unit, tier=row.tier)


def leads_of(leader: EmployeeRecord) -> Callable[[EmployeeRecord | None], bool]:
    """Whether somebody is a direct report of the person whose present state this is."""
    units = dict(Unit.objects.filter(agency_id=leader.agency_id).values_list("pk", "parent_id"))
    highest = _highest_ranks(leader.agency_id)
    mine = _rank(leader.tier)
    heads = mine > _OTHERS and highest.get(leader.unit_id, 0) <= mine

    def leads(record: EmployeeRecord | None) -> bool:
        if not heads or record is None or record.employee_id == leader.employee_id or record.unit_id is None:
            return False
        rank = _rank(record.tier)
        unit: int | None = record.unit_id
        while unit is not None and unit != leader.unit_id:
            # Somebody in between leads them.
            if highest.get(unit, 0) > rank:
                return False
            unit = units.get(unit)
        return unit == leader.unit_id and rank < mine

    return leads


def _highest_ranks(agency_id: int) -> dict[int | None, int]:
    rows = EmployeeRecord.objects.filter(agency_id=agency_id, known_to=None, tier__in=list(_RANKS), unit__isnull=False)
    found: dict[int | None, int] = {}
    for unit, tier in rows.values_list("unit_id", "tier").distinct():
        found[unit] = max(found.get(unit, 0), _rank(tier))
    return found


def _rank(tier: str | None) -> int:
    return _RANKS.get(Tier(tier), _OTHERS) if tier else _OTHERS
