"""Users and the roles they hold, for those who manage them."""

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission


def manageable_by(user: User) -> QuerySet[User]:
    """Everybody who may sign in, with their live roles; nobody for those who do not manage users."""
    if not scope.scope(user, Permission.MANAGE_USERS):
        return User.objects.none()
    live = RoleAssignment.objects.filter(ended_at=None).select_related("agency").order_by("id")
    people = User.objects.exclude(assignments__role="SYSTEM")
    return people.prefetch_related(Prefetch("assignments", live, to_attr="live"))


def matching(queryset: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose name or sign-in name holds `text`."""
    text = " ".join(text.split())
    return queryset.filter(Q(name__icontains=text) | Q(username__icontains=text))


def history(user: User) -> QuerySet[RoleAssignment]:
    """Every role the user holds or held: live ones first, then the newest."""
    return user.assignments.select_related("agency").order_by("ended_at", "-id")


def holding(role: str) -> QuerySet[RoleAssignment]:
    """Ids of the users who hold a role now."""
    return RoleAssignment.objects.filter(role=role, ended_at=None).values("user_id")  # type: ignore[return-value]


def serving(agency_id: int, roles: Collection[str]) -> QuerySet[User]:
    """Who may sign in and holds one of these roles in an agency now, by name."""
    held = RoleAssignment.objects.filter(agency=agency_id, role__in=roles, ended_at=None)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")
