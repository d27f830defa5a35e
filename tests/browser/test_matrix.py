"""The matrix narrowed, a box opened, a person read, the change that would move the box; movements; paper."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults

CYCLE = "/siklus/"


def sheets(page: Page, folder: Path) -> int:
    """How many sheets of A4 the page takes."""
    printed = folder / "page.pdf"
    page.pdf(path=str(printed), format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", printed.read_bytes()))


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def test_a_narrowed_matrix_leads_to_a_person_and_what_would_move_the_box(visit: Visit, tmp_path: Path) -> None:
    staff = visit("bkd").open(CYCLE)
    page = staff.page
    page.locator('main tbody a:text-is("Siklus 2026")').first.click()
    page.get_by_role("link", name="Matriks", exact=True).click()
    expect(staff.heading).to_have_text("Matriks")
    everybody = number(staff.tiles()["Pegawai"])
    page.get_by_label("Jenjang").select_option("PENGAWAS")
    page.wait_for_url(re.compile("tier=PENGAWAS"))
    assert 0 < number(staff.tiles()["Pegawai"]) < everybody
    staff.picture("matrix")
    assert faults(page, "cycle_matrix") == []
    assert sheets(page, tmp_path) == 1
    border = page.locator("a.on-border.right").first
    people = number(border.evaluate("cell => cell.firstChild.textContent"))
    border.click()
    expect(page.locator(".pager")).to_contain_text(f"dari {people}")
    expect(page.locator("main tbody tr").first).to_contain_text("galat pengukuran ±3, belum diverifikasi")
    assert faults(page, "box") == []
    page.go_back()
    page.locator("a.box-7").click()
    page.get_by_role("columnheader", name="Potensial").get_by_role("link").click()
    page.get_by_role("columnheader", name="Potensial").get_by_role("link").click()
    staff.follow(page.locator("main tbody th a").first)
    expect(page.get_by_text("Perubahan terkecil yang menaikkan kotak menjadi")).to_be_visible()
    expect(page.locator("table.reasons").first.locator(".records a").first).to_be_visible()
    staff.picture("person-one-page")
    assert faults(page, "employee") == []
    assert sheets(page, tmp_path) == 1


def test_movements_since_the_cycle_before_have_their_people(visit: Visit) -> None:
    staff = visit("bkd").open(CYCLE)
    page = staff.page
    page.locator('main tbody a:text-is("Siklus 2026")').first.click()
    page.get_by_role("link", name="Matriks", exact=True).click()
    page.get_by_role("link", name="Bandingkan").click()
    expect(staff.heading).to_have_text("Perpindahan")
    expect(page.locator("svg.drawing .head").first).to_be_visible()
    staff.picture("movements")
    assert faults(page, "cycle_movements") == []
    cell = page.locator("table.moves td:not(.same) a").first
    people = number(cell.inner_text())
    cell.click()
    expect(page.locator(".pager")).to_contain_text(f"dari {people}")
    assert faults(page, "cycle_movers") == []
