"""Nearest neighbours: held against measuring everybody, and blind to the order of rows."""

import random

import numpy as np
import pandas as pd

from advice.similar import nearest


def _crowd(chance: random.Random, size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = chance.sample(range(1, 1_000), size)
    levels = [[float(chance.randint(1, 5)) for _ in range(9)] for _ in ids]
    years = [[round(chance.random() * 20, 3) for _ in range(3)] for _ in ids]
    return pd.DataFrame(levels, index=ids), pd.DataFrame(years, index=ids)


def _by_hand(levels: pd.DataFrame, years: pd.DataFrame, who: int, count: int) -> set[int]:
    def part(frame: pd.DataFrame) -> pd.DataFrame:
        spread = frame.std(ddof=0).replace(0, 1)
        return (frame - frame.mean()) / spread / np.sqrt(frame.shape[1])

    both = pd.concat([part(levels), part(years)], axis=1, keys=("a", "b"))
    apart = (((both - both.loc[who]) ** 2).sum(axis=1) ** 0.5).drop(who).round(9).sort_values()
    return set(apart.index[apart <= apart.iloc[min(count, len(apart)) - 1]])


def test_the_nearest_are_those_that_measuring_everybody_finds() -> None:
    chance = random.Random(20261129)
    for _number in range(100):
        levels, years = _crowd(chance, chance.randint(2, 12))
        who = int(chance.choice(list(levels.index)))
        found = nearest(levels, years, who, 3)
        assert found == _by_hand(levels, years, who, 3)
        turned = levels.sample(frac=1, random_state=1)
        assert nearest(turned, years, who, 3) == found


def test_who_is_not_assessed_finds_nobody_and_is_found_by_nobody() -> None:
    levels = pd.DataFrame([[3.0, 4.0], [3.0, np.nan], [5.0, 4.0]], index=[1, 2, 3])
    years = pd.DataFrame(index=[1, 2, 3])
    assert nearest(levels, years, 2) == frozenset()
    assert nearest(levels, years, 1) == {3}


def test_those_as_near_as_the_last_are_found_too() -> None:
    levels = pd.DataFrame([[3.0], [4.0], [2.0], [5.0]], index=[1, 2, 3, 4])
    assert nearest(levels, pd.DataFrame(index=levels.index), 1, 1) == {2, 3}


def test_technical_levels_count_where_both_have_them_and_are_as_usual_where_one_has_not() -> None:
    levels = pd.DataFrame([[3.0, 4.0]] * 5, index=[1, 2, 3, 4, 5])
    years = pd.DataFrame(index=levels.index)
    technical = pd.DataFrame(
        {"audit": [4.0, 4.0, 1.0, np.nan, np.nan], "law": [np.nan, 5.0, np.nan, np.nan, 2.0]}, index=levels.index
    )
    assert nearest(levels, years, 1, 1, technical) == {2}
    # Whoever has no level is as far as those who have one are on average: neither nearest nor furthest.
    assert nearest(levels, years, 1, 3, technical) == {2, 4, 5}
    assert nearest(levels, years, 4, 1, technical) == {1, 2, 3, 5}
    assert nearest(levels, years, 1, 1, pd.DataFrame(index=levels.index)) == {2, 3, 4, 5}
