"""What senior posts ask of technical competencies, invented after the divisions of their field, and who has them."""

import numpy as np

from talent.population import days
from talent.population.chunk import Chunk, Table, stack, words
from talent.population.structure import FAMILIES, FAMILY_NAMES, TIER, TIERS, Structure

# Standards of the first and the second competency of a senior post's field.
_ASKED = ("4", "3")
_NAMES = np.array([FAMILIES[name][4][: len(_ASKED)] for name in FAMILY_NAMES], dtype=object)
_LEVEL = words("", "1", "2", "3", "4", "5")
_FIRST, _LAST = "2024-02-05", "2025-10-31"


def standards(structure: Structure) -> list[tuple[str, ...]]:
    """Rows of `technical_standards`: two competencies of each senior post."""
    return [
        (code, name, level, "", "")
        for code, tier, family in zip(structure.job_code, structure.job_tier, structure.job_family, strict=True)
        if TIERS[tier].startswith("JPT")
        for name, level in zip(_NAMES[family], _ASKED, strict=True)
    ]


def levels(chunk: Chunk) -> Table:
    """Levels in their own field of who may come to lead it; one in six of each is not known."""
    senior = chunk.serving(chunk.on) & (chunk.tier(chunk.on) >= TIER["ADMINISTRATOR"])
    parts = []
    for place in range(len(_ASKED)):
        who = np.flatnonzero(senior & (chunk.rng.random(len(chunk)) < 5 / 6))
        day = chunk.rng.integers(days.day(_FIRST), days.day(_LAST), len(who))
        level = np.clip(np.rint(3.3 + 0.8 * chunk.drift(0.6, who)), 1, 5).astype(int)
        names = _NAMES[chunk.people.family[who], place]
        nobody = np.full(len(who), "", dtype=object)
        parts.append({"p": who, "tanggal": days.text(day), "kompetensi": names, "level": _LEVEL[level],
                      "lembaga": nobody})  # fmt: skip
    return stack(parts)
