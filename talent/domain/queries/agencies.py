"""Agencies and units that a user has to do with."""

from django.db.models import Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.models import Agency, Unit, UnitRecord
from talent.models.base import still_known

# Whoever reads anything of an agency may know that it exists and how it is built.
READING = (
    Permission.VIEW_EMPLOYEES,
    Permission.VIEW_MAPPING,
    Permission.VIEW_MERIT,
    Permission.VIEW_VACANCIES,
    Permission.VIEW_OWN,
)


def visible_to(user: User) -> QuerySet[Agency]:
    """The agencies of which the user may read anything, and the user's own."""
    held = [scope.scope(user, permission) for permission in READING]
    if any(one.everywhere for one in held):
        return Agency.objects.all()
    ids = {agency for one in held for agency in one.agencies}
    people = {employee for one in held for employee in one.employees}
    return Agency.objects.filter(Q(pk__in=ids) | Q(employees__in=people)).distinct() if people else _of(ids)


def units_visible_to(user: User) -> QuerySet[Unit]:
    """The units of those agencies."""
    units = Unit.objects.filter(still_known(UnitRecord, "unit"), agency__in=visible_to(user).order_by().values("pk"))
    return units.select_related("agency")


def _of(ids: set[int]) -> QuerySet[Agency]:
    return Agency.objects.filter(pk__in=ids)
