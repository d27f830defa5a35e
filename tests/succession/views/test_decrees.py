"""The pages of what an agency decrees about its posts: critical ones, its own requirements, waivers."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from succession.domain import critical
from succession.interfaces.requirement_files import file_read
from succession.models import AgencyRequirementsRecord, CriticalPostRecord, RequirementWaiverRecord
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
YAML = "- code: agency_grade\n  kind: grade_min\n  grade: IV/b\n"
REASON = {"reason": "Salah catat sewaktu mengisi."}


def pdf():
    return SimpleUploadedFile("sk.pdf", documents.pdf(), "application/pdf")


def said(**values):
    return {f"baru-{name}": value for name, value in values.items()}


def test_the_head_says_which_posts_are_critical_and_the_list_of_posts_shows_it(head, staff):
    agency = factories.agency()
    cast.post(agency), cast.post(agency, "JPT-02", critical=True), cast.post(agency, "JPT-03", critical=False)
    given = said(position="JPT-01", number="800/31", criteria="Kewenangan strategis", since="2026-03-01")
    wrong = head.post("/jabatan/ketetapan/kritikal/", given | {"baru-position": "JPT-99"})
    assert (wrong.status_code, wrong.context["form"].non_field_errors()) == (
        422,
        ["Jabatan “JPT-99” tidak tercatat pada instansi ini; impor jabatannya dahulu."],
    )
    assert wrong.context["form"]["criteria"].value() == "Kewenangan strategis"
    assert head.post("/jabatan/ketetapan/kritikal/", given | {"baru-document": pdf()}).status_code == 302
    held = CriticalPostRecord.objects.get()
    page = staff.get("/jabatan/")
    rows = page.context["page"].rows
    assert "Kritikal tanpa nomor ketetapan" in page.content.decode()
    told = {seat.position.code: seat.critical and seat.critical.criteria for seat in rows}
    assert told == {"JPT-01": "Kewenangan strategis", "JPT-02": "", "JPT-03": None}
    assert staff.post("/jabatan/ketetapan/kritikal/", given).status_code == 403
    address = f"/jabatan/ketetapan/kritikal/{held.pk}"
    later = {"criteria": "Pengganti sulit dicari", "since": "2026-03-01", "until": ""} | REASON
    assert head.post(f"{address}/koreksi/", later).status_code == 302
    now = CriticalPostRecord.objects.get(known_to=None)
    assert (now.criteria, now.file_id) == ("Pengganti sulit dicari", held.file_id)
    late = head.post(f"{address}/koreksi/", later | {"criteria": "Lain"})
    assert late.status_code == 409
    ended = {"revoked_on": "2026-05-01"} | REASON
    assert head.post(f"/jabatan/ketetapan/kritikal/{now.pk}/cabut/", ended).status_code == 302
    assert CriticalPostRecord.objects.get(known_to=None).revoked_on == date(2026, 5, 1)
    assert staff.get(f"{address}/dokumen/").getvalue() == documents.pdf()


def test_what_the_agency_asks_is_written_in_the_form_of_the_law_and_comes_back_so(head, tmp_path: Path):
    agency = factories.agency()
    given = said(tier="JPT_PRATAMA", number="800/5", since="2026-01-01", requirements=YAML)
    for text, problem in (
        ("- [", "Baris "),
        ("grade: IV/b", "Tulislah daftar syarat dalam YAML, tiap syarat diawali tanda hubung."),
        ("- {code: agency_age, kind: age_max, limit: 56}", "agency_age: tidak lebih ketat dari hukum"),
        ("- {code: agency_grade, kind: grade_min, grade: 2026-01-01}", "Syarat ke-1: grade tidak dapat bernilai"),
    ):
        wrong = head.post("/jabatan/ketetapan/syarat/", given | {"baru-requirements": text})
        (told,) = wrong.context["form"].non_field_errors()
        assert (wrong.status_code, told.startswith(problem)) == (422, True), told
    assert head.post("/jabatan/ketetapan/syarat/", given).status_code == 302
    held = AgencyRequirementsRecord.objects.get()
    page = head.get(f"/jabatan/ketetapan/syarat/{held.pk}/koreksi/")
    assert page.context["form"].initial["requirements"] == YAML
    file = head.get(f"/jabatan/ketetapan/syarat/{held.pk}/persyaratan.yaml").content.decode()
    whole = yaml.safe_load(file)
    assert (whole["id"], whole["values"][0]["value"]) == (
        "requirements.jpt_pratama",
        [{"code": "agency_grade", "grade": "IV/b", "kind": "grade_min", "citation": "800/5", "tag": "V"}],
    )
    (again,) = file_read(file)
    assert (again.tier, again.number, again.since, again.until) == ("JPT_PRATAMA", "800/5", date(2026, 1, 1), None)
    kept = tmp_path / "syarat.yaml"
    kept.write_text(file, encoding="utf-8")
    other = factories.other_agency()
    call_command("publish_requirements", str(kept), "--agency", other.code, stdout=StringIO())
    assert AgencyRequirementsRecord.objects.get(agency=other).requirements == held.requirements
    with pytest.raises(CommandError, match="sudah tercatat"):
        call_command("publish_requirements", str(kept), "--agency", other.code, stdout=StringIO())
    assert agency.pk != other.pk


def test_a_waiver_needs_its_document_and_a_person_of_the_agency(head):
    agency = factories.agency()
    person, stranger = cast.candidate(agency), cast.candidate(factories.other_agency())
    given = said(
        nip=person.nip, code="age", number="B-7", authority="Kepala BKN", granted="2026-07-01", since="2026-08-03",
        grounds="Dibutuhkan sampai akhir tahun.",
    )  # fmt: skip
    address = "/jabatan/ketetapan/pengecualian/"
    assert list(head.post(address, given).context["form"].errors) == ["document"]
    foreign = head.post(address, given | {"baru-nip": stranger.nip, "baru-document": pdf()})
    assert foreign.context["form"].non_field_errors() == ["NIP ini tidak tercatat pada instansi Anda."]
    assert head.post(address, given | {"baru-document": pdf()}).status_code == 302
    held = RequirementWaiverRecord.objects.get()
    assert (held.person, held.post, held.grounds) == (person, None, "Dibutuhkan sampai akhir tahun.")
    first = head.get(f"{address}{held.pk}/koreksi/").context["form"].initial
    later = {name: value or "" for name, value in first.items()} | {"until": "2026-12-31"} | REASON
    assert head.post(f"{address}{held.pk}/koreksi/", later).status_code == 302
    assert RequirementWaiverRecord.objects.get(known_to=None).true_to == date(2026, 12, 31)


def test_the_list_takes_as_many_queries_for_one_as_for_three(head, django_assert_num_queries):
    agency = factories.agency()

    def decreed(number):
        cast.post(agency, f"J-{number}")
        told = {"number": "800/1", "criteria": "Strategis", "since": date(2026, 3, 1), "until": None}
        critical.decree(agency=agency, position=f"J-{number}", by=factories.user("BKD_HEAD", agency), **told)

    decreed(1)
    head.get("/jabatan/ketetapan/kritikal/")
    with django_assert_num_queries(7):
        assert len(head.get("/jabatan/ketetapan/kritikal/").context["page"].rows) == 1
    decreed(2), decreed(3)
    with django_assert_num_queries(7):
        assert len(head.get("/jabatan/ketetapan/kritikal/").context["page"].rows) == 3
