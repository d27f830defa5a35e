"""From a file to records by page: preview, errors, the good rows written, refused files, templates."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Roles
from audit.models import Event
from talent.domain import imports as domain
from talent.interfaces.columns import KINDS
from talent.models import Agency, ColumnMatch, Employee, ImportBatch, PerformanceRecord
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

GOOD, BAD = factories.nip(1), "19800305201001"


def people(*nips):
    rows = "".join(f"{nip},Pegawai {number}\n" for number, nip in enumerate(nips, start=1))
    return f"nip,nama\n{rows}".encode()


def upload(client, content, *, kind="employees", name="pegawai.csv", **fields):
    return client.post("/impor/", {"kind": kind, "file": SimpleUploadedFile(name, content)} | fields)


def test_a_preview_counts_names_the_errors_and_writes_nothing(staff):
    factories.agency()
    response = upload(staff, people(GOOD, BAD))
    batch = ImportBatch.objects.get()
    assert (response.status_code, response.url) == (302, f"/impor/{batch.pk}/")
    context = staff.get(response.url).context
    report = context["report"]
    assert {name: report[name] for name in ("rows", "new", "changed", "same", "rejected")} == {
        "rows": 2,
        "new": 1,
        "changed": 0,
        "same": 0,
        "rejected": 1,
    }
    error = context["groups"][0].shown[0]
    assert (error.row, error.column, error.value, str(error.message)) == (
        3,
        "nip",
        BAD,
        "NIP harus 18 angka; ini 14 angka.",
    )
    assert Employee.objects.count() == 0


def test_what_a_download_leaves_out_is_said_beside_it_and_in_it(staff, monkeypatch):
    monkeypatch.setattr("talent.interfaces.previews.ERRORS_KEPT", 1)
    monkeypatch.setattr("talent.interfaces.faults.MOST", 1)
    monkeypatch.setattr("talent.interfaces.faults.COMMENTED", 0)
    factories.agency()
    address = upload(staff, people(BAD, BAD[:-1])).url
    page = staff.get(address).content.decode()
    assert "Unduh 1 dari 2 baris yang salah untuk diperbaiki (XLSX)" in page
    assert "Unduh 1 dari 2 kesalahan (CSV)" in page
    lines = staff.get(f"{address}kesalahan.csv").content.decode().splitlines()
    assert (len(lines), lines[-1]) == (3, ",,,,,1 kesalahan lagi tidak dirinci.")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(staff.get(f"{address}perbaiki.xlsx").streaming_content)))
    sheet = book.worksheets[0]
    notes = [cell.comment.text for cell in sheet[1] if cell.comment]
    words = "Komentar paling banyak pada 0 sel; sel lain yang salah hanya diwarnai, dan kolom ini menyebut semuanya."
    assert (sheet.max_row, notes) == (2, [f"1 baris pertama dari 2 baris yang salah. {words}"])
    # Comments are held in memory, so that they are few; the colour and the words beside the row are not.
    assert (sheet["A2"].comment, sheet["A2"].fill.fgColor.rgb, sheet.max_column) == (None, "FFF8D7DA", 3)
    assert sheet["C2"].value.startswith("nip: NIP harus 18 angka")
    # As CSV, all of them.
    whole = b"".join(staff.get(f"{address}perbaiki.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in whole] == ["nip", BAD, BAD[:-1]]


def test_how_many_changed_rows_are_not_told_field_by_field_is_said_on_the_page_and_by_the_api(
    staff, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("talent.interfaces.differences.KEPT", 1)
    factories.agency()
    nips = [factories.nip(number) for number in (801, 802, 803)]
    first = f"{upload(staff, people(*nips)).url}tulis/"
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(first)
    address = upload(staff, people(*nips).replace(b"Pegawai", b"Nama Baru")).url
    page = staff.get(address).content.decode()
    assert "1–1 dari 3" in page
    assert "2 baris berubah lagi tidak dirinci isiannya" in page
    pk = address.strip("/").rpartition("/")[2]
    told = staff.get(f"/api/v1/imports/{pk}/").json()["differences"]
    assert (told["total"], told["kept"], len(told["rows"])) == (3, 1, 1)


def test_the_good_rows_are_written_by_a_job(staff, django_capture_on_commit_callbacks):
    factories.agency()
    address = upload(staff, people(GOOD, BAD)).url
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"{address}tulis/").url == address
    assert [employee.nip for employee in Employee.objects.all()] == [GOOD]
    context = staff.get(address).context
    assert (context["batch"].state, context["may_write"], context["written"]) == (
        "COMMITTED",
        False,
        {"rows": 2, "new": 1, "changed": 0, "same": 0, "rejected": 1},
    )


def test_writing_twice_is_refused_on_the_page(staff, django_capture_on_commit_callbacks):
    factories.agency()
    address = upload(staff, people(GOOD)).url
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
        response = staff.post(f"{address}tulis/", follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Berkas ini sudah ditulis atau ditolak; unggah lagi bila perlu."
    ]
    assert Event.objects.filter(kind="talent.import.committed").count() == 1


def test_records_reach_the_person(staff, django_capture_on_commit_callbacks):
    person = factories.employee()
    address = upload(staff, f"nip;tahun;predikat\n{person.nip};2025;Baik\n".encode(), kind="performance").url
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    record = PerformanceRecord.objects.get()
    assert (record.employee_id, record.year, record.rating, record.batch_id) == (
        person.pk,
        2025,
        "BAIK",
        ImportBatch.objects.get().pk,
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "kosong.csv", "empty_file"),
        (people(GOOD), "salah.xlsx", "csv_named_xlsx"),
        ("nip,nama\n1,Jos\xe9\n".encode("cp1252"), "lama.csv", "not_utf8"),
        (b"nip,nama\n", "kepala.csv", "header_only"),
        (b"nip,tahun,predikat,hal lain\n1,2025,Baik,x\n", "kinerja.csv", "other_kind"),
    ],
)
def test_a_refused_file_is_kept_with_its_reason(staff, content, name, code):
    factories.agency()
    response = staff.get(upload(staff, content, name=name).url)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.report["refused"]["code"]) == ("REFUSED", code)
    assert response.context["refused"]["message"]._asdict() == batch.report["refused"]["message"]
    assert response.context["may_write"] is False


def test_a_list_without_files_says_what_its_reader_can_do_and_a_written_file_what_came_of_it(
    staff, sign_in, django_capture_on_commit_callbacks
):
    factories.agency()
    assert "Urutan pertama kali: unit kerja, jabatan, pegawai" in staff.get("/impor/").content.decode()
    assert "mengunggah bukan bagian peran Anda" in sign_in("AUDITOR").get("/impor/").content.decode()
    assert "Unduh templatnya di atas, isi, lalu unggah." in sign_in("MERIT_VERIFIER").get("/impor/").content.decode()
    address = upload(staff, people(GOOD, BAD)).url
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    [(_batch, title, counts)] = staff.get("/impor/").context["rows"]
    assert (str(title), counts["rows"], counts["rejected"]) == ("Pegawai", 2, 1)


def test_a_file_beyond_the_limit_is_said_in_the_form(staff, settings):
    factories.agency()
    settings.UPLOAD_LIMIT_BYTES = 2**20
    response = upload(staff, b"nip,nama\n" + b"x" * 2**20)
    assert (response.status_code, response.context["form"].errors["file"]) == (422, ["Berkas lebih besar dari 1 MB."])
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"kind": "employees"}, {"kind": "agencies"}, {"kind": "\0"}])
def test_an_incomplete_form_is_shown_again(staff, data):
    factories.agency()
    response = staff.post("/impor/", data)
    assert (response.status_code, bool(response.context["form"].errors)) == (422, True)


def test_somebody_with_two_agencies_must_choose_one_of_theirs(staff):
    second = factories.other_agency()
    factories.users.grant(
        user=staff.user, role=factories.Roles.BKD_STAFF, by=factories.users.system_operator(), agency_id=second.pk
    )
    third = factories.agency("BALIKPAPAN", "Kota Balikpapan", "CITY")
    assert upload(staff, people(GOOD)).status_code == 422
    assert upload(staff, people(GOOD), agency=third.pk).status_code == 422
    assert upload(staff, people(GOOD), agency=second.pk).status_code == 302
    assert ImportBatch.objects.get().agency == second


def test_every_error_can_be_taken_away_and_none_is_active(staff):
    factories.agency()
    address = upload(staff, b"nip,nama\n=1+1,Alya\n123,Budi\n").url
    text = staff.get(f"{address}kesalahan.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["lembar", "baris", "kolom", "isi", "kode", "keterangan"]
    assert [(row[1], row[2], row[3]) for row in rows[1:]] == [("2", "nip", "'=1+1"), ("3", "nip", "123")]


def test_uploads_of_another_agency_are_not_found(staff):
    other = factories.other_agency()
    path, digest = domain.keep_file([people(GOOD)])
    batch = domain.receive(
        agency=other,
        kind="employees",
        file_name="x.csv",
        stored=path,
        digest=digest,
        state="PREVIEWED",
        by=factories.users.system_operator(),
    )
    for address in ("", "kesalahan.csv"):
        assert staff.get(f"/impor/{batch.pk}/{address}").status_code == 404
    assert staff.post(f"/impor/{batch.pk}/tulis/").status_code == 404
    assert staff.get("/impor/").context["page"].rows == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("BKD_HEAD", 200),
        ("MERIT_VERIFIER", 200),
        ("TALENT_COMMITTEE", 403),
        ("SELECTION_COMMITTEE", 403),
        ("PPK", 403),
        ("AUDITOR", 200),
        ("ADMINISTRATOR", 200),
    ],
)
def test_each_role_sees_imports_or_not(sign_in: SignIn, role, status):
    factories.agency()
    assert sign_in(role).get("/impor/").status_code == status


def test_an_auditor_reads_what_was_imported_and_imports_nothing(auditor):
    page = auditor.get("/impor/")
    assert (page.context["form"], page.context["kinds"]) == (None, [])
    assert b'<input type="file"' not in page.content
    assert auditor.post("/impor/").status_code == 403


def test_the_merit_verifier_imports_merit_and_nothing_about_people(sign_in: SignIn):
    factories.agency()
    client = sign_in("MERIT_VERIFIER")
    assert [code for code, _title in client.get("/impor/").context["kinds"]] == [
        "merit_rounds",
        "merit_levels",
        "approvals",
    ]
    assert upload(client, people(GOOD)).status_code == 422
    assert client.get("/impor/templat/employees.xlsx").status_code == 404


@pytest.mark.parametrize("kind", ["employees", "performance", "components"])
def test_a_template_has_the_columns_of_its_kind(staff, kind):
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"/impor/templat/{kind}.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.name for column in KINDS[kind].columns]


@pytest.mark.parametrize("uploads", [1, 3])
def test_the_list_takes_seven_queries_whatever_its_length(staff, uploads, django_assert_num_queries):
    factories.agency()
    for _ in range(uploads):
        upload(staff, people(GOOD))
    with django_assert_num_queries(7):
        assert len(staff.get("/impor/").context["page"].rows) == uploads


AGENCIES = "kode,nama,jenis,provinsi\nSMD,Kota Samarinda,kota,Kalimantan Timur\nKUKAR,Kutai Kartanegara,negara,\n"


def test_an_administrator_enters_agencies_by_page_and_takes_none_of_them_back(
    administrator, staff, django_capture_on_commit_callbacks
):
    own = factories.agency()
    listed = administrator.get("/impor/")
    assert [code for code, _title in listed.context["kinds"]] == ["agencies"]
    assert list(listed.context["form"].fields) == ["kind", "file"]
    book = openpyxl.load_workbook(io.BytesIO(administrator.get("/impor/templat/agencies.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]] == ["kode", "nama", "jenis", "provinsi"]
    address = upload(administrator, AGENCIES.encode(), kind="agencies", name="agencies.csv").url
    preview = administrator.get(address).context
    assert (preview["report"]["new"], preview["report"]["rejected"], preview["may_write"]) == (1, 1, True)
    assert [agency.code for agency in Agency.objects.all()] == [own.code]
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(f"{address}tulis/").url == address
    made = Agency.objects.get(code="SMD")
    assert (made.name, made.kind, made.province) == ("Kota Samarinda", "CITY", "Kalimantan Timur")
    batch = ImportBatch.objects.get()
    told = Event.objects.filter(subject=f"talent.importbatch:{batch.pk}").order_by("id")
    assert [(event.kind, event.actor, event.agency) for event in told] == [
        (kind, administrator.user.pk, "")
        for kind in ("talent.import.previewed", "talent.records.written", "talent.import.committed")
    ]
    assert administrator.get(f"/pekerjaan/{batch.job_id}/").status_code == 200
    assert staff.get(f"/pekerjaan/{batch.job_id}/").status_code == 404
    refused = administrator.post(f"{address}tarik/", {"reason": "Salah berkas."}, follow=True)
    assert "Berkas instansi tidak dapat ditarik" in refused.content.decode()


def test_the_columns_of_a_list_of_agencies_are_matched_and_not_remembered(administrator):
    rows = b"kode,sebutan,jenis\nSMD,Kota Samarinda,kota\n"
    address = upload(administrator, rows, kind="agencies", name="agencies.csv").url
    assert ImportBatch.objects.get().state == "WAITING"
    assert "Pilihan Anda diingat" not in administrator.get(address).content.decode()
    administrator.post(f"{address}kolom/", {"kolom-0": "nama"})
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.report["new"], ColumnMatch.objects.count()) == ("PREVIEWED", 1, 0)


def test_an_administrator_imports_no_ones_records(administrator):
    own = factories.agency()
    for fields in ({}, {"agency": own.pk}):
        assert upload(administrator, people(GOOD), **fields).status_code == 422
    assert administrator.get("/impor/templat/employees.xlsx").status_code == 404
    assert ImportBatch.objects.count() == 0


def test_whoever_administers_and_keeps_records_names_the_agency_but_for_the_list_of_agencies(sign_in: SignIn):
    first, second = factories.agency(), factories.other_agency()
    user = factories.user("BKD_STAFF", first)
    by = factories.users.system_operator()
    factories.users.grant(user=user, role=Roles.BKD_STAFF, agency_id=second.pk, by=by)
    factories.users.grant(user=user, role=Roles.ADMINISTRATOR, by=by)
    client = sign_in(user)
    assert upload(client, people(GOOD)).context["form"].errors == {"agency": ["Bidang ini harus diisi."]}
    assert upload(client, people(GOOD), agency=second.pk).status_code == 302
    assert upload(client, AGENCIES.encode(), kind="agencies", agency=second.pk).status_code == 302
    assert list(ImportBatch.objects.order_by("id").values_list("agency", flat=True)) == [second.pk, None]


def test_remembered_columns_are_told_a_page_at_a_time_and_counted(staff):
    given = {"agency": factories.agency(), "kind": "employees", "column": "nip", "by": staff.user}
    ColumnMatch.objects.bulk_create(ColumnMatch(header=f"Kolom {number:02d}", **given) for number in range(51))
    first = staff.get("/impor/").context["remembered"]
    assert (first.count, first.next) == ("1–50 dari 51", "?mulai=50#kolom")
    page = staff.get(f"/impor/{first.next}")
    rest = page.context["remembered"]
    assert ([match.header for match, _title in rest.rows], rest.count) == (["Kolom 50"], "51–51 dari 51")
    # Which file it is of is told in the words of the list to choose from, not as a code.
    assert page.content.decode().count("<td>Pegawai<br>") == 1
