"""Users, the roles they are given, and roles that end."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.domain import users
from accounts.domain.queries import scope
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import Role, Roles
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return factories.user("ADMINISTRATOR")


def _add(by: User, username: str = "sari") -> User:
    return users.add(username=username, name="Sari", password="kata-sandi-panjang", by=by)


def test_the_system_operator_is_made_once_and_cannot_sign_in() -> None:
    operator = users.system_operator()
    assert users.system_operator() == operator
    assert not operator.has_usable_password()
    assert authenticate(RequestFactory().post("/masuk/"), username="system", password="!") is None
    assert [event.kind for event in Event.objects.all()] == ["accounts.user.added"]
    assert scope.scope(operator, Permission.DECIDE).everywhere


def test_an_administrator_adds_users_gives_roles_and_ends_them_each_with_its_event(administrator: User) -> None:
    agency = factories.agency()
    earlier = Event.objects.count()
    sari = _add(administrator)
    given = users.grant(user=sari, role=Roles.BKD_STAFF, by=administrator, agency_id=agency.pk)
    users.revoke(assignment=given, by=administrator, reason="pindah tugas")
    events = list(Event.objects.order_by("pk")[earlier:])
    assert [(event.kind, event.actor, event.subject, event.reason) for event in events] == [
        ("accounts.user.added", administrator.pk, f"accounts.user:{sari.pk}", ""),
        ("accounts.role.granted", administrator.pk, f"accounts.user:{sari.pk}", ""),
        ("accounts.role.revoked", administrator.pk, f"accounts.user:{sari.pk}", "pindah tugas"),
    ]
    assert sari.check_password("kata-sandi-panjang")


@pytest.mark.parametrize("role", sorted(set(Roles.ALL) - {"ADMINISTRATOR", "SYSTEM", "EMPLOYEE"}))
def test_nobody_else_does(role: str, administrator: User) -> None:
    other, agency = factories.user(role), factories.agency()
    held = RoleAssignment.objects.get(user=administrator)
    before = (User.objects.count(), RoleAssignment.objects.count(), Event.objects.count())
    with pytest.raises(NotAllowed):
        _add(other)
    with pytest.raises(NotAllowed):
        users.grant(user=other, role=Roles.PPK, by=other, agency_id=agency.pk)
    with pytest.raises(NotAllowed):
        users.revoke(assignment=held, by=other, reason="tidak suka")
    assert (User.objects.count(), RoleAssignment.objects.count(), Event.objects.count()) == before
    held.refresh_from_db()
    assert held.ended_at is None


@pytest.mark.parametrize(
    ("role", "of"),
    [
        (Roles.BKD_STAFF, {}),
        (Roles.BKD_STAFF, {"employee": True}),
        (Roles.PPK, {"agency": True, "employee": True}),
        (Roles.EMPLOYEE, {}),
        (Roles.EMPLOYEE, {"agency": True}),
        (Roles.ADMINISTRATOR, {"agency": True}),
        (Roles.SYSTEM, {}),
    ],
)
def test_a_role_is_given_over_what_it_asks_for_and_nothing_else(
    role: Role, of: dict[str, bool], administrator: User
) -> None:
    person = factories.employee()
    targets: dict[str, Any] = {
        "agency_id": person.agency_id if of.get("agency") else None,
        "employee_id": person.pk if of.get("employee") else None,
    }
    sari = _add(administrator)
    with pytest.raises(Invalid) as refused:
        users.grant(user=sari, role=role, by=administrator, **targets)
    assert refused.value.code == "role_scope"
    assert not sari.assignments.exists()


def test_a_sign_in_name_is_given_once(administrator: User) -> None:
    _add(administrator)
    with pytest.raises(Invalid) as refused:
        _add(administrator)
    assert refused.value.code == "username_taken"


def test_a_role_is_held_once_ended_once_and_may_be_given_again(administrator: User) -> None:
    sari, agency = _add(administrator), factories.agency()
    given = users.grant(user=sari, role=Roles.PPK, by=administrator, agency_id=agency.pk)
    with pytest.raises(DomainError, match="sudah memegang"):
        users.grant(user=sari, role=Roles.PPK, by=administrator, agency_id=agency.pk)
    with pytest.raises(Invalid, match="Alasan"):
        users.revoke(assignment=given, by=administrator, reason=" ")
    users.revoke(assignment=given, by=administrator, reason="masa jabatan berakhir")
    ended_at = RoleAssignment.objects.get(pk=given.pk).ended_at
    with pytest.raises(DomainError, match="sudah berakhir"):
        users.revoke(assignment=given, by=administrator, reason="sekali lagi")
    assert RoleAssignment.objects.get(pk=given.pk).ended_at == ended_at
    users.grant(user=sari, role=Roles.PPK, by=administrator, agency_id=agency.pk)
    assert sari.assignments.filter(ended_at=None).count() == 1


OVER_ONE_AGENCY = [role for role in Roles.ALL.values() if role.scope == "agency"]
APART = {("BKD_STAFF", "PPK"), ("BKD_HEAD", "PPK"), ("BKD_STAFF", "MERIT_VERIFIER"), ("BKD_HEAD", "MERIT_VERIFIER")}


@pytest.mark.parametrize("held", OVER_ONE_AGENCY, ids=lambda role: role.code)
def test_who_prepares_does_not_decide_or_verify_over_the_same_agency(held: Role, administrator: User) -> None:
    for given in OVER_ONE_AGENCY:
        if given is held:
            continue
        user = factories.user(held.code)
        apart = {(held.code, given.code), (given.code, held.code)} & APART
        if apart:
            with pytest.raises(DomainError) as refused:
                users.grant(user=user, role=given, by=administrator, agency_id=factories.agency().pk)
            assert refused.value.code == "roles_incompatible"
            assert all(str(role.name) in str(refused.value) for role in (held, given))
        else:
            users.grant(user=user, role=given, by=administrator, agency_id=factories.agency().pk)
        assert user.assignments.count() == (1 if apart else 2)


def test_roles_that_exclude_each_other_are_held_over_two_agencies_or_one_after_the_other(administrator: User) -> None:
    user = factories.user("BKD_STAFF")
    users.grant(user=user, role=Roles.PPK, by=administrator, agency_id=factories.other_agency().pk)
    first = user.assignments.get(role="BKD_STAFF")
    users.revoke(assignment=first, by=administrator, reason="pindah tugas")
    users.grant(user=user, role=Roles.PPK, by=administrator, agency_id=factories.agency().pk)
    assert user.assignments.filter(role="PPK", ended_at=None).count() == 2


def test_the_last_active_administrator_stays(administrator: User) -> None:
    held = administrator.assignments.get()
    gone = factories.user("ADMINISTRATOR")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    earlier = Event.objects.count()
    for by in (administrator, users.system_operator()):
        with pytest.raises(DomainError) as refused:
            users.revoke(assignment=held, by=by, reason="pindah tugas")
        assert refused.value.code == "last_administrator"
    held.refresh_from_db()
    assert (held.ended_at, Event.objects.count()) == (None, earlier)
    users.revoke(assignment=gone.assignments.get(), by=administrator, reason="sudah ditutup")
    factories.user("ADMINISTRATOR")
    users.revoke(assignment=held, by=administrator, reason="pindah tugas")
    held.refresh_from_db()
    assert held.ended_at is not None
