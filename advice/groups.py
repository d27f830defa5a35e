"""People with like competency gaps, grouped for training: advice for a calendar, never an input of a score or a rank.

k-means over the levels each person lacks. The same people give the same groups whatever order they come in: rows are
sorted first, equal rows are one, and every start is seeded. How many themes: the number within bounds with the highest
simplified silhouette (how much nearer people are to their own theme's mean than to the next one's).

A theme with more people than one training has seats for is parted into groups of nearly one size, by likeness: cut
across the direction in which its people differ most, and the parts again, until each fits.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST_PEOPLE: Final = 6
MOST_GROUPS: Final = 8
SMALLEST: Final = 3
SEED: Final = 20_200_101
STARTS: Final = 4
RESAMPLES: Final = 8
# Below this mean agreement between resamples (adjusted Rand index) a grouping is called unsteady.
STEADY: Final = 0.75
# Kaufman & Rousseeuw (1990): below 0.5 a structure is weak. Such groups are not told apart: everybody trains together.
SEPARATE: Final = 0.5
DECIMALS: Final = 3


@dataclass(frozen=True)
class Grouping:
    """`people`: employee_id → number of the group (from 1, the largest theme first). `profiles`: one row a group (by
    number), columns as asked, mean missing levels. `themes`: how many sorts of gaps are told apart; groups only part
    them further. `silhouette`: the criterion (NaN for one theme). `stability`: mean adjusted Rand index of the themes
    over resamples (1 = always the same; NaN where there is nothing to compare)."""

    people: "pd.Series[int]"
    profiles: pd.DataFrame
    themes: int
    silhouette: float
    stability: float
    without_gaps: Ints
    unassessed: Ints

    @property
    def steady(self) -> bool:
        """Whether the same themes come back when people are drawn anew."""
        return not self.stability < STEADY


def groups(gaps: pd.DataFrame, *, most: int = MOST_GROUPS, seats: int | None = None) -> Grouping:
    """Group the rows of `gaps`: index employee_id (int64), one column a competency, missing levels (float64 ≥ 0, NaN =
    not assessed): in `most` themes and with `seats` people a group, at most. Whoever is not assessed, and whoever lacks
    nothing, stands apart."""
    ordered = gaps.sort_index()
    known = ordered.notna().all(axis=1).to_numpy()
    lacking = known & (ordered.fillna(0.0) > 0).any(axis=1).to_numpy()
    ids = ordered.index.to_numpy(dtype=np.int64)
    rows = ordered[lacking]
    points, inverse, weights = _distinct(rows.to_numpy(dtype=np.float64))
    labels, silhouette = _best(points, weights, most)
    stability = _stability(points, weights, labels) if labels.max(initial=0) > 0 else float("nan")
    themes = _numbered(labels, weights, points)
    parted = _parted(points[inverse], themes[inverse], seats)
    people = pd.Series(parted, index=rows.index, dtype="int64")
    profiles = rows.groupby(people).mean().round(DECIMALS) if len(rows) else rows.iloc[:0]
    count = int(themes.max(initial=0))
    return Grouping(people, profiles, count, silhouette, stability, ids[known & ~lacking], ids[~known])


def _distinct(values: Floats) -> tuple[Floats, Ints, Floats]:
    """Distinct rows in lexical order, each row's place among them, and how many people share each."""
    if not len(values):
        return values, np.empty(0, np.int64), np.empty(0)
    points, inverse, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    return points, inverse.reshape(-1).astype(np.int64), counts.astype(np.float64)


def _best(points: Floats, weights: Floats, most: int) -> tuple[Ints, float]:
    """Labels of the number of groups that separates best, each with at least SMALLEST people; else one group."""
    together = np.zeros(len(points), dtype=np.int64)
    chosen, highest = together, SEPARATE
    if weights.sum() < FEWEST_PEOPLE:
        return together, float("nan")
    for count in range(2, min(most, len(points)) + 1):
        labels, centres = _fit(points, weights, count)
        if np.bincount(labels, weights, minlength=count).min() < SMALLEST:
            continue
        score = _silhouette(points, weights, labels, centres)
        if score > highest + 1e-9:
            chosen, highest = labels, score
    return chosen, round(highest, DECIMALS) if chosen is not together else float("nan")


def _fit(points: Floats, weights: Floats, count: int, seed: int = SEED) -> tuple[Ints, Floats]:
    model = KMeans(n_clusters=count, n_init=STARTS, random_state=seed, algorithm="lloyd")
    # One thread: the rows are few, and sums come out the same on every machine.
    with threadpool_limits(1):
        labels = model.fit_predict(points, sample_weight=weights)
    return labels.astype(np.int64), np.asarray(model.cluster_centers_, dtype=np.float64)


def _silhouette(points: Floats, weights: Floats, labels: Ints, centres: Floats) -> float:
    """Mean over people of (next − own) ÷ next, with distances to the groups' means."""
    distance = np.linalg.norm(points[:, None, :] - centres[None, :, :], axis=2)
    own = distance[np.arange(len(points)), labels]
    distance[np.arange(len(points)), labels] = np.inf
    following = distance.min(axis=1)
    share = np.divide(following - own, np.maximum(own, following), out=np.zeros_like(own), where=following > 0)
    return float(np.average(share, weights=weights))


def _parted(values: Floats, themes: Ints, seats: int | None) -> Ints:
    """Numbers of groups of at most `seats` people, theme by theme; people (rows) come in order of their ids."""
    if seats is None:
        return themes
    found = np.empty(len(themes), dtype=np.int64)
    parts = [
        part
        for theme in range(1, int(themes.max(initial=0)) + 1)
        for part in _fitting(np.flatnonzero(themes == theme), values, seats)
    ]
    for number, part in enumerate(parts, start=1):
        found[part] = number
    return found


def _fitting(rows: Ints, values: Floats, seats: int) -> list[Ints]:
    """These rows in parts of at most `seats`, all of nearly one size."""
    count = -(-len(rows) // seats)
    if count <= 1:
        return [rows] if len(rows) else []
    ordered = rows[_along(values[rows])]
    cut = round(len(rows) * (count // 2) / count)
    return [part for half in (ordered[:cut], ordered[cut:]) for part in _fitting(np.sort(half), values, seats)]


def _along(values: Floats) -> Ints:
    """The order of rows along the direction in which they differ most; equal ones as they come."""
    centred = values - values.mean(axis=0)
    _scales, directions = np.linalg.eigh(centred.T @ centred)
    direction = directions[:, -1]
    # Either sign is a direction; the one in which the largest part points up is taken on every machine.
    direction = direction * np.sign(direction[np.abs(direction).round(DECIMALS).argmax()])
    # Rounded, so that the last bits of a sum do not decide; then the rows themselves, then how they come.
    return np.lexsort((*values.T[::-1], (centred @ direction).round(6)))


def _stability(points: Floats, weights: Floats, labels: Ints) -> float:
    """How far groups found in people drawn anew, with replacement, agree with these."""
    count, people = int(labels.max()) + 1, int(weights.sum())
    agreements = []
    for number in range(RESAMPLES):
        drawn = np.random.default_rng(SEED + number).multinomial(people, weights / people).astype(np.float64)
        present = drawn > 0
        if present.sum() < count:
            continue
        found, _centres = _fit(points[present], drawn[present], count, SEED + number)
        agreements.append(_agreement(labels[present], found, drawn[present]))
    return round(float(np.mean(agreements)), DECIMALS) if agreements else float("nan")


def _agreement(before: Ints, after: Ints, weights: Floats) -> float:
    """Adjusted Rand index over people, of whom `weights` share a row."""
    repeats = weights.astype(np.int64)
    return float(adjusted_rand_score(np.repeat(before, repeats), np.repeat(after, repeats)))


def _numbered(labels: Ints, weights: Floats, points: Floats) -> Ints:
    """Numbers from 1: the largest group first, equal ones by their mean."""
    if not len(labels):
        return labels
    found = sorted(
        set(labels.tolist()),
        key=lambda label: (
            -float(weights[labels == label].sum()),
            tuple(np.average(points[labels == label], axis=0, weights=weights[labels == label])),
        ),
    )
    number = {label: place for place, label in enumerate(found, start=1)}
    return np.array([number[label] for label in labels.tolist()], dtype=np.int64)
