"""The README's five minutes, walked by its own words: why a candidate from the best box was not eligible."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.installation import ROOT
from tests.browser.test_vacancies import assert_check

_SECTION = re.compile(r"\n## (Five minutes: .+?)\n(.+?)\n## ", re.DOTALL)
_WORDS = re.compile(r"\*\*(?P<press>.+?)\*\*|\*(?P<read>.+?)\*|`(?P<name>.+?)`")


def steps() -> dict[int, dict[str, list[str]]]:
    """Number of a step → what it says to press or find (bold), to read (italic) and to type or look for (code)."""
    found = _SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    numbered: dict[int, dict[str, list[str]]] = {}
    for number, text in re.findall(r"^(\d)\. (.+)$", found[2], flags=re.MULTILINE):
        step = numbered[int(number)] = {"press": [], "read": [], "name": []}
        for words in _WORDS.finditer(text):
            assert words.lastgroup is not None
            step[words.lastgroup].append(words[words.lastgroup])
    return numbered


def test_a_newcomer_learns_from_the_readme_alone_why_a_candidate_was_not_eligible(visit: Visit) -> None:
    step = steps()
    assert sorted(step) == [1, 2, 3, 4, 5, 6, 7]

    (username,) = step[1]["name"]
    vacancies, code, post = step[1]["press"]
    staff = visit(username).open("/")
    page = staff.page
    staff.choose(vacancies)
    staff.follow(staff.row(code).get_by_role("link", name=post))
    expect(staff.heading).to_have_text(post)
    vacancy = page.url.removeprefix(staff.site.url)

    route, counted = step[2]["read"]
    (why,) = step[2]["press"]
    expect(page.locator("#jalur .verdict-title")).to_have_text(route)
    page.get_by_text(why, exact=True).click()
    conditions = page.locator("#jalur li.check")
    expect(conditions.filter(visible=True)).to_have_count(int(re.sub(r"\D", "", why)))
    for condition, *words in (
        ("Kategori sistem merit", "263,5, Baik"),
        ("Persetujuan pengawas", "KASN", "5 Desember 2022"),
        ("Komitmen ditandatangani", "1 Desember 2022"),
    ):
        assert_check(staff, condition, "Memenuhi", *words)
    expect(conditions.locator(".check-fact", has_text=counted)).not_to_have_count(0)
    staff.picture("vacancy-2022")

    (longlist,), (sought, search, failing), mark = step[3]["read"], step[3]["press"], step[3]["name"]
    expect(page.get_by_role("heading", name=longlist).first).to_be_visible()
    page.get_by_label("Persyaratan").scroll_into_view_if_needed()
    page.get_by_label("Persyaratan").select_option(label=failing)
    page.wait_for_url("**outcome=fail**")
    # Neither choosing nor turning the page may lead away from the list, which stands far down.
    expect(page.locator("#daftar-panjang tbody tr:not(.out)")).to_have_count(0)
    expect(page.locator("#daftar-panjang .filters")).to_be_in_viewport(ratio=1)
    staff.follow(page.locator(".pager").get_by_role("link", name="Berikutnya"))
    number = re.sub(r"\D", "", failing)
    expect(page.locator(".pager > span").first).to_have_text(f"51–100 dari {number}")
    expect(page.locator("#daftar-panjang .filters")).to_be_in_viewport(ratio=1)
    page.get_by_role("search").get_by_role("textbox").fill(sought)
    staff.press(search)
    row = page.locator("#daftar-panjang tbody tr")
    expect(row).to_have_count(1)
    expect(row.get_by_role("link")).to_have_text(re.compile(sought, re.IGNORECASE))
    name = row.get_by_role("link").inner_text()
    assert " ".join(row.locator("td").last.inner_text().split()) == " ".join(mark)
    expect(row).to_contain_text("9")

    (verdict, fact), (reason, limit) = step[4]["press"], step[4]["read"]
    staff.follow(row.get_by_role("link"))
    expect(staff.heading).to_have_text(name)
    candidate = page.url.removeprefix(staff.site.url)
    expect(page.locator(".verdict-title")).to_have_text(verdict)
    expect(page.locator(".verdict")).to_contain_text(reason)
    failed = staff.card("Yang tidak terpenuhi").locator("li.check")
    expect(failed).to_have_count(1)
    expect(failed.locator(".check-fact")).to_contain_text(fact)
    expect(failed.locator(".check-rule")).to_contain_text(limit)
    expect(staff.card("Yang terpenuhi").locator("li.check")).to_have_count(10)

    (unverified,), (neither, first_only) = step[5]["press"], step[5]["read"]
    expect(failed.locator(".check-fact strong")).to_have_text(neither)
    failed.get_by_role("button", name=unverified).click()
    expect(failed.get_by_role("note")).to_contain_text("PP 11/2017")
    staff.picture("candidate-usia-57")

    # Not the words for everybody: the first in the list meets the limit by one reading.
    staff.open(vacancy)
    page.locator(".chip.sought").click()
    page.wait_for_load_state()
    staff.follow(page.locator("#daftar-panjang tbody th a").first)
    expect(staff.check("Usia").locator(".check-fact strong")).to_contain_text(first_only)
    staff.open(candidate)

    data, history, cycle = step[6]["press"]
    staff.follow(page.get_by_role("link", name=data))
    expect(page.get_by_role("heading", name=history)).to_be_visible()
    staff.follow(page.get_by_role("link", name=cycle, exact=True))
    expect(page.locator("h2").filter(has_text=f"Kotak 9 · {cycle}")).to_be_in_viewport()
    expect(page.locator("table.reasons").first.locator(".records a").first).to_be_visible()

    auditor_name, reader = step[7]["name"]
    (replayed,), (trail, replay, ledger) = step[7]["read"], step[7]["press"]
    auditor = visit(auditor_name).open(vacancy)
    auditor.follow(auditor.page.get_by_role("link", name=trail))
    auditor.card(replayed).get_by_role("button", name=replay).click()
    expect(auditor.card(replayed).locator(".notice.pass")).to_contain_text("hasilnya sama")
    assert faults(auditor.page, "vacancy_replay_longlist") == []
    auditor.choose(ledger)
    auditor.page.locator(".filters").get_by_label("Peristiwa").select_option(label="Data pegawai dibuka")
    auditor.page.wait_for_url("**?*")
    opened = auditor.row("Alia (staf BKD)").first
    assert reader == username
    # The ledger itself holds no names; it leads to whom it concerns.
    opened.locator("a").click()
    expect(auditor.heading).to_have_text(name)
