"""Users and the roles they hold."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import Role, Roles
from audit.domain import ledger
from rules.errors import DomainError, Invalid

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
    scope.require(by, Permission.MANAGE_USERS)
    if User.objects.filter(username=username).exists():
        raise Invalid(_("Nama masuk “%(name)s” sudah dipakai.") % {"name": username}, code="username_taken")
    user = User.objects.create_user(username, password, name=name)
    ledger.record("accounts.user.added", by=by, subject=user)
    return user


@transaction.atomic
def grant(
    *, user: User, role: Role, by: User, agency_id: int | None = None, employee_id: int | None = None
) -> RoleAssignment:
    """Give `user` a role over an agency, over one's own data, or over the installation: whichever the role asks for."""
    scope.require(by, Permission.MANAGE_USERS)
    given = {"agency": agency_id is not None, "self": employee_id is not None}
    if role is Roles.SYSTEM or given != {name: name == role.scope for name in given}:
        raise Invalid(_("Peran ini tidak dapat diberikan dengan lingkup itu."), code="role_scope")
    held = RoleAssignment.objects.filter(user=user, role=role.code, ended_at=None)
    if (agency_id, employee_id) in held.values_list("agency_id", "employee_id"):
        raise DomainError(_("Pengguna ini sudah memegang peran itu."), code="role_held")
    assignment = RoleAssignment.objects.create(user=user, role=role.code, agency_id=agency_id, employee_id=employee_id)
    ledger.record(
        "accounts.role.granted",
        by=by,
        agency=_concerned(assignment),
        subject=user,
        payload={"role": role.code, "agency": agency_id, "employee": employee_id},
    )
    return assignment


@transaction.atomic
def revoke(*, assignment: RoleAssignment, by: User, reason: str) -> None:
    """End a role from this moment on; sessions that are open feel it at their next request."""
    scope.require(by, Permission.MANAGE_USERS)
    if not reason.strip():
        raise Invalid(_("Alasan pencabutan wajib diisi."), code="reason_missing")
    ended_at = timezone.now()
    if not RoleAssignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=ended_at):
        raise DomainError(_("Peran ini sudah berakhir."), code="role_ended")
    assignment.ended_at = ended_at
    ledger.record(
        "accounts.role.revoked",
        by=by,
        agency=_concerned(assignment),
        subject=assignment.user,
        reason=reason,
        payload={"role": assignment.role},
    )


def _concerned(assignment: RoleAssignment) -> str:
    """Code of the agency whose data the role opens: its auditor reads who came in. Empty for the installation."""
    agency = assignment.employee.agency if assignment.employee else assignment.agency
    return agency.code if agency else ""
