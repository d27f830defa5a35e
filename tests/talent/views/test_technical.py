"""What posts ask of technical competencies and the levels of people: by file, by form, on pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.domain.running import run_job
from talent.domain import withdrawing
from talent.interfaces import importers
from talent.models import Evidence, TechnicalRecord, TechnicalStandardRecord
from tests import factories
from tests.talent import documents

pytestmark = pytest.mark.django_db
STANDARDS = "/organisasi/technical_standards/"
HEAD = "kode;kompetensi;level;tmt_mulai;tmt_selesai\n"


@pytest.fixture
def post():
    factories.write("positions", factories.agency(), code="KD", name="Kepala Dinas", tier="JPT_PRATAMA")
    return factories.agency().positions.get(code="KD")


def taken(tmp_path, kind, text, batch=None, dry_run=False):
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    about = {"agency": factories.agency(), "by": system_operator(), "dry_run": dry_run}
    return importers.read(kind=kind, path=path, filename="f.csv", batch_id=batch and batch.pk, **about)


def asked(**more):
    rows = TechnicalStandardRecord.objects.filter(known_to=None, **more).order_by("competency", "true_from")
    return list(rows.values_list("competency", "level", "true_from"))


def test_standards_come_by_file_once_and_are_withdrawn_with_it(tmp_path, post):
    file = HEAD + "KD;Hukum Laut;4;;\nKD;hukum  laut;5;02-01-2027;\nKD;Manajemen Pelabuhan;3;;31-12-2026\n"
    assert taken(tmp_path, "technical_standards", file, dry_run=True).counts()["new"] == 3
    assert asked() == []
    batch = factories.an_import("technical_standards")
    assert taken(tmp_path, "technical_standards", file, batch).counts() == {
        "rows": 3, "new": 3, "changed": 0, "same": 0, "rejected": 0,
    }  # fmt: skip
    assert taken(tmp_path, "technical_standards", file).counts()["same"] == 3
    assert asked() == [
        ("Hukum Laut", 4, None), ("Manajemen Pelabuhan", 3, None), ("hukum  laut", 5, date(2027, 1, 2)),
    ]  # fmt: skip
    # Written otherwise it is the same standard, and is corrected.
    again = taken(tmp_path, "technical_standards", HEAD + "KD;HUKUM LAUT;2;;\n").counts()
    assert (again["changed"], asked(competency__iexact="hukum laut")) == (1, [("HUKUM LAUT", 2, None)])
    job = withdrawing.start(batch=batch, reason="Keliru.", by=system_operator())
    run_job.func(job.pk)
    # What was corrected since stays: the correction is younger.
    assert asked() == [("HUKUM LAUT", 2, None)]
    assert TechnicalStandardRecord.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("XX;Hukum;3;;", "kode", "unknown_post"), ("KD;Hukum;6;;", "level", "number_whole"),
        ("KD;Hukum;0;;", "level", "number_whole"), ("KD;Hukum;;;", "level", "required"),
        ("KD;;3;;", "kompetensi", "required"), ("KD;=1+1;3;;", "kompetensi", "formula_text"),
        ("KD;Hukum;3;2026-02-01;2026-01-31", "tmt_selesai", "end_before_start"),
        ("KD;hukum laut;3;;\nKD;Hukum  Laut;4;;", "kode", "duplicate"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_with_its_reason(tmp_path, post, row, column, code):
    report = taken(tmp_path, "technical_standards", f"{HEAD}{row}\n")
    assert [(error.column, error.code) for error in report.errors] == [(column, code)]
    assert len(asked()) == row.count("\n")


def test_levels_of_people_come_by_file_and_are_not_those_of_another_agency(tmp_path):
    person, stranger = factories.employee(), factories.employee(factories.other_agency())
    head = "nip;tanggal;kompetensi;level;lembaga\n"
    rows = f"{person.nip};20-05-2025;Hukum Laut;4;BPSDM\n{stranger.nip};20-05-2025;Hukum Laut;4;\n"
    report = taken(tmp_path, "technical_levels", head + rows + f"{person.nip};2025-05-20;HUKUM LAUT;3;\n")
    assert [(error.row, error.code) for error in report.errors] == [(3, "unknown_nip"), (4, "duplicate")]
    assert list(TechnicalRecord.objects.values_list("employee", "competency", "level", "institution")) == [
        (person.pk, "Hukum Laut", 4, "BPSDM"),
    ]
    assert taken(tmp_path, "technical_levels", head + f"{person.nip};2025-05-20;Hukum Laut;4;BPSDM\n").same == 1


def test_a_standard_is_entered_corrected_under_another_name_and_ended_by_form(staff, post):
    of_post = f"/organisasi/positions/{post.current_id}/"
    assert f"{STANDARDS}tambah/?code=KD&amp;agency={post.agency_id}" in staff.get(of_post).content.decode()
    assert staff.get(f"{STANDARDS}tambah/?code=KD").context["form"]["code"].value() == "KD"
    given = {"code": "KD", "competency": "Hukum Laut", "level": "4", "true_from": "2026-01-02"}
    assert staff.post(f"{STANDARDS}tambah/", given | {"level": "6"}).status_code == 422
    first = TechnicalStandardRecord.objects.get(pk=int(staff.post(f"{STANDARDS}tambah/", given).url.split("/")[-2]))
    twice = staff.post(f"{STANDARDS}tambah/", given | {"competency": "hukum laut"})
    assert (twice.status_code, asked()) == (422, [("Hukum Laut", 4, date(2026, 1, 2))])
    file = {"source": "Anjab", "document": SimpleUploadedFile("anjab.pdf", documents.pdf())}
    assert staff.post(f"{STANDARDS}{first.pk}/bukti/", file).status_code == 302
    factories.write("technical_standards", post.agency, code="KD", competency="Bahari", level=2)
    changed = given | {"competency": "Hukum Maritim", "seen": first.digest, "reason": "Salah nama."}
    taken_name = staff.post(f"{STANDARDS}{first.pk}/koreksi/", changed | {"competency": "bahari", "true_from": ""})
    assert (taken_name.status_code, len(asked())) == (422, 2)
    assert staff.post(f"{STANDARDS}{first.pk}/koreksi/", changed).status_code == 302
    assert asked() == [("Bahari", 2, None), ("Hukum Maritim", 4, date(2026, 1, 2))]
    now = TechnicalStandardRecord.objects.get(known_to=None, competency="Hukum Maritim")
    page = staff.get(f"{STANDARDS}{now.pk}/")
    assert [version.row.pk for version, _row in page.context["versions"]] == [now.pk, first.pk]
    # What it rests on followed it.
    held = Evidence.objects.get(withdrawn_at=None)
    assert (held.key, [one.pk for one, _form in page.context["evidence"]][:1]) == (now.key, [held.pk])
    assert "2 Januari 2026" in page.content.decode()
    assert "2 Januari 2026" in staff.get(STANDARDS).content.decode()
    lines = staff.get(of_post).context["technical"]
    assert [(line.record.competency, line.evidence) for line in lines] == [("Bahari", []), ("Hukum Maritim", [held])]
    staff.post(f"{STANDARDS}{now.pk}/batalkan/", {"seen": now.digest, "reason": "Dihapus."})
    assert asked() == [("Bahari", 2, None)]
    kinds = Event.objects.filter(payload__kind="technical_standards").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "talent.record.added", "talent.evidence.attached", "talent.record.corrected", "talent.record.retired",
    ]  # fmt: skip


def test_the_list_is_searched_sorted_taken_away_and_of_the_own_agency(staff, post, sign_in):
    factories.write("positions", post.agency, code="AA", name="Arsiparis", tier="JF_AHLI_MUDA")
    for code, name, level in (("KD", "Hukum Laut", 4), ("AA", "Tata Arsip", 2)):
        factories.write("technical_standards", post.agency, code=code, competency=name, level=level)

    def shown(address):
        return [line.record.competency for line in staff.get(f"{STANDARDS}{address}").context["rows"]]

    assert shown("") == ["Hukum Laut", "Tata Arsip"]
    assert shown("?sort=-level") == ["Hukum Laut", "Tata Arsip"]
    assert shown("?sort=jabatan") == ["Tata Arsip", "Hukum Laut"]
    assert (shown("?name=arsiparis"), shown("?name=LAUT"), shown("?name=kd")) == (
        ["Tata Arsip"], ["Hukum Laut"], ["Hukum Laut"],
    )  # fmt: skip
    lines = sign_in("BKD_HEAD").get(f"{STANDARDS}ekspor.csv").content.decode("utf-8-sig")
    assert lines.splitlines()[-2:] == ["KD,Hukum Laut,4,,", "AA,Tata Arsip,2,,"]
    stranger = sign_in("BKD_STAFF", factories.other_agency())
    assert stranger.get(STANDARDS).context["rows"] == []
    (row, _other) = TechnicalStandardRecord.objects.order_by("id")
    assert stranger.get(f"{STANDARDS}{row.pk}/").status_code == 404


def test_the_page_of_a_person_holds_their_levels_against_the_post_and_never_as_zero(staff, post):
    person = factories.employee(position="Kepala Dinas")
    for name, level in (("Hukum Laut", 4), ("Manajemen Pelabuhan", 3)):
        factories.write("technical_standards", post.agency, code="KD", competency=name, level=level)
    for name, level, day in (("hukum laut", 2, date(2025, 5, 20)), ("Tata Arsip", 5, date(2025, 5, 20))):
        factories.write("technical_levels", person, competency=name, level=level, true_from=day)
    factories.mapped_cycle(on=date.today())
    told = staff.get(f"/pegawai/{person.pk}/")
    assert [(one.competency, one.standard, one.level, one.gap) for one in told.context["technical"]] == [
        ("Hukum Laut", 4, 2, 2), ("Manajemen Pelabuhan", 3, None, None), ("Tata Arsip", None, 5, None),
    ]  # fmt: skip
    assert told.content.decode().count("belum diketahui") >= 1
    # Of two posts of one name nobody claims to know which it is.
    factories.write("positions", post.agency, code="KE", name="Kepala Dinas", tier="JPT_PRATAMA")
    told = staff.get(f"/pegawai/{person.pk}/").context["technical"]
    assert [(one.competency, one.standard) for one in told] == [("hukum laut", None), ("Tata Arsip", None)]
    told = staff.get(f"/pegawai/{person.pk}/?jabatan={post.current_id}").context["technical"]
    assert [one.standard for one in told] == [4, 3, None]


def test_a_standard_without_evidence_is_mended_on_the_page_of_its_post(staff, post):
    for name in ("Hukum Laut", "Tata Arsip"):
        factories.write("technical_standards", post.agency, code="KD", competency=name, level=3)
    page = staff.get("/mutu-data/?kind=technical_standards")
    assert [(one.check.code, one.code, one.count) for one in page.context["page"].rows] == [
        ("technical_standards.bare", "KD", 2),
    ]
    assert f'href="/organisasi/positions/{post.current_id}/#teknis"' in page.content.decode()
