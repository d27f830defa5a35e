"""Training groups: planted profiles are found again, order does not matter, and who cannot be grouped stands apart."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from advice.groups import MOST_GROUPS, SMALLEST, STEADY, groups

NINE = [f"c{number}" for number in range(9)]


def planted(count: int, each: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """`count` profiles, each two or three levels short in competencies of its own, with some noise."""
    chance = np.random.default_rng(seed)
    rows, truth = [], []
    for number in range(count):
        own = np.zeros(9)
        own[2 * number : 2 * number + 2] = 3.0
        noise = (chance.random((each, 9)) < 0.08).astype(float)
        rows.append(np.maximum(own - noise, 0) + noise * (own == 0))
        truth += [number] * each
    frame = pd.DataFrame(np.vstack(rows), columns=NINE, index=pd.Index(range(1_001, 1_001 + count * each)))
    return frame, np.array(truth)


@pytest.mark.parametrize(("count", "each"), [(2, 20), (3, 40), (4, 25)])
def test_planted_profiles_are_found_again(count: int, each: int) -> None:
    frame, truth = planted(count, each, seed=count)
    found = groups(frame)
    assert len(found.profiles) == count
    assert adjusted_rand_score(truth, found.people.to_numpy()) == 1.0
    assert (found.steady, found.stability > STEADY) == (True, True)
    for number, profile in found.profiles.iterrows():
        place = truth[(found.people == number).to_numpy()][0]
        assert sorted(profile.nlargest(2).index) == NINE[2 * place : 2 * place + 2]


@settings(max_examples=4)
@given(st.integers(0, 10_000), st.integers(8, 40))
def test_the_order_of_rows_does_not_matter_and_everybody_stands_somewhere_once(seed: int, size: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.integers(0, 4, (size, 9)).astype(float)
    values[chance.random(size) < 0.1] = np.nan
    frame = pd.DataFrame(values, columns=NINE, index=pd.Index(chance.permutation(size) + 1))
    found, turned = groups(frame), groups(frame.sample(frac=1, random_state=seed))
    pd.testing.assert_series_equal(found.people, turned.people)
    pd.testing.assert_frame_equal(found.profiles, turned.profiles)
    assert (found.silhouette, found.stability) == pytest.approx((turned.silhouette, turned.stability), nan_ok=True)
    everybody = [*found.people.index, *found.without_gaps, *found.unassessed]
    assert sorted(everybody) == sorted(frame.index)
    assert len(found.profiles) <= MOST_GROUPS
    if len(found.profiles) > 1:
        assert found.people.value_counts().min() >= SMALLEST


def test_who_is_not_assessed_and_who_lacks_nothing_stand_apart() -> None:
    frame, _truth = planted(2, 10, seed=1)
    frame.loc[1_001, "c0"] = np.nan
    frame.loc[1_002] = 0.0
    found = groups(frame)
    assert (found.unassessed.tolist(), found.without_gaps.tolist()) == ([1_001], [1_002])
    assert len(found.people) == 18


def test_where_nothing_sets_people_apart_they_train_together() -> None:
    values = np.random.default_rng(3).integers(0, 4, (60, 9)).astype(float)
    found = groups(pd.DataFrame(values, columns=NINE))
    assert (len(found.profiles), set(found.people), np.isnan(found.silhouette)) == (1, {1}, True)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_a_handful_is_not_divided(size: int) -> None:
    frame, _truth = planted(2, 10, seed=2)
    found = groups(frame.iloc[::4].head(size))
    assert set(found.people) == ({1} if size else set())


@pytest.mark.parametrize("seats", [5, 12, 40])
def test_a_theme_is_parted_into_groups_that_fit_and_whose_people_are_more_alike(seats: int) -> None:
    values = np.random.default_rng(3).integers(0, 4, (203, 9)).astype(float)
    frame = pd.DataFrame(values, columns=NINE)
    found = groups(frame, seats=seats)
    sizes = found.people.value_counts()
    assert (found.themes, len(sizes), sizes.sum()) == (1, -(-203 // seats), 203)
    assert (sizes.max() <= seats, sizes.max() - sizes.min() <= 1) == (True, True)
    within = frame.groupby(found.people).transform("mean")
    apart = float(((frame - within) ** 2).sum().sum())
    by_chance = found.people.to_numpy()[np.random.default_rng(4).permutation(203)]
    chance = float(((frame - frame.groupby(by_chance).transform("mean")) ** 2).sum().sum())
    assert apart < 0.9 * chance


def test_groups_with_seats_do_not_mix_themes_and_do_not_depend_on_the_order_of_rows() -> None:
    frame, truth = planted(3, 40, seed=3)
    found = groups(frame, seats=15)
    assert (found.themes, len(found.profiles)) == (3, 9)
    assert all(len(set(truth[(found.people == number).to_numpy()])) == 1 for number in found.profiles.index)
    turned = groups(frame.sample(frac=1, random_state=5), seats=15)
    pd.testing.assert_series_equal(found.people, turned.people)


def test_people_with_the_very_same_gaps_are_parted_too() -> None:
    found = groups(pd.DataFrame(np.ones((45, 9)), columns=NINE), seats=20)
    assert found.people.value_counts().tolist() == [15, 15, 15]
