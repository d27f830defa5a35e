"""The way to a category: the cheapest set of level rises that brings a merit round to so many points.

An exact integer programme over single steps (a sub-aspect from one level to the next), solved by HiGHS through
`scipy.optimize.milp`. It counts in whole units of the instrument's weights, so that no rounding decides; what it finds
is counted again exactly before it is given out. It advises on effort and decides nothing: levels are given by the
verifier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, lcm

import numpy as np

# Beyond this a sum of whole numbers is no longer whole in float64.
_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Start:
    """A sub-aspect today: `level` 0 where nothing is answered; `weight` in points a level; `efforts`: by the level that
    is reached, in whatever unit the agency counts, 1 where it is not named, None where it cannot be reached."""

    id: str
    level: int
    highest: int
    weight: Fraction
    efforts: Mapping[int, Fraction | None] = field(default_factory=dict)

    @property
    def steps(self) -> list[tuple[int, Fraction]]:
        """(level, effort) of each step that can be taken, upwards: what lies above one that cannot, cannot either."""
        found = []
        for level in range(self.level + 1, self.highest + 1):
            effort = self.efforts.get(level, Fraction(1))
            if effort is None:
                break
            found.append((level, effort))
        return found


@dataclass(frozen=True, slots=True)
class Rise:
    """A sub-aspect that rises: points gained and effort over all its steps."""

    id: str
    start: int
    end: int
    points: Fraction
    effort: Fraction


@dataclass(frozen=True, slots=True)
class Way:
    """Rises in the order of the instrument, what they cost together, and the points that the round has after them."""

    rises: tuple[Rise, ...]
    effort: Fraction
    points: Fraction


def points(starts: Sequence[Start]) -> Fraction:
    """What the round has today."""
    return sum((start.weight * start.level for start in starts), Fraction(0))


def reachable(starts: Sequence[Start]) -> Fraction:
    """What the round would have were everything that can rise at its highest level."""
    return sum((start.weight * (start.level + len(start.steps)) for start in starts), Fraction(0))


def cheapest(starts: Sequence[Start], target: Fraction, *, ways: int = 1) -> list[Way]:
    """At most `ways` ways to `target` points, the cheapest first; empty when it is out of reach or already reached.

    Of equally cheap ways the first is one that gains the most points. Every further way repeats at most half of the
    steps of each way before it (while there is one that does; after that, at least one step differs) and no way holds
    all steps of another. Raises ValueError for an effort or weight that is not positive, a level out of range, or
    numbers too fine to be counted in whole units.
    """
    _check(starts)
    have = points(starts)
    if have >= target or reachable(starts) < target:
        return []
    programme = _Programme(starts, target - have)
    found: list[np.ndarray] = []
    apart = True
    while len(found) < ways:
        taken = programme.solve(found, apart=apart)
        if taken is not None:
            found.append(taken)
        elif apart and found:
            apart = False
        else:
            break
    return [programme.way(taken, have) for taken in found]


def _check(starts: Sequence[Start]) -> None:
    for start in starts:
        if not 0 <= start.level <= start.highest:
            raise ValueError(f"{start.id}: level {start.level} of {start.highest}")
        if start.weight <= 0 or any(effort <= 0 for _level, effort in start.steps):
            raise ValueError(f"{start.id}: a weight and an effort are more than 0")


def _whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The values times their common denominator, and that denominator."""
    unit = lcm(*(value.denominator for value in values))
    return [int(value * unit) for value in values], unit


class _Programme:
    """Minimise effort over steps 0/1; a step is taken after the one below it."""

    def __init__(self, starts: Sequence[Start], wanted: Fraction) -> None:
        self.starts = starts
        steps = [(start, level, effort) for start in starts for level, effort in start.steps]
        self.steps = steps
        self.gains, unit = _whole([start.weight for start, _level, _effort in steps])
        self.efforts, _unit = _whole([effort for _start, _level, effort in steps])
        self.wanted = ceil(wanted * unit)
        # Effort first, then points: one objective in whole numbers, which a gain can never outweigh.
        most = sum(self.gains) + 1
        self.costs = [effort * most - gain for effort, gain in zip(self.efforts, self.gains, strict=True)]
        if sum(self.efforts) * most >= _WHOLE or self.wanted >= _WHOLE:
            raise ValueError("efforts or weights too fine to be counted exactly")
        self.order = [
            (place - 1, place) for place in range(1, len(steps)) if steps[place][0].id == steps[place - 1][0].id
        ]

    def solve(self, before: Sequence[np.ndarray], *, apart: bool) -> "np.ndarray | None":
        """The steps taken by the best way that differs from those before; None when there is none."""
        # Here and not above: every command and server would load the solver at its start, few ever ask it.
        from scipy.optimize import Bounds, LinearConstraint, milp

        size = len(self.steps)
        rows, lows, highs = [np.array(self.gains, dtype=float)], [float(self.wanted)], [np.inf]
        for lower, upper in self.order:
            row = np.zeros(size)
            row[lower], row[upper] = 1, -1
            rows, lows, highs = [*rows, row], [*lows, 0.0], [*highs, np.inf]
        for earlier in before:
            shared = earlier.sum() // 2 if apart else earlier.sum() - 1
            rows, lows, highs = [*rows, earlier.astype(float)], [*lows, -np.inf], [*highs, float(shared)]
        answer = milp(
            np.array(self.costs, dtype=float),
            integrality=np.ones(size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.array(rows), lows, highs),
            # Presolving wins no time here, and what undoes it prints to the server's output.
            options={"mip_rel_gap": 0.0, "presolve": False},
        )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise RuntimeError(f"no answer from the solver: {answer.message}")
        taken: np.ndarray = answer.x.round().astype(int)
        reached = sum(gain for gain, one in zip(self.gains, taken, strict=True) if one)
        if reached < self.wanted or any(taken[lower] < taken[upper] for lower, upper in self.order):
            raise RuntimeError("the solver's answer does not hold when counted exactly")
        return taken

    def way(self, taken: np.ndarray, have: Fraction) -> Way:
        """The steps as rises."""
        chosen: dict[str, list[Fraction]] = {start.id: [] for start in self.starts}
        for (start, _level, effort), one in zip(self.steps, taken, strict=True):
            if one:
                chosen[start.id].append(effort)
        rises = tuple(
            Rise(start.id, start.level, start.level + len(costs), start.weight * len(costs), sum(costs, Fraction(0)))
            for start in self.starts
            if (costs := chosen[start.id])
        )
        effort = sum((rise.effort for rise in rises), Fraction(0))
        return Way(rises, effort, have + sum((rise.points for rise in rises), Fraction(0)))
