"""Whose data a user may see or change."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Model, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries.prepared import Later, Prepared
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from rules.errors import NotAllowed

M = TypeVar("M", bound=Model)
_LIVE = Prepared(
    lambda: RoleAssignment.objects.filter(user=Later("user", BigIntegerField()), ended_at=None).select_related(
        "agency__outside"
    )
)


@dataclass(frozen=True)
class Scope:
    """Where a user holds one permission: everywhere, in some agencies, or for one employee.

    `outside`: where those agencies keep applicants from elsewhere. Whoever acts on one of these is asked as for the
    agency itself (`covers`), but lists go by `agencies`, so that nobody from outside turns up among employees.
    """

    everywhere: bool = False
    agencies: frozenset[int] = field(default=frozenset())
    employees: frozenset[int] = field(default=frozenset())
    outside: frozenset[int] = field(default=frozenset())

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.agencies) or bool(self.employees)

    def covers(self, agency_id: int) -> bool:
        return self.everywhere or agency_id in self.reach

    @property
    def reach(self) -> frozenset[int]:
        """The agencies, and where they keep applicants from elsewhere: for one row that was asked for, never a list."""
        return self.agencies | self.outside


def assignments(user: Any) -> list[RoleAssignment]:
    """The user's live assignments, read once for each user object (that is, once a request)."""
    if not isinstance(user, User) or not user.is_active:
        return []
    if not hasattr(user, "_live_assignments"):
        user._live_assignments = _LIVE.rows(user=user.pk)  # type: ignore[attr-defined]
    return user._live_assignments  # type: ignore[attr-defined,no-any-return]


def permissions(user: Any) -> frozenset[Permission]:
    """Everything the user may do somewhere: for menus, never for deciding about an object."""
    return frozenset().union(*(assignment.kind.permissions for assignment in assignments(user)))


def scope(user: Any, permission: Permission) -> Scope:
    """Where `user` holds `permission`."""
    held = [assignment for assignment in assignments(user) if permission in assignment.kind.permissions]
    return Scope(
        everywhere=any(assignment.kind.scope == "installation" for assignment in held),
        agencies=frozenset(assignment.agency_id for assignment in held if assignment.agency_id),
        employees=frozenset(assignment.employee_id for assignment in held if assignment.employee_id),
        outside=frozenset(outside.pk for one in held if (outside := getattr(one.agency, "outside", None))),
    )


def forget(user: Any) -> None:
    """Read the user's assignments anew at the next question: an agency has just got something that they reach."""
    # By name, and not out of its dictionary: a request's user is one that is only fetched when it is asked for.
    if hasattr(user, "_live_assignments"):
        del user._live_assignments


def allows(user: Any, permission: Permission, agency_id: int) -> bool:
    """Whether `user` holds `permission` over this agency."""
    return scope(user, permission).covers(agency_id)


def require(user: Any, permission: Permission, agency_id: int | None = None) -> None:
    """Raise NotAllowed unless `user` holds `permission` (over this agency, when one is named)."""
    held = scope(user, permission)
    if not (held if agency_id is None else held.covers(agency_id)):
        raise NotAllowed(_("Peran Anda tidak memuat wewenang ini."))


def within(queryset: QuerySet[M], user: Any, permission: Permission, path: str = "agency_id") -> QuerySet[M]:
    """The rows of `queryset` whose agency (`path`) lies in the user's scope for `permission`."""
    held = scope(user, permission)
    return queryset if held.everywhere else queryset.filter(**{f"{path}__in": held.agencies})
