"""Why one person stands where they stand: the tree of components, built by the code that scores everyone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from rules.law import Law
from rules.people import Frames
from rules.placing import DECIMALS, Scores, missing_names, score
from rules.policy import AXES, Node, Policy
from rules.text import Text


@dataclass(frozen=True)
class ExplainedNode:
    """One component of one person.

    `weight` as the policy writes it; `share` its part of its parent and `axis_share` of the whole axis (0–1); `exact`
    the value as a fraction and `value` the same rounded to 6 decimals for showing (None = cannot be said);
    `contribution` what it adds to its parent and `axis_contribution` to the axis. `replaced`: the value was given
    outright by a component record. `inputs`: the facts that a source looked at.
    """

    id: str
    label: Text
    column: str
    weight: float
    share: float
    axis_share: float
    exact: Fraction | None
    source: str
    inputs: dict[str, Any]
    replaced: bool
    tag: str
    note: Text
    children: tuple["ExplainedNode", ...]

    @property
    def value(self) -> float | None:
        """The value, rounded to 6 decimals."""
        return None if self.exact is None else float(round(self.exact, DECIMALS))

    @property
    def contribution(self) -> float | None:
        """Value × share."""
        return None if self.exact is None else float(self.exact) * self.share

    @property
    def axis_contribution(self) -> float | None:
        """Value × share of the axis."""
        return None if self.exact is None else float(self.exact) * self.axis_share

    def walk(self) -> Iterator["ExplainedNode"]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Explanation:
    """A placement with everything behind it; bands and box None where they cannot be said."""

    employee_id: int
    on: date
    policy: Policy
    performance: ExplainedNode
    potential: ExplainedNode
    performance_score: float | None
    potential_score: float | None
    talent_value: float | None
    performance_band: str | None
    potential_band: str | None
    box: int | None
    missing: int
    missing_names: tuple[str, ...]


def explain(frames_of_one: Frames, policy: Policy, on: date, law: Law) -> Explanation:
    """The explanation of the one person in `frames_of_one["employees"]`. Raises ValueError for more or fewer."""
    if len(frames_of_one["employees"]) != 1:
        raise ValueError("an explanation is about exactly one person")
    return explained(score(frames_of_one, policy, on, law), 0)


def explained(scores: Scores, position: int) -> Explanation:
    """The explanation of the person at a row of `scores.placements`."""
    policy, on, row = scores.policy, scores.on, scores.placements.iloc[position]
    mask = int(row["missing"])
    performance, potential = (_node(policy.axis(axis), scores, Fraction(1), position) for axis in AXES)
    return Explanation(
        employee_id=int(row["employee_id"]),
        on=on,
        policy=policy,
        performance=performance,
        potential=potential,
        performance_score=_number(row["performance"]),
        potential_score=_number(row["potential"]),
        talent_value=_number(row["talent_value"]),
        performance_band=_code(row["performance_band"]),
        potential_band=_code(row["potential_band"]),
        box=None if _absent(row["box"]) else int(row["box"]),
        missing=mask,
        missing_names=tuple(missing_names(mask, policy)),
    )


def _node(node: Node, scores: Scores, above: Fraction, at: int) -> ExplainedNode:
    found = scores.values[node.id]
    share = above * node.share
    return ExplainedNode(
        id=node.id,
        label=node.label,
        column=node.column,
        weight=float(node.weight),
        share=float(node.share),
        axis_share=float(share),
        exact=None if np.isnan(found.value[at]) else found.exact(at),
        source=node.source,
        inputs=found.measure.facts(at) if found.measure else {},
        replaced=bool(found.replaced[at]),
        tag=node.tag or scores.policy.tag,
        note=node.note,
        children=tuple(_node(child, scores, share, at) for child in node.children),
    )


def _absent(value: Any) -> bool:
    return bool(pd.isna(value))


def _number(value: Any) -> float | None:
    return None if _absent(value) else float(value)


def _code(value: Any) -> str | None:
    return None if _absent(value) else str(value)
