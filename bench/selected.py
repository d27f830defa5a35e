"""What a filling by open selection, deviations, decrees about posts and a succession plan bring, by the forms that the
pages offer: who is eligible, a selection from its announcement to a second name that is signed twice, somebody outside
three names who waits for that, what the agency decrees, and who is to follow in a critical post."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from bench.story import Steps, Story, document, employ, open_vacancy, opened, seat, senior_posts
from bench.visitor import Page, today

CODE = "LJ-2025-001"
# Between the years in which KASN, and later BKN, let the agency fill posts from its pool.
ON, REFERENCE = date(2025, 10, 1), date(2025, 12, 31)
PUBLISHED, CLOSES, RECEIVED = date(2025, 10, 2), date(2025, 10, 20), date(2025, 10, 9)
STAGE = "paper"  # the one that the committee scores; of the others the scores are typed
APPLICANTS = 6
MORE = ("pansel4", "pansel5")
MEMBERS = ("pansel", "pansel2", "pansel3", *MORE)
WHY = "Paling sesuai menurut panitia."


def steps() -> Steps:
    """Title and deed of each step, in order."""
    return (
        ("everybody held against the senior posts", sweep),
        ("an open selection announced, applied to, checked", select),
        ("a stage scored by the committee, the others typed, ranked", score),
        ("three names of the selection, the second one signed twice", decide),
        ("somebody outside three names waits for the second signature", deviate),
        ("critical posts, additions and a waiver decreed", decree),
        ("a succession plan of a critical post, another without anybody", succeed),
    )


def sweep(story: Story) -> str:
    """Who is eligible for which JPT pratama post on the day that the selection measures."""
    page = story["bkd"].submit("/syarat/", tier="JPT_PRATAMA", on=REFERENCE)
    page = story.watched("sweep", "bkd", page)
    story.at["sweep"] = page.path
    return f"{page.path}: progress seen {sorted(set(story.seen['sweep']))[:6]}"


def select(story: Story) -> str:
    """People who are eligible, as far as is known, apply for the third post on offer, the first with a document."""
    who = story["bkd"]
    title, post = senior_posts(story)[2]
    vacancy = opened(story, CODE, post, opened_on=ON, decision_date=ON, reference_date=REFERENCE)
    about = {"number": "800/01/PANSEL/2025", "published_on": PUBLISHED, "closes_on": CLOSES, "place": "Laman BKD"}
    page = who.submit(vacancy, "/pengumuman/", **about)
    for place, person in enumerate(_eligible(story, title)):
        said = {"nip": _nip(story, person), "received_on": RECEIVED}
        if place:
            page = who.submit(page, "/lamaran/", **said)
        else:
            page = who.submit(page, "/lamaran/", files={"document": document(story)}, title="Surat lamaran", **said)
    who.submit(page, "/administrasi/")
    story.at["selection"] = vacancy
    return vacancy


def score(story: Story) -> str:
    """Five members score one stage under codes, lock, sign the minutes; what the other stages gave is typed."""
    vacancy = story.at["selection"]
    for name in MORE:
        employ(story, name, "SELECTION_COMMITTEE")
    seat(story, vacancy, MEMBERS)
    staff, panel = story["bkd"], f"{vacancy}penilaian/"
    round_ = staff.submit(panel, "/buka/", stage=STAGE).path
    for name in MEMBERS:
        _ballot(story, name, round_)
    page = staff.submit(round_, "/perlihatkan/")
    staff.submit(page, "/risalah/", minutes="Panitia menilai makalah para pelamar secara buta.")
    for name in MEMBERS:
        story[name].submit(round_, "/tanda-tangan/")
    staff.submit(round_, "/tutup/")
    applications = _numbered(staff.get(vacancy), r"/lamaran/(\d+)/")
    for place, application in enumerate(applications):
        page = staff.get(f"/lamaran/{application}/")
        stages = [one for one in page.form("/nilai/").fields if one.startswith("score_")]
        staff.submit(page, "/nilai/", **dict.fromkeys(stages, 88 - 3 * place))
    staff.submit(vacancy, "/peringkat/")
    return f"{len(applications)} applicants ranked"


def decide(story: Story) -> str:
    """The PPK takes the second name, which the head of the BKD signs too."""
    vacancy = story.at["selection"]
    nominate(story, vacancy)
    ppk = story["ppk"]
    page = ppk.submit(f"{vacancy}keputusan/", "", none="1")
    form = page.form("/keputusan/")
    _first, second, *_third = form.choices["employee"]
    said = {"employee": second, "number": "821/01/2026", "decided_on": today(), "basis": _basis(page, "/keputusan/")}
    ppk.submit(page, "/keputusan/", reason="Pengalaman memimpin bidang yang sama.", **said)
    head = story["kepala"]
    return head.submit(head.submit(_entry(story), "/pernyataan/", none="1"), "/tanda-tangan/").path


def deviate(story: Story) -> str:
    """Of another post's pool the PPK takes the fourth of the ranking; nobody signed that yet."""
    vacancy = open_vacancy(story, "LJ-2026-004", 2)
    sit(story, vacancy)
    fourth = nominate(story, vacancy)[3]
    ppk = story["ppk"]
    page = ppk.submit(f"{vacancy}keputusan/luar/", "/luar/", nip=_nip(story, fourth))
    page = ppk.submit(page, "/luar/", none="1")
    said = {"number": "821/02/2026", "dated": today(), "basis": _basis(page, "/luar/")}
    ppk.submit(page, "/luar/", reason="Ditugaskan di bidang yang sama sejak tahun lalu.", **said)
    return _entry(story)


def decree(story: Story) -> str:
    """Three posts critical by their criteria, a rank asked of candidates, somebody freed from the age limit."""
    head, paper = story["kepala"], {"baru-document": document(story)}
    codes = re.findall(r'class="cite">(\S+) ·', head.get("/jabatan/").text)
    for number, code in enumerate(codes[:3], start=1):
        said = {"position": code, "criteria": "Risiko layanan tinggi.", "since": date(2026, 8, 1)}
        _decree(story, "kritikal", paper, number=f"188/{number}/2026", **said)
    _decree(story, "syarat", paper, tier="JPT_MADYA", number="188/10/2026", since=date(2026, 8, 1))
    person = story.at["member"].strip("/").rpartition("/")[2]
    said = {"authority": "PPK", "granted": date(2026, 8, 1), "since": date(2026, 8, 1), "grounds": "Diizinkan PPK."}
    _decree(story, "pengecualian", paper, nip=_nip(story, person), code="age", number="188/11/2026", **said)
    return f"{', '.join(codes[:3])} critical"


def succeed(story: Story) -> str:
    """The three readiest follow in the first critical post; for the next, by decision, nobody is suitable."""
    who = story["bkd"]
    first, second, *_others = _numbered(who.get("/rencana-suksesi/"), r"/rencana-suksesi/(\d+)/")
    page, _looks = who.worked_out(who.get(f"/rencana-suksesi/{first}/"))
    successors = list(page.form(page.path).choices["successors"].values())[:3]
    who.submit(page, outcome="NAMED", successors=successors, reason="Paling siap.")
    page, _looks = who.worked_out(who.get(f"/rencana-suksesi/{second}/"))
    said = {"decision_number": "800/1/2026", "decided_on": today(), "review_on": date(today().year + 1, 6, 30)}
    return who.submit(page, outcome="NONE_SUITABLE", reason="Belum ada yang memenuhi.", **said).path


def sit(story: Story, vacancy: str) -> None:
    """The committee sits without a blind round, decided with its reason, and without scores: nobody has a conflict, and
    all sign the minutes."""
    staff, panel, members = story["bkd"], f"{vacancy}penilaian/", MEMBERS[:3]
    page = staff.submit(panel, "/tanpa-buta/", reason="Panitia hanya memeriksa urutan menurut aturan.")
    staff.submit(page, "/sidang/")
    for name in members:
        story[name].submit(panel, "/nyatakan/")
    staff.submit(panel, "/risalah/", minutes="Panitia memeriksa urutan menurut aturan.")
    for name in members:
        story[name].submit(panel, "/tanda-tangan/")
    staff.submit(panel, "/tutup/")


def nominate(story: Story, vacancy: str) -> list[str]:
    """The first three who may be named are; all who could be, in their order."""
    who = story["pansel"]
    page = who.get(f"{vacancy}usulan/")
    names = [value for value in page.form("/usulan/").choices["name_1"].values() if value]
    said = {f"name_{place}": names[place - 1] for place in (1, 2, 3)}
    who.submit(page, "/usulan/", **said, **{f"reason_{place}": WHY for place in (1, 2, 3)})
    return names


def _decree(story: Story, sort: str, paper: dict[str, Path], **said: object) -> None:
    page = f"/jabatan/ketetapan/{sort}/"
    story["kepala"].submit(page, files=paper, **{f"baru-{name}": value for name, value in said.items()})


def _eligible(story: Story, title: str) -> list[str]:
    """Employees who meet everything asked for the post, then those of whom not all is known."""
    who = story["bkd"]
    posts = _numbered(who.get(f"{story.at['sweep']}?{urlencode({'title': title})}"), r"/syarat/jabatan/(\d+)/")
    people = [
        person
        for outcome in ("pass", "unknown")
        for person in _numbered(
            who.get(f"/syarat/jabatan/{posts[0]}/?outcome={outcome}"), r"/syarat/jabatan/\d+/(\d+)/"
        )
    ]
    return people[:APPLICANTS]


def _ballot(story: Story, name: str, round_: str) -> None:
    """No conflict of interest, a score and its reason for each code, locked."""
    member = story[name]
    page = member.submit(round_, "/nyatakan/")
    codes = [one for one in page.form("/nilai/").fields if one.startswith("score_")]
    said: dict[str, object] = {code: 70 + 3 * place for place, code in enumerate(codes)}
    said |= {code.replace("score_", "reason_"): "Gagasannya jelas dan dapat dijalankan." for code in codes}
    member.submit(member.submit(page, "/nilai/", **said), "/kunci/")


def _basis(page: Page, action: str) -> str:
    return next(value for value in page.form(action, "basis").choices["basis"].values() if value)


def _entry(story: Story) -> str:
    """The newest of the register."""
    newest = max(_numbered(story["kepala"].get("/penyimpangan/"), r"/penyimpangan/(\d+)/"), key=int)
    return f"/penyimpangan/{newest}/"


def _nip(story: Story, person: str) -> str:
    found = re.search(r"\b\d{18}\b", story["bkd"].get(f"/pegawai/{person}/").text)
    assert found is not None
    return found[0]


def _numbered(page: Page, address: str) -> list[str]:
    """The numbers in the page's links to such an address, each once, in their order."""
    found = (re.fullmatch(address, link.partition("#")[0]) for link in page.read.links)
    return list(dict.fromkeys(match[1] for match in found if match))
