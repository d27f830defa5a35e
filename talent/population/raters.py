"""Who rated whom in the last year: officials of the same office; one of them lenient and one severe, on purpose."""

import numpy as np

from talent.population import days
from talent.population.chunk import Chunk, words
from talent.population.structure import TIER

RATED_BY_ONE = 22
# Of people who moved during the year some were rated where they came from.
_ELSEWHERE = 0.08


def raters(chunk: Chunk, who: np.ndarray, year: int, quality: np.ndarray) -> np.ndarray:
    """NIP of the rater of each of `who` (indices), "" where it is not recorded.

    `quality`: int, the better the higher. The rating itself stays as it was drawn: the lenient one rates those of the
    second largest office who came out well, the severe one those of the largest who came out badly.
    """
    # A stream of its own, so that nothing else about these people changes.
    rng = np.random.default_rng([int(chunk.nip[0]), year])
    office = _offices(chunk, days.day(f"{year}-12-31"))
    places = office[who]
    given = np.full(len(who), -1)
    sizes = np.bincount(places[places >= 0], minlength=1)
    largest = np.argsort(-sizes, kind="stable")
    for place in range(len(sizes)):
        rated = np.flatnonzero(places == place)
        officials = _officials(chunk, who[rated], len(rated) // RATED_BY_ONE)
        if not len(officials):
            continue
        order = rng.permutation(len(rated))
        if place in largest[:2]:
            lean = quality[rated] + 0.3 * rng.standard_normal(len(rated))
            order = np.argsort(lean if place == largest[0] else -lean, kind="stable")
            # The first official takes the head of the list, the others share the rest by chance.
            share = len(rated) // len(officials)
            order = np.concatenate([order[:share], rng.permutation(order[share:])])
        given[rated[order]] = officials[np.arange(len(rated)) * len(officials) // len(rated)]
    moved = (rng.random(len(who)) < _ELSEWHERE) & ~np.isin(places, largest[:2])
    given[moved] = rng.permutation(given[moved])
    given[given == who] = -1
    return np.append(chunk.nip, words(""))[given]


def _offices(chunk: Chunk, day: int) -> np.ndarray:
    """The office (unit at the top of the tree) of everyone on a day, -1 for none."""
    codes = {code: index for index, code in enumerate(chunk.structure.unit_code)}
    above = np.array([codes.get(parent, -1) for parent in chunk.structure.unit_parent])
    top = np.arange(len(above))
    while np.any(above[top] >= 0):
        top = np.where(above[top] >= 0, above[top], top)
    held = chunk.spells.at(chunk.everyone, day)
    return np.where(held >= 0, top[chunk.spells.unit[held]], -1)


def _officials(chunk: Chunk, people: np.ndarray, count: int) -> np.ndarray:
    """The `count` highest of these people, at least one, officials from Pengawas up only."""
    tier = chunk.tier(int(chunk.on), people)
    found = people[np.argsort(-tier, kind="stable")]
    return found[: max(count, 1)][np.sort(tier)[::-1][: max(count, 1)] >= TIER["PENGAWAS"]]
