"""A workbook with mistakes: seen before anything is written, the good rows written without the bad ones."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.installation import ROOT

WORKBOOK = ROOT / "demo" / "latihan" / "performance-with-errors.xlsx"


def test_the_good_rows_of_a_workbook_with_errors_are_previewed_and_written(visit: Visit) -> None:
    staff = visit("bkd").open("/")
    page = staff.page
    staff.choose("Impor")
    page.get_by_label("Jenis berkas").select_option(label="Kinerja")
    page.get_by_label("Berkas", exact=True).set_input_files(WORKBOOK)
    staff.press("Periksa dulu")

    expect(staff.heading).to_have_text("performance-with-errors.xlsx")
    assert staff.tiles() == {"Baris": "12", "Baru": "8", "Berubah": "0", "Sama": "0", "Ditolak": "4"}
    wrong = staff.card("Yang perlu diperbaiki").locator("tbody tr")
    expect(wrong).to_have_count(4)
    for row, column, value, told in (
        (4, "nip", r"\d{17}", "NIP harus 18 angka; ini 17 angka."),
        (7, "nilai", "135", "Bilangan ini harus antara 0 dan 120."),
        (9, "predikat", "Sangat Bagus", "Mungkin maksudnya “Sangat Baik”?"),
        (12, "nip", r"\d{18}", "Baris ini sama kuncinya (nip, tahun) dengan baris 11 berkas yang diunggah."),
    ):
        error = wrong.filter(has_text=f"performance, baris {row}:")
        expect(error.locator("th")).to_have_text(column)
        expect(error).to_contain_text(told)
        expect(error.locator("code")).to_have_text(re.compile(f"^{value}$"))
    staff.picture("import-preview")
    staff.picture("import-faults", staff.card("Yang perlu diperbaiki"))
    assert faults(page, "import") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh semua kesalahan").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 4

    with staff.site.without_worker():
        staff.press("Tulis 8 baris yang baik")
        expect(page.locator(".job progress")).to_have_attribute("value", "0")
        page.reload()
        expect(page.locator(".job progress")).to_be_visible()
        assert faults(page, "import") == []
        job = (page.locator(".job").get_attribute("id") or "").removeprefix("job-")
        batch = page.url.removeprefix(staff.site.url)
        assert faults(staff.open(f"/pekerjaan/{job}/").page, "job") == []
        staff.open(batch)
    expect(page.get_by_text("8 baru, 0 berubah, 0 sama seperti yang sudah tercatat, 4 ditolak.")).to_be_visible()
    assert faults(page, "import") == []

    staff.open("/impor/")
    page.get_by_label("Jenis berkas").select_option(label="Kinerja")
    page.get_by_label("Berkas", exact=True).set_input_files(WORKBOOK)
    staff.press("Periksa dulu")
    expect(staff.heading).to_have_text("performance-with-errors.xlsx")
    assert staff.tiles() == {"Baris": "12", "Baru": "0", "Berubah": "0", "Sama": "8", "Ditolak": "4"}


def test_renamed_columns_are_matched_and_a_file_that_was_wrong_is_withdrawn(visit: Visit) -> None:
    person, name = "197202201997031001", "Pelatihan Contoh"
    rows = f"nip,nama,jenis,Tgl Selesai,jp\n{person},{name},bangkom,2026-03-13,24\n"
    staff = visit("bkd").open("/impor/")
    page = staff.page
    page.get_by_label("Jenis berkas").select_option(label="Pelatihan")
    page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "pelatihan-maret.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    staff.press("Periksa dulu")
    expect(page.get_by_label("Tgl Selesai")).to_have_value("tanggal_selesai")
    staff.picture("import-columns")
    assert faults(page, "import") == []
    staff.press("Cocokkan dan periksa")
    expect(staff.card("Tulis")).to_be_visible()
    assert staff.tiles() == {"Baris": "1", "Baru": "1", "Berubah": "0", "Sama": "0", "Ditolak": "0"}
    staff.picture("import-impact")
    staff.press("Tulis 1 baris yang baik")
    expect(page.get_by_text("1 baru, 0 berubah, 0 sama seperti yang sudah tercatat, 0 ditolak.")).to_be_visible()
    batch = page.url.removeprefix(staff.site.url)
    staff.open("/catatan/?kind=training")
    expect(staff.row(name)).to_have_count(1)

    staff.open(batch)
    page.get_by_text("Tarik seluruh isi berkas ini").click()
    page.get_by_label("Alasan").fill("Daftar hadir pelatihan lain.")
    staff.picture("import-withdraw", staff.card("Tarik kembali"))
    staff.press("Tarik berkas")
    expect(page.get_by_text("1 catatan dari berkas ini tidak berlaku lagi")).to_be_visible()
    assert faults(page, "import") == []
    staff.open("/catatan/?kind=training")
    expect(staff.row(name)).to_have_count(0)


def test_a_file_that_is_no_workbook_is_refused_with_its_reason(visit: Visit) -> None:
    staff = visit("bkd").open("/impor/")
    staff.page.get_by_label("Jenis berkas").select_option(label="Kinerja")
    staff.page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "kinerja.xlsx", "mimeType": "application/octet-stream", "buffer": b""}
    )
    staff.press("Periksa dulu")
    expect(staff.page.locator("[role=alert]")).to_contain_text("Berkas ini kosong (0 byte).")
