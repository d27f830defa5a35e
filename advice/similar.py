"""People whose competencies and experience are most like somebody's: for searching, never for a score or a rank.

Nearest neighbours over standardised columns; competencies, experience and technical competencies weigh the same,
however many columns each has. The nearest are a set: how near each of them is, is not told.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

Floats = npt.NDArray[np.float64]

COUNT: Final = 12
# Distances that differ by less are equal, so that the order of rows, and the machine, decide nothing.
DECIMALS: Final = 9


def nearest(
    competency: pd.DataFrame,
    experience: pd.DataFrame,
    who: int,
    count: int = COUNT,
    technical: pd.DataFrame | None = None,
) -> frozenset[int]:
    """The `count` ids nearest to `who`; with those that are as near as the last of them.

    Every frame: index employee_id (int64, the same in all), float64 columns; a row with a competency that is not
    known (NaN) takes no part. Empty where that is so of `who`. Of `technical` count the columns that `who` knows and
    somebody else does; whoever does not is there as near as the others are on average. Raises KeyError for somebody
    who is not in them.
    """
    known = competency.notna().all(axis=1)
    if not known.loc[who] or known.sum() < 2:
        return frozenset()
    rows = competency[known].sort_index()
    points = np.hstack([_weighed(rows), _weighed(experience.reindex(rows.index).fillna(0.0))])
    place = int(np.flatnonzero(rows.index.to_numpy() == who)[0])
    if technical is not None:
        points = np.hstack([points, _from_one(technical.reindex(rows.index), place)])
    others = np.delete(np.arange(len(rows)), place)
    finder = NearestNeighbors(n_neighbors=min(count, len(others)), algorithm="brute").fit(points[others])
    distance, _which = finder.kneighbors(points[[place]])
    furthest = float(np.round(distance.max(), DECIMALS))
    apart = np.round(np.sqrt(((points[others] - points[place]) ** 2).sum(axis=1)), DECIMALS)
    return frozenset(int(one) for one in rows.index.to_numpy()[others[apart <= furthest]])


def _from_one(frame: pd.DataFrame, place: int) -> Floats:
    """How far everybody is from the one at `place` in each column that both know; of the columns together weigh 1."""
    known = frame.notna().to_numpy(dtype=np.bool_)
    told = frame.loc[:, known[place] & np.delete(known, place, axis=0).any(axis=0)]
    if not told.shape[1]:
        return np.zeros((len(frame), 0))
    scaled = StandardScaler().fit_transform(told.to_numpy(dtype=np.float64))
    apart = np.delete(np.abs(scaled - scaled[place]), place, axis=0)
    usual = np.sqrt(np.nanmean(apart**2, axis=0))
    filled = np.where(np.isnan(apart), usual, apart) / np.sqrt(apart.shape[1])
    return np.asarray(np.insert(filled, place, 0.0, axis=0), dtype=np.float64)


def _weighed(frame: pd.DataFrame) -> Floats:
    """Standardised columns that together weigh 1."""
    if not frame.shape[1]:
        return np.zeros((len(frame), 0))
    scaled: Floats = StandardScaler().fit_transform(frame.to_numpy(dtype=np.float64))
    return np.asarray(scaled / np.sqrt(frame.shape[1]))
