"""The auditor checks that nothing was changed, and reads who looked at whom."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_the_auditor_checks_the_ledger_against_heads_exported_before(visit: Visit) -> None:
    staff = visit("bkd").search("196506171990031001")
    staff.page.locator("main tbody a").first.click()
    expect(staff.heading).to_have_text("Doni Syahputra")

    auditor = visit("auditor").open("/")
    page = auditor.page
    auditor.choose("Audit")
    with page.expect_download() as download:
        auditor.press("Segel dan unduh kepala segel")
    heads = download.value.path().read_bytes()
    assert json.loads(heads) != {}
    page.get_by_label("Titik periksa").set_input_files(
        {"name": "titik.json", "mimeType": "application/json", "buffer": heads}
    )
    auditor.press("Periksa keutuhan")
    expect(auditor.card("Keutuhan").locator(".notice.pass")).to_contain_text("Utuh")
    expect(auditor.card("Keutuhan")).not_to_contain_text("Tanpa titik periksa")
    auditor.picture("ledger")

    page.locator(".filters").get_by_label("Peristiwa").select_option(label="Data pegawai dibuka")
    page.wait_for_url("**?*")
    opened = auditor.row("Alia (staf BKD)").first
    expect(opened.locator("th")).to_contain_text("Data pegawai dibuka")
    # The ledger itself holds no names; it leads to whom it concerns.
    opened.locator("a").click()
    expect(auditor.heading).to_have_text("Doni Syahputra")
