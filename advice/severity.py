"""How lenient or severe raters and units are: advice for people, never an input of a score, a box or a ranking.

Positive effects are points given above what others would give: lenient. Who has few ratings is not judged, nor who
cannot be told apart from the unit.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.stats import t

from advice.effects import Side, estimate
from advice.verdicts import LENIENT, MIN_RATERS, MIN_RATINGS, NOTHING, SEVERE, TOO_FEW, UNCLEAR

# In a population where nothing is there, at most this share of populations shows even one alarm.
FALSE_ALARMS: Final = 0.05
CONFIDENCE: Final = 0.95
DECIMALS: Final = 2

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Severity:
    """`raters` and `units`: one row each, ordered by name, with columns name (str), n (int64), others (int64: units a
    rater rated in, raters of a unit), effect, low, high (points, 95 %; NaN where not judged) and verdict.

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

    Columns: points (float64), rater (str), unit (str); every further column is a level of the rated person from
    elsewhere (float64, NaN = not known), for which the points are adjusted. Rows without points, rater or unit are
    left out and counted.
    """
    own = sorted(str(name) for name in ratings.columns if name not in ("points", "rater", "unit"))
    whole = ratings[["rater", "unit", "points", *own]].dropna(subset=["points", "rater", "unit"])
    rows = whole.sort_values(list(whole.columns), kind="stable", ignore_index=True)
    raters = pd.Categorical(rows["rater"], categories=sorted(set(rows["rater"])))
    units = pd.Categorical(rows["unit"], categories=sorted(set(rows["unit"])))
    met = _met(raters, units)
    enough_raters = np.asarray(met.sum(axis=1)).ravel() >= MIN_RATINGS
    points = rows["points"].to_numpy("float64")
    alike = len(points) > 0 and bool(np.ptp(points) == 0)
    found = estimate(points, raters, units, rows[own]) if enough_raters.sum() >= MIN_RATERS else None
    alone_raters, alone_units = _alone(met)
    by_rater, by_unit = _frame(raters, met), _frame(units, met.T.tocsr())
    left_out = len(ratings) - len(rows)
    if found is None:
        nothing = float("nan")
        possible = alike and bool(enough_raters.sum() >= MIN_RATERS)
        by_rater, by_unit = _silent(by_rater, possible), _silent(by_unit, possible)
        return Severity(by_rater, by_unit, len(rows), left_out, nothing, nothing, nothing)
    # All judged raters and units share one allowance for false alarms.
    judged = int(enough_raters.sum()) + int((by_unit["n"] >= MIN_RATINGS).sum())
    bar = NormalDist().inv_cdf(1 - FALSE_ALARMS / (2 * judged))
    return Severity(
        _judged(by_rater, found.raters, alone_raters, bar),
        _judged(by_unit, found.units, alone_units, bar),
        len(rows),
        left_out,
        *(round(spread, DECIMALS) for spread in (found.spread_raters, found.spread_units, found.left)),
    )


def _met(raters: pd.Categorical, units: pd.Categorical) -> sparse.csr_matrix:
    """How many ratings each rater gave in each unit."""
    shape = len(raters.categories), len(units.categories)
    counts = sparse.coo_matrix((np.ones(len(raters), "int64"), (raters.codes, units.codes)), shape=shape)
    return sparse.csr_matrix(counts)


def _alone(met: sparse.csr_matrix) -> tuple[Bools, Bools]:
    """Raters, and units, that no other rater is connected with: whoever rated there, all of it was this one."""
    graph = sparse.bmat([[None, met], [met.T, None]]) if met.nnz else sparse.csr_matrix((0, 0))
    islands = connected_components(graph, directed=False)[1] if met.nnz else np.zeros(0, "int64")
    count = met.shape[0]
    lonely = np.bincount(islands[:count], minlength=islands.max(initial=0) + 1) == 1
    return lonely[islands[:count]], lonely[islands[count:]]


def _frame(of: pd.Categorical, met: sparse.csr_matrix) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": np.asarray(of.categories, dtype=object),
            "n": np.asarray(met.sum(axis=1), "int64").ravel(),
            "others": np.diff(met.indptr).astype("int64"),
        }
    )


def _silent(frame: pd.DataFrame, possible: bool) -> pd.DataFrame:
    """Nobody is judged; where all ratings are alike there is nothing to see in them."""
    verdicts = np.where(possible & (frame["n"] >= MIN_RATINGS), NOTHING, TOO_FEW)
    return frame.assign(effect=np.nan, low=np.nan, high=np.nan, verdict=verdicts)


def _judged(frame: pd.DataFrame, found: Side, alone: Bools, bar: float) -> pd.DataFrame:
    # The spread they are shrunk by is itself known from no more than this many effects.
    reach = t.ppf((1 + CONFIDENCE) / 2, max(len(frame) - 1, 1)) * found.error
    low, high = found.effect - reach, found.effect + reach
    stands_out = (np.abs(found.effect) > bar * found.chance) & ((low > 0) | (high < 0))
    # The two together stand out, and it may be half of this one's doing or more, or none of it.
    together, half = np.abs(found.together) > bar * found.together_error, found.together / 2
    untold = together & (low < np.minimum(0, half)) & (high > np.maximum(0, half))
    verdict = np.select(
        [frame["n"] < MIN_RATINGS, alone | (untold & ~stands_out), stands_out & (found.effect > 0), stands_out],
        [TOO_FEW, UNCLEAR, LENIENT, SEVERE],
        NOTHING,
    )
    shown: dict[str, Any] = {"effect": found.effect, "low": low, "high": high}
    judged = (frame["n"] >= MIN_RATINGS).to_numpy()
    # + 0.0: no negative zero.
    shown = {name: np.where(judged, values.round(DECIMALS) + 0.0, np.nan) for name, values in shown.items()}
    return frame.assign(**shown, verdict=verdict)
