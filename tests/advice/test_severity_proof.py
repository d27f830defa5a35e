"""What was planted is found, and nothing where nothing was. The long form (ASSURE=long) tries ten times as many."""

import os

import numpy as np
import pandas as pd
import pytest

from advice.severity import severity
from advice.verdicts import LENIENT, SEVERE, UNCLEAR
from tests.advice.populations import planted

TIMES = 10 if os.environ.get("ASSURE") == "long" else 1
ALARMS = [LENIENT, SEVERE]
# Populations in which no rater is lenient or severe, and what is special about each sort.
NOTHING_PLANTED = {
    "points": {},
    "predicates, most of them alike": {"predicates": True, "each": 12},
    "weak and strong units": {"units_by": 5.0},
    "weak and strong units that share no rater": {"units_by": 5.0, "moved": 0.0},
    "weak and strong teams, each rated by its own head alone": {
        "raters": 25,
        "units": 5,
        "teams_by": 6.0,
        "moved": 0.0,
    },
    "weak and strong teams, nearly all rated by their own head": {
        "raters": 25,
        "units": 5,
        "teams_by": 6.0,
        "moved": 0.05,
    },
    "weak and strong teams with guests, by predicates": {
        "raters": 25,
        "units": 5,
        "teams_by": 6.0,
        "moved": 0.3,
        "predicates": True,
    },
}


def test_the_order_of_raters_is_that_of_the_planted_effects() -> None:
    """30 ratings a rater, spread of raters 7 points, of units 3, and 8 left to the person and to chance."""
    rng = np.random.default_rng(20260101)
    found = []
    for _ in range(12 * TIMES):
        made = planted(rng, raters_by=7.0, units_by=3.0)
        found.append(pd.Series(made.raters).corr(severity(made.ratings).raters["effect"], method="spearman"))
    print(f"rank correlation in {len(found)} populations: least {min(found):.3f}, mean {np.mean(found):.3f}")  # noqa: T201
    assert min(found) >= 0.9


def test_the_order_by_the_five_predicates_is_near_that_of_the_planted_effects() -> None:
    """The same with what a form holds, five predicates: less is known of each rater."""
    rng = np.random.default_rng(20260101)
    found = []
    for _ in range(12 * TIMES):
        made = planted(rng, raters_by=7.0, units_by=3.0, predicates=True)
        found.append(pd.Series(made.raters).corr(severity(made.ratings).raters["effect"], method="spearman"))
    print(f"by predicates in {len(found)} populations: least {min(found):.3f}, mean {np.mean(found):.3f}")  # noqa: T201
    assert np.mean(found) >= 0.94
    assert np.quantile(found, 0.05) >= 0.9


def test_where_ratings_cross_the_teams_severe_raters_are_told_from_weak_teams() -> None:
    """And where each head rates only the own team they are not, and it says so of everybody."""
    rng = np.random.default_rng(20260101)
    crossed = planted(rng, raters_by=7.0, teams_by=6.0, moved=0.6)
    found = severity(crossed.ratings).raters
    assert pd.Series(crossed.raters).corr(found["effect"], method="spearman") >= 0.9
    named = found["verdict"].isin(ALARMS)
    assert named.sum() >= 5
    assert (np.sign(found["effect"][named]) == np.sign(crossed.raters[named])).all()
    nested = severity(planted(rng, raters_by=7.0, teams_by=6.0, moved=0.0).ratings).raters
    assert set(nested["verdict"]) == {UNCLEAR}
    assert nested[["effect", "low", "high"]].isna().all(axis=None)
    assert nested["together"].abs().max() > 12.0


def test_what_is_known_of_the_person_is_not_put_down_to_the_rater() -> None:
    rng = np.random.default_rng(5)
    made = planted(rng, raters_by=6.0, ability=12.0)
    adjusted = severity(made.ratings).raters["effect"]
    plain = severity(made.ratings.drop(columns="own")).raters["effect"]
    truth = pd.Series(made.raters)
    assert truth.corr(adjusted, method="spearman") >= 0.9
    assert truth.corr(adjusted, method="spearman") > truth.corr(plain, method="spearman")


@pytest.mark.parametrize("sort", NOTHING_PLANTED)
def test_false_alarms_are_at_most_one_population_in_twenty(sort: str) -> None:
    """Counted by population (any alarm about any rater; about units too where none is planted) and by rater."""
    rng = np.random.default_rng(20260202)
    settings = NOTHING_PLANTED[sort]
    populations, alarmed, raters, accused = 40 * TIMES, 0, 0, 0
    for _ in range(populations):
        found = severity(planted(rng, **settings).ratings)  # type: ignore[arg-type]
        alarms = found.raters["verdict"].isin(ALARMS)
        units = found.units["verdict"].isin(ALARMS).any() and "units_by" not in settings
        alarmed += bool(alarms.any() or units)
        accused += int(alarms.sum())
        raters += len(alarms)
    print(f"{sort}: {alarmed} of {populations} populations, {accused} of {raters} raters")  # noqa: T201
    assert alarmed <= 0.05 * populations
    assert accused <= 0.05 * raters


def test_the_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(20260303)
    held, units_held = [], []
    for _ in range(12 * TIMES):
        made = planted(rng, raters_by=6.0, units_by=4.0, units=25)
        found = severity(made.ratings)
        held.append((found.raters["low"] <= made.raters) & (made.raters <= found.raters["high"]))
        units_held.append((found.units["low"] <= made.units) & (made.units <= found.units["high"]))
    share, units_share = float(np.mean(held)), float(np.mean(units_held))
    print(f"95 % intervals hold {share:.3f} of raters, {units_share:.3f} of units")  # noqa: T201
    assert 0.93 <= share <= 0.98
    assert 0.92 <= units_share <= 0.985


def test_one_lenient_and_one_severe_rater_among_many_are_named() -> None:
    rng = np.random.default_rng(7)
    ratings = planted(rng).ratings
    ratings["points"] += ratings["rater"].map({"r00003": 9.0, "r00017": -9.0}).fillna(0.0)
    verdicts = severity(ratings).raters.set_index("name")["verdict"]
    assert verdicts[verdicts.isin(ALARMS)].to_dict() == {"r00003": LENIENT, "r00017": SEVERE}


def test_a_unit_whose_raters_agree_is_weak_and_they_are_not_severe() -> None:
    rng = np.random.default_rng(11)
    ratings = planted(rng, raters=60, units=12, moved=0.3).ratings
    ratings["points"] -= 12.0 * (ratings["unit"] == "u0004")
    found = severity(ratings)
    units = found.units.set_index("name")["verdict"]
    assert units[units.isin(ALARMS)].to_dict() == {"u0004": SEVERE}
    assert found.raters["verdict"].isin(ALARMS).sum() == 0


def test_sixty_thousand_ratings_take_seconds() -> None:
    made = planted(np.random.default_rng(3), raters=2_000, units=60, raters_by=5.0, units_by=3.0)
    found = severity(made.ratings)
    assert found.used == 60_000
    assert pd.Series(made.raters).corr(found.raters["effect"], method="spearman") >= 0.9
    assert abs(found.spread_raters - 5.0) < 0.5
    assert abs(found.left - 8.0) < 0.1
