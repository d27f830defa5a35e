"""The auditor checks that nothing was changed (and in test_readme.py reads who looked at whom)."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults


def test_the_auditor_checks_the_ledger_against_heads_exported_before(visit: Visit) -> None:
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
    assert faults(page, "ledger") == []
    auditor.picture("ledger")
