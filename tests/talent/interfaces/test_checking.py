"""Between upload and writing: columns under other names, what would change, whom it would move, what to mend."""

import csv
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.domain import running
from jobs.models import Job
from talent.codes import COMPETENCIES
from talent.domain import imports
from talent.domain.queries import facts
from talent.domain.queries.impact import LIVE_LISTS, impact
from talent.interfaces import differences, import_jobs, importers
from talent.interfaces.columns import KINDS
from talent.models import ColumnMatch, Employee, ImportBatch, PerformanceRecord, ReviewCycle
from tests import factories
from tests.talent.domain.tables import state
from tests.talent.interfaces import stopping
from tests.talent.interfaces.files import csv_file, employee, performance

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(751, 771)]


@pytest.fixture(autouse=True)
def _agency() -> None:
    system_operator()
    factories.agency()


def sent(client, content: str, kind: str = "employees"):  # type: ignore[no-untyped-def]
    client.post("/impor/", {"kind": kind, "file": SimpleUploadedFile("berkas.csv", content.encode())})
    return ImportBatch.objects.latest("pk")


def test_a_column_under_another_name_is_offered_matched_and_remembered(staff):
    content = f"No. Induk Peg,Nama Lengkap,Golongan Terakhir,Hobi\n{NIPS[0]},Alya,IV/a,catur\n"
    batch = sent(staff, content)
    assert batch.state == "WAITING"
    offers = {"No. Induk Peg": "", "Golongan Terakhir": "golongan", "Hobi": ""}
    assert dict(batch.report["offers"]) == offers
    page = staff.get(f"/impor/{batch.pk}/").content.decode()
    assert '<option value="golongan" selected>' in page
    said = {"kolom-0": "nip", "kolom-1": "golongan", "kolom-2": ""}
    staff.post(f"/impor/{batch.pk}/kolom/", said)
    batch.refresh_from_db()
    assert (batch.state, batch.report["new"], batch.report["rejected"]) == ("PREVIEWED", 1, 0)
    again = sent(staff, content.replace("Alya", "Alya B."))
    assert (again.state, again.report["new"]) == ("PREVIEWED", 1)
    staff.post(f"/impor/{again.pk}/tulis/")
    for match in ColumnMatch.objects.all():
        staff.post(f"/impor/kolom/{match.pk}/lupakan/")
    assert sent(staff, content).state == "WAITING"
    assert Event.objects.filter(kind="talent.import.match_forgotten").count() == 3


def test_a_match_that_cannot_be_is_refused_and_one_that_failed_is_not_remembered(staff):
    content = f"Nomor,Nomor Lama,Nama\n{NIPS[0]},x,Alya\n"
    batch = sent(staff, content)
    staff.post(f"/impor/{batch.pk}/kolom/", {"kolom-0": "nip", "kolom-1": "nip"})
    batch.refresh_from_db()
    assert (batch.state, ColumnMatch.objects.count()) == ("WAITING", 0)
    # Nothing says who a row is about: this check is refused, and the next file is asked about again.
    staff.post(f"/impor/{batch.pk}/kolom/", {"kolom-0": "", "kolom-1": ""})
    batch.refresh_from_db()
    assert (batch.state, ColumnMatch.objects.count()) == ("REFUSED", 0)
    assert sent(staff, content).state == "WAITING"


def test_a_matched_file_is_written_by_its_matches(staff, django_capture_on_commit_callbacks):
    batch = sent(staff, f"Nomor,nama\n{NIPS[0]},Alya\n")
    staff.post(f"/impor/{batch.pk}/kolom/", {"kolom-0": "nip"})
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"/impor/{batch.pk}/tulis/")
    assert Employee.objects.get().nip == NIPS[0]


def test_the_command_takes_matches_and_asks_nothing(tmp_path: Path):
    path = tmp_path / "pegawai.csv"
    path.write_text(f"Nomor Pegawai,Nama\n{NIPS[0]},Alya\n", encoding="utf-8")
    call_command("import_records", "employees", str(path), "--match", "Nomor Pegawai=nip", stdout=StringIO())
    assert Employee.objects.get().nip == NIPS[0]


def test_a_file_of_known_columns_is_not_asked_about(staff):
    assert sent(staff, f"nip,nama,catatan pribadi\n{NIPS[0]},Alya,x\n").state == "PREVIEWED"


def test_a_large_file_is_checked_by_a_job_whose_progress_stays(staff, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(import_jobs, "AT_ONCE", 10)
    batch = sent(staff, f"nip,nama\n{NIPS[0]},Alya\n")
    assert (batch.state, batch.job.kind) == ("CHECKING", "import_check")
    for _reload in range(2):
        assert f'id="job-{batch.job_id}"' in staff.get(f"/impor/{batch.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        batch = sent(staff, f"nip,nama\n{NIPS[1]},Budi\n")
    batch.refresh_from_db()
    assert (batch.state, batch.job.done, batch.report["new"]) == ("PREVIEWED", 1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"/impor/{batch.pk}/tulis/")
    assert Employee.objects.get().nip == NIPS[1]


def test_the_progress_of_a_workbooks_check_grows_with_its_rows(
    staff, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    path, shown, advance = stopping.people(tmp_path, NIPS[:4]), list[int](), running.advance

    def watched(job, **given):  # type: ignore[no-untyped-def]
        advance(job, **given)
        shown.append(Job.objects.get(pk=job.pk).percent)

    stopping.parser(monkeypatch, tmp_path, NIPS[:4], dies=False)
    monkeypatch.setattr(import_jobs, "AT_ONCE_XLSX", 10)
    monkeypatch.setattr(running, "advance", watched)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post("/impor/", {"kind": "employees", "file": SimpleUploadedFile("berkas.xlsx", path.read_bytes())})
    assert (ImportBatch.objects.get().state, shown) == ("PREVIEWED", [25, 50, 75, 99])


def test_the_preview_shows_old_and_new_of_every_field_and_writes_nothing(staff, tmp_path):
    person = factories.employee(nip=NIPS[0], name="Alya Lama", grade="IV/a")
    factories.write("performance", person, year=2024, rating="BAIK", score=80.5)
    before = state(facts_only=True)
    rows = [employee(NIPS[0], nama="Alya Baru", golongan="IV/b", jabatan=person.current.position)]
    batch = sent(staff, csv_file(tmp_path, "employees", rows).read_text())
    [change] = staff.get(f"/impor/{batch.pk}/").context["changes"]
    assert (change.who, change.employee) == (person, person.pk)
    assert change.fields == [("Nama", "Alya Lama", "Alya Baru"), ("Golongan", "IV/a", "IV/b")]
    batch = sent(staff, f"nip,tahun,predikat,nilai\n{NIPS[0]},2024,Kurang,81\n", "performance")
    [change] = staff.get(f"/impor/{batch.pk}/").context["changes"]
    assert change.fields == [("Predikat", "Baik", "Kurang"), ("Nilai", "80.5", "81")]
    ImportBatch.objects.all().delete()
    assert state(facts_only=True) == before


def test_changes_come_in_pages(staff, tmp_path):
    people = [factories.employee(nip=factories.nip(number)) for number in range(801, 831)]
    rows = [employee(person.nip, nama="Lain", jabatan=person.current.position) for person in people]
    batch = sent(staff, csv_file(tmp_path, "employees", rows).read_text())
    first, second = (staff.get(f"/impor/{batch.pk}/?ubah={page}").context for page in (0, 1))
    assert (len(first["changes"]), len(second["changes"]), first["changes_count"]) == (25, 5, "1–25 dari 30")
    assert staff.get(f"/impor/{batch.pk}/?ubah=x").status_code == 200


LIST = ("cycle", 7, "SEKDA")


def boxes(people: list[Employee]) -> dict[int, int | None]:
    run = factories.mapping_run(factories.cycle(name=f"Siklus {len(people)}-{Event.objects.count()}"))
    return dict(run.placements.values_list("employee_id", "box"))


def test_the_impact_is_what_a_mapping_after_writing_finds(staff, tmp_path, monkeypatch):
    people = [factories.assessed(factories.employee(nip=nip)) for nip in NIPS[:6]]
    factories.cycle(name="Berjalan")
    # Opened with a mistyped year before that was refused: nothing is weighed by it.
    ReviewCycle.objects.create(agency=factories.agency(), name="2062", on=date(2062, 6, 30), state="OPEN")
    rows = [
        performance(person.nip, predikat=word)
        for person, word in zip(people, ["Kurang", "Baik", "Sangat Baik"] * 2, strict=True)
    ]
    path = csv_file(tmp_path, "performance", rows)
    weighed = weigh(path, "performance")
    # A longer file is weighed from the disk, one part of its people after another; the first who move are named.
    with monkeypatch.context() as lowered:
        for name, value in (
            ("incoming.HELD", 1),
            ("incoming.TOGETHER", 1),
            ("incoming.PARTS", 4),
            ("impact.CHUNK", 1),
            ("impact.NAMED", 1),
        ):
            lowered.setattr(f"talent.domain.queries.{name}", value)
        assert weigh(path, "performance") == replace(weighed, who=weighed.who[:1])
        # Whoever stands on a live list is named before the others, wherever the file has them.
        last = weighed.who[-1][0]
        lowered.setattr(
            "talent.domain.queries.impact.LIVE_LISTS", [lambda _agency, who: {one: {LIST} for one in {last} & set(who)}]
        )
        listed = {"listed": 1, "listed_who": [last], "lists": [LIST]}
        assert weigh(path, "performance") == replace(weighed, who=weighed.who[-1:], **listed)
        lowered.setattr("talent.domain.queries.impact.NAMED", 500)
        batch = sent(staff, path.read_text(), "performance")
    monkeypatch.setattr("talent.views.imports.CHANGES", 1)
    first, rest = (staff.get(f"/impor/{batch.pk}/{page}").context for page in ("", "?pindah=1"))
    assert [(row[0].pk, row[4]) for page in (first, rest) for row in page["weighed"]["rows"]] == [
        (last, True), *((who, False) for who, _now, _then in weighed.who[:-1])
    ]  # fmt: skip
    assert first["weighed"]["page"].count == f"1–1 dari {weighed.moved}"
    assert '<a href="/siklus/7/">SEKDA</a>' in staff.get(f"/impor/{batch.pk}/").content.decode()
    before = boxes(people)
    importers.read(
        kind="performance", path=tmp_path / "performance.csv", filename="p.csv", agency=factories.agency(),
        by=system_operator(), dry_run=False,
    )  # fmt: skip
    after = boxes(people)
    assert weighed.cycle == "Berjalan"
    assert weighed.who == [(who, before[who], after[who]) for who in sorted(before) if before[who] != after[who]]
    assert (weighed.people, weighed.moved, weighed.listed) == (4, len(weighed.who), 0)
    assert weighed.moved >= 2


def test_standards_that_change_weigh_the_holders_of_the_posts(staff, tmp_path, monkeypatch):
    agency = factories.agency()
    people = [
        factories.assessed(factories.employee(nip=nip, position=post), level=2)
        for nip, post in zip(NIPS, ("Kepala Bidang Darat", "JAB-1", "Kepala Bidang Laut", "Kepala UPTD"), strict=False)
    ]
    for code, name in (("JAB-1", "Kepala Bidang Darat"), ("JAB-2", "Kepala Bidang Laut")):
        factories.write("positions", agency, code=code, name=name, tier="ADMINISTRATOR", unit=None)
    high = dict.fromkeys((column.name for column in KINDS["positions"].columns if column.field in COMPETENCIES), "5")
    path = csv_file(
        tmp_path,
        "positions",
        [
            {"kode": "JAB-1", "nama": "KEPALA BIDANG DARAT", "jenjang": "ADMINISTRATOR", **high},
            {"kode": "JAB-2", "nama": "Kepala Bidang Laut", "jenjang": "ADMINISTRATOR"},
            {"kode": "JAB-3", "nama": "Kepala UPTD", "jenjang": "ADMINISTRATOR", **high},
        ],
    )
    weighed = weigh(path, "positions")
    with monkeypatch.context() as lowered:
        lowered.setattr("talent.domain.queries.incoming.POSTS", 1)
        batch = sent(staff, path.read_text(), "positions")
    assert "Dampak berkas ini pada kotak tidak dihitung" in staff.get(f"/impor/{batch.pk}/").content.decode()
    before = boxes(people)
    importers.read(
        kind="positions", path=path, filename="p.csv", agency=agency, by=system_operator(), dry_run=False
    )  # fmt: skip
    after = boxes(people)
    assert weighed.who == [(who, before[who], after[who]) for who in sorted(before) if before[who] != after[who]]
    assert ([who for who, _now, _then in weighed.who], weighed.people) == (
        [people[0].pk, people[1].pk, people[3].pk],
        3,
    )


def weigh(path: Path, kind: str):  # type: ignore[no-untyped-def]
    from django.utils import timezone

    with closing(differences.Gathering(kind)) as gathered:
        importers.read(
            kind=kind, path=path, filename=path.name, agency=factories.agency(), by=system_operator(), dry_run=True,
            observe=gathered.observe,
        )  # fmt: skip
        return impact(factories.agency(), gathered.spool, timezone.now())


@pytest.mark.parametrize(
    "kind",
    ["employees", "education", "awards", "appointments", "assessments", "sanctions", "components", "attestations"],
)
def test_facts_with_incoming_rows_are_the_facts_after_writing_them(kind, tmp_path, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr("talent.domain.queries.incoming.PARTS", 1)
    people = [factories.assessed(factories.employee(nip=nip)) for nip in NIPS[:3]]
    rows = {
        "employees": [
            employee(p.nip, golongan="IV/c", tmt_golongan="2022-04-01", jabatan="Kepala Dinas") for p in people[:2]
        ],
        "education": [{"nip": p.nip, "jenjang": "S2", "bidang": "transportasi", "kesesuaian": "tidak"} for p in people],
        "awards": [{"nip": people[0].nip, "nama": "Satyalancana", "tingkat": "instansi", "tanggal": "2024-08-17"}],
        "appointments": [
            {
                "nip": p.nip,
                "jabatan": "Kepala Seksi",
                "jenjang": "PENGAWAS",
                "tmt_mulai": "2015-01-02",
                "jenis": "definitif",
            }
            for p in people
        ],
        "assessments": [{"nip": people[1].nip, "tanggal": "2025-03-03", "integritas": "1", "belajar_cepat": "2"}],
        "sanctions": [{"nip": people[2].nip, "tingkat": "berat", "tmt_mulai": "2026-01-01"}],
        "components": [
            {"NIP": p.nip, "tanggal": "2026-01-05", "X - Tingkat Pendidikan Formal": "90"} for p in people[:2]
        ],
        "attestations": [{"nip": people[0].nip, "jenis": "kesehatan", "tanggal": "2026-01-10", "hasil": "ya"}],
    }[kind]
    path = csv_file(tmp_path, kind, rows)
    gathered = differences.Gathering(kind)
    about = {"kind": kind, "path": path, "filename": path.name, "agency": factories.agency(), "by": system_operator()}
    importers.read(**about, dry_run=True, observe=gathered.observe)
    ids, agency = [person.pk for person in people], factories.agency()
    (incoming,) = gathered.spool.parts()
    gathered.close()
    foreseen = facts.facts(agency.pk, on=date(2026, 6, 30), known_at=timezone.now(), employees=ids, incoming=incoming)
    importers.read(**about, dry_run=False)
    written = facts.facts(agency.pk, on=date(2026, 6, 30), known_at=timezone.now(), employees=ids)
    assert facts.inputs_digest(foreseen) == facts.inputs_digest(written)


def test_those_on_a_live_list_are_counted(staff):
    person = factories.assessed(factories.employee(nip=NIPS[0]))
    LIVE_LISTS.append(lambda agency_id, people: {who: {LIST} for who in people})
    try:
        batch = sent(staff, f"nip,tahun,predikat\n{person.nip},2025,Kurang\n", "performance")
    finally:
        LIVE_LISTS.pop()
    page = staff.get(f"/impor/{batch.pk}/").content.decode()
    assert "1 orang akan berpindah kotak; 1 di antaranya ada dalam daftar panjang yang berjalan." in page


def test_wrong_rows_come_back_marked_and_can_be_mended_and_sent_again(staff):
    bad = "19800305201001"
    batch = sent(staff, f'nip,nama,Catatan\n{NIPS[0]},Alya,a\n{bad},=1+1,"b"\n{NIPS[1]},,c\n')
    answer = staff.get(f"/impor/{batch.pk}/perbaiki.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows()] == [
        ["nip", "nama", "Catatan"], [bad, "=1+1", "b"], [NIPS[1], None, "c"],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["A2"].comment.text == "NIP harus 18 angka; ini 14 angka."
    assert (sheet["A2"].fill.fgColor.rgb, sheet["A3"].fill.fill_type) == ("FFF8D7DA", None)
    assert sheet["D3"].value == "nama: Kolom ini wajib diisi."
    whole = b"".join(staff.get(f"/impor/{batch.pk}/perbaiki.csv").streaming_content).decode("utf-8-sig")
    assert list(csv.reader(StringIO(whole)))[1][:3] == [bad, "'=1+1", "b"]
    sheet["A2"], sheet["B2"], sheet["B3"] = NIPS[2], "Budi", "Citra"
    mended = BytesIO()
    book.save(mended)
    staff.post("/impor/", {"kind": "employees", "file": SimpleUploadedFile("mended.xlsx", mended.getvalue())})
    again = ImportBatch.objects.latest("pk")
    assert (again.state, again.report["new"], again.report["rejected"]) == ("PREVIEWED", 2, 0)
    assert Event.objects.filter(kind="talent.import.errors_exported", payload__form="xlsx").count() == 1


def test_the_worker_marks_every_wrong_row_of_a_long_file_and_clears_away_what_was_left(
    staff, settings, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(import_jobs, "AT_ONCE", 0)
    left = Path(settings.MEDIA_ROOT) / "imports" / ".unfinished-left"
    left.mkdir(parents=True)
    # Longer than a chunk, and all about one person: no row is good.
    lines = [f"{NIPS[0]},Alya,IV/{'a' if row % 2 else 'z'}\n" for row in range(5_010)]
    with django_capture_on_commit_callbacks(execute=True):
        batch = sent(staff, "nip,nama,golongan\n" + "".join(lines))
    batch.refresh_from_db()
    assert (batch.state, batch.report["faults_rows"], batch.report["rejected"]) == ("PREVIEWED", 5_010, 5_010)
    answer = staff.get(f"/impor/{batch.pk}/perbaiki.csv")
    _head, *rows = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert [row[2] for row in rows[:2]] + [len(rows)] == ["IV/z", "IV/a", 5_010]
    # Twice over: once to check, once to mark.
    assert batch.job.done == 10_020
    assert sorted(left.parent.glob(".unfinished-*")) == []


def test_a_match_comes_only_where_it_is_asked_for(staff):
    batch = sent(staff, f"nip,nama\n{NIPS[0]},Alya\n")
    with pytest.raises(Exception, match="tidak sedang dicocokkan"):
        imports.match(batch=batch, matches={"x": "nip"}, by=staff.user)
    assert (ColumnMatch.objects.count(), PerformanceRecord.objects.count()) == (0, 0)
