"""Applicants whose own agency is not here, as people meet them: entered, completed, applied, and in no list besides."""

from collections.abc import Callable
from datetime import date
from string import Formatter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from succession.domain import applying, committee, selection
from succession.models import Application, Vacancy
from talent.domain.queries import employees
from talent.models import Agency, Employee, PoolMembership, ReviewCycle
from tests import factories
from tests.access import table
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
NIP = factories.nip(901)
GIVEN = {
    "nip": NIP,
    "name": "Rahmi Pelamar",
    "origin": "Kabupaten Sigi",
    "received_on": "2026-07-15",
    "status": "PNS",
    "grade": "IV/b",
    "grade_from": "2019-04-01",
    "position": "Kepala Bidang Angkutan",
    "tier": "ADMINISTRATOR",
    "job_family": "perhubungan",
    "post_from": "2018-01-02",
    "standing": "aktif",
    "title": "Surat lamaran",
}
# What tells that somebody from elsewhere is shown.
MARKS = ("Rahmi Pelamar", NIP, "Kabupaten Sigi")
# The ledger says of everybody who did what to them; the lists of the selection are about applicants.
ABOUT_THEM = {"ledger", "api:events", "selection_outsiders", "api:vacancy_outsiders", "api:vacancy_applications"}
EXPORTED = "talent.employees.exported"
ABOUT_THEM |= {"selection_outsiders_export"}


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", documents.pdf(), "application/pdf")


def test_somebody_from_elsewhere_is_entered_completed_and_checked_on_the_pages(sign_in: SignIn) -> None:
    agency = factories.agency()
    vacancy, colleagues = cast.announced(agency), cast.people(agency, 2)
    cast.applied(vacancy, colleagues)
    staff, at = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/pelamar-luar/"
    assert f'href="{at}"' in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    empty = staff.get(at)
    assert (empty.status_code, list(empty.context["page"].rows)) == (200, [])
    wrong = staff.post(at, GIVEN | {"nip": "1", "origin": "", "grade": "V/z"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["grade", "nip", "origin"])
    assert wrong.context["form"]["name"].value() == "Rahmi Pelamar"
    untitled = staff.post(at, GIVEN | {"title": "", "document": letter()})
    assert (untitled.status_code, list(untitled.context["form"].errors)) == (422, ["title"])
    assert not Employee.objects.filter(outside=True).exists()
    made = staff.post(at, GIVEN | {"document": letter()})
    application = Application.objects.get(employee__nip=NIP)
    page = f"/pegawai/{application.employee_id}/"
    assert (made.status_code, made.headers["Location"], application.documents.count()) == (302, page, 1)
    again = staff.post(at, GIVEN)
    assert (again.status_code, again.context["form"].non_field_errors()) == (
        422,
        ["NIP ini sudah tercatat sebagai pelamar luar; catat lamarannya dengan NIP saja."],
    )
    # The same forms and checks as an employee's, on their own page.
    shown = staff.get(page).content.decode()
    assert "Kabupaten Sigi" in shown
    assert [part for part in ("serupa", "kesiapan", "rencana") if f"{page}{part}/" in shown] == []
    origin = staff.get(f"{page}catatan/employees/tambah/").context["form"]["unit"]
    assert (origin.label, origin.field.required) == ("Instansi asal", True)
    for kind, passed in (("kesehatan", "ya"), ("integritas", "ya")):
        row = {"kind": kind, "passed": passed, "true_from": "2026-01-05"}
        added = staff.post(f"{page}catatan/attestations/tambah/", row)
        assert added.status_code == 302, added.context["form"].errors
        assert staff.get(added.headers["Location"]).status_code == 200
    factories.assessed(application.employee)
    selection.screen(vacancy=vacancy, by=system_operator())
    rows = {one.application.employee_id: one for one, *_ in staff.get(f"/lowongan/{vacancy.pk}/").context["rows"]}
    assert str(rows[application.employee_id].entry.outcome) == "pass"
    assert "Kabupaten Sigi" in staff.get(f"/lowongan/{vacancy.pk}/calon/{application.employee_id}/").content.decode()
    held = staff.get(f"/lamaran/{application.pk}/").content.decode()
    assert ("Kabupaten Sigi" in held, f'href="{page}"' in held) == (True, True)
    # The announcement is over: who applied in time is entered with a reason and a document only, and the list stays.
    assert [one.applied for one in staff.get(at).context["page"].rows] == [date(2026, 7, 15)]
    refused = staff.post(at, GIVEN | {"nip": factories.nip(902)})
    assert (refused.status_code, "harus disertai dokumennya" in str(refused.context["form"].non_field_errors())) == (
        422,
        True,
    )
    assert not Application.objects.filter(employee__nip=factories.nip(902)).exists()


def test_another_agency_sees_nothing_of_them(sign_in: SignIn) -> None:
    application = cast.outsider(cast.announced(factories.agency()))
    person = application.employee
    row = employees.RECORDS["attestations"].objects.filter(employee=person)[0]
    at = [f"/pegawai/{person.pk}/", f"/catatan/attestations/{row.pk}/", f"/lamaran/{application.pk}/"]
    at += [f"/lowongan/{application.vacancy_id}/pelamar-luar/"]
    at += [f"/api/v1/employees/{person.pk}/", f"/api/v1/employees/{person.pk}/records/attestations/"]
    for role in ("BKD_STAFF", "BKD_HEAD", "PPK", "AUDITOR"):
        strange = sign_in(role, factories.other_agency())
        assert {path: strange.get(path).status_code for path in at} == dict.fromkeys(at, 404)
    own = sign_in("AUDITOR")
    assert [own.get(path).status_code for path in at] == [200, 200, 200, 403, 200, 200]
    # What is about employees is not about them, though their page can be opened.
    staff = sign_in("BKD_STAFF")
    parts = ("serupa", "rencana", "kesiapan")
    assert {part: staff.get(f"/pegawai/{person.pk}/{part}/").status_code for part in parts} == dict.fromkeys(parts, 404)
    listed = cast.applied(cast.announced(factories.other_agency()), [factories.employee(factories.other_agency())])
    assert sign_in("BKD_STAFF").get(f"/lamaran/{listed[0].pk}/").status_code == 404


def test_the_api_enters_and_lists_them(sign_in: SignIn) -> None:
    vacancy, staff = cast.announced(factories.agency()), sign_in("BKD_STAFF")
    at, kinds = f"/api/v1/vacancies/{vacancy.pk}/outsiders/", "application/json"
    own = ("origin", "received_on", "title")
    body: dict[str, Any] = {name: GIVEN[name] for name in own[:2]}
    body["values"] = {name: value for name, value in GIVEN.items() if name not in own}
    odd = staff.post(at, body | {"values": body["values"] | {"unit": "X"}}, kinds)
    assert (odd.status_code, Employee.objects.filter(outside=True).count()) == (400, 0)
    made = staff.post(at, body, kinds)
    assert (made.status_code, made.json()["origin"], made.json()["employee"]["nip"]) == (201, "Kabupaten Sigi", NIP)
    (listed,) = staff.get(at).json()["results"]
    person = Employee.objects.get(nip=NIP)
    told = {"id": person.pk, "nip": NIP, "name": "Rahmi Pelamar", "origin": "Kabupaten Sigi"}
    assert listed == told | {"position": "Kepala Bidang Angkutan", "tier": "ADMINISTRATOR"}
    fact = {"employee": person.pk, "values": {"kind": "kesehatan", "passed": "ya", "true_from": "2026-01-05"}}
    assert staff.post("/api/v1/records/attestations/", fact, kinds).status_code == 201
    (application,) = staff.get(f"/api/v1/vacancies/{vacancy.pk}/applications/").json()["results"]
    withdrawn = staff.post(f"/api/v1/applications/{application['id']}/withdrawal/", {"reason": "Mundur dulu."}, kinds)
    assert withdrawn.status_code == 200
    again = {"employee": person.pk, "received_on": "2026-07-20"}
    assert staff.post(f"/api/v1/vacancies/{vacancy.pk}/applications/", again, kinds).status_code == 201
    strange = sign_in("BKD_STAFF", factories.other_agency())
    assert (strange.get(at).status_code, strange.post(at, body, kinds).status_code) == (404, 404)
    assert sign_in("PPK").get(at).status_code == 403


def test_one_of_them_is_found_by_name_or_nip_and_the_list_is_taken_away_as_a_file(sign_in: SignIn) -> None:
    vacancy = cast.announced(factories.agency())
    first, second = (cast.outsider(vacancy, number, known=False).employee for number in (901, 902))
    Employee.objects.filter(pk=second.pk).update(name="Sari Uji Setiawan")
    application = Application.objects.get(employee=first)
    applying.withdraw(application=application, reason="Yang bersangkutan mundur.", by=system_operator())
    staff, at = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/pelamar-luar/"

    def found(text: str) -> list[int]:
        response = staff.post(at, {"q": text})
        assert (response.status_code, response.headers["Location"]) == (302, at)
        return [one.pk for one in staff.get(at).context["page"].rows]

    assert (found("setiawan, sari"), found(first.nip), found("zaza")) == ([second.pk], [first.pk], [])
    page = staff.get(at).content.decode()
    assert ("Tidak ada pelamar luar yang cocok" in page, "ekspor.csv" in page) == (True, False)
    assert found("") == [first.pk, second.pk]
    assert f'href="{at}ekspor.csv"' in staff.get(at).content.decode()
    lines = staff.get(f"{at}ekspor.csv?sort=-nama").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "NIP,Nama,Instansi asal,Jabatan,Jenjang,Golongan,Melamar lowongan ini sejak",
        f"{second.nip},Sari Uji Setiawan,Kabupaten Sigi,Kepala Bidang Angkutan,Administrator,IV/b,2026-07-15",
        f"{first.nip},Rahmi Pelamar,Kabupaten Sigi,Kepala Bidang Angkutan,Administrator,IV/b,",
    ]
    found("setiawan")
    assert len(staff.get(f"{at}ekspor.csv").content.decode().splitlines()) == 2
    assert staff.get(f"{at}ekspor.xlsx").content[:2] == b"PK"
    told = [(event.agency, event.payload) for event in Event.objects.filter(kind=EXPORTED).order_by("id")]
    assert told == [
        (vacancy.agency.code, {"form": f"outsiders.{form}", "rows": rows})
        for form, rows in (("csv", 2), ("csv", 1), ("xlsx", 1))
    ]
    for role, status in (("PPK", 403), ("AUDITOR", 403)):
        assert sign_in(role).get(f"{at}ekspor.csv").status_code == status
    assert sign_in("BKD_STAFF", factories.other_agency()).get(f"{at}ekspor.csv").status_code == 404


def test_the_list_takes_as_many_queries_for_one_as_for_three(sign_in: SignIn) -> None:
    vacancy, staff, counts = cast.announced(factories.agency()), sign_in("BKD_STAFF"), []
    for numbers in ((901,), (902, 903)):
        for number in numbers:
            cast.outsider(vacancy, number, known=False)
        for at in ("pelamar-luar/", ""):
            staff.get(f"/lowongan/{vacancy.pk}/{at}")
            with CaptureQueriesContext(connection) as asked:
                page = staff.get(f"/lowongan/{vacancy.pk}/{at}")
            counts.append((len(asked), len(page.context["page"].rows)))
    assert [rows for _queries, rows in counts] == [1, 1, 3, 3]
    assert counts[0][0] == counts[2][0] <= 12
    assert counts[1][0] == counts[3][0]


def _lists(cycle: ReviewCycle, person: Employee) -> list[tuple[table.Row, str]]:
    """Every page and endpoint of the reviewed table that is read and is not about a thing of its own."""
    names = {"cycle": cycle.pk, "agency": cycle.agency_id, "person": person.pk}
    found = []
    for row in table.rows():
        asked = {name for _text, name, *_rest in Formatter().parse(row.at) if name}
        if row.method == "GET" and asked <= set(names) and row.route not in ABOUT_THEM:
            found.append((row, "/" + row.at.format(**names)))
    return found


def test_they_are_in_no_list_count_cycle_or_file_of_employees(sign_in: SignIn) -> None:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    outsider = cast.outsider(vacancy).employee
    colleagues = cast.people(agency, 2)
    cycle = factories.established_cycle(agency)
    assert (cycle.run.people, PoolMembership.objects.filter(employee=outsider).count()) == (2, 0)
    assert set(employees.serving(agency.pk)) == set(colleagues)
    # Nor where the whole installation is asked.
    everywhere = system_operator()
    assert set(employees.visible_to(everywhere)) == set(employees.exportable_by(everywhere)) == set(colleagues)
    assert list(Agency.objects.all()) == [agency]
    clients = {role: sign_in(role) for role in ("BKD_HEAD", "AUDITOR", "MERIT_VERIFIER", "ADMINISTRATOR", "PPK")}
    shown: dict[str, list[str]] = {}
    asked = 0
    for row, path in _lists(cycle, colleagues[0]):
        role = next((role for role in clients if row.own[role].status == 200), None)
        if role is None:
            continue
        response = clients[role].get(path)
        content = b"".join(response) if response.streaming else response.content
        text, asked = content.decode(errors="replace"), asked + 1
        if told := [mark for mark in (*MARKS, outsider.agency.code) if mark in text]:
            shown[path] = told
    assert shown == {}
    assert asked > 120
    head = clients["BKD_HEAD"]
    for text in (NIP, "Rahmi"):
        for path in ("/pegawai/", "/catatan/"):
            found = head.post(path, {"q": text}, follow=True)
            assert (found.status_code, list(found.context["page"].rows)) == (200, [])
        searched = head.post("/api/v1/employees/search/", {"q": text}, "application/json").json()
        assert searched["results"] == []


def test_an_employee_and_an_applicant_of_one_nip_are_told_apart(sign_in: SignIn) -> None:
    vacancy, other = cast.announced(factories.agency()), factories.other_agency()
    person = cast.outsider(vacancy).employee
    # The agency that employs them enters them as if nobody kept them anywhere.
    there = sign_in("BKD_STAFF", other)
    row = {name: value for name, value in GIVEN.items() if name not in ("origin", "received_on", "title")}
    entered = there.post("/pegawai/tambah/", row | {"agency": other.pk})
    assert entered.status_code == 302, entered.context["form"].errors
    own = Employee.objects.get(nip=NIP, outside=False)
    assert (own.agency, person.agency.outside_of) == (other, vacancy.agency)
    assert there.get(f"/pegawai/{person.pk}/").status_code == 404
    # A role over one's own data is about the employee.
    granted = sign_in("EMPLOYEE", person=own)
    assert granted.get("/data-saya/").status_code == 200
    assert date(2026, 7, 15) == Application.objects.get(vacancy=Vacancy.objects.get()).received_on


def test_who_scores_blind_reads_no_outsiders(sign_in: SignIn) -> None:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.outsider(vacancy)
    staff = factories.user("BKD_STAFF", agency)
    users.grant(user=staff, role=Roles.SELECTION_COMMITTEE, by=system_operator(), agency_id=agency.pk)
    client = sign_in(staff)
    page, api = f"/lowongan/{vacancy.pk}/pelamar-luar/", f"/api/v1/vacancies/{vacancy.pk}/outsiders/"

    def answers() -> list[int]:
        read = [client.get(one).status_code for one in (page, f"{page}ekspor.csv", api)]
        body = {"origin": "Kabupaten Sigi", "received_on": "2026-07-15", "values": {"nip": factories.nip(902)}}
        given = client.post(page, GIVEN), client.post(api, body, content_type="application/json")
        return [*read, *(one.status_code for one in given)]

    assert answers() == [200, 200, 200, 422, 400]
    committee.appoint_member(vacancy=vacancy, user=staff, outside=True, by=system_operator())
    assert answers() == [403] * 5
    assert Application.objects.count() == 1
