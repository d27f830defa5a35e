"""Dated records of an agency that rest on a decree, for the eye."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.models import (
    AgencyRequirementsRecord,
    CriticalPostRecord,
    GateConditionRecord,
    GateFreezeRecord,
    RequirementWaiverRecord,
    WiderPoolRecord,
)
from talent.models.base import Known

Decreed = TypeVar("Decreed", bound=Known)

# What each sort is seen by.
READING: dict[type[Known], Permission] = {
    GateFreezeRecord: Permission.VIEW_MERIT,
    GateConditionRecord: Permission.VIEW_MERIT,
    CriticalPostRecord: Permission.VIEW_EMPLOYEES,
    AgencyRequirementsRecord: Permission.VIEW_EMPLOYEES,
    RequirementWaiverRecord: Permission.VIEW_EMPLOYEES,
    WiderPoolRecord: Permission.VIEW_EMPLOYEES,
}
_NAMED: dict[type[Known], tuple[str, ...]] = {
    CriticalPostRecord: ("post__current",),
    RequirementWaiverRecord: ("post__current", "person__current", "person__agency"),
}


def seen_by(user: User, sort: type[Decreed]) -> QuerySet[Decreed]:
    """Every row there ever was of the agencies where the user may see the sort, the newest first."""
    return scope.within(named(sort), user, READING[sort]).order_by("-true_from", "-id")


def named(sort: type[Decreed]) -> QuerySet[Any]:
    """Every row, with what it names."""
    return sort._default_manager.select_related("agency", "file", *_NAMED.get(sort, ()))
