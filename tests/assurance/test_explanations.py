"""T-24: each box follows from its own explanation alone: the components it names, their weights, the cut-offs.

The arithmetic is done again here, in exact fractions, from nothing but what the explanation holds; the nine boxes are
the rulebook's. ASSURE=long: 100,000 explanations.
"""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.explain import ExplainedNode, Explanation, explain, explained
from rules.law import shipped
from rules.policy import NATIONAL, Policy
from rules.scoring import score
from tests.oracle.scoring import BOX
from tests.promises import counted
from tests.rules.population import population

LONG = os.environ.get("ASSURE") == "long"
CHUNK = 100
CHUNKS = 144 if LONG else 1  # for each of seven policies
ON = (date(2026, 3, 31), date(2024, 2, 29))
FILES = sorted([NATIONAL / "kepka-411-2025.yaml", *(NATIONAL / "examples").glob("*.yaml")], key=lambda file: file.name)
Y_BANDS, X_BANDS = ("BELOW", "AS", "ABOVE"), ("LOW", "MEDIUM", "HIGH")


def value(node: ExplainedNode) -> Fraction | None:
    """A component from those below it, by the weights it shows; a source or a replaced one says its value itself."""
    if not node.children or node.replaced:
        return node.exact
    parts = [(Fraction(str(child.weight)), value(child)) for child in node.children]
    if any(part is None for _weight, part in parts):
        return None
    return sum((weight * part for weight, part in parts if part is not None), Fraction(0)) / sum(w for w, _p in parts)


def band(axis: str, number: Fraction | None, found: Explanation, names: tuple[str, str, str]) -> str | None:
    if number is None:
        return None
    limits = found.policy.cutoffs[axis]
    return names[(number >= limits.middle) + (number >= limits.top)]


def faults(found: Explanation) -> list[str]:
    """What does not follow: values of nodes, both axes, the talent value, bands, the box, and what is missing."""
    excluded = bool(found.missing_names) and found.box is None and found.missing >= 1 << 60
    wrong = [
        node.id for axis in (found.performance, found.potential) for node in axis.walk() if value(node) != node.exact
    ]
    y, x = value(found.performance), value(found.potential)
    scores = [None if number is None else round(number, 6) for number in (y, x)]
    if y is not None and x is not None:
        shares = found.policy.talent_value
        scores.append(round(shares["performance"] * y + shares["potential"] * x, 6))
    else:
        scores.append(None)
    told = [found.performance_score, found.potential_score, found.talent_value]
    if excluded:
        return wrong + ["excluded" for number in told if number is not None]
    wrong += [str(number) for number, said in zip(scores, told, strict=True) if _plain(number) != said]
    y_band = band("performance", scores[0], found, Y_BANDS)
    if found.policy.direct:
        y_band = next(iter(found.performance.inputs["years"].values()))
    x_band = band("potential", scores[1], found, X_BANDS)
    box = BOX[y_band, x_band] if y_band and x_band else None
    lacking = [top for axis in (found.performance, found.potential) for top in axis.children if value(top) is None]
    names = [top.column or top.label.id for top in lacking]
    if found.policy.direct and y_band is None:
        names.insert(0, found.performance.label.id)
    pairs = ((y_band, found.performance_band), (x_band, found.potential_band), (box, found.box))
    wrong += [f"{ours} ≠ {theirs}" for ours, theirs in pairs if ours != theirs]
    return wrong + ([f"{names} ≠ {found.missing_names}"] if tuple(names) != found.missing_names else [])


def _plain(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_box_follows_from_its_explanation_alone(file: Path) -> None:
    policy = Policy.load(file)
    wrong: list[tuple[int, list[str]]] = []
    count, boxes = 0, set()
    for seed in range(CHUNKS):
        scores = score(population(1_000 + seed, CHUNK, ON[seed % 2]), policy, ON[seed % 2], shipped())
        for position in range(CHUNK):
            found = explained(scores, position)
            boxes.add(found.box)
            count += 1
            if fault := faults(found):
                wrong.append((found.employee_id, fault))
    counted("T-24", count, "boxes derived again from their explanations", len(wrong))
    assert wrong == []
    assert len(boxes - {None}) >= 4


def test_an_explanation_out_of_many_is_the_one_of_the_person_alone() -> None:
    policy, frames = Policy.load(NATIONAL / "kepka-411-2025.yaml"), population(7, 40, ON[0])
    scores = score(frames, policy, ON[0], shipped())
    for position in range(0, 40, 8):
        one = {**frames, "employees": frames["employees"].iloc[[position]].reset_index(drop=True)}
        crowd, alone = explained(scores, position), explain(one, policy, ON[0], shipped())
        told = (crowd.box, crowd.performance_score, crowd.potential_score, crowd.talent_value, crowd.missing_names)
        assert told == (
            alone.box,
            alone.performance_score,
            alone.potential_score,
            alone.talent_value,
            alone.missing_names,
        )
        for axis in ("performance", "potential"):
            nodes = zip(getattr(crowd, axis).walk(), getattr(alone, axis).walk(), strict=True)
            for many, single in nodes:
                assert (many.id, many.exact, many.replaced) == (single.id, single.exact, single.replaced)
                # Where nobody has a record of the kind there is nothing to look at.
                assert single.inputs in ({}, many.inputs)
