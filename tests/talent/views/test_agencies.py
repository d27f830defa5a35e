"""Agencies, for who enters them: listed, entered, corrected, and what each rests on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from talent.models import Agency, AgencyRecord, Evidence
from tests import factories
from tests.conftest import SignIn
from tests.talent import documents

pytestmark = pytest.mark.django_db

GIVEN = {"code": "KUTIM", "name": "Kutai Timur", "kind": "kabupaten", "province": "Kalimantan Timur"}


def entered(client, **changed):
    client.post("/organisasi/agencies/tambah/", GIVEN | changed)
    return AgencyRecord.objects.select_related("agency").get(agency__code=changed.get("code", GIVEN["code"]))


@pytest.mark.parametrize("agencies", [1, 3])
def test_an_administrator_sees_every_agency_in_six_queries(administrator, agencies, django_assert_num_queries):
    for number in range(agencies):
        entered(administrator, code=f"A{number}", name=f"Instansi {number}")
    with django_assert_num_queries(6):
        page = administrator.get("/organisasi/agencies/")
    assert [row.agency.code for row in page.context["page"].rows] == [f"A{number}" for number in range(agencies)]
    # What agencies hold, this role does not see.
    assert page.context["kinds"] == [("agencies", "Instansi")]


def test_the_way_to_the_list_stands_only_where_agencies_are_imported(administrator, staff):
    assert b"/organisasi/agencies/" in administrator.get("/impor/").content
    assert b"/organisasi/agencies/" not in staff.get("/impor/").content


def test_an_agency_is_entered_and_corrected_with_its_history(administrator, head):
    row = entered(administrator)
    assert (row.agency.name, row.agency.kind, row.agency.province) == ("Kutai Timur", "REGENCY", "Kalimantan Timur")
    assert administrator.post("/organisasi/agencies/tambah/", GIVEN).status_code == 422
    at = f"/organisasi/agencies/{row.pk}/koreksi/"
    start = administrator.get(at).context["form"].initial
    assert start == {"name": "Kutai Timur", "kind": "kabupaten", "province": "Kalimantan Timur"}
    changed = start | {"name": "Kabupaten Kutai Timur", "seen": row.digest, "reason": "Nama resmi."}
    assert administrator.post(at, changed | {"reason": " "}).status_code == 422
    assert administrator.post(at, changed).status_code == 302
    assert administrator.post(at, changed | {"name": "Lain"}).status_code == 409
    assert Agency.objects.get(code="KUTIM").name == "Kabupaten Kutai Timur"
    shown = administrator.get(f"/organisasi/agencies/{row.pk}/").context
    assert [(one.row.name, one.why) for one, _cells in shown["versions"]] == [
        ("Kabupaten Kutai Timur", "Nama resmi."),
        ("Kutai Timur", ""),
    ]
    # It belongs to no agency, like an upload of agencies; and it is never taken back.
    told = Event.objects.filter(kind__startswith="talent.record.").order_by("id")
    assert [(event.kind, event.agency) for event in told] == [
        ("talent.record.added", ""),
        ("talent.record.corrected", ""),
    ]
    now = AgencyRecord.objects.get(known_to=None)
    administrator.post(f"/organisasi/agencies/{now.pk}/batalkan/", {"seen": now.digest, "reason": "Keliru."})
    assert AgencyRecord.objects.filter(known_to=None).exists()
    assert head.post("/organisasi/agencies/tambah/", GIVEN | {"code": "X"}).status_code == 403


def test_what_an_agency_rests_on_is_read_by_its_own_and_kept_by_the_administrator(administrator, sign_in: SignIn):
    row = entered(administrator)
    at = f"/organisasi/agencies/{row.pk}/"
    document = SimpleUploadedFile("uu.pdf", documents.pdf())
    assert administrator.post(f"{at}bukti/", {"source": "UU 47/1999", "document": document}).status_code == 302
    held = Evidence.objects.select_related("file").get()
    assert (held.owner, held.file.agency, held.agency) == (row.agency, None, row.agency)
    auditor, stranger = sign_in("AUDITOR", row.agency), sign_in("AUDITOR", factories.other_agency())
    everybody = (administrator, auditor, stranger)
    assert [one.get(f"/bukti/{held.pk}/").status_code for one in everybody] == [200, 200, 404]
    assert [one.get(at).status_code for one in everybody] == [200, 200, 404]
    assert auditor.post(f"/bukti/{held.pk}/ganti/", {"source": "x"}).status_code == 403
    administrator.post(f"/bukti/{held.pk}/ganti/", {"source": "UU 47/1999", "number": "47"})
    new = Evidence.objects.get(withdrawn_at=None)
    assert (new.number, new.file) == ("47", held.file)
    administrator.post(f"/bukti/{new.pk}/cabut/", {f"cabut-{new.pk}-reason": "Salah unggah."})
    assert [one.get(f"/bukti/{new.pk}/").status_code for one in everybody] == [200, 404, 404]
