"""Units and posts one at a time: listed, entered, corrected and ended, by the code that checks a workbook's row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from talent.interfaces.columns.messages import MESSAGES
from talent.models import Position, PositionRecord, Unit, UnitRecord
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

POST = {"code": "JAB-7", "name": "Kepala Bidang", "tier": "ADMINISTRATOR", "unit": "DISHUB", "integrity": "3"}


@pytest.fixture
def unit(db) -> Unit:
    return factories.unit(factories.agency())


def record_of(unit: Unit) -> UnitRecord:
    return unit.records.get(known_to=None)


def correction(row, **changed):
    return {"name": row.name, "parent": "", "seen": row.digest, "reason": "Perda baru.", **changed}


def test_a_unit_is_entered_by_the_writer_of_the_import(staff, unit):
    given = {"code": "UPT", "name": "UPT Terminal", "parent": "DISHUB"}
    response = staff.post("/organisasi/units/tambah/", given)
    row = UnitRecord.objects.get(unit__code="UPT")
    assert (response.status_code, response.url) == (302, f"/organisasi/units/{row.pk}/")
    assert (row.unit.name, row.unit.parent, row.parent) == ("UPT Terminal", unit, unit)
    assert Event.objects.get(kind="talent.record.added").payload == {"kind": "units", "unit": row.unit_id}
    factories.write("units", unit.agency, **given)
    assert UnitRecord.objects.filter(unit=row.unit).count() == 1
    assert staff.post("/organisasi/units/tambah/", given).status_code == 422


def test_a_wrong_cell_is_told_in_the_words_of_the_import(staff, unit):
    response = staff.post("/organisasi/positions/tambah/", POST | {"integrity": "6"})
    assert (response.status_code, Position.objects.count()) == (422, 0)
    assert list(response.context["form"].errors) == ["integrity"]
    response = staff.post("/organisasi/positions/tambah/", POST | {"name": "=1+1"})
    assert response.context["form"].errors == {"name": [str(MESSAGES["formula_text"])]}
    response = staff.post("/organisasi/positions/tambah/", POST | {"unit": "X"})
    assert list(response.context["form"].errors) == ["__all__"]


def test_a_post_follows_its_correction_and_the_old_words_stay_readable(staff, unit):
    staff.post("/organisasi/positions/tambah/", POST)
    first = PositionRecord.objects.get()
    start = staff.get(f"/organisasi/positions/{first.pk}/koreksi/").context["form"].initial
    assert (start["unit"], start["integrity"], start["tier"]) == ("DISHUB", "3", "ADMINISTRATOR")
    changed = start | {"name": "Kepala Bidang Darat", "seen": first.digest, "reason": "Nama resmi."}
    assert staff.post(f"/organisasi/positions/{first.pk}/koreksi/", changed).status_code == 302
    post = Position.objects.select_related("current").get()
    assert (str(post), post.code, post.current.unit) == ("Kepala Bidang Darat", "JAB-7", unit)
    shown = staff.get(f"/organisasi/positions/{first.pk}/").context["versions"]
    assert [(one.row.name, one.why) for one, _row in shown] == [
        ("Kepala Bidang Darat", "Nama resmi."),
        ("Kepala Bidang", ""),
    ]


def test_a_correction_needs_a_reason_a_change_and_what_is_known_now(staff, head, unit):
    row = record_of(unit)
    address = f"/organisasi/units/{row.pk}/koreksi/"
    assert staff.post(address, correction(row, name="Lain", reason=" ")).status_code == 422
    assert staff.post(address, correction(row)).status_code == 422
    assert staff.post(address, correction(row, parent="DISHUB")).status_code == 422
    assert head.post(address, correction(row, name="Dinas Darat")).status_code == 302
    late = staff.post(address, correction(row, name="Dinas Laut"))
    assert (late.status_code, late.context["form"]["name"].value()) == (409, "Dinas Laut")
    unit.refresh_from_db()
    assert (unit.name, UnitRecord.objects.count()) == ("Dinas Darat", 2)


def test_what_something_hangs_on_is_not_ended(staff, unit):
    row = record_of(unit)
    gone = {"seen": row.digest, "reason": "Dilebur."}
    person = factories.employee(unit="DISHUB")
    staff.post(f"/organisasi/units/{row.pk}/batalkan/", gone)
    assert record_of(unit) == row
    factories.write(
        "employees", unit.agency, nip=person.nip, name=person.name, post_from=person.current.post_from,
        grade_from=person.current.grade_from,
    )  # fmt: skip
    staff.post(f"/organisasi/units/{row.pk}/batalkan/", gone)
    assert not unit.records.filter(known_to=None).exists()
    ((version, _row),) = staff.get(f"/organisasi/units/{row.pk}/").context["versions"]
    assert (version.retired_by, version.retired_why) == ("Staf BKD", "Dilebur.")
    assert staff.get("/organisasi/units/").context["rows"] == []


def test_the_lists_narrow_and_take_as_many_queries_for_one_as_for_three(staff, unit):
    taken = []
    for codes in ((), ("A", "B")):
        for code in codes:
            factories.unit(unit.agency, code, f"Bidang {code}", parent=unit)
        staff.get("/organisasi/units/")
        with CaptureQueriesContext(connection) as asked:
            staff.get("/organisasi/units/")
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 12

    def names(query):
        return [line.record.name for line in staff.get(f"/organisasi/units/?{query}").context["rows"]]

    assert staff.get("/organisasi/units/").context["heads"] == [("nama", "Nama"), ("induk", "Induk")]
    assert names("name=bidang") == ["Bidang A", "Bidang B"]
    assert names("name=dish") == ["Dinas Perhubungan"]
    assert staff.get("/organisasi/awards/").status_code == 404


def test_an_export_is_the_workbook_of_its_kind_with_an_event(staff, sign_in: SignIn, unit, monkeypatch):
    factories.unit(unit.agency, "UPT", "UPT Terminal", parent=unit)
    at = "/organisasi/units/ekspor"
    content = staff.get(f"{at}.csv?name=UPT").content.decode("utf-8-sig")
    assert content.splitlines() == ["kode,nama,induk", "UPT,UPT Terminal,DISHUB"]
    told = Event.objects.get(kind="talent.records.exported")
    assert (told.agency, told.payload) == (unit.agency.code, {"kind": "units", "form": "csv", "rows": 1})
    assert f"{at}.xlsx?name=UPT" in staff.get("/organisasi/units/?name=UPT").content.decode()
    assert staff.get(f"{at}.xlsx").status_code == 200
    monkeypatch.setattr("talent.domain.openings.EXPORT_ROWS", 1)
    assert staff.get(f"{at}.csv").status_code == 422
    assert sign_in("PPK").get(f"{at}.csv").status_code == 403


def test_a_unit_of_another_agency_is_not_found(sign_in: SignIn, staff, unit):
    foreign = factories.unit(factories.other_agency(), "UMUM", "Bagian Umum")
    assert staff.get(f"/organisasi/units/{record_of(foreign).pk}/").status_code == 404
    reader = sign_in("PPK")
    row = record_of(unit)
    assert reader.get(f"/organisasi/units/{row.pk}/").context["may_write"] is False
    assert reader.post(f"/organisasi/units/{row.pk}/koreksi/", correction(row, name="x")).status_code == 403
