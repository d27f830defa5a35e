"""One merit round from its first answer to the award list: the agency's staff, its head, and the verifier."""

import subprocess
import sys
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.installation import ROOT, Installation
from tests.browser.visitor import Visitor
from tests.succession.assessed import OWN, VERIFIED
from tests.talent import documents

BY_HAND = "1.1"


# What no page does any more: a round of the instrument that was repealed, from which points and a category come.
BEGUN = """
from accounts.models import User
from tests.succession import assessed
staff = User.objects.get(username="bkd")
print(assessed.begun(staff.assignments.first().agency, staff, "Uji 2025").pk)
"""


# Every form of the round's pages but the one that was done by hand, sent as it stands with these levels and words.
OTHERS = """async ([board, levels, words]) => {
  for (let aspect = 1; aspect <= 8; aspect++) {
    const page = new DOMParser().parseFromString(await (await fetch(`${board}aspek/${aspect}/`)).text(), 'text/html');
    for (const [code, level] of Object.entries(levels)) {
      const form = page.querySelector(`[id="s${code}"] > form`);
      if (!form) continue;
      const given = new FormData(form);
      for (const name of [...given.keys()]) {
        if (name.endsWith('-level')) given.set(name, level);
        if (name.endsWith('-remark')) given.set(name, words);
      }
      await fetch(form.getAttribute('action'), {method: 'POST', body: given, redirect: 'manual'});
    }
  }
}"""


def the_others(visitor: Visitor, board: str, levels: dict[str, int]) -> None:
    """Every sub-aspect but the one that was done by hand."""
    rest = {code: str(level) for code, level in levels.items() if code != BY_HAND}
    visitor.page.evaluate(OTHERS, [board, rest, "Dokumen belum lengkap."])


def test_a_round_is_answered_submitted_verified_and_decided(visit: Visit, site: Installation) -> None:
    staff = visit("bkd").open("/merit/penilaian/")
    assert faults(staff.page, "merit_assessments") == []
    staff.page.get_by_label("Nama putaran").fill("Uji 2026")
    expect(staff.page.locator("select[name$=instrument] option")).to_have_text(["PANRB 2025"])
    staff.press("Mulai putaran")
    expect(staff.heading).to_contain_text("Uji 2026")
    words = [sys.executable, "manage.py", "shell", "-v", "0", "-c", BEGUN]
    told = subprocess.run(words, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    board = f"/merit/penilaian/{int(told)}/"
    staff.open(board)
    expect(staff.heading).to_contain_text("Uji 2025")
    staff.follow(staff.page.get_by_role("link", name="1 Perencanaan Kebutuhan"))
    first = staff.page.locator('[id="s1.1"]')
    first.get_by_label("Level").select_option(str(OWN[BY_HAND]))
    first.get_by_label("Penjelasan").fill("Peta jabatan ditetapkan 2024.")
    staff.press("Simpan 1.1")
    expect(staff.page.get_by_text("Sub-aspek 1.1 tersimpan.")).to_be_visible()
    staff.page.get_by_text("Unggah dokumen").click()
    staff.page.get_by_label("Judul dokumen").fill("Himpunan bukti")
    # A document of its own: the same bytes again would be the document that is there, under its first name.
    file = {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": documents.pdf("Bukti merit")}
    staff.page.get_by_label("Berkas").set_input_files(file)  # type: ignore[arg-type]
    for box in staff.page.get_by_role("group", name="Membuktikan").get_by_role("checkbox").all():
        box.check()
    staff.press("Simpan bukti")
    expect(staff.page.locator('[id="s1.1"]').get_by_role("link", name="Himpunan bukti")).to_be_visible()
    staff.picture("merit-answer", staff.page.locator('[id="s1.1"]'))
    staff.page.locator('[id="s1.3"]').get_by_role("button", name="Jadikan bukti").click()
    expect(staff.page.locator('[id="s1.3"]').get_by_text("petikan sistem")).to_be_visible()
    assert faults(staff.page, "merit_assessment_aspect") == []
    the_others(staff, board, OWN)

    head = visit("kepala-bkd").open(board)
    expect(head.card("Sebelum diajukan")).to_contain_text("Semua sub-aspek berlevel dan berbukti.")
    expect(head.page.locator("#nilai .strong")).to_have_text("365,50 / 400")
    assert faults(head.page, "merit_assessment") == []
    head.press("Ajukan")
    expect(head.page.locator(".steps .now")).to_contain_text("diajukan")

    verifier = visit("verifikator").open(board)
    verifier.press("Buka klarifikasi")
    verifier.open(f"{board}aspek/1/")
    first = verifier.page.locator('[id="s1.1"]')
    first.get_by_text("Tanyakan tentang 1.1").click()
    first.get_by_label("Pertanyaan").fill("Mana SK penetapannya?")
    first.get_by_label("Dijawab paling lambat").fill("2099-12-31")
    first.get_by_role("button", name="Kirim pertanyaan").click()
    expect(verifier.page.get_by_text("Pertanyaan terkirim.")).to_be_visible()

    staff.open(board)
    staff.follow(staff.card("Klarifikasi yang terbuka").get_by_role("link", name="1.1"))
    first = staff.page.locator('[id="s1.1"]')
    first.get_by_text("Jawab", exact=True).click()
    first.get_by_label("Jawaban").fill("Halaman 3 dari himpunan bukti.")
    staff.press("Kirim jawaban")
    expect(staff.page.get_by_text("Jawaban terkirim.")).to_be_visible()
    assert faults(staff.page, "merit_assessment_aspect") == []

    verifier.open(f"{board}aspek/1/")
    first = verifier.page.locator('[id="s1.1"]')
    first.get_by_text("Tutup", exact=True).click()
    first.get_by_label("Kesimpulan").fill("SK sudah ditunjukkan.")
    verifier.press("Tutup pertanyaan")
    expect(verifier.page.get_by_text("Pertanyaan ditutup.")).to_be_visible()
    first = verifier.page.locator('[id="s1.1"]')
    expect(first.get_by_label("Level")).to_have_value(str(OWN[BY_HAND]))
    verifier.press("Simpan 1.1")
    the_others(verifier, board, VERIFIED)
    verifier.open(board)
    expect(verifier.card("Selisih").locator("tbody tr")).to_have_count(9)
    verifier.picture("merit-difference", verifier.card("Selisih"))
    verifier.press("Nyatakan selesai diverifikasi")
    verifier.follow(verifier.page.get_by_role("link", name="Risalah pleno", exact=True))
    today = verifier.page.evaluate("new Date().toLocaleDateString('sv')")
    verifier.page.get_by_label("Tanggal pleno").fill(today)
    verifier.page.get_by_role("group", name="Yang hadir").get_by_role("checkbox").first.check()
    verifier.page.get_by_label("Risalah", exact=True).fill("Pleno membahas sembilan selisih.")
    verifier.press("Simpan risalah")
    verifier.press("Tanda tangani risalah")
    expect(verifier.page.locator("main")).to_contain_text("sudah menandatangani")
    assert faults(verifier.page, "merit_pleno") == []
    verifier.picture("merit-minutes")
    verifier.open(board)
    verifier.page.get_by_label("Nomor keputusan").fill("12/KEP/2026")
    verifier.page.get_by_label("Tanggal keputusan").fill(today)
    verifier.press("Catat keputusan")
    verifier.follow(verifier.page.get_by_role("link", name="Hasil yang tercatat"))
    expect(verifier.page.get_by_role("heading", name="Kategori Sangat Baik")).to_be_visible()
    expect(verifier.page.locator("#pergerakan tbody tr").last).to_contain_text("332,50")
    assert faults(verifier.page, "merit_round") == []
    verifier.picture("merit-beside", verifier.page.locator("#aspek"))
    expect(verifier.page.locator("main")).to_contain_text("332,50 / 400")
    decided = urlsplit(verifier.page.url).path

    staff.open(f"{decided}jalan/?target=380")
    staff.press("Jadikan rencana tindak lanjut")
    expect(staff.heading).to_have_text("Tindak lanjut")
    expect(staff.card("Bukti yang mendasari keputusan").locator("tbody tr")).to_have_count(2)
    assert faults(staff.page, "merit_after") == []
    staff.picture("merit-follow-up")

    verifier.open("/merit/nasional/?category=AWARDED")
    honoured = verifier.page.locator("main tbody tr").filter(has_text="Uji 2025")
    expect(honoured).to_contain_text("332,50")
    expect(honoured).to_contain_text("Sangat Baik")
