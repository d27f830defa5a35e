"""How lenient or severe raters and units are: advice for people, never an input of a score, a box or a ranking.

Positive effects are points given above what others would give: lenient. Who has few ratings is not judged, nor who
cannot be told apart from the team: a rater is called lenient or severe only by what others gave in the same teams.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.stats import norm, t

from advice.effects import Estimate, Floats, Side, estimate
from advice.verdicts import LENIENT, MIN_COMPARED, MIN_RATERS, MIN_RATINGS, NOTHING, SEVERE, TOO_FEW, UNCLEAR

# In a population where nothing is there, at most this share of populations shows even one alarm.
FALSE_ALARMS: Final = 0.05
CONFIDENCE: Final = 0.95
DECIMALS: Final = 2
# Points of at most so many different values are the steps of a scale, and their distances a convention.
STEPS: Final = 10

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Severity:
    """`raters` and `units`: one row each, ordered by name, with columns name (str), n (int64), others (int64: teams a
    rater rated in, raters of a unit), compared (float64: ratings that others' in the same places stand beside), effect,
    low, high (points, 95 %; NaN where not judged), together (points: with the teams rated or the raters) and verdict.

    `spread_*`: standard deviations in points, NaN when nothing could be estimated; `used`, `left_out`: ratings.
    """

    raters: pd.DataFrame
    units: pd.DataFrame
    used: int
    left_out: int
    spread_raters: float
    spread_units: float
    left: float


def severity(ratings: pd.DataFrame) -> Severity:
    """Judge every rater and unit of `ratings`, one row a rating, in any order.

    Columns: points (float64), rater (str), unit (str); team (str, optional): the part of the unit in which the rated
    person works; every further column is a level of that person from elsewhere (float64, NaN = not known), for which
    the points are adjusted. Rows without points, rater or unit are left out and counted.
    """
    own = sorted(str(name) for name in ratings.columns if name not in ("points", "rater", "unit", "team"))
    ratings = ratings.assign(team=ratings["team"].fillna(ratings["unit"]) if "team" in ratings else ratings["unit"])
    whole = ratings[["rater", "unit", "team", "points", *own]].dropna(subset=["points", "rater", "unit"])
    rows = whole.sort_values(list(whole.columns), kind="stable", ignore_index=True)
    raters = pd.Categorical(rows["rater"], categories=sorted(set(rows["rater"])))
    units = pd.Categorical(rows["unit"], categories=sorted(set(rows["unit"])))
    teams = pd.Categorical(rows["team"], categories=sorted(set(rows["team"])))
    met, in_team = _met(raters, units), _met(raters, teams)
    enough_raters = np.asarray(met.sum(axis=1)).ravel() >= MIN_RATINGS
    points = rows["points"].to_numpy("float64")
    alike = len(points) > 0 and bool(np.ptp(points) == 0)
    # Where no unit has parts, teams would be the units once more.
    parts = teams if len(teams.categories) > len(units.categories) else None
    enough = enough_raters.sum() >= MIN_RATERS
    found = estimate(_on_a_scale(points), raters, units, rows[own], parts) if enough else None
    by_rater, by_unit = _frame(raters, in_team), _frame(units, met.T.tocsr())
    left_out = len(ratings) - len(rows)
    if found is None:
        nothing = float("nan")
        possible = alike and bool(enough_raters.sum() >= MIN_RATERS)
        by_rater, by_unit = _silent(by_rater, possible), _silent(by_unit, possible)
        return Severity(by_rater, by_unit, len(rows), left_out, nothing, nothing, nothing)
    # All judged raters and units share one allowance for false alarms.
    judged = int(enough_raters.sum()) + int((by_unit["n"] >= MIN_RATINGS).sum())
    bar = float(norm.ppf(1 - FALSE_ALARMS / (2 * judged)))
    return Severity(
        _judged(by_rater, found.raters, (by_rater["compared"] < MIN_COMPARED).to_numpy(), bar, found.side_by_side),
        _judged(by_unit, found.units, _alone(met), bar),
        len(rows),
        left_out,
        *(round(spread, DECIMALS) for spread in (found.spread_raters, found.spread_units, found.left)),
    )


def _met(raters: pd.Categorical, units: pd.Categorical) -> sparse.csr_matrix:
    """How many ratings each rater gave in each unit."""
    shape = len(raters.categories), len(units.categories)
    counts = sparse.coo_matrix((np.ones(len(raters), "int64"), (raters.codes, units.codes)), shape=shape)
    return sparse.csr_matrix(counts)


def _on_a_scale(points: Floats) -> Floats:
    """Points as they are; the steps of a scale as the mean of the standard normal between their borders, so that a
    rare step does not count for more than its rarity, in units of which one is a point on average."""
    steps, step = np.unique(points, return_inverse=True)
    if not 1 < len(steps) <= STEPS:
        return points
    share = np.bincount(step) / len(points)
    density = norm.pdf(norm.ppf(np.minimum(np.concatenate([[0.0], np.cumsum(share)]), 1.0)))
    score = ((density[:-1] - density[1:]) / share)[step]
    return np.asarray(points.mean() + score * (points @ score) / (score @ score))


def _alone(met: sparse.csr_matrix) -> Bools:
    """Units that no second rater is connected with: whoever rated there, all of it was this one."""
    if not met.nnz:
        return np.zeros(met.shape[1], "bool")
    islands = connected_components(sparse.bmat([[None, met], [met.T, None]]), directed=False)[1]
    count = met.shape[0]
    return np.asarray((np.bincount(islands[:count], minlength=islands.max() + 1) == 1)[islands[count:]])


def _frame(of: pd.Categorical, met: sparse.csr_matrix) -> pd.DataFrame:
    given, taken = np.asarray(met.sum(axis=1)).ravel(), np.asarray(met.sum(axis=0)).ravel()
    # Of n ratings in a place where all together are N, n (N - n) / N tell this one from the others.
    compared = given - np.asarray(met.power(2) @ (1.0 / np.maximum(taken, 1))).ravel()
    return pd.DataFrame(
        {
            "name": np.asarray(of.categories, dtype=object),
            "n": given.astype("int64"),
            "others": np.diff(met.indptr).astype("int64"),
            "compared": compared.round(DECIMALS) + 0.0,
        }
    )


def _silent(frame: pd.DataFrame, possible: bool) -> pd.DataFrame:
    """Nobody is judged; where all ratings are alike there is nothing to see in them."""
    verdicts = np.where(possible & (frame["n"] >= MIN_RATINGS), NOTHING, TOO_FEW)
    return frame.assign(effect=np.nan, low=np.nan, high=np.nan, together=np.nan, verdict=verdicts)


def _judged(
    frame: pd.DataFrame, found: Side, confounded: Bools, bar: float, side_by_side: Estimate | None = None
) -> pd.DataFrame:
    """`side_by_side`: what must stand out as well before anybody is named."""
    # The spread they are shrunk by is itself known from no more than this many effects.
    times = float(t.ppf((1 + CONFIDENCE) / 2, max(len(frame) - 1, 1)))
    low, high = found.effect - times * found.error, found.effect + times * found.error
    apart = _standing_out(found, bar, times)
    named = apart if side_by_side is None else apart * (apart == _standing_out(side_by_side, bar, times))
    # The two together stand out, and it may be half of this one's doing or more, or none of it.
    together, half = np.abs(found.together) > bar * found.together_error, found.together / 2
    untold = (together & (low < np.minimum(0, half)) & (high > np.maximum(0, half))) | (apart != 0)
    judged = (frame["n"] >= MIN_RATINGS).to_numpy()
    verdict = np.select(
        [~judged, confounded | (untold & (named == 0)), named > 0, named < 0],
        [TOO_FEW, UNCLEAR, LENIENT, SEVERE],
        NOTHING,
    )
    own = judged & ~confounded
    shown: dict[str, tuple[Floats, Bools]] = {
        "effect": (found.effect, own),
        "low": (low, own),
        "high": (high, own),
        "together": (found.together, judged),
    }
    # + 0.0: no negative zero.
    columns: dict[str, Any] = {
        name: np.where(where, values.round(DECIMALS) + 0.0, np.nan) for name, (values, where) in shown.items()
    }
    return frame.assign(**columns, verdict=verdict)


def _standing_out(found: Estimate, bar: float, times: float) -> Floats:
    """1 or -1 where an effect is too large for chance and its interval leaves out zero, else 0."""
    large = np.abs(found.effect) > bar * found.chance
    clear = np.abs(found.effect) > times * found.error
    return np.asarray(np.sign(found.effect) * (large & clear))
