"""About whom a member of the committee decides nothing: oneself, direct reports, declared relatives.

Direct reports follow from the unit tree and the structural tiers: who heads a unit leads the people of it, and those
who head the units below. A working assumption: the rules read so far name no table of superiors.
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.codes import Tier
from talent.models import DeclaredRelation, Employee, EmployeeRecord, Unit

_RANKS = {
    Tier.JPT_UTAMA: 6,
    Tier.JPT_MADYA: 5,
    Tier.JPT_PRATAMA: 4,
    Tier.ADMINISTRATOR: 3,
    Tier.PENGAWAS: 2,
}
_OTHERS = 1


def recused(user: User, people: Iterable[Employee]) -> dict[int, str]:
    """Employee → why this user decides nothing about them; only those about whom they may not.

    `people` come with `current`. Five queries at most, however many people.
    """
    people = list(people)
    own = scope.scope(user, Permission.VIEW_OWN).employees
    found = dict.fromkeys((person.pk for person in people if person.pk in own), _("diri sendiri"))
    declared = DeclaredRelation.objects.filter(user=user, ended_at=None, employee__in=people)
    for who, relation in declared.values_list("employee_id", "relation"):
        found.setdefault(who, _("hubungan yang dinyatakan: %(relation)s") % {"relation": relation})
    for leader in EmployeeRecord.objects.filter(employee_id__in=own, known_to=None, unit__isnull=False):
        leads = leads_of(leader)
        for person in people:
            if person.pk not in found and person.agency_id == leader.agency_id and leads(person.current):
                found[person.pk] = _("bawahan langsung")
    return found


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
