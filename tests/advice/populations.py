"""Ratings of invented people by invented raters, with the effects that were put into them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
# Points of the five predicates, and where the ability of people puts the borders: most are "Baik".
PREDICATES, BORDERS = np.array([20.0, 40.0, 60.0, 80.0, 100.0]), [-2.8, -2.4, -1.75, 0.8]


@dataclass(frozen=True)
class Planted:
    """`ratings` as severity takes them; the effects by the sorted names of raters and units."""

    ratings: pd.DataFrame
    raters: Floats
    units: Floats


def planted(
    rng: np.random.Generator,
    *,
    raters: int = 50,
    units: int = 10,
    each: int = 30,
    raters_by: float = 0.0,
    units_by: float = 0.0,
    left: float = 8.0,
    moved: float = 0.2,
    ability: float = 0.0,
    predicates: bool = False,
    teams_by: float | None = None,
) -> Planted:
    """`each` ratings by every rater, most in one unit and the share `moved` anywhere; effects of these spreads. With
    `teams_by` units have teams, one of each rater's own, and who is moved belongs to somebody else's team."""
    who = np.repeat(np.arange(raters), each)
    where = np.where(rng.random(len(who)) < moved, rng.integers(0, units, len(who)), who % units)
    team = who
    if teams_by is not None:
        team = np.where(rng.random(len(who)) < moved, rng.integers(0, raters, len(who)), who)
        where = team % units
    lenient, high = raters_by * rng.standard_normal(raters), units_by * rng.standard_normal(units)
    able = rng.standard_normal(len(who))
    strong = (teams_by or 0.0) * rng.standard_normal(raters) if teams_by is not None else np.zeros(raters)
    points = 80 + lenient[who] + high[where] + strong[team] + ability * able + left * rng.standard_normal(len(who))
    if predicates:
        points = PREDICATES[np.digitize((points - 80) / left, BORDERS)]
    ratings = pd.DataFrame(
        {"points": points, "rater": [f"r{one:05}" for one in who], "unit": [f"u{one:04}" for one in where]}
    )
    if teams_by is not None:
        ratings["team"] = [f"t{one:05}" for one in team]
    return Planted(ratings.assign(own=able) if ability else ratings, lenient, high)
