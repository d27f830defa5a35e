"""Examples of scoring: one person's records, or the eleven component values, under a policy that ships."""

from datetime import date
from typing import Any

from rules.law import Law
from rules.measures_assessed import COMPETENCIES, POTENTIAL
from rules.policy import NATIONAL, Policy
from rules.policy_schema import COLUMN_IDS
from rules.scoring import explain
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
        }
    )


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
