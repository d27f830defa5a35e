"""Examples of scoring: one person's records, or the eleven component values, under a policy that ships."""

from datetime import date
from fractions import Fraction
from typing import Any

from rules.explain import Explanation
from rules.law import Law
from rules.measures_assessed import COMPETENCIES, POTENTIAL
from rules.placing import PERFORMANCE_BANDS, POTENTIAL_BANDS
from rules.policy import NATIONAL, Policy
from rules.policy_schema import COLUMN_IDS
from rules.scoring import explain
from rules.wording import number
from tests.law.registry import Answer, Given, answers
from tests.rules.frames import facts


@answers("scoring.box")
def scoring_box(given: Given, on: date, law: Law) -> Answer:
    """`policy` is a file under rules/data/policies (national by default); the other keys are record kinds.

    `components` names the workbook's columns; in `assessments`, `competency` and `potential` stand for the same level
    in all nine competencies and all eight aspects.
    """
    content = dict(given)
    file = content.pop("policy", "kepka-411-2025")
    content["assessments"] = [_assessment(row) for row in content.get("assessments", ())]
    content["components"] = [_components(row, on) for row in content.get("components", ())]
    found = explain(facts(content.pop("employee", None), **content), Policy.load(NATIONAL / f"{file}.yaml"), on, law)
    return Answer(
        {
            "performance": found.performance_score,
            "potential": found.potential_score,
            "talent_value": found.talent_value,
            "performance_band": found.performance_band,
            "potential_band": found.potential_band,
            "box": found.box,
            "missing": list(found.missing_names),
        },
        [*_axis(found, "performance"), *_axis(found, "potential"), *_talent_value(found), *_lacking(found)],
        {found.policy.citation},
    )


AXES = {"performance": ("Kinerja", PERFORMANCE_BANDS), "potential": ("Potensial", POTENTIAL_BANDS)}


def _axis(found: Explanation, axis: str) -> list[str]:
    """The sum under an axis as the explanation has it, and the band that it falls into."""
    root, score, band = (getattr(found, f"{axis}{part}") for part in ("", "_score", "_band"))
    name, bands = AXES[axis]
    if band is None:
        return [f"{name} belum dapat dinilai"]
    if score is None:
        years = ", ".join(f"{code} ({year})" for year, code in root.inputs["years"].items())
        return [f"{name} langsung dari {root.label.id}: {years} = {band}"]
    parts = " + ".join(f"{part.label.id} {_said(part.exact)} × {_said(part.share * 100)}%" for part in root.children)
    total = [f"{name} = {parts or root.label.id} = {_said(root.exact)}"]
    if _said(score) != _said(root.exact):
        total.append(f"dibulatkan {_said(score)}")
    limits = found.policy.cutoffs[axis]
    edges = {
        bands[0]: f"mulai {_said(limits.top)}",
        bands[1]: f"mulai {_said(limits.middle)}, di bawah {_said(limits.top)}",
    }
    return [f"{', '.join(total)}: {band}, {edges.get(band, f'di bawah {_said(limits.middle)}')}"]


def _talent_value(found: Explanation) -> list[str]:
    if found.talent_value is None:
        return []
    shares = found.policy.talent_value
    parts = (f"{_said(shares[axis] * 100)}% × {_said(getattr(found, axis).exact)}" for axis in AXES)
    return [f"Nilai talenta = {' + '.join(parts)} = {_said(found.talent_value)}"]


def _lacking(found: Explanation) -> list[str]:
    return [f"belum ada: {name}" for name in found.missing_names]


def _said(value: float | Fraction) -> str:
    return number(value, 10).id


def _assessment(row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key not in ("competency", "potential")}
    nine, eight = row.get("competency"), row.get("potential")
    return {**dict.fromkeys(COMPETENCIES, nine), **dict.fromkeys(POTENTIAL, eight), **rest}


def _components(row: dict[str, Any], on: date) -> dict[str, Any]:
    values = {COLUMN_IDS[name]: value for name, value in row.items() if name not in ("Y", "X", "true_from")}
    for axis in ("Y", "X"):
        if axis in row:
            codes = [code for name, code in COLUMN_IDS.items() if name.startswith(f"{axis} - ")]
            values = {**dict.fromkeys(codes, row[axis]), **values}
    return {"true_from": row.get("true_from", on), **values}
