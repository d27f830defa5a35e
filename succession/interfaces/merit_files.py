"""Merit rounds, their levels and the overseer's papers as workbooks, as an import takes them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from succession.models import ApprovalRecord, MeritLevelRecord, MeritRoundRecord
from talent.interfaces.record_files import SOURCES, Source
from talent.models import Agency

Reader = Callable[[Any], Any]


def _rounds(agencies: Sequence[Agency]) -> QuerySet[Any]:
    rows = MeritRoundRecord.objects.filter(round__agency__in=agencies, known_to=None)
    return rows.select_related("round__agency").order_by("round__agency__code", "round_id", "pk")


def _levels(agencies: Sequence[Agency]) -> QuerySet[Any]:
    rows = MeritLevelRecord.objects.filter(round__agency__in=agencies, known_to=None)
    return rows.select_related("round__agency").order_by("round__agency__code", "round_id", "pk")


def _papers(agencies: Sequence[Agency]) -> QuerySet[Any]:
    rows = ApprovalRecord.objects.filter(agency__in=agencies, known_to=None)
    return rows.select_related("agency").order_by("agency__code", "pk")


_OF_ROUND: dict[str, Reader] = {"agency": lambda row: row.round.agency.code, "round": lambda row: row.round.name}
SOURCES["merit_rounds"] = Source(_rounds, _OF_ROUND | {"instrument": lambda row: row.round.instrument})
SOURCES["merit_levels"] = Source(_levels, _OF_ROUND)
SOURCES["approvals"] = Source(_papers, {"agency": lambda row: row.agency.code})
