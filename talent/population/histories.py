"""Appointments, education, training, awards, team assignments, sanctions, attestations and ready components."""

import numpy as np

from talent.population import days
from talent.population.chunk import Chunk, Table, numbers, stack, words
from talent.population.people import LEVELS
from talent.population.state import FAMILIES, TIER_NAMES
from talent.population.structure import FAMILIES as FAMILY_WORDS
from talent.population.structure import TIER, TIERS

SENIOR = np.array([TIERS.index(name) for name in ("ADMINISTRATOR", "JPT_PRATAMA", "JPT_MADYA", "JF_AHLI_MADYA",
                                                  "JF_AHLI_UTAMA")])  # fmt: skip
MATCH = words("sesuai", "cukup", "tidak", "")
SEVERITY = words("ringan", "sedang", "berat")
COURSES = words("Pelayanan Prima", "Penyusunan SKP", "Anggaran Berbasis Kinerja", "Arsip Digital", "Literasi Data",
                "Pengadaan Barang/Jasa", "Keamanan Informasi", "Komunikasi Publik", "Manajemen Risiko",
                "Penulisan Naskah Dinas")  # fmt: skip
HOURS = numbers(1000)
LEADERSHIP = {"PENGAWAS": ("PKP", 830), "ADMINISTRATOR": ("PKA", 920), "JPT_PRATAMA": ("PKN Tingkat II", 915)}
AWARDS = words("Pegawai Teladan", "Satyalancana Karya Satya", "Inovasi Pelayanan Publik", "Penghargaan Internasional")
AWARD_LEVEL = words("instansi", "nasional", "lintas instansi", "internasional")
TEAMS = words("Tim Reformasi Birokrasi", "Tim SPBE", "Tim Percepatan Stunting", "Tim Pengendalian Inflasi",
              "Tim Zona Integritas", "Tim Penyusun LKjIP", "Tim Inovasi Daerah", "Tim Satu Data")  # fmt: skip
ROLE, SCOPE = words("anggota", "ketua"), words("internal", "lintas instansi")
COMPONENTS = ("X - Penilaian Kompetensi", "X - Pengembangan Kompetensi", "X - Pengalaman Jabatan",
              "X - Penilaian Potensi", "X - Tingkat Pendidikan Formal", "X - Kesesuaian Bidang Ilmu",
              "X - Verifikasi Rekam Jejak Disiplin", "Y - Penilaian Kinerja", "Y - Penghargaan",
              "Y - Penugasan dalam Tim Kerja", "Y - Umpan Balik Kinerja 360")  # fmt: skip


def appointments(chunk: Chunk) -> Table:
    """Every post held from hiring on, the running one too, and some acting appointments to higher posts."""
    spells, structure = chunk.spells, chunk.structure
    who = spells.person
    unknown = (
        (chunk.rng.random(len(who)) < 0.06) & (spells.start < days.day("2008-01-01")) & ~chunk.people.scripted[who]
    )
    for index, story in chunk.stories.items():
        if story.no_family_before:
            unknown |= (who == index) & (spells.start < days.day(story.no_family_before))
    # A few began elsewhere: their first post, once left, was another agency's.
    first = np.append(True, who[1:] != who[:-1]) & (spells.end != days.NONE) & ~chunk.people.scripted[who]
    elsewhere = first & (chunk.rng.random(len(who)) < 0.05)
    agencies = words(*chunk.other_agencies, chunk.agency)
    agency = np.where(elsewhere, chunk.rng.integers(0, max(len(agencies) - 1, 1), len(who)), len(agencies) - 1)
    posts = {
        "p": who,
        "jabatan": words(*structure.job_name)[spells.job],
        "jenjang": TIER_NAMES[np.array(structure.job_tier)[spells.job]],
        "tmt_mulai": days.text(spells.start),
        "tmt_selesai": days.text(spells.end),
        "jenis": np.full(len(who), "definitif", object),
        "lebih_tinggi": np.full(len(who), "", object),
        "rumpun": FAMILIES[np.where(unknown, -1, spells.family)],
        "unit": words(*structure.unit_code, "")[np.where(elsewhere, -1, spells.unit)],
        "instansi": agencies[agency],
    }
    return stack([posts, _acting(chunk)])


def _acting(chunk: Chunk) -> Table:
    """Plt and Plh for one to three months within a running or ended post of at least a year."""
    spells, structure, rng = chunk.spells, chunk.structure, chunk.rng
    tier = np.array(structure.job_tier)[spells.job]
    end = np.where(spells.end == days.NONE, chunk.on, spells.end)
    long = (end - spells.start > 400) & (end > days.day("2016-01-01"))
    chance = np.where(np.isin(tier, (TIER["ADMINISTRATOR"], TIER["JPT_PRATAMA"])), 0.16,
                      np.where(tier == TIER["PENGAWAS"], 0.08, 0.0))  # fmt: skip
    row = np.flatnonzero(long & (rng.random(len(tier)) < chance))
    start = end[row] - rng.integers(150, 370, len(row))
    higher = rng.random(len(row)) < 0.6
    up = np.where(tier[row] == TIER["PENGAWAS"], TIER["ADMINISTRATOR"], TIER["JPT_PRATAMA"])
    acting_tier = np.where(higher, up, tier[row])
    plt = rng.random(len(row)) < 0.6
    names = words("Kepala Seksi", "Kepala Bidang", "Kepala Dinas")
    title = names[np.searchsorted([TIER["PENGAWAS"], TIER["ADMINISTRATOR"], TIER["JPT_PRATAMA"]], acting_tier)]
    return {
        "p": spells.person[row],
        "jabatan": np.where(plt, "Plt ", "Plh ").astype(object) + title,
        "jenjang": TIER_NAMES[acting_tier],
        "tmt_mulai": days.text(start),
        "tmt_selesai": days.text(start + rng.integers(30, 91, len(row))),
        "jenis": words("plh", "plt")[plt.astype(int)],
        "lebih_tinggi": words("tidak", "ya")[(acting_tier > tier[row]).astype(int)],
        "rumpun": FAMILIES[spells.family[row]],
        "unit": words(*chunk.structure.unit_code)[spells.unit[row]],
        "instansi": np.full(len(row), chunk.agency, object),
    }


def education(chunk: Chunk) -> Table:
    """The diploma at hiring and, for some, a later one."""
    people = chunk.people
    fields = words(*(row[3] for row in FAMILY_WORDS.values()))[people.family]
    year = words(*(str(y) for y in range(1970, 2061)))
    graduated = days.year_of(people.hired) - 1 - chunk.rng.integers(0, 3, len(chunk))
    # Nobody finishes a school before its usual age.
    graduated = np.maximum(graduated, days.year_of(people.born) + np.array([18, 21, 22, 24, 27])[people.school])
    graduated = np.minimum(graduated, days.year_of(people.hired))
    hired = {"p": chunk.everyone, "jenjang": words(*LEVELS)[people.school], "bidang": fields,
             "kesesuaian": MATCH[people.field_match], "tahun_lulus": year[graduated - 1970]}  # fmt: skip
    who = np.flatnonzero(people.later >= 0)
    later = {"p": who, "jenjang": words(*LEVELS)[people.later[who]], "bidang": fields[who],
             "kesesuaian": MATCH[people.later_match[who]],
             "tahun_lulus": year[people.later_year[who] - 1970]}  # fmt: skip
    return stack([hired, later])


def training(chunk: Chunk) -> Table:
    """About one course a year for each, certificates, and leadership training in the year after each promotion."""
    rng, parts = chunk.rng, [_leadership(chunk)]
    for year in range(chunk.history_from, int(days.year_of(np.array([chunk.on]))[0]) + 1):
        rate = 0.85 * np.exp(0.25 * chunk.people.ability)
        who = np.repeat(chunk.everyone, rng.poisson(rate))
        day = days.make(year) + rng.integers(10, 355, len(who))
        course = rng.integers(0, len(COURSES), len(who))
        # Nobody finishes the same course twice on a day: name and day are what names a training.
        once = np.unique((who * 400 + day - days.make(year)) * 100 + course, return_index=True)[1]
        keep = once[_known(chunk, who[once], day[once])]
        who, day, name = who[keep], day[keep], COURSES[course[keep]]
        certificate = rng.random(len(who)) < 0.13
        parts.append({"p": who, "nama": np.where(certificate, "Sertifikasi " + name, name),
                      "jenis": words("bangkom", "sertifikasi")[certificate.astype(int)],
                      "tanggal_selesai": days.text(day),
                      "jp": HOURS[rng.choice([6, 8, 20, 40], len(who))]})  # fmt: skip
    return stack(parts)


def _leadership(chunk: Chunk) -> Table:
    spells = chunk.spells
    tier = np.array(chunk.structure.job_tier)[spells.job]
    parts = []
    for name, (course, hours) in LEADERSHIP.items():
        row = np.flatnonzero((tier == TIER[name]) & (chunk.rng.random(len(tier)) < 0.75))
        # One course for each person and tier, in the first post at it.
        row = row[np.unique(spells.person[row], return_index=True)[1]]
        day = spells.start[row] + chunk.rng.integers(90, 500, len(row))
        keep = _known(chunk, spells.person[row], day)
        row, day = row[keep], day[keep]
        count = len(row)
        parts.append({"p": spells.person[row], "nama": np.full(count, course, object),
                      "jenis": np.full(count, "penjenjangan", object), "tanggal_selesai": days.text(day),
                      "jp": np.full(count, str(hours), object)})  # fmt: skip
    return stack(parts)


def _known(chunk: Chunk, who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Which (person, day) pairs fall into the person's service and before the last day: bool."""
    leave = chunk.leave[who]
    return np.asarray((chunk.people.hired[who] < day) & (day <= chunk.on) & ((leave == days.NONE) | (leave > day)))


def awards(chunk: Chunk) -> Table:
    """Long-service medals, and honours that the able get more often."""
    rng, people, parts = chunk.rng, chunk.people, []
    last = int(days.year_of(np.array([chunk.on]))[0])
    for year in range(chunk.history_from, last + 1):
        served = year - days.year_of(people.hired)
        medal = np.isin(served, (10, 20, 30)) & (rng.random(len(chunk)) < 0.5)
        honour = rng.random(len(chunk)) < 0.035 * np.exp(0.7 * people.ability)
        draw = rng.random(len(chunk))
        kind = np.where(draw < 0.72, 0, np.where(draw < 0.985, 2, 3))
        kind = np.where(medal, 1, kind)
        who = np.flatnonzero(medal | honour)
        day = days.make(year, 8, 17) + np.where(medal[who], 0, rng.integers(-60, 100, len(who)))
        who, day = who[_known(chunk, who, day)], day[_known(chunk, who, day)]
        parts.append({"p": who, "nama": AWARDS[kind[who]], "tingkat": AWARD_LEVEL[kind[who]],
                      "tanggal": days.text(day)})  # fmt: skip
    return stack(parts)


def team_assignments(chunk: Chunk) -> Table:
    """Teams of 2020–2022 and 2024–2026; most people sit on one, the able lead."""
    rng, parts = chunk.rng, []
    for first, last in (("2020-11-01", "2022-10-01"), ("2024-08-01", "2026-05-01")):
        drift = chunk.drift(0.5, chunk.everyone)
        who = np.flatnonzero(drift > -0.9)
        drift = drift[who]
        day = rng.integers(days.day(first), days.day(last), len(who))
        leads = (drift > 0.9) & (rng.random(len(who)) < 0.75)
        across = rng.random(len(who)) < np.where(leads, 0.3, 0.74)
        end = day + rng.integers(90, 400, len(who))
        end = np.where(end > chunk.on, days.NONE, end)
        keep = _known(chunk, who, day) & (day >= days.make(chunk.history_from)[()])
        part = {"p": who, "nama_tim": TEAMS[rng.integers(0, len(TEAMS), len(who))], "peran": ROLE[leads.astype(int)],
                "lingkup": SCOPE[across.astype(int)], "tanggal_mulai": days.text(day),
                "tanggal_selesai": days.text(end)}  # fmt: skip
        parts.append({name: column[keep] for name, column in part.items()})
    return stack(parts)


def sanctions(chunk: Chunk) -> Table:
    """Light, moderate and severe ones for a few, mostly the weak; the story's people only have their own."""
    rng = chunk.rng
    chance = 0.022 * np.exp(-0.7 * chunk.people.ability)
    who = np.flatnonzero((rng.random(len(chunk)) < chance) & ~chunk.people.scripted)
    day = rng.integers(days.make(chunk.history_from)[()], chunk.on, len(who))
    who, day = who[_known(chunk, who, day)], day[_known(chunk, who, day)]
    kind = rng.choice(3, len(who), p=[0.6, 0.3, 0.1])
    end = day + np.array([180, 364, 364])[kind]
    table = {"p": who, "tingkat": SEVERITY[kind], "tmt_mulai": days.text(day), "tmt_selesai": days.text(end)}
    rows = [(i, *row) for i, story in chunk.stories.items() for row in story.sanctions]
    if rows:
        columns = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
        own = dict(zip(table, columns, strict=True))
        own["p"] = own["p"].astype(int)
        table = stack([table, own])
    numbered = words(*(f"SK-CONTOH/{n:05d}" for n in range(1, len(table["p"]) + 1)), "")
    return table | {"nomor_sk": numbered[: len(table["p"])]}


def attestations(chunk: Chunk) -> Table:
    """Health, integrity and asset reports of 2022 and 2026 for most of the senior people."""
    rng, parts = chunk.rng, []
    for year, first, last in ((2022, "2022-09-01", "2022-12-20"), (2026, "2026-03-02", "2026-06-26")):
        on = days.day(last)
        if on > chunk.on or year < chunk.history_from:
            continue
        senior = chunk.serving(on) & np.isin(chunk.tier(on), SENIOR)
        for kind, chance in (("kesehatan", 0.90), ("integritas", 0.93), ("lhkpn", 0.85), ("spt", 0.85)):
            got = senior & ((rng.random(len(chunk)) < chance) | chunk.people.scripted)
            if kind == "kesehatan":
                got[[i for i, story in chunk.stories.items() if year in story.no_health_in]] = False
            who = np.flatnonzero(got)
            day = rng.integers(days.day(first), on, len(who))
            good = (rng.random(len(who)) > 0.02) | chunk.people.scripted[who]
            short = f"{kind[:3].upper()}-CONTOH/{year}/"
            number = np.array([f"{short}{n:05d}" for n in range(1, len(who) + 1)], dtype=object)
            parts.append({"p": who, "jenis": np.full(len(who), kind, object), "tanggal": days.text(day),
                          "hasil": words("tidak", "ya")[good.astype(int)], "nomor": number,
                          "berlaku_sampai": days.text(day + 364)})  # fmt: skip
    return stack(parts) if parts else {"p": np.zeros(0, int)}


def components(chunk: Chunk) -> Table:
    """Ready component values from an older system for about one in a hundred, some cells empty."""
    who = np.flatnonzero((chunk.rng.random(len(chunk)) < 0.012) & chunk.serving(chunk.on) & ~chunk.people.scripted)
    day = np.full(len(who), min(days.day("2026-06-15"), chunk.on))
    table: Table = {"p": who}
    scale = numbers(1000, 10)
    for name in COMPONENTS:
        value = np.clip(72 + 9 * chunk.drift(0.5, who), 20, 100)
        filled = chunk.rng.random(len(who)) < 0.35
        table[name] = scale[np.where(filled, np.rint(value * 10).astype(int), -1)]
    return table | {"tanggal": days.text(day)}
