"""What the overseer does, by the forms that the pages offer: a merit round from its first answer to its signed plenary
minutes, a decision that follows an accepted objection, a corrected paper, and what narrows an agency's gate."""

import csv
import re
from datetime import timedelta

from bench.story import AGENCY, DEMO, Steps, Story, bring_in, document
from bench.visitor import today

DECIDED = "Uji"  # a round that was decided yesterday


def steps() -> Steps:
    """Title and deed of each step after the round is asked about, in order."""
    return (
        ("the question answered, the round verified, its plenary minutes signed", verify),
        ("another round, a draft", begin),
        ("a decision of yesterday", decide),
        ("an objection accepted, another decision, a commitment", supersede),
        ("a corrected paper", correct),
        ("a time without replacements, conditions of the agency", narrow),
    )


def assess(story: Story) -> str:
    """Every sub-aspect answered and proven, sent up by the head, a question of the verifier with a document."""
    who = story["bkd"]
    board = who.submit("/merit/penilaian/", name="2026").path
    aspects = sorted({link for link in who.get(board).read.links if re.fullmatch(rf"{board}aspek/\d+/", _bare(link))})
    answered = 0
    for aspect in dict.fromkeys(map(_bare, aspects)):
        for form in who.get(aspect).read.forms:
            if "/jawaban/" not in form.action:
                continue
            to = _bare(form.action)
            level = next(name for name in form.choices if name.endswith("-level"))
            said = {level: max(form.choices[level].values()), level.replace("-level", "-justification"): "Sudah ada."}
            who.submit(aspect, to, **said)
            answered += 1
    upload = f"{_bare(aspects[0])}bukti/"
    served = list(who.get(_bare(aspects[0])).form(upload).choices["bukti-sub_aspects"])
    who.submit(
        _bare(aspects[0]),
        upload,
        files={"bukti-document": document(story)},
        **{"bukti-title": "Himpunan bukti", "bukti-sub_aspects": served},
    )
    story["kepala"].submit(board, "/langkah/SUBMITTED/")
    verifier = story["verifikator"]
    verifier.submit(board, "/langkah/CLARIFICATION/")
    asks = next(form.action for form in verifier.get(_bare(aspects[0])).read.forms if "/tanya/" in form.action)
    sub = _bare(asks).rstrip("/").rpartition("/")[2]
    question = {f"tanya-{sub}-text": "Mana penetapannya?", f"tanya-{sub}-due": today() + timedelta(days=7)}
    verifier.submit(_bare(aspects[0]), _bare(asks), files={f"tanya-{sub}-document": document(story)}, **question)
    return f"{board}: {answered} sub-aspects"


def verify(story: Story) -> str:
    """Every question answered and closed, every level verified, one of them otherwise than the agency's own; minutes of
    the plenary session, signed."""
    verifier, agency = story["verifikator"], story["bkd"]
    board = _board(story)
    aspects = sorted({link for link in map(_bare, verifier.get(board).read.links) if link.startswith(f"{board}aspek/")})
    verified, closed = 0, 0
    for aspect in aspects:
        for form in [form for form in agency.get(aspect).read.forms if _bare(form.action).endswith("/jawab/")]:
            at = _bare(form.action)
            asked = at.split("/")[-3]
            agency.submit(aspect, at, **{f"balas-{asked}-text": "Penetapannya terlampir dalam himpunan bukti."})
            closing = at.replace("/jawab/", "/tutup/")
            verifier.submit(aspect, closing, **{f"tutup-{asked}-outcome": "Penetapannya ada."})
            closed += 1
        for form in [form for form in verifier.get(aspect).read.forms if "/verifikasi/" in form.action]:
            level = next(name for name in form.choices if name.endswith("-level"))
            levels = sorted(filter(None, form.choices[level].values()))
            said = {level: levels[-1]} if verified else {
                level: levels[-2], level.replace("-level", "-remark"): "Bukti belum mencakup semua unit."
            }  # fmt: skip
            verifier.submit(aspect, _bare(form.action), **said)
            verified += 1
    verifier.submit(board, "/langkah/VERIFIED/")
    page = verifier.get(f"{board}pleno/")
    present = list(page.form("/pleno/").choices["present"])
    page = verifier.submit(page, "/pleno/", held_on=today(), present=present, minutes="Semua level dibahas.")
    verifier.submit(page, "/tanda-tangan/")
    return f"{board}: {closed} questions closed, {verified} levels verified"


def begin(story: Story) -> str:
    """The next round, of the instrument that is in force."""
    return story["bkd"].submit("/merit/penilaian/", name="2027").path


def decide(story: Story) -> str:
    """The newest published round again, as decided yesterday: objections to it are still heard."""
    for kind in ("merit_rounds", "merit_levels"):
        with (DEMO / f"{kind}.csv").open(encoding="utf-8", newline="") as source:
            head, *rows = csv.reader(source)
        code, named = head.index("instansi"), head.index("putaran")
        newest = max(row[named] for row in rows if row[code] == AGENCY)
        said = {"putaran": DECIDED}
        if kind == "merit_rounds":
            said |= {"tanggal_pengajuan": "2025-12-01", "berlaku_sampai": ""}  # while the instrument was in force
            said |= {"tanggal_keputusan": (today() - timedelta(days=1)).isoformat()}
            said |= {"nomor_keputusan": f"CONTOH/MERIT/{AGENCY}/{DECIDED}"}
        path = story.books / f"decided-{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(head)
            for row in rows:
                if (row[code], row[named]) == (AGENCY, newest):
                    writer.writerow([said.get(name, value) for name, value in zip(head, row, strict=True)])
        told = bring_in(story, kind, "verifikator", path)
    return told


def supersede(story: Story) -> str:
    """The head objects to one level, the verifier accepts and raises it; what is promised then is signed."""
    head, verifier = story["kepala"], story["verifikator"]
    at = re.findall(rf'href="(/merit/\d+/)">[^<]* · {DECIDED}<', head.get("/merit/").text)[0]
    after = f"{at}tindak-lanjut/"
    subs = [value for value in head.get(after).form("/keberatan/").choices["keberatan-sub_aspect"].values() if value]
    sub = {"keberatan-sub_aspect": subs[0], "keberatan-text": "Buktinya sudah lengkap."}
    head.submit(after, "/keberatan/", **sub)
    page = verifier.get(after)
    answer = next(form for form in page.read.forms if _bare(form.action).endswith("/jawab/"))
    objection = _bare(answer.action).split("/")[-3]
    words = {f"jawab-{objection}-accepted": "1", f"jawab-{objection}-text": "Keberatan diterima."}
    page = verifier.submit(page, _bare(answer.action), **words)
    form = page.form("/putusan/")
    level = next(name for name in form.choices if "-level-" in name)
    offered = form.choices[level]
    held = next(label for label, value in offered.items() if not value)
    other = max(value for value in offered.values() if value and not held.endswith(f" {value}"))
    named = f"ganti-putusan-{objection}-"
    said = {"number": f"CONTOH/MERIT/{AGENCY}/PENGGANTI", "decided_on": today(), "reason": "Bukti baru diterima."}
    page = verifier.submit(
        page, "/putusan/", files={f"{named}document": document(story)},
        **{f"{named}{name}": value for name, value in said.items()}, **{level: other},
    )  # fmt: skip
    commitment = {"komitmen-authority": "BKN", "komitmen-number": "2/KOM/2026", "komitmen-dated": today()}
    verifier.submit(
        f"{page.path}tindak-lanjut/", "/komitmen/", files={"komitmen-document": document(story)}, **commitment
    )
    return page.path


def correct(story: Story) -> str:
    """The date of the newest paper was written down wrongly."""
    who = story["verifikator"]
    at = next(link for link in who.get("/merit/surat/").read.links if link.endswith("/koreksi/"))
    return who.submit(at, valid_to=today() + timedelta(days=365), reason="Akhir masa berlakunya terlewat.").path


def narrow(story: Story) -> str:
    """An election that is over, and more candidates than the law asks for."""
    freeze = {"kind": "PILKADA", "number": f"CONTOH/KPU/{AGENCY}", "since": "2024-09-22", "until": "2025-02-19"}
    own = {"number": f"CONTOH/SK/{AGENCY}", "since": "2026-03-01", "group": 4}
    for username, prefix, to, said in (
        ("bkd", "beku", "/merit/gerbang/pembekuan/", freeze),
        ("kepala", "syarat", "/merit/gerbang/syarat/", own),
    ):
        named = {f"{prefix}-{name}": value for name, value in said.items()}
        page = story[username].submit("/merit/gerbang/", to, files={f"{prefix}-document": document(story)}, **named)
    return page.path


def _board(story: Story) -> str:
    """The round on its way."""
    links = map(_bare, story["verifikator"].get("/merit/penilaian/").read.links)
    return next(link for link in links if re.fullmatch(r"/merit/penilaian/\d+/", link))


def _bare(link: str) -> str:
    return link.partition("#")[0]
