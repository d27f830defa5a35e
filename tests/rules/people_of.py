"""Frames of facts turned into plain records, person by person, for the slow implementation."""

from typing import Any

import pandas as pd

KINDS = (
    "performance",
    "feedback",
    "appointments",
    "awards",
    "training",
    "team_assignments",
    "sanctions",
    "education",
    "assessments",
    "components",
)


def plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def people_of(frames: dict[str, pd.DataFrame]) -> list[dict[str, list[dict[str, Any]]]]:
    """One dict of record lists per row of `employees`, in order."""
    employees = _records(frames["employees"])
    found = {int(row["employee_id"]): {"employees": [row], **{kind: [] for kind in KINDS}} for row in employees}
    for kind in KINDS:
        for row in _records(frames[kind]) if kind in frames else []:
            if int(row["employee_id"]) in found:
                found[int(row["employee_id"])][kind].append(row)
    return list(found.values())


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {name: [plain(value) for value in frame[name]] for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
