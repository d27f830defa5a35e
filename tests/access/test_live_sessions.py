"""A role or an agency taken away holds from the next request on, whatever session is open."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Roles
from tests.access import sweep, table
from tests.access import world as building
from tests.access.table import Row
from tests.access.world import World

REFUSED = {302, 403, 404}
P = Permission
# What each permission to read opens: a role that holds it, a page, and an endpoint where there is one.
OPENED = {
    P.VIEW_EMPLOYEES: ("TALENT_COMMITTEE", "pegawai/{person}/", "api/v1/employees/{person}/"),
    P.VIEW_OWN: ("EMPLOYEE", "pegawai/{person}/", "api/v1/employees/{person}/"),
    P.VIEW_SANCTIONS: ("PPK", "pegawai/{person}/", "api/v1/employees/{person}/records/sanctions/"),
    P.VIEW_NATIONAL_POOL: ("AUDITOR", "kelompok-suksesi/nasional/", None),
    P.EXPORT_DATA: ("AUDITOR", "pegawai/ekspor.csv", None),
    P.IMPORT_RECORDS: ("BKD_STAFF", "impor/{records}/", "api/v1/imports/{records}/"),
    P.IMPORT_MERIT: ("MERIT_VERIFIER", "impor/{levels}/", "api/v1/imports/{levels}/"),
    P.VIEW_IMPORTS: ("AUDITOR", "impor/{records}/kesalahan.csv", "api/v1/imports/{levels}/"),
    P.VIEW_MAPPING: ("PPK", "siklus/{cycle}/kotak/9/", "api/v1/cycles/{cycle}/placements/"),
    P.VIEW_MERIT: ("MERIT_VERIFIER", "merit/{round}/", "api/v1/merit-rounds/{round}/"),
    P.VIEW_VACANCIES: (
        "SELECTION_COMMITTEE",
        "lowongan/{seated}/calon/{person}/",
        "api/v1/vacancies/{seated}/candidates/{person}/",
    ),
    P.VIEW_LEDGER: ("BKD_HEAD", "audit/", "api/v1/events/"),
    P.MANAGE_USERS: ("ADMINISTRATOR", "pengguna/{user}/", None),
}
OPENS = [
    pytest.param(permission, role, path, id=f"{permission} {path}")
    for permission, (role, *paths) in OPENED.items()
    for path in paths
    if path
]


def test_every_permission_to_read_is_among_them() -> None:
    reading = {one for one in P if one.startswith("view_")}
    assert reading - set(OPENED) == set()
    assert all(permission in Roles.ALL[role].permissions for permission, (role, *_paths) in OPENED.items())


def end_roles(user: User) -> None:
    for held in user.assignments.filter(ended_at=None):
        building.end(held)


@pytest.mark.parametrize(("permission", "role", "path"), OPENS)
def test_a_revoked_role_opens_nothing_any_more(world: World, permission: str, role: str, path: str) -> None:
    client, address = world.client(role), "/" + path.format(**world.here.names)
    assert client.get(address).status_code == 200
    end_roles(world.here.users[role])
    assert client.get(address).status_code in REFUSED - {302}


@pytest.mark.parametrize(("permission", "role", "path"), OPENS)
def test_a_closed_account_opens_nothing_any_more(world: World, permission: str, role: str, path: str) -> None:
    client, address = world.client(role), "/" + path.format(**world.here.names)
    User.objects.filter(pk=world.here.users[role].pk).update(is_active=False)
    assert client.get(address).status_code in REFUSED


@pytest.mark.parametrize("role", [role.code for role in Roles.ALL.values() if role.scope == "agency"])
def test_an_agency_taken_away_takes_its_objects_with_it(world: World, role: str) -> None:
    """The other agency stays; nothing of the one taken away answers, to reading or to acting."""
    user = world.here.users[role]
    building.give(user, role, world.there.agency, world.there.people[0])
    client = building.sign_in(user)
    rows = [row for row in table.rows() if row.other and "{" in row.at.partition("?")[0]]
    opened = [row for row in rows if row.own[role].status not in (403, 404)]
    assert _status(client, opened[0], world) == opened[0].own[role].status
    building.end(user.assignments.get(agency=world.here.agency))
    assert {str(row) for row in opened if _status(client, row, world) not in (403, 404)} == set()


def _status(client: Client, row: Row, world: World) -> int:
    status: int = sweep.ask(client, row, world.here).status_code
    return status
