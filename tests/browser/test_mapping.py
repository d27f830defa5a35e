"""A review cycle from its opening to the pool, and every score with its reasons."""

import itertools
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults

ROUNDING = Decimal("0.005")


def number(text: str) -> Decimal:
    """An Indonesian number."""
    return Decimal(text.strip().replace(".", "").replace(",", "."))


def reasons(table: Locator) -> list[tuple[int, Decimal, Decimal | None]]:
    """Level, value and contribution of each line of a table of reasons."""
    read = "rows => rows.map(row => [row.className, ...[...row.cells].slice(3).map(cell => cell.textContent)])"
    lines = table.locator("tbody tr").evaluate_all(read)
    return [
        (int(level.removeprefix("level-")), number(value), number(part) if part.strip() else None)
        for level, value, _weight, part in lines
    ]


def contributions(following: list[tuple[int, Decimal, Decimal | None]], level: int) -> list[Decimal]:
    """What stands directly below a line of this level contributed to it."""
    below = itertools.takewhile(lambda line: line[0] > level, following)
    return [part for deeper, _value, part in below if deeper == level + 1 and part is not None]


def assert_reasons_add_up(page: Page) -> None:
    """What the parts contribute is the value of the whole, on every level, but for the rounding of what is shown."""
    tables = page.locator("table.reasons")
    expect(tables).to_have_count(2)
    for table in tables.all():
        lines = reasons(table)
        for place, (level, value, _part) in enumerate(lines):
            parts = contributions(lines[place + 1 :], level)
            assert not parts or abs(value - sum(parts)) <= ROUNDING * len(parts), (page.url, lines[place])
        needle = table.locator("xpath=ancestor::section[1]").locator("svg.scalebar .value")
        assert number(needle.text_content() or "") == lines[0][1]


def test_a_cycle_is_mapped_read_proposed_and_established(visit: Visit) -> None:
    staff = visit("bkd").open("/")
    page = staff.page
    staff.choose("Siklus pemetaan")
    page.get_by_label("Nama siklus").fill("Pemetaan Agustus 2026")
    page.get_by_label("Data per tanggal").fill("2026-08-31")
    staff.picture("cycle-new")
    staff.press("Buka siklus")
    staff.press("Mulai pengumpulan data")
    expect(staff.heading).to_have_text("Pemetaan Agustus 2026")
    expect(page.get_by_role("heading", name="Belum dipetakan")).to_be_visible()
    assert faults(page, "cycle") == []
    address = page.url

    with staff.site.without_worker():
        staff.press("Mulai pemetaan")
        expect(page.locator(".job progress")).to_have_attribute("value", "0")
        page.reload()
        expect(page.locator(".job progress")).to_be_visible()
        staff.picture("cycle-in-progress")
    boxes = page.locator("table.matrix .box-count")
    expect(boxes).to_have_count(9)
    tiles = staff.tiles()
    names = ("Terpetakan", "Belum dapat dinilai", "Pensiun atau berhenti, tidak dihitung")
    mapped, left, retired = (number(tiles[name]) for name in names)
    assert (mapped + left, mapped + left + retired) == (number(tiles["Pegawai"]), 2000)
    counts = [int(number(count.evaluate("cell => cell.firstChild.textContent"))) for count in boxes.all()]
    assert sum(counts) == number(tiles["Terpetakan"])
    staff.picture("cycle-mapped")

    page.locator("a.box-9").click()
    expect(staff.heading).to_have_text("Kotak 9")
    first = page.locator("main tbody tr").first
    y, x = (number(first.locator("td.num").nth(place).inner_text()) for place in (0, 1))
    name = first.locator("th a").inner_text()
    staff.picture("box-9")
    first.locator("th a").click()
    expect(staff.heading).to_have_text(name)
    expect(page.get_by_text("cocok dengan hasil tersimpan")).to_be_visible()
    assert [reasons(table)[0][1] for table in page.locator("table.reasons").all()] == [y, x]
    assert_reasons_add_up(page)
    staff.picture("person-why", page.locator("#alasan section.card").first)

    staff.open(address)
    expect(page.get_by_label("Alasan tidak diadakan")).to_have_count(0)
    head = visit("kepala-bkd").open(address)
    head.page.get_by_label("Alasan tidak diadakan").fill("Komite talenta belum dibentuk.")
    head.press("Usulkan tanpa sidang")
    expect(head.page.get_by_text("Hasil pemetaan diteruskan kepada PPK.")).to_be_visible()

    ppk = visit("ppk").open("/")
    ppk.card("Menunggu Anda").get_by_role("link", name="Pemetaan Agustus 2026").click()
    expect(ppk.heading).to_have_text("Pemetaan Agustus 2026")
    assert faults(ppk.page, "cycle") == []
    ppk.picture("establishing", ppk.card("Penetapan kelompok suksesi"))
    ppk.page.get_by_label("Nomor keputusan").fill("100.3.3/091/2026")
    ppk.page.get_by_label("Tanggal penetapan").fill("2026-09-15")
    ppk.press("Tetapkan")
    pool = tiles["Kelompok suksesi (KRS)"]
    expect(ppk.page.get_by_text(f"{pool} pegawai dalam Kelompok Rencana Suksesi")).to_be_visible()
    expect(ppk.page.get_by_text("Keputusan 100.3.3/091/2026, 15 September 2026")).to_be_visible()
    ppk.page.get_by_role("link", name="Lihat kelompok suksesi").click()
    expect(ppk.heading).to_have_text("Kelompok suksesi")
    expect(ppk.page.locator(".pager")).to_contain_text(f"dari {pool}")
    ppk.picture("pool")

    page.reload()
    staff.press("Putar ulang")
    expect(staff.card("Jejak perhitungan").locator(".notice.pass")).to_contain_text("Identik")
    assert faults(page, "cycle") == []


def test_the_reasons_of_both_policies_add_up_to_the_score_shown(visit: Visit) -> None:
    auditor = visit("auditor").search("197202201997031001")
    page = auditor.page
    page.locator("main tbody a").first.click()
    for cycle, citation in (("Siklus 2026", "411/2025"), ("Siklus 2022", "Kalimantan Timur")):
        page.get_by_role("link", name=cycle, exact=True).click()
        expect(page.locator("h2").filter(has_text=f"· {cycle}")).to_be_visible()
        expect(page.locator("main").get_by_role("link").filter(has_text=citation)).not_to_have_count(0)
        expect(page.get_by_text("cocok dengan hasil tersimpan")).to_be_visible()
        assert_reasons_add_up(page)
