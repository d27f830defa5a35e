"""Users and the roles they hold."""

from django.db import transaction
from django.utils import timezone

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from audit.domain import ledger

SYSTEM = "system"


def system_operator() -> User:
    """Whoever commands act as; made on first use, cannot sign in."""
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=SYSTEM, defaults={"name": "Operator sistem", "password": "!"})
        if made:
            RoleAssignment.objects.create(user=user, role="SYSTEM")
            ledger.record("accounts.user.added", by=user, subject=user)
    return user


@transaction.atomic
def add(*, username: str, name: str, password: str | None, by: User) -> User:
    """A new user, without any role yet."""
    user = User.objects.create_user(username, password, name=name)
    ledger.record("accounts.user.added", by=by, subject=user)
    return user


@transaction.atomic
def grant(
    *, user: User, role: Role, by: User, agency_id: int | None = None, employee_id: int | None = None
) -> RoleAssignment:
    """Give `user` a role over an agency, over one's own data, or over the installation."""
    assignment = RoleAssignment.objects.create(user=user, role=role.code, agency_id=agency_id, employee_id=employee_id)
    ledger.record(
        "accounts.role.granted",
        by=by,
        subject=user,
        payload={"role": role.code, "agency": agency_id, "employee": employee_id},
    )
    return assignment


@transaction.atomic
def revoke(*, assignment: RoleAssignment, by: User, reason: str) -> None:
    """End a role from this moment on; sessions that are open feel it at their next request."""
    assignment.ended_at = timezone.now()
    assignment.save(update_fields=["ended_at"])
    ledger.record(
        "accounts.role.revoked", by=by, subject=assignment.user, reason=reason, payload={"role": assignment.role}
    )
