"""Who is not judged and why, what is left out, and that the order of rows tells nothing."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from advice.effects import estimate
from advice.severity import Severity, severity
from advice.verdicts import LENIENT, MIN_RATERS, MIN_RATINGS, NOTHING, SEVERE, TOO_FEW, UNCLEAR
from tests.advice.populations import planted


def tables(found: Severity) -> tuple[str, str]:
    return found.raters.to_csv(), found.units.to_csv()


def verdict(found: Severity, name: str) -> str:
    both = pd.concat([found.raters, found.units]).set_index("name")["verdict"]
    return str(both[name])


def extra(rater: str, unit: str, points: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"points": points, "rater": rater, "unit": unit})


def test_a_rater_is_judged_from_the_least_number_of_ratings_on() -> None:
    ratings = planted(np.random.default_rng(1)).ratings
    few = severity(pd.concat([ratings, extra("x", "u0001", [40.0, 45.0] * (MIN_RATINGS // 2))[1:]]))
    enough = severity(pd.concat([ratings, extra("x", "u0001", [40.0, 45.0] * (MIN_RATINGS // 2))]))
    row = few.raters.set_index("name").loc["x"]
    assert (row["n"], row["verdict"]) == (MIN_RATINGS - 1, TOO_FEW)
    assert row[["effect", "low", "high"]].isna().all()
    assert verdict(enough, "x") == SEVERE


def test_too_few_raters_are_not_compared() -> None:
    ratings = planted(np.random.default_rng(2), raters=MIN_RATERS, units=2).ratings
    assert TOO_FEW not in set(severity(ratings).raters["verdict"])
    fewer = severity(ratings[ratings["rater"] != "r00000"])
    assert set(fewer.raters["verdict"]) == set(fewer.units["verdict"]) == {TOO_FEW}
    assert np.isnan([fewer.spread_raters, fewer.spread_units, fewer.left]).all()


def test_the_only_rater_of_a_unit_who_rates_nowhere_else_cannot_be_told_from_it() -> None:
    ratings = planted(np.random.default_rng(3)).ratings
    alone = severity(pd.concat([ratings, extra("x", "own", [50.0, 60.0] * 15)]))
    assert (verdict(alone, "x"), verdict(alone, "own")) == (UNCLEAR, UNCLEAR)
    # Once others rate there too and agree, it is the unit; once the same one rates elsewhere just so, it is the rater.
    others = [extra(f"r{one:05}", "own", [50.0, 60.0] * 5) for one in range(8)]
    unit = severity(pd.concat([ratings, extra("x", "own", [50.0, 60.0] * 15), *others]))
    assert (verdict(unit, "x"), verdict(unit, "own")) == (NOTHING, SEVERE)
    elsewhere = [extra("x", f"u{one:04}", [50.0, 60.0] * 5) for one in range(8)]
    rater = severity(pd.concat([ratings, extra("x", "own", [50.0, 60.0] * 15), *elsewhere]))
    assert verdict(rater, "x") == SEVERE


def test_one_rater_of_several_units_nobody_else_rates_in_cannot_be_told_either() -> None:
    ratings = planted(np.random.default_rng(4)).ratings
    found = severity(pd.concat([ratings, extra("x", "one", [95.0, 90.0] * 10), extra("x", "two", [95.0, 90.0] * 10)]))
    assert [verdict(found, name) for name in ("x", "one", "two")] == [UNCLEAR] * 3


def test_who_stands_out_for_one_of_two_reasons_is_not_accused_of_either() -> None:
    """Two raters share a unit where all ratings are low: it may be the unit, or both of them."""
    ratings = planted(np.random.default_rng(6), raters_by=4.0, units_by=4.0, raters=40, units=20).ratings
    found = severity(pd.concat([ratings, extra("x", "own", [62.0, 70.0] * 15), extra("y", "own", [62.0, 70.0] * 15)]))
    assert (verdict(found, "x"), verdict(found, "y")) == (UNCLEAR, UNCLEAR)


def test_ratings_without_points_rater_or_unit_are_left_out_and_counted() -> None:
    ratings = planted(np.random.default_rng(8)).ratings
    holes = pd.DataFrame({"points": [np.nan, 80, 80], "rater": ["r00001", None, "r00001"], "unit": ["u1", "u1", None]})
    found = severity(pd.concat([holes, ratings]))
    assert (found.used, found.left_out) == (len(ratings), 3)
    assert tables(found) == tables(severity(ratings))


def test_where_all_ratings_are_alike_there_is_nothing_to_see() -> None:
    ratings = planted(np.random.default_rng(9)).ratings.assign(points=80.0)
    found = severity(ratings)
    assert set(found.raters["verdict"]) == {NOTHING}
    assert found.raters["effect"].isna().all()


def test_raters_whose_ratings_are_each_all_alike_are_judged_all_the_same() -> None:
    ratings = planted(np.random.default_rng(10)).ratings.assign(points=80.0)
    ratings.loc[ratings["rater"] == "r00005", "points"] = 100.0
    found = severity(ratings)
    alarms = found.raters[found.raters["verdict"].isin([LENIENT, SEVERE])]
    assert alarms["name"].tolist() == ["r00005"]


def test_nothing_at_all_is_answered_with_empty_tables() -> None:
    found = severity(planted(np.random.default_rng(1)).ratings[:0])
    assert (len(found.raters), len(found.units), found.used, found.left_out) == (0, 0, 0, 0)


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(random: object) -> None:
    made = planted(np.random.default_rng(12), raters=12, units=3, each=15, raters_by=5.0, ability=3.0)
    order = list(range(len(made.ratings)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = made.ratings.iloc[order][["own", "unit", "points", "rater"]]
    assert tables(severity(shuffled)) == tables(severity(made.ratings))


def test_what_is_not_known_of_a_person_leaves_the_rating_in() -> None:
    ratings = planted(np.random.default_rng(13), ability=4.0, raters_by=5.0).ratings
    ratings.loc[::3, "own"] = np.nan
    found = severity(ratings.assign(never=np.nan))
    assert (found.used, found.left_out) == (len(ratings), 0)


def test_effects_add_up_as_a_plain_ridge_regression_gives_them() -> None:
    ratings = planted(np.random.default_rng(14), raters=10, units=4, each=20, raters_by=5.0, units_by=3.0).ratings
    raters, units = pd.Categorical(ratings["rater"]), pd.Categorical(ratings["unit"])
    found = estimate(ratings["points"].to_numpy(), raters, units, ratings[[]])
    assert found is not None
    design = np.hstack([np.eye(10)[raters.codes] * found.spread_raters, np.eye(4)[units.codes] * found.spread_units])
    plain = Ridge(alpha=found.left**2, solver="cholesky").fit(design, ratings["points"])
    assert np.allclose(plain.coef_[:10] * found.spread_raters, found.raters.effect, atol=1e-5)
    assert np.allclose(plain.coef_[10:] * found.spread_units, found.units.effect, atol=1e-5)


def test_standard_errors_are_those_of_the_whole_inverse() -> None:
    ratings = planted(np.random.default_rng(15), raters=8, units=3, each=15, raters_by=5.0, units_by=3.0).ratings
    raters, units = pd.Categorical(ratings["rater"]), pd.Categorical(ratings["unit"])
    found = estimate(ratings["points"].to_numpy(), raters, units, ratings[[]])
    assert found is not None
    design = np.hstack([np.eye(8)[raters.codes], np.eye(3)[units.codes], np.ones((len(ratings), 1))])
    prior = np.diag([found.spread_raters**-2] * 8 + [found.spread_units**-2] * 3 + [0.0])
    covariance = np.linalg.inv(design.T @ design / found.left**2 + prior)
    assert np.allclose(np.sqrt(np.diag(covariance))[:8], found.raters.error)
    assert np.allclose(np.sqrt(np.diag(covariance))[8:11], found.units.error)
    together = np.eye(8, 12)
    together[:, 8:11] = pd.crosstab(raters.codes, units.codes, normalize="index").to_numpy()
    assert np.allclose(np.sqrt(np.diag(together @ covariance @ together.T)), found.raters.together_error)
    back = np.eye(3, 12, k=8)
    back[:, :8] = pd.crosstab(units.codes, raters.codes, normalize="index").to_numpy()
    assert np.allclose(np.sqrt(np.diag(back @ covariance @ back.T)), found.units.together_error)
