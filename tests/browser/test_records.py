"""A record is added, corrected and proven by a document; a file that lies is refused; the work-list shrinks."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.talent import documents


def test_a_record_is_added_corrected_and_proven_and_the_work_list_shrinks(visit: Visit) -> None:
    staff = visit("bkd").open("/mutu-data/?kind=awards")
    page = staff.page
    expect(staff.heading).to_have_text("Mutu data")
    # What was written last is weighed first, a stretch of people at a time.
    expect(page.locator(".stat").first).to_be_visible()
    before = int(staff.tiles()["Kelengkapan"].replace(".", ""))
    staff.picture("work-list")
    assert faults(page, "worklist") == []

    first = page.locator("main tbody th a").first
    staff.follow(first)
    person = page.url.partition("?")[0]
    page.get_by_role("link", name="Penghargaan", exact=True).click()
    expect(staff.heading).to_have_text("Penghargaan: catatan baru")
    assert faults(page, "record_add") == []
    page.get_by_label("Nama", exact=True).fill("Piagam Contoh")
    page.get_by_label("Tingkat").select_option(label="nasional")
    page.get_by_label("Tanggal").fill("2090-08-17")
    staff.press("Simpan catatan")
    expect(page.locator(".errorlist")).to_contain_text("Tanggal ini sesudah hari ini")
    page.get_by_label("Tanggal").fill("2024-08-17")
    staff.press("Simpan catatan")
    expect(page.get_by_text("Catatan tersimpan.")).to_be_visible()
    assert faults(page, "record") == []

    staff.follow(page.get_by_role("link", name="Koreksi", exact=True))
    page.get_by_label("Tingkat").select_option(label="instansi")
    page.get_by_label("Alasan koreksi").fill("Piagam dari instansi sendiri.")
    staff.picture("record-correction")
    assert faults(page, "record_correct") == []
    staff.press("Simpan koreksi")
    history = staff.card("Riwayat").locator("tbody tr")
    expect(history).to_have_count(2)
    expect(history.first).to_contain_text("Piagam dari instansi sendiri.")
    expect(history.last).to_contain_text("digantikan")
    record = page.url

    staff.open("/mutu-data/?kind=awards")
    expect(page.locator(".stat").first).to_be_visible()
    assert int(staff.tiles()["Kelengkapan"].replace(".", "")) == before
    staff.open(record.removeprefix(staff.site.url))
    for name, content in (("piagam.pdf", documents.png()), ("piagam.pdf", documents.pdf())):
        page.get_by_label("Sumber").fill("Kementerian Contoh")
        page.get_by_label("Berkas").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        staff.press("Simpan bukti")
        if content.startswith(b"%PDF"):
            break
        expect(staff.card("Bukti").get_by_role("alert").first).to_contain_text("isinya PNG")
    expect(page.get_by_text("Bukti tersimpan.")).to_be_visible()
    staff.picture("record-evidence")
    assert faults(page, "record") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="piagam.pdf").click()
    assert download.value.path().read_bytes() == documents.pdf()
    staff.follow(page.get_by_role("link", name="Ganti", exact=True))
    assert faults(page, "evidence_replace") == []

    page.goto(f"{person}?bagian=catatan")
    proven = page.locator("#awards tbody tr", has_text="Piagam Contoh")
    expect(proven).to_contain_text("Kementerian Contoh")
    bare = page.locator("#awards tbody tr", has_text="tanpa bukti")
    for _row in range(bare.count()):
        staff.follow(bare.first.get_by_role("link", name="Riwayat"))
        page.get_by_label("Sumber").fill("Piagam asli")
        staff.press("Simpan bukti")
        expect(page.get_by_text("Bukti tersimpan.")).to_be_visible()
        page.goto(f"{person}?bagian=catatan")
    staff.open("/mutu-data/?kind=awards")
    expect(page.locator(".stat").first).to_be_visible()
    assert int(staff.tiles()["Kelengkapan"].replace(".", "")) == before - 1
    expect(page.locator(f'main tbody a[href*="{re.sub(r".*/pegawai/", "/pegawai/", person)}"]')).to_have_count(0)
