"""A kept preview speaks the reader's language; its errors stand by column or by row; a writing that gave up says so."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import Job
from talent.interfaces.sheets import workbook
from talent.models import Employee, ImportBatch
from tests import factories
from tests.talent.interfaces import stopping

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(851, 854)]
WRONG = f"nip,nama,Ket\n123,Alya,\n{NIPS[0]},,\n\n12,Budi,\n".encode()
ENGLISH = {"accept-language": "en"}


def upload(client: Any, content: bytes, name: str = "pegawai.csv", **headers: Any) -> str:
    factories.agency()
    data = {"kind": "employees", "file": SimpleUploadedFile(name, content)}
    address: str = client.post("/impor/", data, **headers).url
    return address


@pytest.mark.parametrize("at_upload", [{}, {"headers": ENGLISH}], ids=["id", "en"])
def test_errors_and_notices_follow_the_reader_whatever_language_it_was_uploaded_in(staff, at_upload):
    address = upload(staff, WRONG, **at_upload)
    said = {}
    for language in ("id", "en"):
        staff.cookies["django_language"] = language
        page = staff.get(address).content.decode()
        text = staff.get(f"{address}kesalahan.csv").content.decode("utf-8-sig")
        said[language] = (page, [row[5] for row in csv.reader(io.StringIO(text))][1:])
    assert "NIP harus 18 angka; ini 3 angka." in said["id"][0]
    assert "1 baris kosong di antara baris data dilewati." in said["id"][0]
    assert "A NIP must have 18 digits; this one has 3." in said["en"][0]
    assert "1 blank row between rows of data was passed over." in said["en"][0]
    assert "Columns not recognised and not read: Ket." in said["en"][0]
    assert said["id"][1][1] == "Kolom ini wajib diisi."
    assert said["en"][1][1] == "This column is required."


def test_a_refused_file_gives_its_reason_in_the_reader_s_language(staff):
    address = upload(staff, b"")
    assert staff.get(address).context["refused"]["message"].id.startswith("Berkas ini kosong")
    staff.cookies["django_language"] = "en"
    assert "This file is empty (0 bytes)" in staff.get(address).content.decode()


def test_a_preview_kept_in_one_language_can_still_be_read(staff):
    address = upload(staff, WRONG)
    batch = ImportBatch.objects.get()
    batch.report["errors"] = [error | {"message": "NIP salah."} for error in batch.report["errors"]]
    batch.report["notices"] = ["Kolom tidak dibaca: Ket."]
    batch.save()
    page = staff.get(address).content.decode()
    assert page.count("NIP salah.") > 0
    assert "Kolom tidak dibaca: Ket." in page


def test_errors_stand_by_column_or_by_row_and_are_taken_away_by_row(staff):
    address = upload(staff, WRONG)
    assert [group.column for group in staff.get(address).context["groups"]] == ["nama", "nip", "nip"]
    by_row = staff.get(f"{address}?urut=baris")
    assert [(error.row, error.column) for error in by_row.context["listed"]] == [(2, "nip"), (3, "nama"), (5, "nip")]
    assert by_row.context["groups"] == []
    assert by_row.content.count(b'<th scope="row">CSV, baris') == 3
    text = staff.get(f"{address}kesalahan.csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == ["2", "3", "5"]


def test_a_file_that_breaks_off_after_its_first_chunks_is_refused_and_leaves_nothing(
    staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(workbook, "LARGE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        address = upload(staff, stopping.broken_workbook(tmp_path).read_bytes(), "pegawai.xlsx")
    page = staff.get(address)
    assert (page.context["batch"].state, page.context["may_write"]) == ("REFUSED", False)
    assert page.context["refused"]["code"] == "unreadable"
    assert not Employee.objects.exists()


def test_a_stored_file_that_is_no_longer_the_one_that_was_checked_writes_nothing(
    staff, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    address = upload(staff, f"nip,nama\n{NIPS[0]},Alya\n".encode())
    stored = Path(settings.MEDIA_ROOT) / "imports" / ImportBatch.objects.get().stored
    stored.write_text(f"nip,nama\n{NIPS[1]},Bima\n", encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    halt = staff.get(address).context["halt"]
    assert (halt["code"], halt["written"]["rows"]) == ("file_changed", 0)
    assert not Employee.objects.exists()


def test_a_writing_that_broke_off_says_what_is_in_and_can_be_taken_up_again(
    staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    stopping.parser(monkeypatch, tmp_path, NIPS, dies=False)
    address = upload(staff, stopping.people(tmp_path, NIPS).read_bytes(), "pegawai.xlsx")
    stopping.parser(monkeypatch, tmp_path, NIPS, dies=True)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    page = staff.get(address)
    assert (page.context["batch"].phase, page.context["may_write"]) == ("STOPPED", True)
    assert page.context["halt"]["written"] == {"rows": 2, "new": 2, "changed": 0, "same": 0, "rejected": 0}
    text = " ".join(page.content.decode().split())
    assert "Berkas ini tidak dapat dibaca dalam batas memori" in text
    assert "2 dari 3 baris sudah diolah; 2 di antaranya tersimpan" in text
    assert "terhenti" in staff.get("/impor/").content.decode()
    assert "penulisan terhenti" in staff.get("/").content.decode()
    stopping.parser(monkeypatch, tmp_path, NIPS, dies=False)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.report["written"]["new"], "stopped" in batch.report) == ("COMMITTED", 3, False)
    assert sorted(Employee.objects.values_list("nip", flat=True)) == NIPS


def test_a_batch_whose_worker_gave_up_without_a_word_is_stopped_too(staff, django_capture_on_commit_callbacks):
    address = upload(staff, f"nip,nama\n{NIPS[0]},Alya\n".encode())
    staff.post(f"{address}tulis/")
    assert staff.get(address).context["may_write"] is False
    Job.objects.update(state=Job.State.FAILED)
    assert (staff.get(address).context["safe"], staff.get(address).context["may_write"]) == (0, True)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{address}tulis/")
    assert ImportBatch.objects.get().state == "COMMITTED"
