"""Merit rounds, their levels, the overseer's papers and what narrows the gate as workbooks, as an import takes them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from succession.models import (
    ApprovalRecord,
    CriticalPostRecord,
    GateConditionRecord,
    GateFreezeRecord,
    MeritLevelRecord,
    MeritRoundRecord,
)
from talent.interfaces.record_files import SOURCES, Source
from talent.models import Agency
from talent.models.base import Known

Reader = Callable[[Any], Any]


def _rounds(agencies: Sequence[Agency]) -> QuerySet[Any]:
    rows = MeritRoundRecord.objects.filter(round__agency__in=agencies, known_to=None)
    return rows.select_related("round__agency").order_by("round__agency__code", "round_id", "pk")


def _levels(agencies: Sequence[Agency]) -> QuerySet[Any]:
    rows = MeritLevelRecord.objects.filter(round__agency__in=agencies, known_to=None)
    return rows.select_related("round__agency").order_by("round__agency__code", "round_id", "pk")


def _of_agency(model: type[Known]) -> Callable[[Sequence[Agency]], QuerySet[Any]]:
    def rows(agencies: Sequence[Agency]) -> QuerySet[Any]:
        held = model._default_manager.filter(agency__in=agencies, known_to=None)
        return held.select_related("agency").order_by("agency__code", "pk")

    return rows


_OF_ROUND: dict[str, Reader] = {"agency": lambda row: row.round.agency.code, "round": lambda row: row.round.name}
SOURCES["merit_rounds"] = Source(_rounds, _OF_ROUND | {"instrument": lambda row: row.round.instrument})
SOURCES["merit_levels"] = Source(_levels, _OF_ROUND)
_OF_AGENCY: dict[str, type[Known]] = {
    "gate_freezes": GateFreezeRecord,
    "gate_conditions": GateConditionRecord,
}
_READ: dict[str, Reader] = {"agency": lambda row: row.agency.code}
for _kind, _model in _OF_AGENCY.items():
    SOURCES[_kind] = Source(_of_agency(_model), _READ)
SOURCES["critical_posts"] = Source(
    lambda agencies: _of_agency(CriticalPostRecord)(agencies).select_related("post"), _READ
)
# The workbook knows the day of the letter; from when on it holds is said on a page.
SOURCES["approvals"] = Source(_of_agency(ApprovalRecord), _READ | {"true_from": lambda row: row.letter_date})
