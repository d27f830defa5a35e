"""Units and posts across an agency, and how each came to be what is known of it."""

from typing import Any

from django.db.models import QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries.records import Version, told
from talent.models import PositionRecord, UnitRecord
from talent.models.base import Known

# Kind → its records, and what they are about.
MODELS: dict[str, type[Any]] = {"units": UnitRecord, "positions": PositionRecord}
OWNERS = {"units": "unit", "positions": "position"}
_NAMED = {"units": "parent", "positions": "unit"}


def visible_to(user: User, kind: str) -> QuerySet[Any]:
    """Every row of a kind, closed ones too, of the agencies whose employees the user may see."""
    rows = MODELS[kind].objects.select_related("agency", OWNERS[kind], _NAMED[kind])
    return scope.within(rows, user, Permission.VIEW_EMPLOYEES)


def listed(user: User, kind: str) -> QuerySet[Any]:
    """Those that are known now."""
    return visible_to(user, kind).filter(known_to=None)


def current(kind: str, row: Known) -> Any:
    """What is known now of the same unit or post; None once it is retired."""
    return _of_owner(kind, row).filter(known_to=None).first()


def versions(kind: str, row: Known) -> list[Version]:
    """Everything that was known of a unit or a post, newest first. Three queries."""
    rows = _of_owner(kind, row).select_related("agency", OWNERS[kind], _NAMED[kind], "batch__by")
    return told(list(rows.order_by("-known_from", "-id")))


def _of_owner(kind: str, row: Known) -> QuerySet[Any]:
    owner = f"{OWNERS[kind]}_id"
    rows: QuerySet[Any] = MODELS[kind].objects.filter(**{owner: getattr(row, owner)})
    return rows
