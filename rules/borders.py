"""How near a score lies to a border of the nine boxes, against the error of its measurement. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rules.law import Law, NoRuleInForce, Rule
from rules.placing import DECIMALS
from rules.policy import AXES, Policy

RULE: Final = "talent.measurement_error"
EDGES: Final = ("middle", "top")
# Axis → its bands from the lowest up: edge i lies between band i and band i + 1.
BANDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "performance": ("BELOW", "AS", "ABOVE"),
    "potential": ("LOW", "MEDIUM", "HIGH"),
}


@dataclass(frozen=True)
class Border:
    """A cut-off within the error of a score. `distance`: score − cut-off, in points; `error` as laid down."""

    axis: str
    edge: str
    distance: float
    error: float


def error_in_force(on: date, law: Law) -> Rule | None:
    """The measurement error of each axis, in points; None before the law says any."""
    try:
        return law.at(RULE, on)
    except NoRuleInForce:
        return None


def reaches(policy: Policy, error: Rule) -> dict[tuple[str, str], tuple[float, float]]:
    """(axis, edge) → the scores (both ends in) within the error of it; no border where a band is not scored."""
    found = {}
    for axis in AXES:
        if axis == "performance" and policy.direct:
            continue
        for edge in EDGES:
            limit = float(getattr(policy.cutoffs[axis], edge))
            width = float(error.value[axis])
            found[axis, edge] = (round(limit - width, DECIMALS), round(limit + width, DECIMALS))
    return found


def near(policy: Policy, scores: Mapping[str, float | None], error: Rule) -> tuple[Border, ...]:
    """The borders that lie within the error of a person's scores (axis → score), performance first."""
    found = []
    for (axis, edge), (low, high) in reaches(policy, error).items():
        score = scores[axis]
        if score is not None and low <= score <= high:
            distance = round(score - float(getattr(policy.cutoffs[axis], edge)), DECIMALS)
            found.append(Border(axis, edge, distance, float(error.value[axis])))
    return tuple(found)
