"""A policy of the agency's own: a draft, its tree changed on the page, tried, published by the head, and the next."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.visitor import Visitor


def start_a_draft(visitor: Visitor, source: str) -> None:
    visitor.open("/kebijakan/")
    visitor.page.get_by_label("Mulai dari").select_option(label=source)
    visitor.press("Mulai draf")
    expect(visitor.heading).to_contain_text("Draf ")


def test_a_draft_goes_from_the_tree_by_the_simulation_to_the_next_version(visit: Visit) -> None:
    staff = visit("bkd")
    page = staff.page
    start_a_draft(staff, "Manajemen talenta ASN menurut Keputusan Kepala BKN 411/2025")
    expect(page.get_by_label("Kode", exact=True)).to_have_value("kaltim-2020")
    expect(page.get_by_label("Versi", exact=True)).to_have_value("2")
    page.get_by_label("Berlaku sejak").fill("2031-01-01")

    # The sum follows the typing, before anything is saved.
    root = page.locator("#bagian-performance")
    weight = page.locator("#bagian-performance-components-0").get_by_label("Bobot", exact=True)
    weight.fill("50,5")
    expect(root.locator(".mark.fail").first).to_have_text(re.compile("jumlah bobot 90,5 dari 100"))
    weight.fill("50")
    expect(root.locator(".mark.fail").first).to_have_text(re.compile("jumlah bobot 90 dari 100"))

    root.get_by_text("Tambah komponen di bawah Kinerja (Y)").click()
    root.get_by_label("Sumber nilai").select_option(label="Diklat penjenjangan dan sertifikasi")
    root.get_by_label("Bobot komponen baru").fill("10")
    root.get_by_role("button", name="Tambahkan komponen").click()
    expect(page.locator("#bagian-performance-components-4 h3")).to_contain_text("Diklat penjenjangan dan sertifikasi")
    expect(page.locator("#bagian-performance .mark.pass").first).to_have_text(re.compile("jumlah bobot 100 dari 100"))
    assert page.url.endswith("#bagian-performance-components-4")
    expect(page.locator(".notice.fail")).to_have_count(0)

    page.locator("#bagian-performance-components-4").get_by_role("button", name="Naikkan").click()
    expect(page.locator("#bagian-performance-components-3 h3")).to_contain_text("Diklat penjenjangan dan sertifikasi")
    page.locator("#bagian-performance-components-3").get_by_label("Tahun ke belakang").fill("4")
    page.locator("#bagian-performance-components-3").get_by_role("button", name="Turunkan").click()
    expect(page.locator("#bagian-performance-components-4").get_by_label("Tahun ke belakang")).to_have_value("4")
    page.get_by_label("Potensial: atas mulai").fill("60")
    page.get_by_label("Potensial: tengah mulai").fill("50")
    page.get_by_role("button", name="Simpan draf").first.click()
    expect(page.get_by_label("Potensial: atas mulai")).to_have_value("60")
    assert faults(page, "policy_draft?bagian=susunan") == []
    staff.picture("policy-tree")

    page.get_by_role("link", name="Teks YAML", exact=True).click()
    assert faults(page, "policy_draft?bagian=yaml") == []
    page.get_by_role("link", name="Simulasi", exact=True).click()
    page.locator("input[name=on]").fill("2026-11-01")
    staff.press("Simulasikan")
    expect(page.get_by_role("heading", name="Hasil simulasi")).to_be_visible()
    expect(page.locator("main p.strong")).to_contain_text("pegawai berpindah kotak")
    assert faults(page, "policy_draft?bagian=simulasi") == []
    staff.picture("policy-simulation")
    address = page.url.partition("?")[0]

    head = visit("kepala-bkd").open("/")
    head.page.goto(f"{address}?bagian=terbit")
    assert faults(head.page, "policy_draft?bagian=terbit") == []
    head.picture("policy-publish")
    head.press("Terbitkan")
    expect(head.page.locator("main")).to_contain_text("kaltim-2020 v2")

    start_a_draft(staff, "kaltim-2020 v2")
    expect(page.get_by_label("Versi", exact=True)).to_have_value("3")
    expect(page.locator("#bagian-performance-components-4").get_by_label("Tahun ke belakang")).to_have_value("4")
