"""What the pages of a cycle do not bring by themselves, so that a walk reaches every page: documents, a reply, a second
vacancy whose three names wait for the decision, who left the pool, what the overseer does (`bench.overseen`), and what
an open selection, deviations and decrees bring (`bench.selected`). By the forms that the pages offer."""

from datetime import date

from bench import overseen, selected
from bench.story import Steps, Story, document, open_vacancy
from bench.visitor import today


def steps() -> Steps:
    """Title and deed of each step, in order."""
    return (
        ("evidence for a record", prove),
        ("a reply of the employee", reply),
        ("a paper with its copy", paper),
        ("a merit round, answered and asked about", overseen.assess),
        ("a second vacancy, three names", nominate),
        ("three posts filled on paper", simulate),
        ("somebody leaves the pool", leave),
        *overseen.steps(),
        *selected.steps(),
    )


def prove(story: Story) -> str:
    """A document for the newest record of training."""
    who = story["bkd"]
    record = next(link for link in who.get("/catatan/?kind=training").read.links if "/catatan/training/" in link)
    return who.submit(
        record, "/bukti/", files={"document": document(story)}, source="BPSDM", number="1/2026"
    ).path  # fmt: skip


def reply(story: Story) -> str:
    """An objection to the announced result."""
    return story["pegawai"].submit("/data-saya/", "/tanggapi/", kind="OBJECTION", text="Nilai kinerja keliru.").path


def paper(story: Story) -> str:
    """A commitment of the agency, kept with its signed copy."""
    given = {"kind": "COMMITMENT", "authority": "BKN", "number": "1/KOM/2026", "dated": date(2026, 7, 1)}
    return story["verifikator"].submit("/merit/surat/", files={"document": document(story)}, **given).path


def nominate(story: Story) -> str:
    """The first three who may be named, for another post, by a committee without a blind round."""
    vacancy = open_vacancy(story, "LJ-2026-003", 1)
    selected.sit(story, vacancy)
    selected.nominate(story, vacancy)
    return vacancy


def simulate(story: Story) -> str:
    """Three senior posts at once, from the whole pool."""
    who = story["bkd"]
    offered = list(who.get("/simulasi/").form("/simulasi/").choices["posts"].values())
    said = {"name": "Rotasi", "on": "2026-12-01", "posts": offered[:3]}
    return who.submit("/simulasi/", "/simulasi/", **said).path


def leave(story: Story) -> str:
    """The last of the pool's first page moves away; the others stay."""
    who = story["kepala"]
    member = [link for link in who.get("/kelompok-suksesi/").read.links if "/kelompok-suksesi/anggota/" in link][-1]
    return who.submit(member, "/keluar/", cause="MOVED", on=today(), reason="Pindah ke instansi lain.").path
