"""What the pages of a cycle do not bring by themselves, so that a walk reaches every page: documents, a reply, a second
vacancy whose three names wait for the decision, who left the pool, and what the overseer does (`bench.overseen`). By
the forms that the pages offer."""

from datetime import date

from bench import overseen
from bench.story import Steps, Story, document, open_vacancy
from bench.visitor import Page, today


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
    """The first three who may be named, for another post."""
    vacancy = open_vacancy(story, "LJ-2026-003", 1)
    who = story["pansel"]
    page: Page = who.get(f"{vacancy}usulan/")
    names = [value for value in page.form("/usulan/").choices["name_1"].values() if value]
    said = {f"name_{place}": names[place - 1] for place in (1, 2, 3)}
    said |= {f"reason_{place}": "Paling sesuai menurut panitia." for place in (1, 2, 3)}
    return who.submit(page, "/usulan/", **said).path


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
