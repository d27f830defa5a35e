"""What the roles may do: the lines that must never be crossed. (The whole table is swept address by address.)"""

from accounts.permissions import Permission
from accounts.roles import Role, Roles

_PERSONAL = {
    Permission.VIEW_EMPLOYEES,
    Permission.VIEW_OWN,
    Permission.EXPORT_DATA,
    Permission.VIEW_MAPPING,
    Permission.VIEW_VACANCIES,
    Permission.VIEW_LEDGER,
    Permission.REPLAY,
    Permission.VIEW_NATIONAL_POOL,
    Permission.VIEW_SANCTIONS,
}
_READING = {
    Permission.VIEW_EMPLOYEES,
    Permission.VIEW_IMPORTS,
    Permission.VIEW_MAPPING,
    Permission.VIEW_MERIT,
    Permission.VIEW_VACANCIES,
    Permission.VIEW_LEDGER,
    Permission.REPLAY,
    Permission.EXPORT_DATA,
    Permission.VIEW_NATIONAL_POOL,
    Permission.VIEW_SANCTIONS,
}


def _holders(permission: Permission) -> set[str]:
    return {code for code, role in Roles.ALL.items() if permission in role.permissions} - {"SYSTEM"}


def test_the_administrator_manages_users_and_agencies_and_sees_no_personal_data() -> None:
    assert Roles.ADMINISTRATOR.permissions == {Permission.MANAGE_USERS, Permission.IMPORT_AGENCIES}
    assert not Roles.ADMINISTRATOR.permissions & _PERSONAL
    assert _holders(Permission.MANAGE_USERS) == _holders(Permission.IMPORT_AGENCIES) == {"ADMINISTRATOR"}


def test_only_the_ppk_establishes_the_pool_and_decides() -> None:
    assert _holders(Permission.ESTABLISH_POOL) == _holders(Permission.DECIDE) == {"PPK"}


def test_only_the_head_publishes_policies_and_only_the_verifier_records_what_the_overseer_says() -> None:
    assert _holders(Permission.PUBLISH_POLICY) == {"BKD_HEAD"}
    assert _holders(Permission.RECORD_APPROVAL) == _holders(Permission.RECORD_RECOMMENDATION) == {"MERIT_VERIFIER"}


def test_the_auditor_changes_nothing() -> None:
    assert Roles.AUDITOR.permissions == _READING


def test_an_employee_sees_their_own_data_alone() -> None:
    assert Roles.EMPLOYEE.permissions == {Permission.VIEW_OWN}
    assert _holders(Permission.VIEW_OWN) == {"EMPLOYEE"}


def test_every_role_is_bound_to_agencies_but_for_three() -> None:
    scopes = {role.code: role.scope for role in Roles.ALL.values() if role.scope != "agency"}
    assert scopes == {"EMPLOYEE": "self", "ADMINISTRATOR": "installation", "SYSTEM": "installation"}


def test_the_system_operator_holds_everything_and_nothing_alone() -> None:
    assert Roles.SYSTEM.permissions == set(Permission)
    assert {permission for permission in Permission if not _holders(permission)} == set()


def test_every_role_has_a_name_and_a_description() -> None:
    def said(role: Role) -> bool:
        return bool(str(role.name)) and bool(str(role.description))

    assert all(said(role) for role in Roles.ALL.values())
