"""What the pages of a cycle do not bring by themselves, so that a walk reaches every page: documents, a reply, a merit
round on its way, a second vacancy whose three names wait for the decision. By the forms that the pages offer."""

import re
from datetime import date, timedelta
from pathlib import Path

from bench.story import Steps, Story, open_vacancy
from bench.visitor import Page
from tests.talent import documents


def steps() -> Steps:
    """Title and deed of each step, in order."""
    return (
        ("evidence for a record", prove),
        ("a reply of the employee", reply),
        ("a paper with its copy", paper),
        ("a merit round, answered and asked about", assess),
        ("a second vacancy, three names", nominate),
    )


def prove(story: Story) -> str:
    """A document for the newest record of training."""
    who = story["bkd"]
    record = next(link for link in who.get("/catatan/?kind=training").read.links if "/catatan/training/" in link)
    return who.submit(
        record, "/bukti/", files={"document": _document(story)}, source="BPSDM", number="1/2026"
    ).path  # fmt: skip


def reply(story: Story) -> str:
    """An objection to the announced result."""
    return story["pegawai"].submit("/data-saya/", "/tanggapi/", kind="OBJECTION", text="Nilai kinerja keliru.").path


def paper(story: Story) -> str:
    """A commitment of the agency, kept with its signed copy."""
    given = {"kind": "COMMITMENT", "authority": "BKN", "number": "1/KOM/2026", "dated": date(2026, 7, 1)}
    return story["verifikator"].submit("/merit/surat/", files={"document": _document(story)}, **given).path


def assess(story: Story) -> str:
    """Every sub-aspect answered and proven, sent up by the head, a question of the verifier with a document."""
    who, document = story["bkd"], {"bukti-document": _document(story)}
    board = who.submit("/merit/penilaian/", name="2026", instrument="KASN-2019").path
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
        _bare(aspects[0]), upload, files=document, **{"bukti-title": "Himpunan bukti", "bukti-sub_aspects": served}
    )
    story["kepala"].submit(board, "/langkah/SUBMITTED/")
    verifier = story["verifikator"]
    verifier.submit(board, "/langkah/CLARIFICATION/")
    asks = next(form.action for form in verifier.get(_bare(aspects[0])).read.forms if "/tanya/" in form.action)
    sub = _bare(asks).rstrip("/").rpartition("/")[2]
    question = {f"tanya-{sub}-text": "Mana penetapannya?", f"tanya-{sub}-due": date.today() + timedelta(days=7)}
    verifier.submit(_bare(aspects[0]), _bare(asks), files={f"tanya-{sub}-document": _document(story)}, **question)
    return f"{board}: {answered} sub-aspects"


def nominate(story: Story) -> str:
    """The first three who may be named, for another post."""
    vacancy = open_vacancy(story, "LJ-2026-003", 1)
    who = story["pansel"]
    page: Page = who.get(f"{vacancy}usulan/")
    names = [value for value in page.form("/usulan/").choices["name_1"].values() if value]
    said = {f"name_{place}": names[place - 1] for place in (1, 2, 3)}
    said |= {f"reason_{place}": "Paling sesuai menurut panitia." for place in (1, 2, 3)}
    return who.submit(page, "/usulan/", **said).path


def _document(story: Story) -> Path:
    """A small document, for whatever asks for one."""
    path = story.books / "surat.pdf"
    path.write_bytes(documents.pdf("Surat untuk jalan-jalan"))
    return path


def _bare(link: str) -> str:
    return link.partition("#")[0]
