"""The records that each component of an explanation looked at."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, Q, Value
from django.db.models.functions import Cast

from rules.changes import KIND_OF_SOURCE
from rules.dates import add_years
from rules.explain import ExplainedNode, Explanation
from talent import models
from talent.domain.known import known_at
from talent.models import MappingRun

_MODELS: dict[str, Any] = {
    "performance": models.PerformanceRecord,
    "feedback_360": models.FeedbackRecord,
    "assessments": models.AssessmentRecord,
    "appointments": models.AppointmentRecord,
    "education": models.EducationRecord,
    "training": models.TrainingRecord,
    "awards": models.AwardRecord,
    "team_assignments": models.TeamAssignmentRecord,
    "sanctions": models.SanctionRecord,
    "components": models.ComponentsRecord,
}
# Sources that count one kind of training only.
_TRAINING = {"courses": {"COURSE"}, "certificates": {"LEADERSHIP", "CERTIFICATION"}}


@dataclass(frozen=True)
class Record:
    """One record: its kind and row, its days, and its code where the source tells records apart by it."""

    kind: str
    pk: int
    true_from: date | None
    true_to: date | None
    code: str


def records(employee_id: int, run: MappingRun) -> dict[str, list[Record]]:
    """Kind → the person's records as known to the run, oldest first. One query."""
    queries = []
    for kind, model in _MODELS.items():
        rows = known_at(model.objects.filter(employee_id=employee_id, agency_id=run.agency_id), run.known_at)
        rows = rows.filter(Q(true_from=None) | Q(true_from__lte=run.on)).order_by()
        code = Cast("kind", CharField()) if kind == "training" else Value("", CharField())
        queries.append(
            rows.values_list(
                Value(kind, CharField()),
                "pk",
                Cast("true_from", DateField()),
                Cast("true_to", DateField()),
                code,
            )
        )
    found: dict[str, list[Record]] = defaultdict(list)
    for row in queries[0].union(*queries[1:], all=True):
        found[row[0]].append(Record(*row))
    return {kind: sorted(rows, key=lambda row: (row.true_from or date.min, row.pk)) for kind, rows in found.items()}


def of_leaves(found: Explanation, held: Mapping[str, list[Record]]) -> dict[str, list[Record]]:
    """Node id → the records it looked at."""
    leaves = {leaf.id: leaf for leaf in found.policy.leaves}
    looked: dict[str, list[Record]] = {}
    for root in (found.performance, found.potential):
        for node in root.walk():
            if node.replaced:
                looked[node.id] = held.get("components", [])[-1:]
            elif node.source:
                rows = held.get(KIND_OF_SOURCE[node.source], [])
                if node.source == "tenure":
                    rows = held.get("appointments", [])
                looked[node.id] = _looked_at(node, rows, leaves[node.id].settings.window_years, found.on)
    return looked


def _looked_at(node: ExplainedNode, rows: list[Record], window: int | None, on: date) -> list[Record]:
    facts = node.inputs
    if "years" in facts and isinstance(facts["years"], Mapping):
        return [row for row in rows if row.true_from and row.true_from.year in facts["years"]]
    if KIND_OF_SOURCE[node.source] == "assessments":
        return [row for row in rows if facts and row.true_from == facts.get("date")]
    if node.source == "tenure":
        return [row for row in rows if row.true_from == facts.get("from")]
    if node.source in _TRAINING:
        rows = [row for row in rows if row.code in _TRAINING[node.source]]
    if window is None or node.source in ("discipline", "education", "field_match"):
        return rows
    since = add_years(on, -window).item()
    spans = node.source in ("team_role", "acting_posts")
    return [
        row
        for row in rows
        if row.true_from and (row.true_from >= since or (spans and (row.true_to is None or row.true_to >= since)))
    ]
