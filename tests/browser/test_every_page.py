"""Every page is accessible, fits a phone, is light to load and can be used from the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import STANDS, faults
from tests.browser.places import CYCLE, PAGES, SEARCH
from tests.browser.visitor import PHONE, Visitor


@pytest.mark.parametrize("username", PAGES)
def test_nothing_is_wrong_with_any_page(visit: Visit, username: str) -> None:
    visitor = visit(username)
    found = []
    known: dict[tuple[str, ...], str] = {}
    for place, *way in PAGES[username]:
        go(visitor, tuple(way), known)
        found += faults(visitor.page, place)
    assert found == []


def go(visitor: Visitor, way: tuple[str, ...], known: dict[tuple[str, ...], str]) -> None:
    """An address, then one link after the other; what part of the way led to before (`known`) is opened at once."""
    if way in known:
        visitor.open(known[way])
    elif len(way) > 1:
        go(visitor, way[:-1], known)
        visitor.follow(visitor.page.locator(way[-1]).first)
        known[way] = visitor.page.url
    elif way[0].startswith(SEARCH):
        visitor.search(way[0].removeprefix(SEARCH))
    else:
        visitor.open(way[0])


def test_nothing_of_ours_is_wrong_with_the_page_of_the_api(visit: Visit) -> None:
    visitor = visit("bkd").open("/api/v1/")
    visitor.page.locator("#operations-tag-me").click()
    expect(visitor.page.locator(".opblock").first).to_be_visible()
    # Swagger UI writes its own headings, regions and buttons within buttons, and weighs what it weighs.
    theirs = ("heading-order", "region", "nested-interactive")
    assert faults(visitor.page, "api:documentation", limit=2 * 1024 * 1024, but=theirs) == []


def test_raters_are_compared_and_their_lists_are_like_any_page(visit: Visit) -> None:
    staff = visit("bkd").open("/siklus/")
    page = staff.page
    staff.follow(page.locator(CYCLE).first)
    staff.follow(page.get_by_role("link", name="Telaah penilai"))
    expect(page.get_by_role("heading", name="Belum dihitung")).to_be_visible()
    staff.press("Hitung")
    expect(page.get_by_role("heading", name="Cara membacanya")).to_be_visible()
    assert faults(page, "cycle_raters") == []
    staff.follow(page.locator('main a[href="?bagian=units"]'))
    assert faults(page, "cycle_raters?bagian=units") == []


@pytest.mark.parametrize(("path", "status"), [("/audit/", 403), ("/tidak-ada/", 404)])
def test_nothing_is_wrong_with_the_page_of_a_refusal(visit: Visit, path: str, status: int) -> None:
    assert faults(visit("bkd").open(path, status).page) == []


def test_nothing_is_wrong_with_any_component(visit: Visit) -> None:
    visitor = visit("bkd")
    with visitor.site.another_server(DEBUG="1") as address:
        visitor.open(f"{address}/ui/")
        visitor.picture("components")
        # Every component stands here, so this page is seen in every way there is.
        assert faults(visitor.page, stands=STANDS) == []


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
