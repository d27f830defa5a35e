"""Filters apply themselves, keep their address, leave the keyboard where it was, and fold away on a phone."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.visitor import PHONE


def test_a_change_applies_itself_from_the_keyboard_and_the_way_back_undoes_it(visit: Visit) -> None:
    visitor = visit("bkd").open("/pegawai/")
    page = visitor.page
    everybody = page.locator(".found").inner_text()
    expect(page.get_by_role("button", name="Terapkan")).to_be_hidden()
    tier = page.get_by_label("Jenjang:")
    tier.focus()
    page.keyboard.press("End")
    page.wait_for_url("**tier=JF_PEMULA*")
    expect(tier).to_be_focused()
    expect(page.locator(".found")).not_to_have_text(everybody)
    assert faults(page, "employees") == []
    page.go_back()
    expect(page.locator(".found")).to_have_text(everybody)


def test_on_a_phone_the_filters_wait_behind_one_button_that_counts_them(visit: Visit) -> None:
    visitor = visit("bkd")
    visitor.page.set_viewport_size(PHONE)
    visitor.open("/pegawai/")
    page = visitor.page
    expect(page.get_by_label("Jenjang:")).to_be_hidden()
    page.locator("summary", has_text="Saring").click()
    page.get_by_label("Jenjang:").select_option("JPT_PRATAMA")
    expect(page.locator("summary", has_text="Saring (1)")).to_be_visible()
    expect(page.get_by_label("Jenjang:")).to_be_visible()
    visitor.picture("phone-filters")
    page.get_by_role("link", name="Hapus saringan").click()
    expect(page.locator("summary", has_text="Saring (1)")).to_have_count(0)


def test_on_a_phone_a_person_is_read_in_a_minute_and_paper_unfolds_the_rest(visit: Visit) -> None:
    visitor = visit("bkd")
    page = visitor.page
    visitor.open("/kelompok-suksesi/")
    page.locator("main tbody th a").first.click()
    posts = page.get_by_role("columnheader", name="Masa")
    expect(posts).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(posts).to_be_hidden()
    # Less than six screens; unfolded it took eleven.
    assert page.evaluate("() => document.documentElement.scrollHeight") < 6 * PHONE["height"]
    page.emulate_media(media="print")
    expect(posts).to_be_visible()
    page.emulate_media(media="screen")
    expect(posts).to_be_hidden()
    page.locator("#alasan summary").first.click()
    expect(page.locator("#alasan details").first).to_have_attribute("open", "")


def test_paper_keeps_the_columns_of_a_table(visit: Visit) -> None:
    visitor = visit("bkd").open("/kelompok-suksesi/")
    page = visitor.page
    page.emulate_media(media="print")
    # The width that A4 leaves between its margins.
    page.set_viewport_size({"width": 688, "height": 970})
    assert page.locator("main tbody tr").first.evaluate("(row) => getComputedStyle(row).display") == "table-row"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 688
    expect(page.locator(".filters")).to_be_hidden()
