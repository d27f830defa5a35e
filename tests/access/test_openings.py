"""Whoever opens or takes away a person's data leaves an event; whoever reads a list does not.

Every address that names a person, an upload or a signature about people stands in one of the two tables.
"""

import json
from typing import Any, NamedTuple

import pytest

from audit.models import Event
from tests.access import table
from tests.access import world as building
from tests.access.world import World

OPENED, EXPORTED = "talent.employee.opened", "talent.employees.exported"


class Opening(NamedTuple):
    """An address, who asks, and the events of one answer: (kind, what it says of the part or the form)."""

    at: str
    role: str
    events: tuple[tuple[str, str], ...]
    body: dict[str, Any] | None = None


OPENINGS = [
    Opening("pegawai/{person}/", "BKD_STAFF", ((OPENED, "box"),)),
    Opening("pegawai/{person}/", "EMPLOYEE", ((OPENED, "box"),)),
    Opening("pegawai/{person}/?bagian=catatan", "AUDITOR", ((OPENED, "records"),)),
    Opening("pegawai/ekspor.csv", "BKD_HEAD", ((EXPORTED, "csv"),)),
    Opening("pegawai/ekspor.xlsx", "AUDITOR", ((EXPORTED, "xlsx"),)),
    Opening("pegawai/{person}/catatan/awards/tambah/", "BKD_STAFF", ((OPENED, "records.awards"),)),
    Opening("catatan/awards/{award}/", "EMPLOYEE", ((OPENED, "records.awards"),)),
    Opening("catatan/awards/{award}/koreksi/", "BKD_HEAD", ((OPENED, "records.awards"),)),
    Opening("catatan/ekspor.csv?kind=awards", "AUDITOR", ((EXPORTED, "awards.csv"),)),
    Opening("mutu-data/ekspor.csv?kind=awards", "BKD_HEAD", ((EXPORTED, "quality.csv"),)),
    Opening("merit/merit_rounds.csv", "BKD_HEAD", (("talent.records.exported", "csv"),)),
    Opening("bukti/{evidence}/", "EMPLOYEE", (("talent.evidence.opened", ""),)),
    Opening("merit/salinan/{copy}/", "AUDITOR", (("succession.merit_paper.opened", ""),)),
    Opening("merit/{round}/komitmen.pdf", "PPK", (("succession.merit.commitment_printed", ""),)),
    Opening("merit/tanya/{question}/berkas/", "BKD_HEAD", (("succession.merit_question.document_opened", ""),)),
    Opening("merit/bukti/{merit_evidence}/", "BKD_STAFF", (("succession.merit_evidence.opened", ""),)),
    Opening("siklus/{cycle}/penilai/ekspor.csv", "BKD_STAFF", (("talent.advice.exported", "raters.csv"),)),
    Opening("siklus/{cycle}/pemantauan.xlsx", "TALENT_COMMITTEE", (("talent.monitoring.exported", "xlsx"),)),
    Opening("impor/{records}/kesalahan.csv", "BKD_STAFF", (("talent.import.errors_exported", "csv"),)),
    Opening("pegawai/{person}/rencana/", "BKD_STAFF", ((OPENED, "plan"),)),
    Opening("pegawai/{person}/kesiapan/", "PPK", ((OPENED, "readiness"),)),
    Opening("pegawai/{person}/serupa/", "PPK", ((OPENED, "similar"),)),
    Opening("syarat/{sweep}/ekspor.csv", "BKD_STAFF", (("succession.sweep.exported", "csv"),)),
    Opening("syarat/jabatan/{swept}/ekspor.csv", "BKD_HEAD", ((EXPORTED, "csv"),)),
    Opening("syarat/jabatan/{swept}/{person}/", "PPK", ((OPENED, "sweep"),)),
    Opening("api/v1/swept-posts/{swept}/people/{person}/", "PPK", ((OPENED, "sweep"),)),
    Opening("lowongan/{seated}/calon/{person}/", "SELECTION_COMMITTEE", ((OPENED, "candidate"),)),
    Opening("lamaran/{application}/", "SELECTION_COMMITTEE", ((OPENED, "application"),)),
    Opening("lamaran/dokumen/{application_document}/", "PPK", (("succession.selection.document_opened", ""),)),
    Opening("lowongan/{seated}/keputusan/", "PPK", ((OPENED, "decision"),) * 3),
    Opening("lowongan/{seated}/tiga-nama/", "SELECTION_COMMITTEE", ((OPENED, "names"),) * 3),
    Opening("api/v1/employees/{person}/", "TALENT_COMMITTEE", ((OPENED, "state"),)),
    Opening("api/v1/employees/{person}/records/sanctions/", "PPK", ((OPENED, "records.sanctions"),)),
    Opening("api/v1/employees/{person}/placements/", "EMPLOYEE", ((OPENED, "box"),)),
    Opening("api/v1/employees/{person}/similar/", "TALENT_COMMITTEE", ((OPENED, "similar"),)),
    Opening("api/v1/employees/{person}/evidence/", "AUDITOR", ((OPENED, "evidence"),)),
    Opening("api/v1/cycles/{cycle}/placements/{person}/explanation/", "EMPLOYEE", ((OPENED, "box"),)),
    Opening("api/v1/applications/{application}/", "AUDITOR", ((OPENED, "application"),)),
    Opening("api/v1/vacancies/{seated}/candidates/{person}/", "MERIT_VERIFIER", ((OPENED, "candidate"),)),
    Opening("api/v1/vacancies/{seated}/names/", "MERIT_VERIFIER", ((OPENED, "names"),) * 3),
    Opening(
        "api/v1/eligibility/",
        "AUDITOR",
        ((OPENED, "eligibility"),),
        {"employee": "{person}", "tier": "JPT_PRATAMA", "on": "2026-07-10"},
    ),
]
# Files as long as the law, the boxes, a round's candidates or a sweep's posts (500) are, and those that give an upload
# back to who made it.
UNLIMITED = {
    "cycle_matrix_file",
    "import_errors",
    "import_faults",
    "import_template",
    "merit_weights_file",
    "monitoring_export",
    "panel_codes_export",
    "sweep_export",
}
# A stretch of a list, however it is narrowed, and the forms by which somebody acts on one's own work.
NOT_OPENED = {
    "pegawai/?agency={agency}",
    "pegawai/?unit={unit}",
    "pegawai/?box=9",
    "catatan/?kind=awards&agency={agency}",
    "mutu-data/?kind=awards",
    "siklus/{cycle}/penilai/",
    "siklus/{cycle}/kotak/9/",
    "siklus/{cycle}/kotak/0/",
    "kelompok-suksesi/?agency={agency}&on=2026-07-10",
    "impor/{records}/",
    "lowongan/{seated}/",
    "lowongan/{seated}/?bagian=panitia",
    "lowongan/{seated}/?bagian=jejak",
    "lowongan/{seated}/penilaian/",
    "api/v1/employees/",
    "api/v1/cycles/{cycle}/placements/",
    "api/v1/pool/?agency={agency}&on=2026-07-10",
    "api/v1/vacancies/{seated}/longlist/",
}


def events_of(world: World, opening: Opening) -> list[tuple[str, str, str, int]]:
    """The events of one answer, with their agency and who did it."""
    last = Event.objects.order_by("-id").values_list("id", flat=True).first()
    client, names = world.client(opening.role), world.here.names
    path = "/" + opening.at.format(**names)
    if opening.body is None:
        response = client.get(path)
    else:
        body = {name: names["person"] if value == "{person}" else value for name, value in opening.body.items()}
        response = client.generic("POST", path, json.dumps(body), content_type="application/json")
    assert response.status_code == 200
    return [
        (event.kind, event.payload.get("part", event.payload.get("form", "")), event.agency, event.actor)
        for event in Event.objects.filter(id__gt=last).order_by("id")
    ]


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda one: f"{one.role} {one.at}")
def test_an_opening_leaves_its_event(world: World, opening: Opening) -> None:
    expected = [(*event, world.here.agency.code, world.here.users[opening.role].pk) for event in opening.events]
    assert events_of(world, opening) == expected


def test_a_file_of_more_rows_than_may_leave_is_refused_without_an_event(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer than any file has, whatever the house holds.
    monkeypatch.setattr("talent.domain.openings.EXPORT_ROWS", -1)
    rows = [row for row in table.rows() if row.at.partition("?")[0].endswith((".csv", ".xlsx"))]
    limited = {row.at for row in rows if row.route not in UNLIMITED}
    before = Event.objects.count()
    client, names = world.client("BKD_HEAD"), world.here.names
    assert {at: client.get(f"/{at.format(**names)}").status_code for at in limited} == dict.fromkeys(limited, 422)
    assert Event.objects.count() == before


@pytest.mark.parametrize("at", sorted(NOT_OPENED))
def test_a_list_is_read_without_an_event(world: World, at: str) -> None:
    assert events_of(world, Opening(at, "AUDITOR" if "impor" not in at else "BKD_STAFF", ())) == []


def test_every_address_that_names_a_person_is_an_opening() -> None:
    naming = {row.at for row in table.rows() if row.method == "GET" and "{person}" in row.at}
    declared = {one.at for one in OPENINGS}
    alike = {at.replace("unseated", "seated").replace("records/awards", "records/sanctions") for at in naming}
    assert alike - declared == set()


def test_what_the_events_say_holds_no_name_and_no_nip(world: World) -> None:
    with building.undone():
        for opening in OPENINGS:
            events_of(world, opening)
        person = world.here.people[0]
        stored = [json.dumps(event.content()) for event in Event.objects.all()]
        assert [one for one in stored if person.nip in one or person.name in one] == []


def test_an_auditor_reads_who_was_given_a_role_over_the_agency_and_who_lost_it(world: World) -> None:
    building.end(world.here.users["PPK"].assignments.get())
    subject = f"accounts.user:{world.here.users['PPK'].pk}"
    page = world.client("AUDITOR").post("/audit/", {"q": subject}, follow=True)
    shown = [(row["event"].kind, row["event"].reason) for row in page.context["rows"]]
    assert shown == [("accounts.role.revoked", "Pindah tugas."), ("accounts.role.granted", "")]
    there = world.there.clients["AUDITOR"].post("/audit/", {"q": subject}, follow=True)
    assert there.context["rows"] == []
