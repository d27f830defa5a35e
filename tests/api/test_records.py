"""Evidence and the work-list, as the API hands them out."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from audit.models import Event
from talent.domain import evidence
from talent.domain import records as domain
from talent.models import Agency, EducationRecord, Employee, Evidence, ImportBatch, PositionRecord, TrainingRecord
from tests import factories
from tests.talent import documents

pytestmark = pytest.mark.django_db


def test_evidence_is_told_without_its_document(staff, auditor):
    person = factories.employee(name="Alya")
    factories.write("education", person, level="S1", field="hukum")
    row = EducationRecord.objects.get()
    attached = evidence.attach(
        kind="education",
        row=row,
        source="Universitas",
        valid_until=date(2027, 1, 1),
        document=("ijazah.pdf", documents.pdf()),
        by=staff.user,
    )
    (found,) = auditor.get(f"/api/v1/employees/{person.pk}/evidence/").json()["results"]
    assert found["at"] is not None
    del found["at"]
    assert found == {
        "id": attached.pk,
        "batch": None,
        "kind": "education",
        "key": row.key,
        "source": "Universitas",
        "number": "",
        "valid_until": "2027-01-01",
        "content_type": "application/pdf",
        "size": len(documents.pdf()),
        "digest": attached.file.digest,
        "withdrawn_at": None,
    }


def test_the_records_of_an_import_rest_on_what_is_given_for_the_file(staff, auditor):
    batch, person = factories.an_import("education"), factories.employee()
    factories.write("education", person, level="S1", field="hukum", batch=batch)
    at, document = f"/api/v1/imports/{batch.pk}/evidence/", SimpleUploadedFile("surat.pdf", documents.pdf())
    made = staff.post(at, {"source": "BKN", "number": "7/2026", "valid_until": "2027-01-01", "document": document})
    held = Evidence.objects.get()
    assert (made.status_code, held.owner, held.valid_until, held.file.name) == (
        201,
        batch,
        date(2027, 1, 1),
        "surat.pdf",
    )
    told = made.json()
    assert {name: told[name] for name in ("id", "batch", "key", "source")} == {
        "id": held.pk,
        "batch": batch.pk,
        "key": "",
        "source": "BKN",
    }
    assert auditor.get(at).json()["results"] == [told]
    of_record = f"/api/v1/records/education/{EducationRecord.objects.get().pk}/evidence/"
    assert auditor.get(of_record).json()["results"] == [told]
    lie = {"source": "BKN", "document": SimpleUploadedFile("surat.pdf", documents.png())}
    assert (staff.post(at, lie).status_code, staff.post(at, {}).status_code) == (422, 400)
    ImportBatch.objects.update(state="REFUSED")
    assert (staff.post(at, {"source": "BKN"}).status_code, Evidence.objects.count()) == (409, 1)


def test_the_work_list_is_told_with_its_dimensions(staff):
    agency = factories.agency()
    unit = factories.unit(agency)
    alya = factories.employee(name="Alya", unit=unit.code)
    factories.employee(name="Budi")
    asked = f"/api/v1/quality/?agency={agency.pk}"
    found = staff.get(f"{asked}&unit={unit.pk}&start=1&limit=1").json()
    assert found == {
        "results": [
            {
                "employee": {"id": alya.pk, "nip": alya.nip, "name": "Alya"},
                "code": alya.nip,
                "name": "Alya",
                "record": None,
                "check": "assessment_missing",
                "dimension": "COMPLETENESS",
                "kind": "assessments",
                "count": 1,
                "decisions": 0,
            }
        ],
        "count": 5,
        "dimensions": {"COMPLETENESS": 5, "TIMELINESS": 0, "ACCURACY": 0, "CONSISTENCY": 0},
    }
    (line,) = staff.get(f"{asked}&kind=units").json()["results"]
    assert (line["employee"], line["code"], line["record"]) == (None, unit.code, unit.records.get().pk)
    assert staff.get(f"{asked}&unit=999999").json()["count"] == 0
    assert staff.get(f"{asked}&dimension=NONE").status_code == 400
    assert staff.get("/api/v1/quality/").status_code == 400


def test_more_lines_than_a_page_are_an_export(staff, ppk):
    agency = factories.agency()
    for _number in range(10):
        factories.employee()
    asked = f"/api/v1/quality/?agency={agency.pk}&limit=26"
    assert staff.get(asked).status_code == 200
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "api.quality", "rows": 26}
    assert ppk.get(asked).status_code == 403


def test_a_correction_is_checked_as_a_workbook_is_and_says_who_was_faster(ask):
    person = factories.employee(name="Alya")
    factories.write("training", person, name="Kursus", kind="COURSE", hours=10.0, true_from=date(2024, 3, 4))
    caller, by = ask("BKD_STAFF"), User.objects.latest("id")
    (seen,) = caller.get(f"employees/{person.pk}/records/training/")[1]["results"]
    at = f"records/training/{seen['id']}/correct/"
    body = {"values": {"hours": 40}, "reason": "Salah catat.", "seen": seen["digest"]}
    for values, wrong in (({"hours": "empat"}, ("values.hours", "invalid")), ({"jam": "4"}, ("jam", "unknown"))):
        status, content = caller.post(at, body | {"values": values})
        assert (status, [(one["field"], one["code"]) for one in content["errors"]]) == (400, [wrong])
    status, corrected = caller.post(at, body)
    # What was not named stays.
    assert (status, corrected["values"]["hours"], corrected["values"]["kind"]) == (201, 40, "COURSE")
    status, content = caller.post(at, body | {"values": {"hours": "50"}})
    assert (status, content["code"], content["change"]) == (
        409,
        "record_changed",
        {
            "by": by.name,
            "at": corrected["known_from"],
            "kind": "talent.record.corrected",
            "what": "Record corrected",
            "now": corrected,
        },
    )
    assert f"Record corrected, by {by.name}" in content["detail"]
    domain.retire(
        kind="training", row=TrainingRecord.objects.get(known_to=None), seen=corrected["digest"], reason="Ganda.", by=by
    )
    status, content = caller.post(at, body | {"seen": corrected["digest"]})
    assert (status, content["change"]["kind"], content["change"]["now"]) == (409, "talent.record.retired", None)
    assert caller.post("records/units/1/correct/", body)[0] == caller.post("records/roles/1/correct/", body)[0] == 404
    unit = factories.unit(factories.agency())
    body |= {"values": {"unit": unit.code, "grade": "IV/b"}, "seen": person.current.digest}
    status, corrected = caller.post(f"records/employees/{person.current_id}/correct/", body)
    assert (status, corrected["values"]["unit"], corrected["values"]["grade"]) == (201, unit.pk, "IV/b")
    person.refresh_from_db()
    assert (person.current_id, person.current.unit) == (corrected["id"], unit)


def test_units_posts_and_people_are_entered_and_corrected_as_on_the_pages(ask):
    agency = factories.agency()
    caller = ask("BKD_STAFF")
    of_agency = {"agency": agency.pk}
    unit = {"code": "UPT", "name": "UPT Terminal"}
    status, made = caller.post("records/units/", of_agency | {"values": unit})
    assert (status, made["values"]["name"], made["known_to"]) == (201, "UPT Terminal", None)
    assert caller.post("records/units/", of_agency | {"values": unit})[1]["code"] == "record_known"
    post = {"code": "JAB-7", "name": "Kepala UPT", "tier": "PENGAWAS", "unit": "UPT"}
    status, _made = caller.post("records/positions/", of_agency | {"values": post})
    (told,) = caller.get(f"records/positions/?agency={agency.pk}")[1]["results"]
    assert (status, told["code"], told["agency"]["id"], told["values"]["name"]) == (
        201,
        "JAB-7",
        agency.pk,
        "Kepala UPT",
    )
    body = {"values": {"name": "Kepala UPT Terminal"}, "reason": "Nama resmi.", "seen": told["digest"]}
    status, now = caller.post(f"records/positions/{told['id']}/correct/", body)
    # What was not named stays.
    assert (status, now["values"]["name"], now["values"]["tier"]) == (201, "Kepala UPT Terminal", "PENGAWAS")
    status, late = caller.post(f"records/positions/{told['id']}/correct/", body | {"values": {"name": "Lain"}})
    assert (status, late["change"]["now"]["digest"]) == (409, now["digest"])
    row = PositionRecord.objects.get(known_to=None)
    held = evidence.attach(kind="positions", row=row, source="Anjab", by=User.objects.latest("id"))
    assert [one["id"] for one in caller.get(f"records/positions/{row.pk}/evidence/")[1]["results"]] == [held.pk]

    nip = factories.nip(700)
    someone = {"nip": nip, "name": "Alya", "unit": "UPT", "post_from": "2020-01-02"}
    wrong = caller.post("records/employees/", of_agency | {"values": someone | {"unit": "X"}})
    assert (wrong[0], wrong[1]["code"]) == (422, "unknown_unit")
    assert caller.post("records/employees/", of_agency | {"values": someone | {"nip": nip[:-1]}})[0] == 400
    status, state = caller.post("records/employees/", of_agency | {"values": someone})
    person = Employee.objects.get()
    assert (status, person.nip, person.current_id) == (201, nip, state["id"])
    assert caller.post("records/employees/", of_agency | {"values": someone})[1]["code"] == "nip_known"
    training = {"name": "Kursus", "kind": "bangkom", "true_from": "2024-03-04"}
    status, _made = caller.post("records/training/", {"employee": person.pk, "values": training})
    assert (status, TrainingRecord.objects.get().employee) == (201, person)
    for about in ({}, of_agency, of_agency | {"employee": person.pk}):
        assert caller.post("records/training/", about | {"values": training})[0] == 400
    elsewhere = {"agency": factories.other_agency().pk, "values": unit}
    assert caller.post("records/units/", elsewhere)[0] == 404
    assert ask("PPK").post("records/units/", of_agency | {"values": unit | {"code": "Y"}})[0] == 403


def test_an_administrator_enters_and_corrects_agencies(ask):
    caller = ask("ADMINISTRATOR")
    values = {"code": "KUTIM", "name": "Kutai Timur", "kind": "kabupaten"}
    assert caller.post("records/agencies/", {"agency": 1, "values": values})[0] == 400
    status, made = caller.post("records/agencies/", {"values": values})
    (told,) = caller.get("records/agencies/")[1]["results"]
    assert (status, told["id"], told["code"]) == (201, made["id"], "KUTIM")
    body = {"values": {"province": "Kalimantan Timur"}, "reason": "Kurang.", "seen": told["digest"]}
    status, now = caller.post(f"records/agencies/{told['id']}/correct/", body)
    assert (status, now["values"]) == (201, {"name": "Kutai Timur", "kind": "REGENCY", "province": "Kalimantan Timur"})
    assert caller.get("records/units/")[0] == 403
    staff = ask("BKD_STAFF", Agency.objects.get(code="KUTIM"))
    assert staff.get("records/agencies/")[1]["results"][0]["id"] == now["id"]
    assert staff.post("records/agencies/", {"values": values | {"code": "X"}})[0] == 403
