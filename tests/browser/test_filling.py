"""One post filled by each route, from its opening to the inauguration, with everybody whose turn it is: a conflict of
interest is declared, a member is recused, and the PPK takes another than the first name."""

import json
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults
from tests.browser.installation import ROOT, Installation
from tests.browser.visitor import Visitor

MEMBERS = {
    "pansel": "Damar (panitia seleksi)",
    "pansel2": "Elok (panitia seleksi)",
    "pansel3": "Fajar (panitia seleksi)",
}
MINUTES = "Panitia menilai lima calon secara buta; satu anggota tidak menilai iparnya."
# What other walks show already: announced, applied, checked, and all stages but the paper scored.
SELECTED = """
import json
from datetime import date
from decimal import Decimal
from accounts.domain import users
from accounts.models import User
from accounts.roles import Roles
from succession.domain import committee, gate, selection, vacancies
from succession.domain.queries import candidates, posts
from rules.eligibility import RECORDS
from talent.domain import known
from talent.domain.queries import facts
from talent.models import Agency, Employee, Position
agency, by = Agency.objects.get(code="KALTIM"), User.objects.get(username="bkd")
post = Position.objects.get(agency=agency, code="KD-PARIWISATA")
days = {"opened_on": date(2021, 5, 3), "decision_date": date(2021, 6, 1), "reference_date": date(2021, 9, 30)}
days |= {"target_date": date(2021, 10, 1)}
vacancy = vacancies.open_vacancy(agency=agency, position=post, code="LJ-2021-005", cause="TERM_END", by=by, **days)
gate.decide_route(vacancy=vacancy, by=by)
weights = {"track_record": 20, "assessment": 25, "paper": 20, "interview": 35}
said = {"number": "800/05/PANSEL/2021", "place": "Laman BKD", "weights": {k: Decimal(v) for k, v in weights.items()}}
dates = {"published_on": date(2021, 6, 2), "closes_on": date(2021, 6, 18)}
selection.announce(vacancy=vacancy, by=by, **said, **dates)
at, on = known.now(agency.pk), vacancy.reference_date
people = sorted(Employee.objects.filter(agency=agency, current__tier="ADMINISTRATOR").values_list("pk", flat=True))
wanted = posts.post_of_vacancy(vacancy, at)
found = candidates.evaluated(facts.facts(agency.pk, on=on, known_at=at, employees=people, records=RECORDS), wanted, on)
sound = [one for one, out in zip(found.employee_id.tolist(), found.outcome_names().tolist()) if out != "fail"][:4]
given = {"received_on": date(2021, 6, 10), "by": by}
made = [selection.apply(vacancy=vacancy, employee=Employee.objects.get(pk=one), **given) for one in sound]
selection.screen(vacancy=vacancy, by=by)
for place, one in enumerate(made):
    scores = {stage: Decimal(88 - 3 * place) for stage in weights if stage != "paper"}
    selection.score(application=one, scores=scores, seen=0, by=by)
for number in (4, 5):
    system, name = users.system_operator(), f"pansel{number}"
    more = users.add(username=name, name=f"Panitia {number} (dari luar)", password=PASSWORD, by=system)
    users.grant(user=more, role=Roles.ALL["SELECTION_COMMITTEE"], by=system, agency_id=agency.pk)
for name in ("pansel", "pansel2", "pansel3", "pansel4", "pansel5"):
    committee.appoint_member(vacancy=vacancy, user=User.objects.get(username=name), outside=True, by=by)
print(json.dumps([vacancy.pk, [one.employee.name for one in made]]))
"""


def prepared(site: Installation, script: str) -> Any:
    """What a script in the installation prints last."""
    words = [sys.executable, "manage.py", "shell", "-v", "0"]
    done = subprocess.run(
        words, input=script, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def sent(member: Visitor, path: str, body: dict[str, Any]) -> Any:
    """The answer to a write by the API, in the member's own session."""
    cookies = {one.get("name"): one.get("value", "") for one in member.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": f"{member.site.url}/"}
    answer = member.context.request.post(f"/api/v1/vacancies/{path}", data=body, headers=headers)
    assert answer.ok, answer.text()
    return answer.json()


def scored(member: Visitor, pk: int, shift: int) -> None:
    """A whole ballot by the API: no conflict, a score for each code, locked."""
    begun = sent(member, f"{pk}/panel/declare/", {"relations": []})
    given = [
        {"code": line["code"], "score": 70 + shift + 3 * place, "reason": "Pengalaman memimpin unit kerja."}
        for place, line in enumerate(begun["own"])
    ]
    kept = sent(member, f"{pk}/panel/scores/", {"scores": given, "version": begun["own_version"]})
    sent(member, f"{pk}/panel/lock/", {"version": kept["own_version"]})


def ballot(member: Visitor, related: str) -> None:
    """A ballot by the pages, of a member who declares a brother-in-law; everybody else is scored and locked."""
    page = member.page
    page.locator("#nyatakan").get_by_label(related).fill("ipar")
    member.press("Nyatakan")
    expect(page.get_by_text("1 calon tidak Anda nilai karena benturan kepentingan.")).to_be_visible()
    for number, field in enumerate(page.locator("#nilai input[type=number]").all()):
        field.fill(str(74 + number))
    for field in page.locator("#nilai textarea[name^=reason_]").all():
        field.fill("Rekam jejaknya paling sesuai dengan jabatan ini.")


def minuted(staff: Visitor, members: list[Visitor], pk: int, address: str) -> None:
    """Revealed, written down, signed by all (the first by the page) and closed."""
    staff.open(address)
    staff.press("Perlihatkan nilai dan nama")
    expect(staff.card("Hasil penilaian").locator("tbody tr")).not_to_have_count(0)
    staff.page.get_by_label("Risalah", exact=True).fill(MINUTES)
    staff.press("Simpan risalah")
    first, *others = members
    first.open(address)
    first.press("Tanda tangani risalah")
    expect(first.page.get_by_text("Risalah ditandatangani.")).to_be_visible()
    for member in others:
        token = member.context.request.get(f"/api/v1/vacancies/{pk}/panel/").json()["token"]
        sent(member, f"{pk}/panel/sign/", {"token": token})
    staff.open(address)
    staff.press("Tutup putaran")
    expect(staff.page.get_by_text("Putaran penilaian ditutup.")).to_be_visible()


def nominated(member: Visitor, address: str) -> list[str]:
    """The three first of the ranking sent up; their names."""
    member.open(address)
    member.follow(member.page.get_by_role("link", name="Usulkan tiga nama"))
    names = member.page.locator("main tbody th a").all_inner_texts()[:3]
    for place, label in enumerate(("Nama pertama", "Nama kedua", "Nama ketiga")):
        member.page.get_by_label(label).select_option(index=place + 1)
        member.page.get_by_label("Alasan").nth(place).fill("Peringkat teratas menurut penilaian panitia.")
    member.press("Usulkan")
    expect(member.page.get_by_text("Tiga nama diteruskan kepada PPK.")).to_be_visible()
    return names


def filled(visit: Visit, address: str, name: str, authority: str, days: tuple[str, str, str]) -> Visitor:
    """Decided for `name`, who is not the first, and signed a second time; recommended; inaugurated. BKD's page then."""
    decided, recommended, inaugurated = days
    ppk = visit("ppk").open(f"{address}keputusan/")
    ppk.page.get_by_label(f"2. {name}").check()
    ppk.page.get_by_label("Nomor keputusan").fill(f"821/{decided}")
    ppk.page.get_by_label("Tanggal keputusan").fill(decided)
    ppk.page.get_by_label("Alasan", exact=True).fill("Pengalaman memimpin bidang yang sama.")
    ppk.page.get_by_label("Dasar hukum bila bukan nama pertama").select_option("three_names")
    ppk.press("Putuskan")
    expect(ppk.card("Keputusan PPK")).to_contain_text(name)
    head = visit("kepala-bkd").open(address)
    head.follow(head.page.get_by_role("link", name="Buka penyimpangan"))
    head.press("Tandatangani")
    expect(head.page.get_by_text("Ditandatangani; keputusannya kini final.")).to_be_visible()
    verifier = visit("verifikator").open(address)
    form = verifier.page.locator("#rekomendasi")
    form.get_by_label("Otoritas").select_option(label=authority)
    form.get_by_label("Nomor surat").fill(f"B-{recommended}")
    form.get_by_label("Tanggal surat").fill(recommended)
    verifier.press("Catat rekomendasi")
    expect(verifier.page.get_by_text("Rekomendasi tercatat.")).to_be_visible()
    staff = visit("bkd").open(address)
    form = staff.page.locator("#pelantikan")
    form.get_by_label("Nomor berita acara").fill(f"BA/{inaugurated}")
    form.get_by_label("Tanggal pelantikan").fill(inaugurated)
    staff.press("Catat pelantikan")
    expect(staff.page.get_by_text("Pelantikan tercatat; riwayat jabatan diperbarui.")).to_be_visible()
    expect(staff.page.locator(".steps li[aria-current], .steps li.now")).to_have_count(0)
    return staff


def test_from_the_pool_to_the_inauguration(visit: Visit) -> None:
    staff = visit("bkd").open("/jabatan/")
    page = staff.page
    staff.follow(page.get_by_role("link", name="Buka lowongan Kepala Dinas Pendidikan dan Kebudayaan"))
    page.get_by_label("Sebab lowong").select_option("RETIREMENT")
    page.get_by_label("Kode lowongan").fill("LJ-2026-003")
    for label, day in (("Dibuka tanggal", "2026-07-20"), ("Tanggal penetapan jalur", "2026-07-31")):
        page.get_by_label(label).fill(day)
    page.get_by_label("Tanggal acuan").fill("2026-07-31")
    staff.press("Buka lowongan")
    expect(staff.heading).to_have_text("Kepala Dinas Pendidikan dan Kebudayaan")
    address = urlsplit(page.url).path
    pk = int(address.strip("/").rsplit("/", 1)[-1])
    staff.press("Tetapkan jalur")
    expect(page.locator("#jalur .verdict-title")).to_have_text("Langsung dari talent pool")
    staff.press("Susun daftar panjang")
    expect(page.locator("#daftar-panjang tbody tr")).not_to_have_count(0)
    first = page.locator("#daftar-panjang tbody th a").first.inner_text()
    staff.open(f"{address}?bagian=panitia")
    for count, name in enumerate(MEMBERS.values(), start=1):
        page.get_by_label("Anggota", exact=True).select_option(label=name)
        page.get_by_label("Bukan pegawai instansi ini", exact=True).check()
        staff.press("Angkat")
        expect(staff.card("Panitia seleksi").locator("li.check")).to_have_count(count)
    staff.picture("committee-seats")
    members = [visit(name) for name in MEMBERS]
    damar, *others = members
    # Seated before any round was opened: the names are kept already.
    damar.open(address)
    expect(damar.page.locator(".notice", has_text="Putaran pertama masih buta")).to_be_visible()
    assert first not in damar.page.locator("main").inner_text()
    staff.open(f"{address}penilaian/")
    staff.press("Buka putaran")
    expect(page.get_by_text("Putaran penilaian dibuka.")).to_be_visible()

    damar.open(f"{address}penilaian/")
    ballot(damar, first)
    damar.picture("committee-ballot", damar.card("Nilai Anda"))
    assert faults(damar.page, "vacancy_panel") == []
    damar.press("Simpan nilai")
    damar.press("Kunci nilai saya")
    expect(damar.page.get_by_text("Nilai dikunci.")).to_be_visible()
    for shift, member in enumerate(others):
        scored(member, pk, 4 * shift)
    minuted(staff, members, pk, f"{address}penilaian/")
    staff.picture("committee-results", staff.card("Hasil penilaian"))

    # Whoever is related to a name does not send it up.
    damar.open(f"{address}usulan/")
    for place, label in enumerate(("Nama pertama", "Nama kedua", "Nama ketiga")):
        damar.page.get_by_label(label).select_option(index=place + 1)
        damar.page.get_by_label("Alasan").nth(place).fill("Peringkat teratas menurut penilaian panitia.")
    assert faults(damar.page, "vacancy_nominate") == []
    with damar.page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        damar.press("Usulkan")
    assert refused.value.status == 403
    names = nominated(others[0], address)
    assert names[0] == first
    staff = filled(visit, address, names[1], "BKN", ("2026-08-10", "2026-08-20", "2026-09-01"))
    expect(staff.card("Keputusan PPK")).to_contain_text(names[1])
    staff.picture("filling-done")


def test_from_the_announcement_to_the_inauguration(visit: Visit, site: Installation) -> None:
    damar = visit("pansel")
    password = site.password("pansel")
    pk, names = prepared(site, SELECTED.replace("PASSWORD", repr(password)))
    address = f"/lowongan/{pk}/"
    at = f"{address}penilaian/?tahapan=paper"
    staff = visit("bkd").open(f"{address}penilaian/")
    staff.page.get_by_label("Tahapan yang dinilai panitia").select_option("paper")
    staff.picture("committee-stage")
    staff.press("Buka putaran")
    expect(staff.heading).to_have_text("Penilaian panitia: makalah")
    members = [damar, visit("pansel2"), visit("pansel3")]
    for name in ("pansel4", "pansel5"):
        newcomer = visit()
        newcomer.page.goto("/masuk/")
        newcomer.page.get_by_label("Nama masuk").fill(name)
        newcomer.page.get_by_label("Sandi").fill(password)
        newcomer.press("Masuk")
        expect(newcomer.heading).to_contain_text("Selamat datang")
        members.append(newcomer)
    damar.open(at)
    ballot(damar, names[0])
    damar.press("Simpan nilai")
    damar.press("Kunci nilai saya")
    for shift, member in enumerate(members[1:]):
        scored(member, pk, 2 * shift)
    minuted(staff, members, pk, at)
    staff.open(address)
    staff.press("Susun peringkat")
    expect(staff.page.get_by_text("Peringkat disusun; panitia dapat mengusulkan tiga nama.")).to_be_visible()
    staff.picture("selection-ranked", staff.page.locator("#pelamar"))
    assert faults(staff.page, "vacancy") == []
    chosen = nominated(members[1], address)
    staff = filled(visit, address, chosen[1], "KASN", ("2021-09-10", "2021-09-20", "2021-10-01"))
    expect(staff.page.locator(".steps li.done")).to_have_count(8)
