"""Evidence and the work-list, as the API hands them out."""

from datetime import date

import pytest

from audit.models import Event
from talent.domain import evidence
from talent.models import EducationRecord
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
                "check": "assessment_missing",
                "dimension": "COMPLETENESS",
                "kind": "assessments",
                "count": 1,
                "decisions": 0,
            }
        ],
        "count": 3,
        "dimensions": {"COMPLETENESS": 3, "TIMELINESS": 0, "ACCURACY": 0, "CONSISTENCY": 0},
    }
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
