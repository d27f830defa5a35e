"""Whose data a user may see: the question about one object, the rows of a query and an export always agree (T-03)."""

import os
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain import users
from accounts.domain.queries import scope
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import Roles
from rules.errors import NotAllowed
from talent.domain.queries import employees
from talent.models import Agency, Employee
from tests import factories

EXAMPLES = 2_000 if os.environ.get("ASSURE") == "long" else 60
CODES = ("KALTIM", "BONTANG", "BALIKPAPAN")

_roles = st.lists(st.tuples(st.sampled_from(sorted(set(Roles.ALL))), st.integers(0, 2), st.booleans()), max_size=4)


class TestAgreement(TestCase):
    """Random users, roles that are held or ended, every permission."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = [factories.employee(factories.agency(code, code)) for code in CODES for _ in range(2)]
        cls.agencies = list(Agency.objects.order_by("pk"))

    @settings(max_examples=EXAMPLES)
    @given(_roles, st.booleans(), st.sampled_from(list(Permission)))
    def test_object_rows_and_export_agree(
        self, roles: list[tuple[str, int, bool]], active: bool, permission: Permission
    ) -> None:
        user = User.objects.create_user(f"u{User.objects.count()}", is_active=active)
        for code, place, ended in roles:
            _hold(user, code, self.agencies[place], self.people[place * 2], ended)
        expected = {
            agency.pk
            for agency in self.agencies
            if active
            and any(
                permission in Roles.ALL[code].permissions
                and not ended
                and (Roles.ALL[code].scope == "installation" or (Roles.ALL[code].scope, place) == ("agency", index))
                for code, place, ended in roles
                for index in [self.agencies.index(agency)]
            )
        }
        assert {agency.pk for agency in self.agencies if scope.allows(user, permission, agency.pk)} == expected
        assert {agency.pk for agency in self.agencies if _may(user, permission, agency.pk)} == expected
        assert set(scope.within(Agency.objects.all(), user, permission, "pk").values_list("pk", flat=True)) == expected
        rows = scope.within(Employee.objects.all(), user, permission)
        assert {row.pk for row in rows} == {person.pk for person in self.people if person.agency_id in expected}
        if permission is Permission.EXPORT_DATA:
            assert {row.pk for row in employees.exportable_by(user)} == {row.pk for row in rows}
        if permission is Permission.VIEW_EMPLOYEES:
            own = {
                self.people[place * 2].pk for code, place, ended in roles if active and code == "EMPLOYEE" and not ended
            }
            assert {row.pk for row in employees.visible_to(user)} == {row.pk for row in rows} | own


def _hold(user: User, code: str, agency: Agency, person: Employee, ended: bool) -> None:
    kind = Roles.ALL[code].scope
    values: dict[str, Any] = {
        "agency": agency if kind == "agency" else None,
        "employee": person if kind == "self" else None,
        "role": code,
        "ended_at": timezone.now() if ended else None,
    }
    RoleAssignment.objects.get_or_create(user=user, **values) if not ended else RoleAssignment.objects.create(
        user=user, **values
    )


def _may(user: User, permission: Permission, agency_id: int) -> bool:
    try:
        scope.require(user, permission, agency_id)
    except NotAllowed:
        return False
    return True


@pytest.mark.django_db
def test_somebody_without_a_role_may_nothing_anywhere() -> None:
    nobody = User.objects.create_user("nobody")
    factories.employee()
    assert scope.permissions(nobody) == frozenset()
    assert [permission for permission in Permission if scope.scope(nobody, permission)] == []
    assert not employees.visible_to(nobody).exists()
    with pytest.raises(NotAllowed):
        scope.require(nobody, Permission.VIEW_EMPLOYEES)


@pytest.mark.django_db
def test_a_role_that_ended_counts_no_more_for_whoever_asks_next() -> None:
    agency = factories.agency()
    staff = factories.user("BKD_STAFF")
    assert scope.allows(User.objects.get(pk=staff.pk), Permission.IMPORT_RECORDS, agency.pk)
    by = users.system_operator()
    users.revoke(assignment=staff.assignments.get(), by=by, reason="pindah")
    assert not scope.allows(User.objects.get(pk=staff.pk), Permission.IMPORT_RECORDS, agency.pk)
