"""Every kind of workbook × every role, by page and by API, against one table; neither way opens more than the other."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain import users
from talent.domain import imports
from talent.interfaces.columns import KINDS
from talent.interfaces.forms import kinds_for
from talent.models import ImportBatch
from tests.access.world import ROLES, World, undone

BKD, OVERSEER, INSTALLATION = {"BKD_STAFF", "BKD_HEAD"}, {"MERIT_VERIFIER"}, {"ADMINISTRATOR"}
MAY = {
    "agencies": INSTALLATION,
    "units": BKD,
    "positions": BKD,
    "technical_standards": BKD,
    "employees": BKD,
    "performance": BKD,
    "assessments": BKD,
    "technical_levels": BKD,
    "appointments": BKD,
    "education": BKD,
    "training": BKD,
    "awards": BKD,
    "team_assignments": BKD,
    "sanctions": BKD,
    "feedback_360": BKD,
    "components": BKD,
    "attestations": BKD,
    "merit_rounds": OVERSEER,
    "merit_levels": OVERSEER,
    "approvals": OVERSEER,
    "gate_freezes": BKD,
    "gate_conditions": {"BKD_HEAD"},
    "critical_posts": {"BKD_HEAD"},
}


def taken(send: Any) -> bool:
    """Whether an upload, or its writing, was let in; nothing of it stays."""
    with undone():
        before = ImportBatch.objects.exclude(state=ImportBatch.State.PREVIEWED).count()
        response = send()
        after = ImportBatch.objects.exclude(state=ImportBatch.State.PREVIEWED).count()
    assert (response.status_code in (201, 202, 302)) == (after > before)
    assert after > before or response.status_code in (403, 404, 422)
    return bool(after > before)


def test_every_kind_has_its_permission_and_its_row() -> None:
    assert set(MAY) == set(KINDS) == set(imports.PERMISSIONS)


@pytest.mark.parametrize("role", ROLES)
def test_page_and_api_take_a_workbook_from_the_same_roles(world: World, role: str) -> None:
    client, agency = world.client(role), world.here.agency.pk

    def form(kind: str) -> dict[str, Any]:
        owner = {} if kind == "agencies" else {"agency": agency}
        return owner | {"kind": kind, "file": SimpleUploadedFile("x.csv", b"")}

    def by_page(kind: str) -> Any:
        return client.post("/impor/", form(kind))

    def by_api(kind: str) -> Any:
        return client.post("/api/v1/imports/", form(kind))

    found = {kind: (taken(lambda: by_page(kind)), taken(lambda: by_api(kind))) for kind in MAY}  # noqa: B023
    assert found == {kind: (role in roles, role in roles) for kind, roles in MAY.items()}


@pytest.mark.parametrize("role", ROLES)
def test_page_and_api_write_a_checked_workbook_for_the_same_roles(world: World, role: str) -> None:
    client, found = world.client(role), {}
    for kind in MAY:
        batch = ImportBatch.objects.create(
            agency=None if kind == "agencies" else world.here.agency,
            kind=kind,
            file_name="x.csv",
            file_digest="0" * 64,
            state=ImportBatch.State.PREVIEWED,
            by=world.here.users[role],
            report={"rows": 1, "accepted": 1, "rejected": 0, "errors": []},
        )
        page, api = f"/impor/{batch.pk}/tulis/", f"/api/v1/imports/{batch.pk}/commit/"
        found[kind] = (
            taken(lambda: client.post(page)),  # noqa: B023
            taken(lambda: client.generic("POST", api, json.dumps({}), content_type="application/json")),  # noqa: B023
        )
    assert found == {kind: (role in roles, role in roles) for kind, roles in MAY.items()}


def test_an_agency_is_not_renamed_by_its_own_staff(world: World) -> None:
    agency = world.here.agency
    content = f"kode,nama,jenis\n{agency.code},Nama Baru,provinsi\n".encode()
    for owner in ({}, {"agency": agency.pk}):
        form = owner | {"kind": "agencies", "file": SimpleUploadedFile("agencies.csv", content)}
        response = world.client("BKD_STAFF").post("/api/v1/imports/", form)
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_the_installation_alone_is_offered_agencies(world: World) -> None:
    assert "agencies" in kinds_for(users.system_operator())
    offered = {role: kinds_for(user) for role, user in world.here.users.items() if "agencies" in kinds_for(user)}
    assert offered == {"ADMINISTRATOR": ["agencies"]}
