"""One person's facts as frames, written as short records; whatever is left out is not known."""

from typing import Any

import numpy as np
import pandas as pd

from rules.measures_assessed import COMPETENCIES, POTENTIAL
from rules.policy_schema import COLUMNS

NUMBERS = {
    "employees": [f"standard_{competency}" for competency in COMPETENCIES],
    "performance": ["year", "score", "new_idea"],
    "feedback": ["year"],
    "assessments": ["jpm", "technical", *COMPETENCIES, *POTENTIAL],
    "appointments": ["higher"],
    "education": ["graduated_year"],
    "training": ["hours"],
    "components": list(COLUMNS),
}
CODES = {
    "employees": ["tier", "standing"],
    "performance": ["work_result", "behaviour", "rating"],
    "feedback": ["rating"],
    "appointments": ["tier", "kind", "unit", "agency"],
    "education": ["level", "field_match"],
    "training": ["kind"],
    "awards": ["level"],
    "team_assignments": ["role", "scope"],
    "sanctions": ["severity"],
}
DAYS = {"employees": ["hired_month", "post_from"]}


def frame(kind: str, records: list[dict[str, Any]]) -> pd.DataFrame:
    """Records of one kind with every column that scoring reads. Unknown keys are a mistake in the test."""
    columns: dict[str, Any] = {"employee_id": np.array([record.get("employee_id", 1) for record in records], np.int64)}
    known = {"employee_id"}
    for name in DAYS.get(kind, ["true_from", "true_to"]):
        days = [record.get(name) for record in records]
        columns[name] = np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], "M8[s]")
    for name in NUMBERS.get(kind, []):
        values = [record.get(name) for record in records]
        columns[name] = np.array([np.nan if value is None else value for value in values], np.float64)
    for name in CODES.get(kind, []):
        columns[name] = pd.Series([record.get(name) for record in records], dtype="str")
    known |= set(columns)
    assert all(set(record) <= known for record in records), (kind, known)
    return pd.DataFrame(columns)


def facts(employee: dict[str, Any] | None = None, **kinds: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Frames about one employee; kinds that are not named have no records."""
    frames = {kind: frame(kind, kinds.get(kind, [])) for kind in {**CODES, **NUMBERS} if kind != "employees"}
    return {"employees": frame("employees", [employee or {}]), **frames}


def levels(competency: float | None = None, potential: float | None = None) -> dict[str, Any]:
    """The same level in all nine competencies, and in all eight potential aspects."""
    nine = dict.fromkeys(COMPETENCIES, competency)
    return {**nine, **dict.fromkeys(POTENTIAL, potential)}
