"""The people around the limits: candidates for Kepala Dinas Perhubungan, one for each thing the law can say of them.

Only what makes each of them special is given here; everything else about them comes from the same code as everybody
else's. Invented like all the rest. The post is vacant on three reference dates: in 2021, on 2022-12-31, on 2026-07-31.
"""

from dataclasses import dataclass

import numpy as np

from talent.population import days
from talent.population.careers import RETIREMENT_AGE, Spells, sort_spells
from talent.population.people import D3, S1, S2, S3, People
from talent.population.structure import FAMILY, Structure

POST = "KD-PERHUBUNGAN"
VACANT_SINCE = "2022-11-01"
PEERLESS, BEST, GOOD, WEAK = 6.0, 3.0, 1.6, -2.2
MADYA = "AHLI-MADYA-PERHUBUNGAN"
MUDA = "AHLI-MUDA-PERHUBUNGAN"


@dataclass(frozen=True)
class Story:
    """One forced career. `posts`: (start, job code) in order; `note` is shown in the demonstration's README."""

    key: str
    born: str
    hired: str
    posts: tuple[tuple[str, str], ...]
    note: str
    ability: float = GOOD
    school: int = S1
    later: tuple[int, int] = (S2, 2012)
    sex: int = 1
    pppk: bool = False
    leaves: str = ""
    last_day_in_post: str = ""
    no_family_before: str = ""
    no_health_in: tuple[int, ...] = ()
    no_rating_in: tuple[int, ...] = ()
    assessed: tuple[str, ...] = ("2021-03-18", "2024-09-12")
    sanctions: tuple[tuple[str, str, str], ...] = ()
    standing_2026: str = "aktif"


def _road(start: int, *later: tuple[str, str], family: str = "PERHUBUNGAN") -> tuple[tuple[str, str], ...]:
    """The usual way up to JF Ahli Muda, then what is given."""
    return (
        (f"{start}-03-01", f"PELAKSANA-{family}"),
        (f"{start + 5}-04-01", f"AHLI-PERTAMA-{family}"),
        (f"{start + 10}-04-01", f"AHLI-MUDA-{family}"),
        *later,
    )


STORIES = (
    Story("kadis-2021", "1962-10-09", "1988-03-01",
          _road(1988, ("2015-01-05", "SEK-PERHUBUNGAN"), ("2021-07-01", POST)),
          "Kepala Dinas hasil seleksi terbuka 2021; pensiun 1 November 2022, jabatan lowong lagi.",
          leaves="2022-11-01"),
    Story("unggulan-2022", "1966-04-12", "1991-03-01",
          _road(1991, ("2012-02-01", "KB-PERHUBUNGAN-1"), ("2017-06-01", MADYA)),
          "Memenuhi syarat pada 31 Desember 2022 dan terbaik; berusia 56 tahun 8 bulan: lulus bila batas dibaca tahun "
          "penuh, gagal bila dibaca ketat. Pensiun 1 Mei 2026.",
          ability=PEERLESS, school=S2, later=(S3, 2015), leaves="2026-05-01", last_day_in_post="2023-01-15"),
    Story("layak-1", "1972-02-20", "1997-03-01",
          _road(1997, ("2018-03-01", "KB-PERHUBUNGAN-1"), ("2023-08-01", "SEK-PERHUBUNGAN")),
          "Memenuhi semua syarat pada 2022 dan 2026, kinerja tinggi.", ability=BEST),
    Story("layak-2", "1974-07-03", "1999-03-01", _road(1999, ("2019-01-02", "KB-PERHUBUNGAN-2")),
          "Memenuhi semua syarat pada 2022 dan 2026, kinerja tinggi.", ability=BEST, sex=2),
    Story("layak-3", "1971-11-28", "1996-03-01", _road(1996, ("2017-09-01", "KB-PERHUBUNGAN-3")),
          "Memenuhi semua syarat pada 2022 dan 2026, kinerja tinggi.", ability=BEST),
    Story("layak-4", "1975-01-15", "2000-03-01", _road(2000, ("2018-04-02", MADYA)),
          "JF Ahli Madya yang memenuhi semua syarat pada 2022 dan 2026.", ability=PEERLESS - 1.5, sex=2),
    Story("layak-5", "1973-09-09", "1998-03-01", _road(1998, ("2016-04-01", MADYA)),
          "JF Ahli Madya yang memenuhi semua syarat pada 2022 dan 2026.", ability=BEST),
    Story("usia-57", "1965-06-17", "1990-03-01",
          _road(1990, ("2014-02-03", "KB-PERHUBUNGAN-4"), ("2021-08-02", "SEK-PERHUBUNGAN")),
          "Kinerja tinggi, tetapi 57 tahun pada 31 Desember 2022.", ability=BEST),
    Story("pengalaman-4-tahun-11-bulan", "1976-05-05", "2001-03-01",
          _road(2001, ("2018-01-31", "KB-PERHUBUNGAN-5"), family="KEUANGAN"),
          "Pengalaman bidang perhubungan 4 tahun 11 bulan pada 31 Desember 2022.", ability=BEST),
    Story("tanpa-surat-sehat", "1973-03-30", "1998-03-01", _road(1998, ("2017-04-03", MADYA)),
          "Tidak ada keterangan sehat pada 2022 (ada pada 2026).", no_health_in=(2022,), ability=BEST),
    Story("sedang-dihukum", "1972-08-21", "1997-03-01", _road(1997, ("2018-05-02", "KU-PERHUBUNGAN-1")),
          "Menjalani hukuman disiplin sedang pada 31 Desember 2022.",
          sanctions=(("sedang", "2022-09-01", "2023-08-31"),), ability=BEST),
    Story("asesmen-kedaluwarsa", "1970-12-12", "1995-03-01", _road(1995, ("2016-10-03", "KU-PERHUBUNGAN-2")),
          "Asesmen 2019 sudah lewat 3 tahun pada 31 Desember 2022; dinilai lagi 2024.",
          assessed=("2019-05-15", "2024-05-15"), ability=BEST),
    Story("pengalaman-tepat-5-tahun", "1977-06-01", "2002-03-01",
          _road(2002, ("2017-12-31", "KU-PERHUBUNGAN-3"), family="KEPEGAWAIAN"),
          "Pengalaman bidang perhubungan tepat 5 tahun pada 31 Desember 2022."),
    Story("administrator-1-tahun-11-bulan", "1978-10-10", "2003-03-01",
          _road(2003, ("2021-02-01", "KU-PERHUBUNGAN-4")),
          "Administrator baru 1 tahun 11 bulan pada 31 Desember 2022.", ability=BEST),
    Story("administrator-tepat-2-tahun", "1978-01-19", "2003-03-01", _road(2003, ("2020-12-31", "KU-PERHUBUNGAN-5")),
          "Administrator tepat 2 tahun pada 31 Desember 2022."),
    Story("ijazah-d3", "1971-04-04", "1994-03-01", _road(1994, ("2015-02-02", "KU-PERHUBUNGAN-6")),
          "Berpendidikan D3 pada 2022; lulus S1 pada 2024.", school=D3, later=(S1, 2024)),
    Story("lahir-31-desember-1965", "1965-12-31", "1990-03-01", _road(1990, ("2016-01-04", "KU-PERHUBUNGAN-7")),
          "Berulang tahun ke-57 tepat pada 31 Desember 2022."),
    Story("lahir-1-januari-1966", "1966-01-01", "1991-03-01", _road(1991, ("2013-03-01", "KU-PERHUBUNGAN-8")),
          "Sehari lebih muda: masih 56 tahun pada 31 Desember 2022."),
    Story("lahir-29-februari", "1968-02-29", "1993-03-01", _road(1993, ("2016-04-01", MADYA)),
          "Lahir 29 Februari; 54 tahun pada 2022, 58 tahun pada 2026.", sex=2),
    Story("hukuman-tanpa-akhir", "1974-11-02", "1999-03-01", _road(1999, ("2018-10-01", MADYA)),
          "Hukuman disiplin tanpa tanggal akhir: tidak diketahui masih dijalani atau tidak.",
          sanctions=(("ringan", "2022-05-09", ""),)),
    Story("rumpun-tidak-dicatat", "1973-07-27", "1998-03-01", _road(1998, ("2020-10-01", MADYA)),
          "Rumpun jabatan sebelum Oktober 2020 tidak dicatat: lama pengalaman tidak diketahui.",
          no_family_before="2020-10-01", ability=BEST),
    Story("tugas-belajar-2026", "1979-03-08", "2004-03-01", _road(2004, ("2020-04-01", MADYA)),
          "Tugas belajar menurut data 2026.", standing_2026="tugas belajar", sex=2),
    Story("usia-57-pada-2026", "1969-05-20", "1994-03-01", _road(1994, ("2015-04-01", MADYA)),
          "Memenuhi syarat pada 2022 (53 tahun), 57 tahun pada 31 Juli 2026.", ability=BEST),
    Story("hukuman-ringan-selesai", "1974-02-14", "1999-03-01", _road(1999, ("2017-04-03", MADYA)),
          "Hukuman ringan selesai 30 Juni 2021: mengurangi nilai disiplin, tidak menghalangi.",
          sanctions=(("ringan", "2021-01-04", "2021-06-30"),)),
    Story("tanpa-skp-2021", "1975-08-08", "2000-03-01", _road(2000, ("2019-04-01", MADYA)),
          "Penilaian kinerja 2021 tidak ada: belum dapat dinilai pada 2022.", no_rating_in=(2021,)),
    Story("kinerja-rendah", "1972-01-31", "1997-03-01", _road(1997, ("2016-04-01", MADYA)),
          "Memenuhi syarat tertulis, tetapi kinerja rendah.", ability=WEAK),
    Story("naik-2023-a", "1979-09-14", "2004-03-01", _road(2004, ("2023-08-15", "KB-PERHUBUNGAN-1")),
          "Belum Administrator pada 2022; memenuhi syarat pada 2026.", ability=BEST, sex=2),
    Story("naik-2023-b", "1980-04-25", "2005-03-01", _road(2005, ("2023-07-10", "KB-PERHUBUNGAN-4")),
          "Belum Administrator pada 2022; memenuhi syarat pada 2026.", ability=BEST),
    Story("naik-2024-a", "1981-12-01", "2006-03-01", _road(2006, ("2024-02-01", "KU-PERHUBUNGAN-7")),
          "Administrator 2 tahun 6 bulan pada 31 Juli 2026.", ability=GOOD),
    Story("naik-2024-b", "1982-06-06", "2007-03-01", _road(2007, ("2024-08-15", "KU-PERHUBUNGAN-8")),
          "Administrator 1 tahun 11 bulan pada 31 Juli 2026.", ability=GOOD, sex=2),
    Story("ahli-madya-2023", "1979-02-02", "2004-03-01", _road(2004, ("2023-04-03", MADYA)),
          "JF Ahli Madya sejak April 2023; memenuhi syarat pada 2026.", ability=BEST),
    Story("pppk", "1976-10-17", "2013-03-01", (("2013-03-01", MUDA), ("2019-04-01", MADYA)),
          "Pegawai pemerintah dengan perjanjian kerja: bukan PNS.", pppk=True),
)  # fmt: skip


def reserved_posts(structure: Structure) -> set[int]:
    """Posts that only the people of the story hold.

    Raises ValueError when the structure lacks one of them (the story belongs to a large province).
    """
    posts = {structure.index(code) for story in STORIES for _, code in story.posts}
    return {index for index in posts if index < structure.post_count} | {structure.index(POST)}


def choose(rng: np.random.Generator, people: People) -> np.ndarray:
    """Puts the story's traits on randomly chosen people; returns their indices in the order of STORIES."""
    chosen = rng.choice(len(people), len(STORIES), replace=False)
    for person, story in zip(chosen.tolist(), STORIES, strict=True):
        people.born[person], people.hired[person] = days.day(story.born), days.day(story.hired)
        people.sex[person], people.pppk[person], people.ability[person] = story.sex, story.pppk, story.ability
        people.school[person] = story.school
        people.later[person], people.later_year[person] = story.later
        people.field_match[person] = people.later_match[person] = 0
        people.family[person], people.scripted[person] = FAMILY["perhubungan"], True
    return chosen


def leaving_day(story: Story, structure: Structure, on: int) -> int:
    """The day from which the person is gone, days.NONE while in service on the last day."""
    tier = structure.job_tier[structure.index(story.posts[-1][1])]
    retired = int(days.retirement(np.array([days.day(story.born)]), RETIREMENT_AGE[tier])[0])
    leave = days.day(story.leaves) if story.leaves else retired
    return leave if leave <= on else days.NONE


def spells(chosen: np.ndarray, structure: Structure, on: int) -> Spells:
    """The scripted posts up to `on`, in the form of all other spells."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    for person, story in zip(chosen.tolist(), STORIES, strict=True):
        starts = [days.day(start) for start, _ in story.posts]
        leave = leaving_day(story, structure, on)
        last = (
            days.day(story.last_day_in_post) if story.last_day_in_post else leave - 1 if leave != days.NONE else leave
        )
        for start, end, (_, code) in zip(starts, [*(s - 1 for s in starts[1:]), last], story.posts, strict=True):
            job = structure.index(code)
            family = structure.job_family[job]
            unit = structure.job_unit[job]
            unit = structure.unit_family.index(family) if unit < 0 else unit
            rows.append((person, start, end, job, unit, family))
    return sort_spells(Spells(*np.array(rows, "int32").T))
