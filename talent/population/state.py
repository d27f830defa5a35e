"""The `employees` workbook: the state of each person on one day."""

import numpy as np

from talent.population import days
from talent.population.chunk import Chunk, Table, words
from talent.population.people import D3, S1, S2, S3, SLTA
from talent.population.structure import FAMILY_NAMES, TIER, TIERS

GRADES = words(
    *(f"{roman}/{letter}" for roman in ("I", "II", "III") for letter in "abcd"), *(f"IV/{x}" for x in "abcde")
)
PPPK_GRADES = words("V", "VII", "IX", "X", "XI")
_ENTRY = np.array([4, 6, 8, 9, 10])  # II/a, II/c, III/a, III/b, III/c by school
_CAP = {"JPT_MADYA": 16, "JPT_PRATAMA": 15, "JF_AHLI_UTAMA": 16, "JF_AHLI_MADYA": 14, "ADMINISTRATOR": 13}
_FLOOR = {"JPT_MADYA": 14, "JPT_PRATAMA": 13, "ADMINISTRATOR": 11, "PENGAWAS": 9, "JF_AHLI_MADYA": 12,
          "JF_AHLI_MUDA": 10, "JF_AHLI_UTAMA": 15, "JF_PENYELIA": 10}  # fmt: skip
FAMILIES = words(*FAMILY_NAMES, "")
TIER_NAMES = words(*TIERS, "")


def grades(chunk: Chunk, day: int, tier: np.ndarray, post_from: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index into GRADES and the day it was reached: one step every four years from hiring, within the tier's bounds."""
    people = chunk.people
    entry = _ENTRY[people.school]
    steps = np.maximum(days.year_of(np.array([day]))[0] - days.year_of(people.hired) - 1, 0) // 4
    by_school = np.array([{SLTA: 9, D3: 11, S1: 11, S2: 12, S3: 13}[level] for level in range(5)])
    by_tier = np.array([_CAP.get(name, 0) for name in TIERS])[tier]
    cap = np.maximum(by_school[people.school_in(int(days.year_of(np.array([day]))[0]))], by_tier)
    natural = np.minimum(entry + steps, cap)
    reached = days.make(days.year_of(people.hired) + 4 * (natural - entry), 4)
    reached = np.where(natural == entry, people.hired, reached)
    floor = np.array([_FLOOR.get(name, 0) for name in TIERS])[tier]
    lifted = floor > natural
    return np.where(lifted, floor, natural), np.where(lifted, np.minimum(post_from, day), np.minimum(reached, day))


def employees(chunk: Chunk, day: int, *, since: int = days.NONE) -> Table:
    """Everybody in service on `day`, and who retired after `since` (the state before) up to then, without a post."""
    serving = chunk.serving(day)
    gone = (since != days.NONE) & chunk.serving(since) & ~serving
    who = np.flatnonzero(serving | gone)
    found = chunk.spells.at(chunk.everyone, day)
    post_from = np.where(found >= 0, chunk.spells.start[found], chunk.people.hired)
    tier = chunk.tier(day)
    grade, grade_from = grades(chunk, day, tier, post_from)
    school = chunk.people.school
    pppk_grade = np.where(tier == TIER["JF_AHLI_MADYA"], 4, np.array([0, 1, 2, 3, 3])[school])
    held = np.where(gone, -1, found)[who]
    job = np.where(held >= 0, chunk.spells.job[held], len(chunk.structure.job_name))
    unit = np.where(held >= 0, chunk.spells.unit[held], len(chunk.structure.unit_code))
    family = np.where(held >= 0, chunk.spells.family[held], -1)
    return {
        "p": who,
        "nip": chunk.nip[who],
        "nama": chunk.name[who],
        "status": words("PNS", "PPPK")[chunk.people.pppk[who].astype(int)],
        "golongan": np.where(chunk.people.pppk, PPPK_GRADES[pppk_grade], GRADES[grade])[who],
        "tmt_golongan": days.text(np.where(chunk.people.pppk, chunk.people.hired, grade_from)[who]),
        "unit": words(*chunk.structure.unit_code, "")[unit],
        "jabatan": words(*chunk.structure.job_name, "")[job],
        "jenjang": TIER_NAMES[np.where(held >= 0, tier[who], -1)],
        "rumpun": FAMILIES[family],
        "tmt_jabatan": days.text(np.where(held >= 0, post_from[who], chunk.leave[who])),
        "kedudukan": _standing(chunk, day, who, gone[who]),
    }


def _standing(chunk: Chunk, day: int, who: np.ndarray, gone: np.ndarray) -> np.ndarray:
    draw = chunk.rng.random(len(chunk))[who]
    away = ~chunk.people.scripted[who]
    result = np.full(len(who), "aktif", object)
    result[away & (draw < 0.012)] = "tugas belajar"
    result[away & (draw < 0.004)] = "cltn"
    result[away & (draw < 0.002)] = "diberhentikan sementara"
    result[away & (draw < 0.001)] = "bebas tugas"
    if day >= days.day("2026-01-01"):
        for index, story in chunk.stories.items():
            result[who == index] = story.standing_2026
    result[gone] = "pensiun"
    return result
