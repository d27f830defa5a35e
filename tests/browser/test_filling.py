"""One post filled by each route, from its opening to the inauguration, with everybody whose turn it is: a conflict of
interest is declared and a member recused, a PPK who is related to one of the three is barred, another vacancy gets the
first name meanwhile, and the other PPK takes another."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.filling import (
    MEMBERS,
    ballot,
    filled,
    locked,
    minuted,
    nominated,
    opened,
    related,
    replayed,
    rivals,
    scored,
    seated,
    sent,
    unnamed,
)
from tests.browser.inspection import faults
from tests.browser.installation import Installation
from tests.browser.visitor import Visitor
from tests.talent import documents

BY_HAND = {"rekam jejak": "88", "asesmen": "84", "wawancara": "90"}


@pytest.fixture(scope="module")
def others(site: Installation) -> Any:
    """What tests.browser.filling.RIVALS made before the walks."""
    return rivals(site)


def test_from_the_pool_to_the_inauguration(visit: Visit, others: Any) -> None:
    staff = visit("bkd")
    days = ("2026-07-20", "2026-07-31", "2026-07-31")
    pk, address = opened(staff, "Kepala Badan Pendapatan Daerah", "LJ-2026-003", days, "Langsung dari talent pool")
    page = staff.page
    staff.press("Susun daftar panjang")
    expect(page.locator("#daftar-panjang tbody tr")).not_to_have_count(0)
    first = page.locator("#daftar-panjang tbody th a").first.inner_text()
    names = list(MEMBERS)[:3]
    seated(staff, address, [MEMBERS[name] for name in names])
    staff.picture("committee-seats")
    members = [visit(name) for name in names]
    damar, *rest = members
    unnamed(damar, address, first)
    staff.open(f"{address}penilaian/")
    staff.press("Buka putaran")
    expect(page.get_by_text("Putaran penilaian dibuka.")).to_be_visible()
    damar.open(f"{address}penilaian/")
    ballot(damar, first, pk)
    damar.picture("committee-ballot", damar.card("Nilai Anda"))
    assert faults(damar.page, "vacancy_panel") == []
    locked(damar)
    for shift, member in enumerate(rest):
        scored(member, pk, 4 * shift)
    minuted(staff, members, pk, f"{address}penilaian/")
    staff.picture("committee-results", staff.card("Hasil penilaian"))
    three = nominated(damar, rest[0], address, "2026-08-03")
    assert three[0] == first
    proven(visit("ppk"), address, three)
    related(visit("ppk2"), address, three[1])
    staff = filled(visit, address, three, 3, others["pool"], "BKN", ("2026-08-10", "2026-08-20", "2026-09-01"))
    staff.picture("filling-done")
    left(staff)
    replayed(visit("auditor"), address)


def test_from_the_announcement_to_the_inauguration(visit: Visit, others: Any) -> None:
    staff, days = visit("bkd"), ("2025-08-25", "2025-09-01", "2025-12-01")
    post = "Kepala Badan Perencanaan Pembangunan Daerah"
    pk, address = opened(staff, post, "LJ-2025-005", days, "Seleksi terbuka")
    page, applicants = staff.page, others["applicants"]
    announced(staff)
    applied(staff, address, pk, applicants)
    staff.press("Periksa administrasi")
    expect(page.locator("#pelamar tbody tr")).to_have_count(len(applicants))
    expect(staff.row(applicants[-1][2])).to_contain_text("menarik diri")
    names = [name for _pk, _nip, name in applicants]
    three = names[:3]
    graded(staff, address, names[:-1])
    seated(staff, address, list(MEMBERS.values()))
    members = [visit(name) for name in MEMBERS]
    damar, *rest = members
    unnamed(damar, address, three[0])
    staff.open(f"{address}penilaian/")
    page.get_by_label("Tahapan yang dinilai panitia").select_option("paper")
    staff.picture("committee-stage")
    staff.press("Buka putaran")
    expect(staff.heading).to_have_text("Penilaian panitia: makalah")
    at = f"{address}penilaian/?tahapan=paper"
    damar.open(at)
    ballot(damar, three[0], pk)
    locked(damar)
    for shift, member in enumerate(rest):
        scored(member, pk, 2 * shift)
    minuted(staff, members, pk, at)
    staff.open(address)
    staff.press("Susun peringkat")
    expect(page.get_by_text("Peringkat disusun; panitia dapat mengusulkan tiga nama.")).to_be_visible()
    staff.picture("selection-ranked", page.locator("#pelamar"))
    assert faults(page, "vacancy") == []
    assert nominated(damar, rest[0], address, "2025-10-20") == three
    staff = filled(visit, address, three, 2, others["open"], "BKN", ("2025-11-03", "2025-11-17", "2025-12-01"))
    expect(staff.page.locator(".steps li.done")).to_have_count(8)
    left(staff)
    replayed(visit("auditor"), address)


def announced(staff: Visitor) -> None:
    """The announcement, with the weights that the form offers."""
    page = staff.page
    page.get_by_label("Nomor pengumuman").fill("800/05/PANSEL/2025")
    page.get_by_label("Diumumkan tanggal").fill("2025-09-02")
    page.get_by_label("Lamaran ditutup tanggal").fill("2025-09-18")
    page.get_by_label("Diumumkan di").fill("Laman BKD")
    staff.press("Catat pengumuman")
    expect(page.locator("#pengumuman")).to_contain_text("2 September 2025 sampai 18 September 2025")


def applied(staff: Visitor, address: str, pk: int, applicants: list[list[Any]]) -> None:
    """The applications of all: one by the page, with a document; the last withdraws by the page."""
    page = staff.page
    (_first, nip, name), *rest = applicants
    form = page.locator("#lamaran")
    form.get_by_label("NIP").fill(nip)
    form.get_by_label("Diterima tanggal").fill("2025-09-10")
    form.get_by_label("Isi dokumen").fill("Surat lamaran")
    file = {"name": "lamaran.pdf", "mimeType": "application/pdf", "buffer": documents.pdf("Lamaran")}
    form.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    staff.press("Catat lamaran")
    expect(staff.row(name)).to_contain_text("belum diperiksa")
    for one, _nip, _name in rest:
        sent(staff, f"vacancies/{pk}/applications/", {"employee": one, "received_on": "2025-09-10"})
    staff.open(address)
    staff.follow(page.get_by_role("link", name=applicants[-1][2]))
    page.locator("#tarik summary").click()
    page.get_by_label("Alasan penarikan").fill("Memilih tugas belajar.")
    page.locator("#tarik button").click()
    expect(page.locator(".notice.fail")).to_contain_text("Memilih tugas belajar.")
    assert faults(page, "application") == []
    staff.open(address)


def graded(staff: Visitor, address: str, names: list[str]) -> None:
    """All stages but the paper, which the committee scores, the first the highest: of the first by the page of the
    application, of the others stage by stage."""
    page, (first, *rest) = staff.page, names
    staff.follow(page.locator("#pelamar").get_by_role("link", name=first))
    for stage, score in BY_HAND.items():
        page.get_by_label(f"Nilai {stage}").fill(score)
    page.get_by_label("Nomor dokumen nilai").fill("800/12")
    page.get_by_label("Tanggal dokumen").fill("2026-07-28")
    staff.press("Catat nilai")
    expect(page.locator("#nilai .timeline li")).to_have_count(len(BY_HAND))
    for stage in BY_HAND:
        staff.follow(staff.open(address).page.get_by_role("link", name="Catat nilai semua pelamar"))
        page.get_by_role("navigation", name="Tahapan").get_by_role("link", name=stage).click()
        expect(staff.heading).to_have_text(f"Nilai tahapan: {stage}")
        for place, name in enumerate(rest, start=1):
            page.get_by_label(f"Nilai {name}").fill(str(87 - 4 * place))
        page.get_by_label("Nomor dokumen nilai").fill("800/12")
        page.get_by_label("Tanggal dokumen").fill("2026-07-28")
        if stage == "wawancara":
            assert faults(page, "stage_scores") == []
            staff.picture("stage-scores")
        staff.press("Catat nilai")
        expect(page.get_by_text("Nilai tercatat.")).to_be_visible()


def proven(ppk: Visitor, address: str, three: list[str]) -> None:
    """What the three names rest on, before the PPK decides."""
    page = ppk.open(address).page
    ppk.follow(page.get_by_role("link", name="Bukti tiga nama", exact=True))
    for name in three:
        expect(ppk.card("Matriks bukti")).to_contain_text(name)
    expect(ppk.card("Mengapa bukan yang berikutnya").locator("tbody tr")).not_to_have_count(0)
    expect(ppk.card("Kestabilan peringkat")).to_be_visible()
    ppk.picture("three-names")
    assert faults(page, "vacancy_names") == []


def left(staff: Visitor) -> None:
    """The post that the inauguration emptied is a vacancy of its own."""
    staff.follow(staff.page.get_by_role("link", name="dibuka untuk jabatan yang ditinggalkan"))
    expect(staff.page.locator(".lead")).to_contain_text("sebab: mutasi pejabatnya")
