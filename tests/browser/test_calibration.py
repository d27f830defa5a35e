"""A committee calibrates a cycle in several browsers at once; one of them dies; nothing is lost."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.visitor import Visitor

FIRST = "Hasil proyek daerah tertinggal belum masuk penilaian."
SECOND = "Kinerjanya turun sesudah pindah unit kerja."


def map_a_cycle(staff: Visitor) -> None:
    """A new cycle, mapped by the worker."""
    page = staff.page
    staff.open("/siklus/")
    page.get_by_label("Nama siklus").fill("Pemetaan kalibrasi")
    page.get_by_label("Data per tanggal").fill("2026-09-30")
    staff.press("Buka siklus")
    staff.press("Mulai pengumpulan data")
    staff.press("Mulai pemetaan")
    expect(page.locator("table.matrix .box-count")).to_have_count(9)


def open_a_session(staff: Visitor) -> str:
    """The address of a session led by Mahesa; Citra and Kirana sit in it."""
    page = staff.page
    staff.follow(page.get_by_role("link", name="Kalibrasi"))
    page.get_by_label("Tanggal sidang").fill(f"{timezone.localdate()}")
    page.get_by_label("Ketua sidang", exact=True).select_option(label="Mahesa (ketua sidang kalibrasi)")
    for name in ("Citra (komite talenta)", "Kirana (komite talenta)"):
        page.get_by_label(name, exact=True).check()
        page.get_by_label(f"{name} bukan pegawai instansi ini").check()
    page.get_by_label("Kuorum", exact=True).fill("2")
    staff.press("Buka sidang")
    expect(staff.heading).to_have_text("Sidang kalibrasi")
    return page.url


def test_two_members_at_once_and_a_browser_that_dies(visit: Visit) -> None:
    staff = visit("bkd")
    map_a_cycle(staff)
    address = open_a_session(staff)

    chair = visit("ketua").open(address)
    for name in ("Citra (komite talenta)", "Kirana (komite talenta)"):
        chair.page.get_by_label(name).check()
    chair.press("Catat kehadiran")
    expect(chair.page.get_by_text("tercapai", exact=True)).to_be_visible()

    one, two = visit("komite").open(address), visit("komite2").open(address)
    row = one.page.locator("main tbody tr[id^=orang-]").first
    person = row.get_attribute("id") or ""
    name = row.locator("th a").inner_text()
    row.get_by_label(f"Penempatan saya untuk {name}").select_option("8")
    expect(row.get_by_role("status")).to_contain_text("tersimpan")
    # The browser dies right after: what was placed is on the server.
    one.page.close(run_before_unload=False)
    one.page = one.context.new_page()
    one.open(address)
    expect(one.page.locator(f"#{person} select[name=box]")).to_have_value("8")
    assert two.page.locator(f"#{person} select[name=box]").input_value() == ""
    assert faults(one.page, "session") == []
    chair.press("Perlihatkan semua penempatan")
    expect(chair.page.locator(f"#{person}")).to_contain_text("× 1")

    # A reason is half written when the browser dies; it is there again.
    for member in (one, two):
        member.open(address)
    # By the keyboard alone: the form opens, the box is typed.
    one.page.locator(f"#{person} summary").press("Enter")
    box = one.page.locator(f"#{person}").get_by_label("Ke kotak")
    box.press("8")
    expect(box).to_have_value("8")
    one.page.locator(f"#{person}").get_by_label("Alasan").press_sequentially(FIRST[:20])
    one.page.close(run_before_unload=False)
    one.page = one.context.new_page()
    one.open(address)
    reason = one.page.locator(f"#{person}").get_by_label("Alasan")
    expect(reason).to_have_value(FIRST[:20])
    one.picture("calibration-draft")

    # By drag: the row falls on box 7, the form opens with it, the reason is still to be written.
    two.page.locator(f"#{person}").drag_to(two.page.locator("[data-drop] .box-7"))
    expect(two.page.locator(f"#{person}").get_by_label("Ke kotak")).to_have_value("7")
    two.page.locator(f"#{person}").get_by_label("Alasan").fill(SECOND)

    # Nor is it lost when it never arrived: the draft goes only once the page shows the move.
    reason.fill(FIRST)
    one.page.route("**/pindahkan/", lambda route: route.abort())
    one.page.locator(f"#{person}").get_by_role("button", name="Pindahkan").click()
    one.page.unroute("**/pindahkan/")
    one.open(address)
    expect(reason).to_have_value(FIRST)
    reason.press("Tab")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#pindahan")).to_contain_text(FIRST)
    two.page.locator(f"#{person}").get_by_role("button", name="Pindahkan").click()
    lost = two.page.locator(".notice.fail")
    expect(lost).to_contain_text(f"{name} dipindahkan dari kotak 9 ke kotak 8 oleh Citra (komite talenta): {FIRST}")
    expect(lost).to_contain_text(SECOND)
    two.picture("calibration-contest")

    chair.open(f"{address}risalah/")
    chair.page.get_by_label("Naskah risalah").fill("Satu orang dipindahkan.")
    chair.page.reload()
    expect(chair.page.get_by_label("Naskah risalah")).to_have_value("Satu orang dipindahkan.")
    chair.press("Simpan risalah")
    chair.open(f"{address}risalah/")
    kept = chair.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('estafet.draft.'))")
    assert kept == []
    for member in (chair, one, two):
        member.open(f"{address}risalah/")
        member.press("Tanda tangani")
        expect(member.page.locator(".check", has_text=re.compile("menandatangani"))).not_to_have_count(0)
    chair.open(f"{address}risalah/")
    chair.press("Tutup sidang")
    expect(chair.page.get_by_text("Sidang ditutup; hasilnya berlaku.")).to_be_visible()
    assert faults(chair.page, "session_minutes") == []
    chair.picture("calibration-minutes")


def test_an_employee_objects_and_the_bkd_answers(visit: Visit) -> None:
    person = visit("pegawai").open("/data-saya/")
    person.page.get_by_label("Jenis tanggapan").select_option(label="keberatan atas kotak")
    person.page.get_by_label("Uraian").fill("Penghargaan tingkat nasional tahun 2025 belum dihitung.")
    person.picture("reply", person.card("Tanggapi hasil"))
    person.press("Sampaikan")
    expect(person.page.get_by_text("menunggu jawaban", exact=True)).to_be_visible()
    assert faults(person.page, "reply") == []

    head = visit("kepala-bkd").open("/")
    head.card("Menunggu Anda").get_by_role("link", name=re.compile("keberatan atas kotak")).first.click()
    head.page.get_by_label("Keputusan").select_option(label="ditolak")
    head.page.get_by_label("Jawaban dan alasannya").fill("Penghargaan itu diterima sesudah tanggal data siklus ini.")
    head.picture("reply-answer")
    head.press("Sampaikan jawaban")
    expect(head.page.get_by_text("Jawaban disampaikan.")).to_be_visible()
    person.page.reload()
    expect(person.page.get_by_text("diterima sesudah tanggal data")).to_be_visible()
