"""Components → axes → bands → box, for one employee or a nation: the same code on a shorter or longer frame.

Scores are computed in float64, rounded once to 6 decimals and only then compared with half-open cut-offs. Rows so near
to a rounding tie that float noise could tip them are computed again in exact fractions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd

from rules.dates import Bools, Floats, Ints
from rules.law import Law
from rules.measure import Measure, fraction
from rules.measures import MEASURES, yearly
from rules.nine_box import table as nine_box
from rules.people import MOVED, UNKNOWN, Frames, People, latest
from rules.policy import AXES, Node, Policy
from rules.policy_schema import EXPECTATIONS
from rules.text import Text

DECIMALS: Final = 6
PERFORMANCE_BANDS: Final = EXPECTATIONS
POTENTIAL_BANDS: Final = ("HIGH", "MEDIUM", "LOW")

# Bits of `missing` beyond those of the leaves: reasons why nobody is to be scored here.
NOT_YET_HIRED: Final = 1 << 60
RETIRED: Final = 1 << 61
LEFT: Final = 1 << 62
PERSON_REASONS: Final = {
    NOT_YET_HIRED: Text("belum diangkat pada tanggal ini", "not yet hired on this date"),
    RETIRED: Text("kedudukan: pensiun", "standing: retired"),
    LEFT: Text(
        "kedudukan: diberhentikan, meninggal dunia, atau pindah instansi",
        "standing: dismissed, deceased or moved to another agency",
    ),
}

_SCALE = 10**DECIMALS
# In units of the last decimal: float64 noise of a weighted sum stays four orders of magnitude below.
_TIE = 1e-4


@dataclass(frozen=True, eq=False)
class Value:
    """One node for every person: float64 (NaN = cannot be said), the leaves it lacks, and its exact fraction."""

    node: Node
    value: Floats
    lacks: Ints
    replaced: Bools
    measure: Measure | None
    exact: Callable[[int], Fraction]


@dataclass(frozen=True, eq=False)
class Scores:
    """The result of one run over one frame of employees.

    placements: one row per row of `employees`, in order: `employee_id` int64; `performance`, `potential`,
    `talent_value` float64 rounded to 6 decimals (NaN = missing); `performance_band` (ABOVE, AS, BELOW) and
    `potential_band` (HIGH, MEDIUM, LOW) categorical; `box` Int8; `missing` int64, bit i = leaf i of the policy, and the
    bits of PERSON_REASONS. `values`: every node of the tree by id, unrounded.
    """

    policy: Policy
    on: date
    placements: pd.DataFrame
    values: dict[str, Value]

    @property
    def components(self) -> pd.DataFrame:
        """The unrounded value of every node, a column for each id, rows as in `placements`."""
        return pd.DataFrame({code: value.value for code, value in self.values.items()}, index=self.placements.index)


def score(frames: Frames, policy: Policy, on: date, law: Law) -> Scores:
    """Place everyone in `frames["employees"]` on `on` under `policy`.

    Frames as `talent.domain.queries.facts` gives them; records that begin after `on` do not count. Raises
    NoRuleInForce where the law of that date has no nine boxes. Legal source: the policy's citation.
    """
    people = People(frames, on, law)
    values: dict[str, Value] = {}
    bits = {leaf.id: 1 << place for place, leaf in enumerate(policy.leaves)}
    replacing = _Replacements(people)
    axes = {axis: _evaluate(policy.axis(axis), people, bits, replacing, values) for axis in AXES}
    missing = axes["performance"].lacks | axes["potential"].lacks
    excluded = _excluded(people)
    scored = excluded == 0
    performance, potential = (_round(axes[axis].value, axes[axis].exact, scored) for axis in AXES)
    shares = policy.talent_value
    talent = sum((float(shares[axis]) * axes[axis].value for axis in AXES), np.zeros(people.size))

    def exact_talent(i: int) -> Fraction:
        return sum((shares[axis] * axes[axis].exact(i) for axis in AXES), Fraction(0))

    y_band = _direct_band(policy, people) if policy.direct else _band(performance, policy, "performance")
    y_band = np.where(scored, y_band, UNKNOWN)
    x_band = np.where(scored, _band(potential, policy, "potential"), UNKNOWN)
    placements = pd.DataFrame(
        {
            "employee_id": people.ids,
            "performance": performance,
            "potential": potential,
            "talent_value": _round(talent, exact_talent, scored),
            "performance_band": _categories(y_band, PERFORMANCE_BANDS),
            "potential_band": _categories(x_band, POTENTIAL_BANDS),
            "box": _boxes(y_band, x_band, on, law),
            "missing": np.where(scored, missing, excluded),
        },
        index=people.employees.index,
    )
    return Scores(policy, on, placements, values)


def missing_names(mask: int, policy: Policy, language: str = "id") -> list[str]:
    """What a `missing` mask stands for: components right under the axes by workbook column, or else by label."""
    reasons = [text.in_(language) for bit, text in PERSON_REASONS.items() if mask & bit]
    bits = {leaf.id: 1 << place for place, leaf in enumerate(policy.leaves)}
    lacking = (top for top in policy.tops if any(mask & bits[leaf.id] for leaf in top.leaves))
    return reasons + [top.column or top.label.in_(language) for top in lacking]


class _Replacements:
    """The `components` frame: per column the latest value that is not empty takes the place of the derived one."""

    def __init__(self, people: People) -> None:
        self.people, self.table = people, people.table("components")

    def of(self, node: Node) -> Floats | None:
        """The replacing values of a node, NaN where there is none; None when nobody has any."""
        column, table = node.replaced_by, self.table
        if table is None or not column or column not in table.frame:
            return None
        values = table.numbers(column)
        row = latest(table.person, table.start, ~np.isnan(values) & (table.start <= self.people.day), self.people.size)
        if (row == UNKNOWN).all():
            return None
        return np.where(row == UNKNOWN, np.nan, values[row])


def _evaluate(
    node: Node, people: People, bits: dict[str, int], replacing: _Replacements, values: dict[str, Value]
) -> Value:
    """The value of a node from its source or its children, noted in `values` (children first)."""
    derived: Callable[[int], Fraction]
    measure: Measure | None = None
    if node.source:
        measure = _measure(node, people)
        value, derived = measure.value, measure.exact
        lacks = (
            np.where(np.isnan(value), bits[node.id], 0) if not _is_direct(node) else _direct_lacks(node, people, bits)
        )
    else:
        children = [_evaluate(child, people, bits, replacing, values) for child in node.children]
        value, lacks = np.zeros(people.size), np.zeros(people.size, dtype=np.int64)
        for child in children:
            value = value + child.value * float(child.node.share)
            lacks = lacks | child.lacks

        def derived(i: int) -> Fraction:
            return sum((child.node.share * child.exact(i) for child in children), Fraction(0))

    given = None if _is_direct(node) else replacing.of(node)
    if given is None:
        result = Value(node, value, lacks, np.zeros(people.size, dtype=np.bool_), measure, derived)
    else:
        new = ~np.isnan(given)

        def exact(i: int) -> Fraction:
            return fraction(given[i]) if new[i] else derived(i)

        result = Value(node, np.where(new, given, value), np.where(new, 0, lacks), new, measure, exact)
    values[node.id] = result
    return result


def _measure(node: Node, people: People) -> Measure:
    if _is_direct(node):
        return Measure(np.full(people.size, np.nan), lambda _: Fraction(0), _direct_facts(node, people))
    return MEASURES[node.source](people, node.settings)


def _is_direct(node: Node) -> bool:
    """An axis that has a source itself: its band is taken from a rating, it has no score."""
    return node.id == "performance" and bool(node.source)


def _direct_codes(node: Node, people: People) -> tuple[Ints, Ints]:
    codes, year = yearly(people, "performance", node.source, EXPECTATIONS, node.settings)
    return codes[:, 0], year


def _direct_lacks(node: Node, people: People, bits: dict[str, int]) -> Ints:
    return np.where(_direct_codes(node, people)[0] == UNKNOWN, bits[node.id], 0)


def _direct_facts(node: Node, people: People) -> Callable[[int], dict[str, Any]]:
    codes, year = _direct_codes(node, people)
    return lambda i: {"years": {int(year[i]): EXPECTATIONS[codes[i]] if codes[i] != UNKNOWN else None}}


def _direct_band(policy: Policy, people: People) -> Ints:
    return _direct_codes(policy.performance, people)[0]


def _excluded(people: People) -> Ints:
    """The bits of PERSON_REASONS for each person; 0 = to be scored."""
    retired = people.codes("standing", ("RETIRED",)) != UNKNOWN
    unhired = people.days("hired_month") > people.day
    left = people.codes("standing", ("DISMISSED", "DECEASED", MOVED)) != UNKNOWN
    reasons = {RETIRED: retired, LEFT: left, NOT_YET_HIRED: unhired}
    return np.asarray(sum(np.where(who, bit, 0) for bit, who in reasons.items()), dtype=np.int64)


def _round(values: Floats, exact: Callable[[int], Fraction], scored: Bools) -> Floats:
    """Rounded half-even to 6 decimals, as the exact fraction would be; NaN for those not to be scored."""
    values = np.where(scored, values, np.nan)
    units = values * _SCALE
    rounded = np.rint(units)
    near = np.abs(np.abs(units - np.floor(units)) - 0.5) < _TIE + np.abs(units) * 1e-12
    for position in np.flatnonzero(near):
        rounded[position] = round(exact(int(position)) * _SCALE)
    return rounded / _SCALE


def _band(values: Floats, policy: Policy, axis: str) -> Ints:
    """0 top, 1 middle, 2 bottom, UNKNOWN for NaN; a value on a cut-off is above it."""
    limits = policy.cutoffs[axis]
    band = np.where(values >= float(limits.top), 0, np.where(values >= float(limits.middle), 1, 2))
    return np.where(np.isnan(values), UNKNOWN, band)


def _categories(codes: Ints, names: tuple[str, ...]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str"))


def _boxes(performance: Ints, potential: Ints, on: date, law: Law) -> "pd.api.extensions.ExtensionArray":
    table = nine_box(on, law)
    numbers = np.array([[table[y][x] for x in POTENTIAL_BANDS] for y in PERFORMANCE_BANDS], dtype=np.int8)
    unknown = (performance == UNKNOWN) | (potential == UNKNOWN)
    return pd.arrays.IntegerArray(numbers[performance, potential], unknown)
