"""Users and the roles they hold."""

from django.db import transaction
from django.db.models import CharField, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.domain.queries.prepared import Later, Prepared
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import INCOMPATIBLE, Role, Roles
from audit.domain import ledger
from rules.errors import DomainError, Invalid

SYSTEM = "system"
_BY_NAME = Prepared(lambda: User.objects.filter(username=Later("username", CharField())))


def system_operator() -> User:
    """Whoever commands act as; made on first use, cannot sign in."""
    found = _BY_NAME.rows(username=SYSTEM)
    if found:
        return found[0]
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
    # Whoever gives this user another role at the same moment waits, and then sees this one.
    User.objects.select_for_update().get(pk=user.pk)
    held = RoleAssignment.objects.filter(user=user, ended_at=None)
    if (role.code, agency_id, employee_id) in held.values_list("role", "agency_id", "employee_id"):
        raise DomainError(_("Pengguna ini sudah memegang peran itu."), code="role_held")
    if agency_id is not None:
        _refuse_incompatible(role, held.filter(agency_id=agency_id))
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
    if assignment.kind is Roles.ADMINISTRATOR:
        _refuse_last_administrator(assignment.user)
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


def _refuse_incompatible(role: Role, held: QuerySet[RoleAssignment]) -> None:
    """Raise DomainError if one of the roles `held` over the agency may not stand beside `role`."""
    for other in held:
        for conflict in INCOMPATIBLE:
            if conflict.roles == {role, other.kind}:
                raise DomainError(
                    _("Satu orang tidak dapat memegang %(role)s dan %(other)s pada instansi yang sama: %(why)s.")
                    % {"role": role.name, "other": other.kind.name, "why": conflict.why},
                    code="roles_incompatible",
                )


def _refuse_last_administrator(leaving: User) -> None:
    """Raise DomainError if nobody but `leaving` could still manage users.

    Every live administrator is locked, in one order: of two who leave at the same moment, the second waits and then
    finds out that the first is gone.
    """
    live = RoleAssignment.objects.filter(role=Roles.ADMINISTRATOR.code, ended_at=None, user__is_active=True)
    administrators = {held.user_id for held in live.select_related("user").order_by("pk").select_for_update()}
    if administrators == {leaving.pk}:
        raise DomainError(
            _("Ini administrator terakhir yang aktif; angkatlah administrator lain lebih dahulu."),
            code="last_administrator",
        )


def _concerned(assignment: RoleAssignment) -> str:
    """Code of the agency whose data the role opens: its auditor reads who came in. Empty for the installation."""
    with second_lock.every_row():
        agency = assignment.employee.agency if assignment.employee else assignment.agency
    return agency.code if agency else ""
