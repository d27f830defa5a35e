"""How much of each rating goes with who gave it and how much with where it was given: two crossed random effects.

    points = level + what the person's own levels say + effect of the rater + effect of the unit + what is left

Effects are shrunk towards zero by as much as the data say: a rater of few ratings is believed less than one of many.
The three variances are estimated by their evidence, as scikit-learn's BayesianRidge does for one; the effects are the
ridge regression that these variances ask for.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

Floats = npt.NDArray[np.float64]

# The smallest spread of raters, and of units, that is ever assumed, as a share of what is left: a spread of exactly
# nothing would make every interval a point.
LEAST_SPREAD = 0.1
# Where raters and units explain every rating, this share of the spread is left all the same.
_LEAST_LEFT = 1e-4
_MOST_STEPS = 100
_STEADY = 1e-3
# The person's own levels are not shrunk: their prior is this much wider than what is left.
_FREE = 100.0


@dataclass(frozen=True)
class Side:
    """Effects of raters or of units in points with their standard errors, by sorted name; `together`: with the effects
    of the other side that go with them (a rater and the units rated, a unit and its raters). `chance`: how far from
    zero, as a standard deviation, an effect comes out when there is none."""

    effect: Floats
    error: Floats
    chance: Floats
    together: Floats
    together_error: Floats


@dataclass(frozen=True)
class Effects:
    """Both sides; the spreads are standard deviations in points, `left` that of what neither explains."""

    raters: Side
    units: Side
    spread_raters: float
    spread_units: float
    left: float


def estimate(points: Floats, raters: pd.Categorical, units: pd.Categorical, own: pd.DataFrame) -> Effects | None:
    """Effects of raters and units. `own`: what else is known of each rated person, float64, NaN = not known.

    None when there are too few ratings for so many raters and units, or all are alike.
    """
    givers, places = _one_hot(raters), _one_hot(units)
    fixed = _fixed(own)
    count, free = len(points), fixed.shape[1]
    if count <= givers.shape[1] + places.shape[1] + free or np.ptp(points) == 0:
        return None
    system = _System(points, givers, places, fixed)
    spread = float(np.var(points))
    variances = np.array([spread / 10, spread / 10, spread])
    for _ in range(_MOST_STEPS):
        giver, place, rest = system.solve(variances)
        errors = system.errors(variances)
        sums = np.array([giver @ giver, place @ place])
        # How many effects the data determine, of each kind: their number less what the prior supplies.
        determined = np.array(
            [len(giver) - (errors.rater**2).sum() / variances[0], len(place) - (errors.unit**2).sum() / variances[1]]
        )
        left = max(float(rest @ rest) / (count - free - float(determined.sum())), _LEAST_LEFT * spread)
        least = LEAST_SPREAD**2 * left
        found = np.append(np.maximum(sums / np.maximum(determined, 1e-9), least), left)
        steady = bool(np.all(np.abs(np.log(found / variances)) < _STEADY))
        variances = found
        if steady:
            break
    giver, place, _rest = system.solve(variances)
    errors = system.errors(variances)
    all_of_rater, all_of_unit = giver + system.units_of_rater @ place, place + system.raters_of_unit @ giver
    by_chance = _chance(errors.rater, variances[0]), _chance(errors.unit, variances[1])
    return Effects(
        Side(giver, errors.rater, by_chance[0], all_of_rater, errors.rater_with_units),
        Side(place, errors.unit, by_chance[1], all_of_unit, errors.unit_with_raters),
        *np.sqrt(variances).tolist(),
    )


def _chance(error: Floats, prior: float) -> Floats:
    """Of the posterior variance P under the prior variance V, data of no effect use P (1 - P / V)."""
    return np.asarray(error * np.sqrt(np.clip(1 - error**2 / prior, 0, None)))


def _one_hot(codes: pd.Categorical) -> sparse.csr_matrix:
    # A category is a column whether or not it is met, so that columns follow the sorted names.
    encoder = OneHotEncoder(categories=[np.arange(len(codes.categories))], dtype=np.float64)
    return sparse.csr_matrix(encoder.fit_transform(codes.codes.astype(np.int64).reshape(-1, 1)))


def _fixed(own: pd.DataFrame) -> Floats:
    """The level and the person's own levels, centred; one that is not known counts as the mean, and is marked."""
    level = np.ones((len(own), 1))
    own = own.dropna(axis="columns", how="all")
    if not own.shape[1]:
        return level
    levels = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler()).fit_transform(own.to_numpy("float64"))
    varied = levels[:, np.ptp(levels, axis=0) > 0]
    return np.hstack([level, varied])


@dataclass(frozen=True)
class _Errors:
    rater: Floats
    unit: Floats
    rater_with_units: Floats
    unit_with_raters: Floats


class _System:
    """The design once, solved again for each guess of the variances (raters, units, what is left)."""

    def __init__(self, points: Floats, givers: sparse.csr_matrix, places: sparse.csr_matrix, fixed: Floats) -> None:
        self.points, self.givers, self.places, self.fixed = points, givers, places, fixed
        self.given = np.asarray(givers.sum(axis=0)).ravel()
        taken = np.asarray(places.sum(axis=0)).ravel()
        met = (givers.T @ places).toarray()
        # Row by row: which share of a rater's ratings lies in each unit, and of a unit's ratings with each rater.
        self.units_of_rater = met / self.given[:, None]
        self.raters_of_unit = met.T / taken[:, None]
        self.others = sparse.hstack([places, sparse.csr_matrix(fixed)]).tocsr()
        self.cross = (givers.T @ self.others).toarray()
        self.square = (self.others.T @ self.others).toarray()
        self.design = sparse.hstack([givers, places, sparse.csr_matrix(fixed[:, 1:])]).tocsr()

    def solve(self, variances: Floats) -> tuple[Floats, Floats, Floats]:
        """Effects of raters, of units, and what is left of each rating."""
        raters, units = self.givers.shape[1], self.places.shape[1]
        scale = np.full(self.design.shape[1], _FREE)
        scale[:raters] = np.sqrt(variances[0] / variances[2])
        scale[raters : raters + units] = np.sqrt(variances[1] / variances[2])
        scaled = self.design @ sparse.diags(scale)
        model = Ridge(alpha=1.0, solver="sparse_cg", tol=1e-10, max_iter=20_000).fit(scaled, self.points)
        effects = model.coef_ * scale
        rest = self.points - np.asarray(model.predict(scaled))
        return effects[:raters], effects[raters : raters + units], rest

    def errors(self, variances: Floats) -> _Errors:
        """Standard errors: the raters, of whom there are most, are eliminated first."""
        spread_raters, spread_units, left = variances
        units = self.places.shape[1]
        own = self.given / left + 1.0 / spread_raters
        pull = (self.cross / left) / own[:, None]
        normal = self.square / left - self.cross.T @ pull / left
        normal[np.arange(units), np.arange(units)] += 1.0 / spread_units
        covariance = np.linalg.pinv(normal, hermitian=True)

        def error(rows: Floats, noise: Floats) -> Floats:
            return np.asarray(np.sqrt(noise + ((rows @ covariance) * rows).sum(axis=1)))

        unit_rows = np.eye(units, self.square.shape[1])
        rater_rows = np.hstack([self.units_of_rater, np.zeros((len(own), self.fixed.shape[1]))])
        noise = self.raters_of_unit**2 @ (1.0 / own)
        return _Errors(
            error(pull, 1.0 / own),
            error(unit_rows, np.zeros(units)),
            error(rater_rows - pull, 1.0 / own),
            error(unit_rows - self.raters_of_unit @ pull, noise),
        )
