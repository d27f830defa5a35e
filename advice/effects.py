"""How much of each rating goes with who gave it and how much with where it was given: crossed random effects.

    points = level + what the person's own levels say + rater + unit + team within the unit + what is left

Effects are shrunk towards zero by as much as the data say: a rater of few ratings is believed less than one of many.
The variances are estimated by their evidence, as scikit-learn's BayesianRidge does for one; the effects are the
ridge regression that these variances ask for.

How a difference is shared between a rater and a team is taken from the variances, which say little where each rates
one team. So raters are estimated once more with units and teams as free as the level: from nothing but what raters
gave side by side in the same teams.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

Floats = npt.NDArray[np.float64]

# The smallest spread of raters, of units and of teams that is ever assumed, as a share of what is left: a spread of
# exactly nothing would make every interval a point.
LEAST_SPREAD = 0.1
# Where raters and places explain every rating, this share of the spread is left all the same.
_LEAST_LEFT = 1e-4
# More only move, slowly, what a rater and a team share between them where hardly a rating tells the two apart.
_MOST_STEPS = 30
_STEADY = 1e-3
# The person's own levels are not shrunk: their prior is this much wider than what is left.
_FREE = 100.0


@dataclass(frozen=True)
class Estimate:
    """Effects in points with their standard errors, by sorted name. `chance`: how far from zero, as a standard
    deviation, an effect comes out when there is none."""

    effect: Floats
    error: Floats
    chance: Floats


@dataclass(frozen=True)
class Side(Estimate):
    """Raters or units; `together`: with the effects of the others that go with them (a rater and the units and teams
    rated, a unit and its teams and raters)."""

    together: Floats
    together_error: Floats


@dataclass(frozen=True)
class Effects:
    """Both sides; `side_by_side`: raters as told by their ratings in the same teams alone. The spreads are standard
    deviations in points, `left` that of what neither explains."""

    raters: Side
    units: Side
    side_by_side: Estimate
    spread_raters: float
    spread_units: float
    spread_teams: float
    left: float


def estimate(
    points: Floats,
    raters: pd.Categorical,
    units: pd.Categorical,
    own: pd.DataFrame,
    teams: pd.Categorical | None = None,
) -> Effects | None:
    """Effects of raters and units. `own`: what else is known of each rated person, float64, NaN = not known; `teams`:
    where units have parts.

    None when there are too few ratings for so many raters and units, or all are alike.
    """
    givers, places = _one_hot(raters), _one_hot(units)
    parts = sparse.csr_matrix((len(points), 0)) if teams is None else _one_hot(teams)
    fixed = _fixed(own)
    count, free = len(points), fixed.shape[1]
    if count <= givers.shape[1] + places.shape[1] + free or np.ptp(points) == 0:
        return None
    system = _System(points, givers, places, parts, fixed)
    variances = _variances(system)
    found = system.solve(variances)
    with_places, with_raters = system.together(found)
    wide = _FREE**2 * variances[3]
    freed = system.solve(np.array([variances[0], wide, wide, variances[3]]))
    return Effects(
        Side(found.giver, found.error, _chance(found.error, variances[0]), *with_places),
        Side(found.place, found.errors[1], _chance(found.errors[1], variances[1]), *with_raters),
        Estimate(freed.giver, freed.error, _chance(freed.error, variances[0])),
        *np.sqrt(variances).tolist(),
    )


def _variances(system: "_System") -> Floats:
    """Those of raters, units, teams and what is left that the data make most likely."""
    spread = float(np.var(system.points))
    variances = np.array([spread / 10, spread / 10, spread / 10, spread])
    count, free = system.fixed.shape
    for _ in range(_MOST_STEPS):
        solved = system.solve(variances)
        effects, rest = (solved.giver, solved.place, solved.part), solved.rest
        sums = np.array([one @ one for one in effects])
        # How many effects the data determine, of each kind: their number less what the prior supplies.
        supplied = np.array([error @ error for error in solved.errors]) / variances[:3]
        determined = np.array([len(one) for one in effects]) - supplied
        left = max(float(rest @ rest) / (count - free - float(determined.sum())), _LEAST_LEFT * spread)
        found = np.append(np.maximum(sums / np.maximum(determined, 1e-9), LEAST_SPREAD**2 * left), left)
        steady = bool(np.all(np.abs(np.log(found / variances)) < _STEADY))
        variances = found
        if steady:
            break
    return variances


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
class _Solved:
    """Effects of raters, units and teams, what is `left` of each rating, and the standard errors of raters; `own`: each
    rater's own precision, `pull`: how far everything else moves them, `covariance`: of everything else."""

    giver: Floats
    place: Floats
    part: Floats
    rest: Floats
    error: Floats
    own: Floats
    pull: Floats
    covariance: Floats

    @property
    def errors(self) -> tuple[Floats, Floats, Floats]:
        """Standard errors of raters, of units and of teams."""
        spread, units = np.sqrt(np.diag(self.covariance)), len(self.place)
        return self.error, spread[:units], spread[units : units + len(self.part)]


class _System:
    """The design once, solved again for each guess of the variances (raters, units, teams, what is left)."""

    def __init__(
        self,
        points: Floats,
        givers: sparse.csr_matrix,
        places: sparse.csr_matrix,
        parts: sparse.csr_matrix,
        fixed: Floats,
    ) -> None:
        self.points, self.givers, self.fixed = points - points.mean(), givers, fixed
        self.sizes = givers.shape[1], places.shape[1], parts.shape[1]
        self.given = np.asarray(givers.sum(axis=0)).ravel()
        # Row by row: which share of a rater's ratings lies in each unit, and so on.
        self.units_of_rater, self.teams_of_rater = _shares(givers, places), _shares(givers, parts)
        self.teams_of_unit, self.raters_of_unit = _shares(places, parts), _shares(places, givers)
        self.others = sparse.hstack([places, parts, sparse.csr_matrix(fixed)]).tocsr()
        self.cross = (givers.T @ self.others).toarray()
        self.square = (self.others.T @ self.others).toarray()

    def solve(self, variances: Floats) -> "_Solved":
        """The raters, of whom there are most, are eliminated first, and found last."""
        left = variances[3]
        own = self.given / left + 1.0 / variances[0]
        pull = (self.cross / left) / own[:, None]
        normal = self.square / left - self.cross.T @ pull / left
        prior = np.repeat([variances[1], variances[2], _FREE**2 * left], [*self.sizes[1:], self.fixed.shape[1]])
        normal[np.diag_indices_from(normal)] += 1.0 / prior
        covariance = np.asarray(cho_solve(cho_factor(normal), np.eye(len(normal))))
        given = self.givers.T @ self.points / left
        others = covariance @ (self.others.T @ self.points / left - pull.T @ given)
        giver = given / own - pull @ others
        rest = self.points - self.givers @ giver - self.others @ others
        units, teams = self.sizes[1:]
        effects = giver, others[:units], others[units : units + teams]
        return _Solved(*effects, rest, _error(pull, covariance, 1.0 / own), own, pull, covariance)

    def together(self, found: "_Solved") -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Raters, and units, with what goes with them: effects and standard errors."""
        units, free = self.sizes[1], self.fixed.shape[1]
        rater_rows = np.hstack([self.units_of_rater, self.teams_of_rater, np.zeros((self.sizes[0], free))])
        unit_rows = np.hstack([np.eye(units), self.teams_of_unit, np.zeros((units, free))])
        noise = self.raters_of_unit**2 @ (1.0 / found.own)
        rater = found.giver + self.units_of_rater @ found.place + self.teams_of_rater @ found.part
        unit = found.place + self.teams_of_unit @ found.part + self.raters_of_unit @ found.giver
        return (
            (rater, _error(rater_rows - found.pull, found.covariance, 1.0 / found.own)),
            (unit, _error(unit_rows - self.raters_of_unit @ found.pull, found.covariance, noise)),
        )


def _shares(of: sparse.csr_matrix, among: sparse.csr_matrix) -> Floats:
    met = (of.T @ among).toarray()
    return np.asarray(met / np.asarray(of.sum(axis=0)).ravel()[:, None])


def _error(rows: Floats, covariance: Floats, noise: Floats) -> Floats:
    return np.asarray(np.sqrt(noise + ((rows @ covariance) * rows).sum(axis=1)))
