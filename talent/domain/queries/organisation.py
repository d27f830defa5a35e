"""Units, posts, what posts ask of technical competencies, and agencies; and how each came to be what is known of it."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries.records import Version, versions_of
from talent.models import AgencyRecord, PositionRecord, TechnicalStandardRecord, UnitRecord
from talent.models.base import Known
from talent.models.evidence import OWNERS

# Kind → its records.
MODELS: dict[str, type[Any]] = {
    "units": UnitRecord,
    "positions": PositionRecord,
    "technical_standards": TechnicalStandardRecord,
    "agencies": AgencyRecord,
}
_NAMED = {
    "units": ("agency", "unit", "parent"),
    "positions": ("agency", "position", "unit"),
    "technical_standards": ("agency", "position__current"),
    "agencies": ("agency",),
}
# Over an agency, or over all of them.
_SEEN_BY = {"agencies": (Permission.VIEW_EMPLOYEES, Permission.IMPORT_AGENCIES)}


def seen_by(kind: str) -> tuple[Permission, ...]:
    """Any of these shows a kind."""
    return _SEEN_BY.get(kind, (Permission.VIEW_EMPLOYEES,))


def visible_to(user: User, kind: str) -> QuerySet[Any]:
    """Every row of a kind, closed ones too, of the agencies whose employees the user may see; of agencies, all of them
    for whoever enters them."""
    rows: QuerySet[Any] = MODELS[kind].objects.select_related(*_NAMED[kind])
    held = [scope.scope(user, permission) for permission in seen_by(kind)]
    if any(one.everywhere for one in held):
        return rows
    return rows.filter(agency_id__in=frozenset().union(*(one.agencies for one in held)))


def listed(user: User, kind: str) -> QuerySet[Any]:
    """Those that are known now."""
    return visible_to(user, kind).filter(known_to=None)


def current(kind: str, row: Known) -> Any:
    """What is known now of the same unit, post, standard or agency; None once it is retired."""
    return _of_owner(kind, row).filter(key=row.key, known_to=None).first()


def known_of(kind: str, owners: list[int]) -> QuerySet[Any]:
    """What is known now of these units, posts or agencies."""
    asked = {f"{OWNERS[kind]}_id__in": owners}
    rows: QuerySet[Any] = MODELS[kind].objects.filter(known_to=None, **asked)
    return rows.select_related(*_NAMED[kind])


def technical_of(position_id: int) -> list[TechnicalStandardRecord]:
    """What a post asks of technical competencies as known now, also what it did earlier and will later."""
    rows = TechnicalStandardRecord.objects.filter(position=position_id, known_to=None).select_related("position")
    return list(rows.order_by(Lower("competency"), F("true_from").desc(nulls_last=True), "id"))


def versions(kind: str, row: Known) -> list[Version]:
    """Everything that was known of it, newest first, also under another natural key. Three queries."""
    rows = _of_owner(kind, row).select_related(*_NAMED[kind], "batch__by")
    return versions_of(row, list(rows.order_by("-known_from", "-id")))


def _of_owner(kind: str, row: Known) -> QuerySet[Any]:
    owner = f"{OWNERS[kind]}_id"
    rows: QuerySet[Any] = MODELS[kind].objects.filter(**{owner: getattr(row, owner)})
    return rows
