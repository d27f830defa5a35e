"""What a source gives for every person: a value, its exact fraction, and the facts behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from rules.dates import Bools, Floats, Ints
from rules.people import UNKNOWN, People

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """`value`: float64 by position, NaN = cannot be said. `exact` and `facts` answer for one position at a time."""

    value: Floats
    exact: Callable[[int], Fraction]
    facts: Callable[[int], Facts]


def nothing(people: People) -> Measure:
    """Nobody has a record of the kind that is needed."""
    return Measure(np.full(people.size, np.nan), lambda _: Fraction(0), lambda _: {})


def fraction(number: float) -> Fraction:
    """The decimal number that a float64 was read from."""
    return Fraction(Decimal(repr(float(number))))


def pick(rank: Ints, points: Sequence[Fraction | None], facts: Callable[[int], Facts]) -> Measure:
    """The points at each person's rank; a rank outside, or points of None, cannot be said."""
    table = np.array([np.nan if point is None else float(point) for point in points] + [np.nan])
    inside = np.where((rank >= 0) & (rank < len(points)), rank, len(points))

    def exact(position: int) -> Fraction:
        point = points[int(inside[position])]
        assert point is not None
        return point

    return Measure(table[inside], exact, facts)


def certain(first: Ints, last: Ints, points: Sequence[Fraction | None]) -> Ints:
    """The rank of people who may stand anywhere from `first` to `last`; UNKNOWN where that changes their points.

    Ranks of equal points are as good as one: what is not known is missing only if it could change the value.
    """
    run = np.cumsum([0, *(one != next_one for one, next_one in pairwise(points))])
    return np.where(run[first] == run[last], last, UNKNOWN)


def ordered(scale: Mapping[str, Fraction], codes: Sequence[str], *, worst_first: bool = False) -> list[str]:
    """The codes by their points, best (or worst) first; of equals, the one the law names first."""
    return sorted(codes, key=lambda code: scale[code] if worst_first else -scale[code])


def banded(count: Floats, bands: tuple[tuple[int, Fraction], ...], facts: Callable[[int], Facts]) -> Measure:
    """The points of the highest band that `count` reaches; NaN stays NaN."""
    rising = bands[::-1]
    rank = np.searchsorted(np.array([start for start, _ in rising], dtype=np.float64), count, side="right") - 1
    rank = np.where(np.isnan(count), -1, rank)
    return pick(rank, [points for _, points in rising], facts)


def capped(measure: Measure, cap: Fraction | None) -> Measure:
    """The measure, at most `cap`."""
    if cap is None:
        return measure
    return Measure(np.minimum(measure.value, float(cap)), lambda i: min(measure.exact(i), cap), measure.facts)


def plain_day(day: np.datetime64) -> date | None:
    """A day for an explanation."""
    return None if np.isnat(day) else day.astype("datetime64[D]").item()


def rows_of(mask: Bools, person: Any, position: int) -> Ints:
    """The rows of one person that the mask lets through (for explanations)."""
    return np.flatnonzero(mask & (person == position))
