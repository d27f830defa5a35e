"""The steps that both ways of filling a post have in common, each by whoever's turn it is; and the rivals of both."""

import json
import re
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
    "pansel4": "Galih (panitia seleksi)",
    "pansel5": "Hana (panitia seleksi)",
}
MINUTES = "Panitia menilai calon secara buta; satu anggota tidak menilai iparnya."
BY_RANK = "Peringkat teratas menurut penilaian panitia."
# Another vacancy on each way that has come to its three names, with one of whom the walk is about to decide on; and
# a second PPK. Printed: what the walks need to know of them.
RIVALS = """
import json
from datetime import date
from decimal import Decimal
from accounts.domain import users
from accounts.models import User
from accounts.roles import Roles
from rules.eligibility import RECORDS
from succession.domain import (
    announcing,
    applying,
    committee,
    confirmation,
    gate,
    longlist,
    panel,
    selection,
    vacancies,
)
from succession.domain.queries import candidates, panel_minutes, posts
from talent.domain import known
from talent.domain.queries import facts
from talent.models import Agency, Employee, Position
agency, by, system = Agency.objects.get(code="KALTIM"), User.objects.get(username="bkd"), users.system_operator()
members = [User.objects.get(username=name) for name in MEMBERS]
second = users.add(username="ppk2", name="Indah (PPK)", password=PASSWORD, by=system)
users.grant(user=second, role=Roles.PPK, by=system, agency_id=agency.pk)

def opened(post, code, days):
    names = ("opened_on", "decision_date", "reference_date")
    given = dict(zip(names, days)) | {"position": Position.objects.get(agency=agency, code=post), "code": code}
    vacancy = vacancies.open_vacancy(agency=agency, cause="TERM_END", by=by, **given)
    gate.decide_route(vacancy=vacancy, by=by)
    return vacancy

def proposed(vacancy, three, named_on):
    panel.waive(vacancy=vacancy, reason="Panitia sudah mengenal semua calon.", by=by)
    for member in members:
        committee.appoint_member(vacancy=vacancy, user=member, outside=True, by=by)
    held = panel.open_round(vacancy=vacancy, scored=False, by=by)
    for member in members:
        panel.declare(held=held, relations={}, by=member)
    panel.write_minutes(held=held, minutes="Panitia memeriksa urutan menurut aturan.", version=1, by=by)
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=by)
    names = [committee.Nomination(one, "Peringkat teratas.") for one in three]
    token = confirmation.confirmation_token(vacancy)
    committee.nominate(vacancy=vacancy, nominations=names, token=token, named_on=named_on, by=members[0])

pool = opened("KD-BKD", "LJ-2026-004", (date(2026, 7, 20), date(2026, 7, 31), date(2026, 7, 31)))
ranked = longlist.build(vacancy=pool, by=by).entries.exclude(rank=None).order_by("rank")
proposed(pool, ranked.values_list("employee_id", flat=True)[:3], date(2026, 8, 3))

later = opened("KD-BRIDA", "LJ-2025-006", (date(2025, 8, 25), date(2025, 9, 1), date(2025, 12, 1)))
weights = {"track_record": 20, "assessment": 25, "paper": 20, "interview": 35}
said = {"number": "800/06/PANSEL/2025", "place": "Laman BKD", "weights": {k: Decimal(v) for k, v in weights.items()}}
said |= {"published_on": date(2025, 9, 2), "closes_on": date(2025, 9, 18)}
announcing.announce(vacancy=later, by=by, **said)
at, on, wanted = known.now(agency.pk), later.reference_date, posts.post_of_vacancy(later, known.now(agency.pk))

def sound(tier, count):
    people = Employee.objects.filter(agency=agency, current__tier=tier, current__true_from__lt=later.decision_date)
    people = sorted(people.exclude(current__position=later.position.current.name).values_list("pk", flat=True))
    given = facts.facts(agency.pk, on=on, known_at=at, employees=people, records=RECORDS)
    found = candidates.evaluated(given, wanted, on)
    outcomes = zip(found.employee_id.tolist(), found.outcome_names().tolist())
    return [Employee.objects.get(pk=one) for one, out in outcomes if out != "fail"][:count]

first, *others = sound("ADMINISTRATOR", 4)
# The second holds a senior post, which the inauguration will empty.
applicants = [first, *sound("JPT_PRATAMA", 1), *others]
given = {"received_on": date(2025, 9, 10), "by": by}
made = [applying.apply(vacancy=later, employee=one, **given) for one in (first, *others)]
selection.screen(vacancy=later, by=by)
for place, one in enumerate(made):
    given = {stage: Decimal(88 - 3 * place) for stage in weights}
    selection.score(application=one, scores=given, number="800/12", dated=date(2025, 10, 6), seen=0, by=by)
selection.rank(vacancy=later, by=by)
proposed(later, [one.pk for one in (first, *others)][:3], date(2025, 10, 20))
told = {"pool": [pool.pk, pool.code], "open": [later.pk, later.code]}
print(json.dumps(told | {"applicants": [[one.pk, one.nip, one.name] for one in applicants]}))
"""


def rivals(site: Installation) -> Any:
    """What RIVALS prints, made in the installation."""
    words, password = [sys.executable, "manage.py", "shell", "-v", "0"], site.password("pansel")
    script = RIVALS.replace("MEMBERS", repr(MEMBERS)).replace("PASSWORD", repr(password))
    done = subprocess.run(
        words, input=script, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with (site.folder / "demo-passwords.txt").open("a", encoding="utf-8") as passwords:
        passwords.write(f"ppk2 {password}\n")
    return json.loads(done.stdout.splitlines()[-1])


def sent(member: Visitor, path: str, body: dict[str, Any], status: int | None = None) -> Any:
    """The answer to a write by the API, in the member's own session; `status`: of a refusal that is expected."""
    cookies = {one.get("name"): one.get("value", "") for one in member.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": f"{member.site.url}/"}
    answer = member.context.request.post(f"/api/v1/{path}", data=body, headers=headers)
    assert answer.ok if status is None else answer.status == status, answer.text()
    return answer.json()


def opened(staff: Visitor, post: str, code: str, days: tuple[str, str, str], route: str) -> tuple[int, str]:
    """A vacancy opened from the list of posts, sent its way by the gate, with a certificate of it: its number and its
    address."""
    page = staff.open("/jabatan/").page
    staff.follow(page.get_by_role("link", name=f"Buka lowongan {post}"))
    page.get_by_label("Sebab lowong").select_option("RETIREMENT")
    page.get_by_label("Kode lowongan").fill(code)
    for label, day in zip(("Dibuka tanggal", "Tanggal penetapan jalur", "Tanggal acuan"), days, strict=True):
        page.get_by_label(label).fill(day)
    staff.press("Buka lowongan")
    expect(staff.heading).to_have_text(post)
    address = urlsplit(page.url).path
    staff.press("Tetapkan jalur")
    expect(page.locator("#jalur .verdict-title")).to_have_text(route)
    certificate = staff.context.request.get(f"{address}sertifikat-jalur.pdf")
    assert certificate.body().startswith(b"%PDF"), certificate.status
    return int(address.strip("/").rsplit("/", 1)[-1]), address


def seated(staff: Visitor, address: str, names: list[str]) -> None:
    """A committee of people from outside, appointed one by one; its composition is held against the law."""
    page = staff.open(f"{address}?bagian=panitia").page
    for count, name in enumerate(names, start=1):
        page.get_by_label("Anggota", exact=True).select_option(label=name)
        page.get_by_label("Bukan pegawai instansi ini", exact=True).check()
        staff.press("Angkat")
        expect(staff.card("Panitia seleksi").locator("li.check")).to_have_count(count)
    enough = "Memenuhi" if len(names) >= 5 else "Tidak memenuhi"
    expect(staff.card("Susunan").locator("li.check .mark").first).to_contain_text(enough)


def unnamed(member: Visitor, address: str, name: str) -> None:
    """Seated before any round was opened: the names are kept already."""
    member.open(address)
    expect(member.page.locator(".notice", has_text="Panitia belum mulai")).to_be_visible()
    assert name not in member.page.locator("main").inner_text()


def scored(member: Visitor, pk: int, shift: int) -> None:
    """A whole ballot by the API: no conflict, a score for each code, locked."""
    begun = sent(member, f"vacancies/{pk}/panel/declare/", {"relations": []})
    given = [
        {"code": line["code"], "score": 70 + shift + 3 * place, "reason": "Pengalaman memimpin unit kerja."}
        for place, line in enumerate(begun["own"])
    ]
    kept = sent(member, f"vacancies/{pk}/panel/scores/", {"scores": given, "version": begun["own_version"]})
    sent(member, f"vacancies/{pk}/panel/lock/", {"version": kept["own_version"]})


def ballot(member: Visitor, related: str, pk: int) -> None:
    """A ballot by the pages, of a member who declares a brother-in-law and cannot score him, by no way; with scores for
    everybody else."""
    page = member.page
    codes = {f"K-{place:02}" for place, _field in enumerate(page.locator("#nyatakan input[type=text]").all(), start=1)}
    page.locator("#nyatakan").get_by_label(related).fill("ipar")
    member.press("Nyatakan")
    expect(page.get_by_text("1 calon tidak Anda nilai karena benturan kepentingan.")).to_be_visible()
    fields = page.locator("#nilai input[type=number]")
    expect(fields).to_have_count(len(codes) - 1)
    held = member.context.request.get(f"/api/v1/vacancies/{pk}/panel/").json()
    (his,) = codes - {line["code"] for line in held["own"]}
    score = {"code": his, "score": 100, "reason": "Ipar saya."}
    sent(member, f"vacancies/{pk}/panel/scores/", {"scores": [score], "version": held["own_version"]}, status=403)
    for number, field in enumerate(fields.all()):
        field.fill(str(74 + number))
    for field in page.locator("#nilai textarea[name^=reason_]").all():
        field.fill("Rekam jejaknya paling sesuai dengan jabatan ini.")


def locked(member: Visitor) -> None:
    """What `ballot` filled in, kept and locked; nobody's scores are shown yet."""
    member.press("Simpan nilai")
    member.page.get_by_text("Mengunci nilai", exact=True).click()
    member.press("Kunci nilai saya")
    expect(member.page.get_by_text("Nilai dikunci.")).to_be_visible()
    expect(member.card("Hasil penilaian")).to_have_count(0)


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
        sent(member, f"vacancies/{pk}/panel/sign/", {"token": token})
    staff.open(address)
    staff.press("Tutup putaran")
    expect(staff.page.get_by_text("Putaran penilaian ditutup.")).to_be_visible()


def nominated(recused: Visitor, member: Visitor, address: str, day: str) -> list[str]:
    """The three first of the ranking sent up, as settled on a day; their names. Whoever is related to one of them reads
    so, and is left nothing to send."""
    page = recused.open(f"{address}usulan/").page
    names = page.locator("main tbody th a").all_inner_texts()[:3]
    notice = page.locator(".notice", has_text="Anda tidak mengusulkan mereka ini")
    expect(notice).to_contain_text("melewatinya pun memutuskan tentang dia: anggota panitia lain")
    assert len([name for name in names if name in notice.inner_text()]) == 1
    expect(page.get_by_label("Nama pertama")).to_have_count(0)
    assert faults(page, "vacancy_nominate") == []
    page = member.open(f"{address}usulan/").page
    for place, label in enumerate(("Nama pertama", "Nama kedua", "Nama ketiga")):
        page.get_by_label(label).select_option(index=place + 1)
        page.get_by_label("Alasan").nth(place).fill(BY_RANK)
    page.get_by_label("Tanggal penetapan nama").fill(day)
    member.press("Usulkan")
    expect(page.get_by_text("Tiga nama diteruskan kepada PPK.")).to_be_visible()
    return names


def unrelated(visitor: Visitor) -> None:
    """Before a signature: related to none of the names."""
    visitor.page.get_by_label("Saya tidak mempunyai hubungan dengan seorang pun dari mereka").check()
    visitor.press("Nyatakan")
    expect(visitor.page.get_by_text("Pernyataan Anda tercatat.")).to_be_visible()


def related(ppk: Visitor, address: str, name: str) -> None:
    """A PPK who declares a relation to one of the names decides nothing here, by no way, and is told who may."""
    page = ppk.open(f"{address}keputusan/").page
    assert faults(page, "vacancy_decide") == []
    page.get_by_label(name).fill("ipar")
    ppk.press("Nyatakan")
    barred = page.locator(".notice.fail", has_text="Anda tidak memutuskan di sini")
    expect(barred).to_contain_text(f"Anda menyatakan hubungan dengan {name}: ipar")
    expect(barred).to_contain_text("Yang dapat melakukannya:")
    expect(page.get_by_label("Nomor keputusan")).to_have_count(0)
    pk = int(address.strip("/").rsplit("/", 1)[-1])
    again = {"dated": "2026-08-10", "number": "1", "basis": "none_suitable", "reason": "Tidak ada.", "token": "x"}
    sent(ppk, f"vacancies/{pk}/again/", again, status=403)


def filled(
    visit: Visit,
    address: str,
    names: list[str],
    place: int,
    rival: list[Any],
    authority: str,
    days: tuple[str, str, str],
) -> Visitor:
    """The PPK wants the first of `names`, whom `rival` (a vacancy: its number, its code) gets meanwhile; decides for
    the one at `place`; signed a second time; recommended; inaugurated. BKD's page then."""
    decided, recommended, inaugurated = days
    ppk, other = visit("ppk").open(f"{address}keputusan/"), visit("ppk").open(f"/lowongan/{rival[0]}/keputusan/")
    for one in (ppk, other):
        unrelated(one)
        one.page.get_by_label(re.compile(rf"\d\. {names[0]}")).check()
        one.page.get_by_label("Nomor keputusan").fill(f"821/{decided}")
        one.page.get_by_label("Tanggal keputusan").fill(decided)
        one.page.get_by_label("Alasan", exact=True).fill("Pengalaman memimpin bidang yang sama.")
        # Asked for where the post has somebody still, for less than two years.
        for cause in one.page.get_by_label("Sebab mengganti pejabat lama").all():
            cause.fill("Tidak lagi memenuhi syarat jabatan.")
    other.press("Putuskan")
    expect(other.card("Keputusan PPK").locator(".timeline")).to_contain_text(names[0])
    ppk.press("Putuskan")
    expect(ppk.page.get_by_text(f"Orang ini sudah diputuskan untuk lowongan {rival[1]}.")).to_be_visible()
    chosen = names[place - 1]
    ppk.page.get_by_label(f"{place}. {chosen}").check()
    ppk.page.get_by_label("Dasar hukum bila bukan nama pertama").select_option("three_names")
    ppk.press("Putuskan")
    expect(ppk.card("Keputusan PPK").locator(".timeline")).to_contain_text(chosen)
    head = visit("kepala-bkd").open(address)
    head.follow(head.page.get_by_role("link", name="Buka penyimpangan"))
    unrelated(head)
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
    form.get_by_label("Alasan melantik").fill("Surat keterangan yang kurang menyusul.")
    staff.press("Catat pelantikan")
    expect(staff.page.get_by_text("Pelantikan tercatat; riwayat jabatan diperbarui.")).to_be_visible()
    expect(staff.page.locator(".steps li[aria-current], .steps li.now")).to_have_count(0)
    expect(staff.card("Keputusan PPK")).to_contain_text(chosen)
    return staff


def replayed(auditor: Visitor, address: str) -> None:
    """Route, list, three names and decision computed again from what was known then."""
    auditor.open(f"{address}?bagian=jejak")
    for title in ("Jalur", "Daftar panjang", "Tiga nama", "Keputusan PPK"):
        auditor.card(title).get_by_role("button", name="Putar ulang").click()
        expect(auditor.card(title).locator(".notice.pass")).to_contain_text("hasilnya sama")
