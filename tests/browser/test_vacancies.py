"""The vacancies of the demonstration: 2021's goes to open selection, 2026's is carried to its inauguration (2022's is
in test_readme.py). From opening to inauguration: test_filling.py."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.filling import unrelated
from tests.browser.inspection import faults
from tests.browser.visitor import Visitor


def opened(visitor: Visitor, code: str) -> Visitor:
    """The page of a vacancy, by way of the menu."""
    visitor.open("/")
    visitor.choose("Lowongan JPT")
    visitor.row(code).get_by_role("link").click()
    expect(visitor.heading).to_have_text("Kepala Dinas Perhubungan")
    return visitor


def assert_check(visitor: Visitor, name: str, result: str, *words: str) -> None:
    """A condition has this result, and says each of these words."""
    check = visitor.check(name)
    expect(check.locator(".mark").first).to_contain_text(result)
    for word in words:
        expect(check).to_contain_text(word)


def test_in_2021_the_category_sends_the_post_to_open_selection(visit: Visit) -> None:
    staff = opened(visit("bkd"), "LJ-2021-001")
    expect(staff.page.locator("#jalur .verdict-title")).to_have_text("Seleksi terbuka")
    assert_check(staff, "Kategori sistem merit", "Tidak memenuhi", "239,5, Kurang", "Baik atau Sangat Baik", "40/2018")
    assert_check(staff, "Persetujuan pengawas", "Tidak memenuhi", "tidak ada persetujuan yang tercatat")
    expect(staff.page.locator(".steps .stopped")).to_contain_text("Administrasi")
    expect(staff.page.locator("#pelamar tbody tr")).to_have_count(2)
    assert staff.page.locator("#daftar-panjang").count() == 0
    staff.picture("vacancy-2021")


def test_in_2026_the_post_decided_by_bkns_approval_is_filled_with_one_of_three(visit: Visit) -> None:
    ppk = opened(visit("ppk"), "LJ-2026-002")
    expect(ppk.page.locator("#jalur .verdict-title")).to_have_text("Langsung dari talent pool")
    ppk.page.get_by_text("Mengapa? 7 pemeriksaan").click()
    assert_check(ppk, "Persetujuan pengawas", "Memenuhi", "BKN", "20 Januari 2026", "411/2025")
    # The merit category is shown but no longer decides.
    assert_check(ppk, "Penilaian sistem merit", "Tidak memenuhi", "tidak menentukan")
    names = ppk.card("Tiga nama yang diusulkan").locator("tbody th").all_inner_texts()
    assert len(names) == 3

    ppk.page.get_by_role("link", name="Putuskan").click()
    expect(ppk.heading).to_contain_text("Pernyataan sebelum memutuskan tentang")
    unrelated(ppk)
    expect(ppk.heading).to_have_text("Keputusan untuk Kepala Dinas Perhubungan")
    expect(ppk.page.get_by_role("link", name="Batal")).to_be_visible()
    ppk.picture("deciding")
    assert faults(ppk.page, "vacancy_decide") == []
    ppk.page.get_by_label(f"2. {names[1]}").check()
    ppk.page.get_by_label("Nomor keputusan").fill("821/031/2026")
    ppk.page.get_by_label("Tanggal keputusan").fill("2026-08-10")
    ppk.page.get_by_label("Alasan", exact=True).fill("Pengalaman memimpin bidang yang sama.")
    ppk.page.get_by_label("Dasar hukum bila bukan nama pertama").select_option("ranked_list")
    ppk.press("Putuskan")
    expect(ppk.page.get_by_text("Keputusan tercatat; menunggu tanda tangan kedua.")).to_be_visible()
    expect(ppk.card("Keputusan PPK")).to_contain_text(names[1])
    ppk.picture("decision-waiting")

    head = visit("kepala-bkd").open("/penyimpangan/")
    assert faults(head.page, "deviations") == []
    head.picture("deviation-register")
    head.page.get_by_role("link", name="Kepala Dinas Perhubungan").first.click()
    expect(head.heading).to_have_text("Penyimpangan pada Kepala Dinas Perhubungan")
    unrelated(head)
    assert faults(head.page, "deviation") == []
    head.picture("deviation-sign", head.page.locator("#tanda-tangan"))
    head.press("Tandatangani")
    expect(head.page.get_by_text("Ditandatangani; keputusannya kini final.")).to_be_visible()

    verifier = opened(visit("verifikator"), "LJ-2026-002")
    assert faults(verifier.page, "vacancy") == []
    form = verifier.page.locator("#rekomendasi")
    form.get_by_label("Otoritas").select_option(label="BKN")
    form.get_by_label("Nomor surat").fill("B-12/BKN/2026")
    form.get_by_label("Tanggal surat").fill("2026-08-20")
    verifier.press("Catat rekomendasi")
    expect(verifier.page.get_by_text("Rekomendasi tercatat.")).to_be_visible()

    staff = opened(visit("bkd"), "LJ-2026-002")
    form = staff.page.locator("#pelantikan")
    form.get_by_label("Nomor berita acara").fill("821.2/044/BA/2026")
    form.get_by_label("Tanggal pelantikan").fill("2026-09-01")
    form.get_by_label("Alasan melantik").fill("Surat keterangan yang kurang menyusul.")
    staff.press("Catat pelantikan")
    expect(staff.page.get_by_text("Pelantikan tercatat; riwayat jabatan diperbarui.")).to_be_visible()
    expect(staff.page.locator(".steps li.done")).to_have_count(6)
    staff.picture("vacancy-2026-filled")
    staff.picture("filling-papers", staff.page.locator("#naskah"))
    staff.page.get_by_role("link", name=names[1]).first.click()
    staff.page.get_by_role("link", name="Data pegawai").click()
    expect(staff.page.locator(".lead")).to_contain_text("Kepala Dinas Perhubungan")
