"""Performance, 360° feedback and assessments: what hangs on a person's latent ability."""

import numpy as np

from talent.population import days
from talent.population.chunk import Chunk, Table, numbers, stack, words
from talent.population.raters import raters
from talent.population.structure import TIER, TIERS

BAND = words("di bawah ekspektasi", "sesuai ekspektasi", "di atas ekspektasi", "")
RATING = words("Sangat Kurang", "Kurang", "Butuh Perbaikan", "Baik", "Sangat Baik", "")
YES_NO = words("tidak", "ya", "")
LEVEL, POINTS, PERCENT = numbers(5), numbers(120), numbers(3000, 10)
# PermenPANRB 6/2022, work result × behaviour (each below, as, above) → index into RATING.
MATRIX = np.array([[0, 2, 2], [1, 3, 3], [1, 3, 4]])
STANDARD = np.array([{"PELAKSANA": 1, "JF_PEMULA": 1, "JF_TERAMPIL": 1, "JF_MAHIR": 2, "JF_PENYELIA": 3,
                      "JF_AHLI_PERTAMA": 2, "JF_AHLI_MUDA": 3, "JF_AHLI_MADYA": 4, "JF_AHLI_UTAMA": 4, "PENGAWAS": 2,
                      "ADMINISTRATOR": 3, "JPT_PRATAMA": 4, "JPT_MADYA": 5}[tier] for tier in TIERS])  # fmt: skip
COMPETENCIES = (
    "integritas", "kerja_sama", "komunikasi", "orientasi_pada_hasil", "pelayanan_publik",
    "pengembangan_diri_dan_orang_lain", "mengelola_perubahan", "pengambilan_keputusan", "perekat_bangsa",
)  # fmt: skip
POTENTIALS = (
    "kemampuan_intelektual", "interpersonal", "kesadaran_diri", "berpikir_kritis_dan_strategis",
    "menyelesaikan_permasalahan", "kecerdasan_emosional", "belajar_cepat", "motivasi_dan_komitmen",
)  # fmt: skip
CENTRES = words("UPTD Penilaian Kompetensi", "Pusat Penilaian Kompetensi BKN", "Lembaga Asesmen Universitas")


def _forget(chunk: Chunk, who: np.ndarray, year: int) -> np.ndarray:
    gone = [index for index, story in chunk.stories.items() if year in story.no_rating_in]
    return who[~np.isin(who, gone)]


def performance(chunk: Chunk) -> Table:
    """One row per person and whole year of service; points until 2021 (PP 30/2019), two ratings from 2022."""
    parts = []
    for year in chunk.years:
        whole = chunk.serving(days.day(f"{year}-12-31")) & (chunk.people.hired <= days.day(f"{year}-07-01"))
        kept = (chunk.rng.random(len(chunk)) > 0.006) | chunk.people.scripted
        who = np.flatnonzero(whole & kept)
        who = _forget(chunk, who, year)
        parts.append(_points(chunk, who, year) if year < 2022 else _two_ratings(chunk, who, year))
    return stack(parts)


def _points(chunk: Chunk, who: np.ndarray, year: int) -> Table:
    drift = chunk.drift(0.55, who)
    points = np.interp(drift, [-3.2, -2.1, 0.15, 1.35, 3.2], [52, 70, 90, 110, 119]).astype(int)
    idea = (points >= 110) & ((chunk.rng.random(len(who)) < 0.9) | (chunk.people.ability[who] > 3))
    none = words("")[np.zeros(len(who), int)]
    return {"p": who, "tahun": np.full(len(who), str(year), object), "hasil_kerja": none, "perilaku": none,
            "predikat": none, "nilai": POINTS[points], "ide_baru": YES_NO[idea.astype(int)],
            "penilai": none}  # fmt: skip


def _two_ratings(chunk: Chunk, who: np.ndarray, year: int) -> Table:
    # The two ratings share the year's drift, so that both are above expectation often enough for Sangat Baik.
    shared = chunk.drift(0.6, who)
    result, behaviour = (0.88 * shared + 0.475 * chunk.rng.standard_normal(len(who)) for _ in range(2))
    result_band = np.digitize(result, [-1.75, 0.62])
    behaviour_band = np.digitize(behaviour, [-2.0, 0.62])
    by_name = chunk.rng.random(len(who)) < 0.12
    rating = MATRIX[result_band, behaviour_band]
    none = words("")[np.zeros(len(who), int)]
    # Who rated is recorded of the last year only, as agencies begin to.
    last = len(who) > 0 and year == chunk.years[-1]
    return {"p": who, "tahun": np.full(len(who), str(year), object),
            "hasil_kerja": BAND[np.where(by_name, -1, result_band)],
            "perilaku": BAND[np.where(by_name, -1, behaviour_band)],
            "predikat": RATING[np.where(by_name, rating, -1)], "nilai": none, "ide_baru": none,
            "penilai": raters(chunk, who, year, rating) if last else none}  # fmt: skip


def feedback(chunk: Chunk) -> Table:
    """One 360° rating per person and year from 2020 on."""
    parts = []
    for year in chunk.years:
        if year < 2020:
            continue
        kept = (chunk.rng.random(len(chunk)) > 0.01) | chunk.people.scripted
        who = np.flatnonzero(chunk.serving(days.day(f"{year}-12-31")) & kept)
        rating = np.digitize(chunk.drift(0.5, who), [-3.0, -2.4, -1.5, 0.75])
        parts.append({"p": who, "tahun": np.full(len(who), str(year), object), "predikat": RATING[rating]})
    return stack(parts) if parts else {"p": np.zeros(0, int)}


def assessments(chunk: Chunk) -> Table:
    """A first round in 2020–2021 and a second in 2024–2025; a few assessed too early, a few not at all."""
    people, parts = chunk.people, []
    for first, last, early in (("2020-03-02", "2021-11-26", 2019), ("2024-02-05", "2025-10-31", 2022)):
        draw = chunk.rng.random(len(chunk))
        day = chunk.rng.integers(days.day(first), days.day(last), len(chunk))
        day = np.where(draw < 0.015, days.day(f"{early}-06-12") + (day % 90), day)
        normal = np.flatnonzero((draw < 0.98) & ~people.scripted)
        parts.append((normal, day[normal]))
    for index, story in chunk.stories.items():
        for text in story.assessed:
            parts.append((np.array([index]), np.array([days.day(text)])))
    who, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    known = (people.hired[who] + 90 <= day) & (day <= chunk.on) & (days.year_of(day) >= chunk.history_from)
    known &= (chunk.leave[who] == days.NONE) | (chunk.leave[who] > day)
    return stack([_assessed(chunk, who[known], day[known])])


def _assessed(chunk: Chunk, who: np.ndarray, day: np.ndarray) -> Table:
    tier = chunk.tier(day, who)
    standard = STANDARD[tier]
    lean = 0.55 * chunk.people.ability[who] + 0.35 * chunk.rng.standard_normal(len(who))
    count = len(who)
    levels = np.rint(standard - 0.12 + lean + 0.55 * chunk.rng.standard_normal((len(COMPETENCIES), count)))
    levels = np.clip(levels, 1, np.minimum(standard + 1, 5)).astype(int)
    potential = np.rint(3.1 + 0.85 * lean + 0.65 * chunk.rng.standard_normal((len(POTENTIALS), count)))
    potential = np.clip(potential, 1, 5).astype(int)
    tested = tier >= TIER["JF_AHLI_MUDA"]
    technical = np.clip(np.rint(74 + 8 * chunk.drift(0.7, who)), 35, 100).astype(int)
    match = levels.sum(axis=0) * 1000 // (9 * standard)
    return {"p": who, "tanggal": days.text(day), "lembaga": CENTRES[chunk.rng.integers(0, 3, count)],
            "jpm": PERCENT[np.minimum(match, 3000)],
            **{name: LEVEL[row] for name, row in zip(COMPETENCIES, levels, strict=True)},
            "teknis": POINTS[np.where(tested, technical, -1)],
            **{name: LEVEL[row] for name, row in zip(POTENTIALS, potential, strict=True)}}  # fmt: skip
