"""Each role has its own home and menu, sees what is its own, and meets a page that says so elsewhere."""

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults

TALENT = ["Pegawai", "Catatan", "Mutu data", "Siklus pemetaan", "Kelompok suksesi", "Kesiapan", "Rencana", "Kebijakan"]
RECORDS = [*TALENT[:3], "Impor", *TALENT[3:]]
SUCCESSION = ["Sistem merit", "Lowongan JPT"]
AHEAD = ["Kalender lowongan", "Rencana suksesi"]
PREPARES = [
    "Sistem merit",
    "Jabatan JPT",
    *AHEAD,
    "Siapa memenuhi syarat",
    "Simulasi penempatan",
    "Lowongan JPT",
    "Penyimpangan",
]
DECIDES = ["Sistem merit", *AHEAD, "Siapa memenuhi syarat", "Simulasi penempatan", "Lowongan JPT", "Penyimpangan"]
AUDITS = ["Sistem merit", *AHEAD, "Simulasi penempatan", "Lowongan JPT", "Penyimpangan"]
KALTIM = "Provinsi Kalimantan Timur"
ALL_AGENCIES = f"Kota Balikpapan, Kota Bontang, {KALTIM}"


@pytest.mark.parametrize(
    ("username", "lead", "menu", "home"),
    [
        ("bkd", f"Staf BKD · {KALTIM}", [*RECORDS, *PREPARES], [KALTIM, "Sistem merit"]),
        (
            "kepala-bkd",
            f"Kepala BKD · {KALTIM}",
            [*RECORDS, *PREPARES, "Audit", "Aturan"],
            [KALTIM, "Sistem merit", "Jejak audit"],
        ),
        ("komite", f"Komite talenta · {KALTIM}", TALENT, ["Yang dapat Anda telaah", KALTIM]),
        ("pansel", f"Panitia seleksi · {KALTIM}", ["Lowongan JPT"], ["Lowongan tempat Anda diangkat"]),
        ("ppk", f"Pejabat Pembina Kepegawaian · {KALTIM}", [*TALENT, *DECIDES], [KALTIM, "Sistem merit"]),
        (
            "verifikator",
            f"Verifikator merit · {ALL_AGENCIES}",
            ["Impor", "Kotak 9 nasional", *SUCCESSION, "Aturan"],
            ["Sistem merit"],
        ),
        (
            "auditor",
            f"Auditor · {ALL_AGENCIES}",
            [*RECORDS, *AUDITS, "Audit", "Aturan"],
            ["Kota Balikpapan", "Kota Bontang", KALTIM, "Sistem merit", "Jejak audit"],
        ),
        ("pegawai", "Pegawai", ["Data saya"], ["Data saya"]),
        ("admin", "Administrator", ["Impor", "Pengguna"], []),
    ],
)
def test_each_role_signs_in_to_its_own_home_and_menu(
    visit: Visit, username: str, lead: str, menu: list[str], home: list[str]
) -> None:
    visitor = visit(username).open("/")
    assert visitor.page.locator(".lead").inner_text() == lead
    assert visitor.menu == ["Beranda", *menu, "API"]
    shown = visitor.page.locator("main h2").all_inner_texts()
    # What waits for somebody comes and goes with the work of the other tests.
    assert [title for title in shown if title != "Menunggu Anda"] == home
    visitor.picture(f"home-{username}")
    assert faults(visitor.page, "home") == []


def test_a_stranger_is_asked_to_sign_in_and_then_led_to_the_page_they_wanted(visit: Visit) -> None:
    stranger = visit().open("/lowongan/")
    expect(stranger.heading).to_have_text("Masuk")
    stranger.picture("sign-in")
    stranger.page.get_by_label("Nama masuk").fill("bkd")
    stranger.page.get_by_label("Sandi").fill("bukan sandi yang benar")
    stranger.press("Masuk")
    expect(stranger.page.locator("[role=alert]")).to_be_visible()
    stranger.page.get_by_label("Sandi").fill(stranger.site.password("bkd"))
    stranger.press("Masuk")
    expect(stranger.heading).to_have_text("Lowongan JPT")
    stranger.page.locator("details.menu summary").click()
    stranger.press("Keluar")
    expect(stranger.heading).to_have_text("Masuk")
    stranger.open("/")
    expect(stranger.heading).to_have_text("Masuk")


def test_what_was_typed_is_not_lost_by_changing_the_language(visit: Visit) -> None:
    staff = visit("bkd").open("/lowongan/")
    page, code, asked = staff.page, staff.page.locator("input[name=code]"), []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    code.fill("LJ-2026-099")
    page.get_by_role("button", name="English").click()
    expect(code).to_have_value("LJ-2026-099")
    assert (asked, page.locator("html").get_attribute("lang")) == (["beforeunload"], "id")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(code).to_have_value("")


def test_an_employee_sees_their_own_box_and_nobody_else(visit: Visit) -> None:
    employee = visit("pegawai").open("/")
    employee.choose("Data saya")
    name = employee.heading.inner_text()
    employee.open("/pegawai/")
    people = employee.page.locator("main tbody tr")
    expect(people).to_have_count(1)
    own = people.locator("a").first
    assert own.inner_text() == name
    employee.follow(own)
    expect(employee.heading).to_have_text(name)
    expect(employee.page.get_by_text("cocok dengan hasil tersimpan")).to_be_visible()
    expect(employee.page.get_by_role("table", name="Potensial").or_(employee.card("Potensial"))).not_to_have_count(0)
    number = int(employee.page.url.split("/pegawai/")[1].split("/")[0])
    for other in (number - 1, number + 1):
        employee.open(f"/pegawai/{other}/", 404)
        expect(employee.heading).to_have_text("Tidak ditemukan")


@pytest.mark.parametrize(
    ("username", "path", "status", "heading"),
    [
        ("pegawai", "/audit/", 403, "Tidak dapat dilakukan"),
        ("pegawai", "/siklus/", 403, "Tidak dapat dilakukan"),
        ("komite", "/lowongan/", 403, "Tidak dapat dilakukan"),
        ("bkd", "/audit/", 403, "Tidak dapat dilakukan"),
        ("bkd", "/pengguna/", 403, "Tidak dapat dilakukan"),
        ("admin", "/pegawai/", 403, "Tidak dapat dilakukan"),
        ("ppk", "/impor/", 403, "Tidak dapat dilakukan"),
        ("pansel", "/merit/", 403, "Tidak dapat dilakukan"),
        ("bkd", "/lowongan/999999/", 404, "Tidak ditemukan"),
        ("bkd", "/tidak-ada/", 404, "Tidak ditemukan"),
    ],
)
def test_the_wrong_role_or_address_gets_a_page_that_says_so(
    visit: Visit, username: str, path: str, status: int, heading: str
) -> None:
    visitor = visit(username).open(path, status)
    expect(visitor.heading).to_have_text(heading)
    expect(visitor.page.get_by_role("link", name="Ke beranda")).to_be_visible()


def test_one_press_turns_the_site_to_english_and_one_turns_it_back(visit: Visit) -> None:
    staff = visit("bkd").search("Aji Heri Laksana")
    page = staff.page
    expect(page.locator("html")).to_have_attribute("lang", "id")
    staff.press("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/pegawai/")
    expect(page.locator(".chip.sought")).to_contain_text("Aji Heri Laksana")
    expect(staff.heading).to_have_text("Employees")
    staff.row("Aji Heri Laksana").get_by_role("link").click()
    page.get_by_role("link", name="Cycle 2022", exact=True).click()
    expect(page.locator("table.reasons tr.level-0 td.num").first).to_have_text("100.00")
    staff.press("Bahasa Indonesia")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("table.reasons tr.level-0 td.num").first).to_have_text("100,00")
