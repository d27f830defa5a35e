"""Every page is accessible, fits a phone, is light to load and can be used from the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.visitor import PHONE

ROUTE = "/merit/jalur/?agency=1&tier=JPT_PRATAMA&on=2021-03-24&also=2022-12-31&third=2026-02-01"
CYCLE = 'main tbody a:text-is("Siklus 2026")'
# Its words change when the count arrives.
LATECOMERS = 'main a[href$="/susulan/"]'
VACANCY = 'main tbody tr:has-text("{}") a'

SEARCH = "cari: "
# Whose session → address (or whom to look for among the employees), then what is followed from there. Pages that live
# for a moment only (a preview, a decision to sign) are inspected by the walks that meet them.
PAGES: dict[str, list[tuple[str, ...]]] = {
    "": [("/masuk/",)],
    "bkd": [
        ("/",),
        ("/sandi/",),
        ("/pegawai/",),
        ("cari: tidak-ada",),
        ("cari: 197202201997031001",),
        ("cari: 197202201997031001", "main tbody a"),
        ("cari: 197202201997031001", "main tbody a", 'main a:has-text("Catatan")'),
        ("/impor/",),
        ("/siklus/",),
        ("/siklus/", CYCLE),
        ("/siklus/", CYCLE, "a.box-9"),
        ("/siklus/", CYCLE, 'main a.stat:has-text("Belum dapat dinilai")'),
        ("/siklus/", CYCLE, 'main a[href*="/kebijakan/"]'),
        ("/siklus/", CYCLE, 'main a:has-text("Kalibrasi")'),
        ("/siklus/", CYCLE, 'main a:has-text("Kalibrasi")', "main tbody th a"),
        ("/siklus/", CYCLE, 'main a:has-text("Kalibrasi")', "main tbody th a", 'main a:has-text("Risalah")'),
        ("/siklus/", CYCLE, LATECOMERS),
        ("/tanggapan/",),
        ("/kelompok-suksesi/",),
        ("/merit/",),
        ("/merit/", 'main a:has-text("2022")'),
        ("/merit/", 'main a:has-text("2021")', 'main a:has-text("Jalan ke kategori")'),
        (ROUTE,),
        ("/merit/surat/",),
        ("/jabatan/",),
        ("/lowongan/",),
        ("/lowongan/", VACANCY.format("LJ-2021-001")),
        ("/lowongan/", VACANCY.format("LJ-2022-004")),
        ("/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Panitia seleksi")'),
        ("/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Jejak perhitungan")'),
        ("/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Aji Heri Laksana")'),
    ],
    "auditor": [("/",), ("/impor/",), ("/audit/",), ("/aturan/",)],
    "pegawai": [("/",), ("/data-saya/",), ("/data-saya/?bagian=catatan",)],
    "komite": [("/",), ("/hubungan/",)],
    "verifikator": [("/",), ("/impor/",), ("/merit/surat/",), ("/merit/nasional/",), ("/merit/kalender/",)],
    "pansel": [("/",)],
    "admin": [("/",), ("/pengguna/",), ("/pengguna/", "main tbody a")],
}


@pytest.mark.parametrize("username", PAGES)
def test_nothing_is_wrong_with_any_page(visit: Visit, username: str) -> None:
    visitor = visit(username)
    found = []
    for address, *steps in PAGES[username]:
        if address.startswith(SEARCH):
            visitor.search(address.removeprefix(SEARCH))
        else:
            visitor.open(address)
        for step in steps:
            visitor.follow(visitor.page.locator(step).first)
        found += faults(visitor.page)
    assert found == []


@pytest.mark.parametrize(("path", "status"), [("/audit/", 403), ("/tidak-ada/", 404)])
def test_nothing_is_wrong_with_the_page_of_a_refusal(visit: Visit, path: str, status: int) -> None:
    assert faults(visit("bkd").open(path, status).page) == []


def test_nothing_is_wrong_with_any_component(visit: Visit) -> None:
    visitor = visit("bkd")
    with visitor.site.another_server(DEBUG="1") as address:
        visitor.open(f"{address}/ui/")
        visitor.picture("components")
        assert faults(visitor.page) == []


def test_the_keyboard_reaches_everything_on_a_phone(visit: Visit) -> None:
    visitor = visit("bkd").open("/lowongan/")
    page = visitor.page
    page.set_viewport_size(PHONE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_in_viewport()
    expect(page.locator("#menu")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Buka menu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    visitor.picture("phone-menu")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_the_menu_button_leads_anywhere_on_a_phone(visit: Visit) -> None:
    visitor = visit("bkd").open("/")
    visitor.page.set_viewport_size(PHONE)
    visitor.page.get_by_role("button", name="Buka menu").click()
    visitor.page.locator("#menu").get_by_role("link", name="Lowongan JPT").click()
    expect(visitor.heading).to_have_text("Lowongan JPT")
    expect(visitor.page.locator("#menu")).to_be_hidden()
    visitor.picture("phone-vacancies")
