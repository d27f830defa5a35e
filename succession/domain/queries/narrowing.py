"""What narrows an agency's gate, for the eye."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from rules import gate_freezes
from rules.gate_facts import Freeze
from rules.law import shipped
from succession.models import GateConditionRecord, GateFreezeRecord
from talent.domain.known import known_at as known
from talent.models import Agency


@dataclass(frozen=True)
class Frozen:
    """A freeze with the days on which it holds; `last` None: not known."""

    record: GateFreezeRecord
    first: date
    last: date | None


def freezes(agency: Agency, known_at: datetime) -> list[Frozen]:
    """As known at `known_at`, the newest first, with the days that the newest rule gives them."""
    rule = shipped().versions("gate.freezes")[-1]
    held = known(GateFreezeRecord.objects.filter(agency=agency).select_related("file"), known_at)
    found = []
    for row in held.order_by("-true_from", "-id"):
        begun: date = row.true_from
        found.append(Frozen(row, *gate_freezes.span(Freeze(row.kind, row.number, begun, row.true_to), rule)))
    return found


def conditions(agency: Agency, known_at: datetime) -> QuerySet[GateConditionRecord]:
    """The agency's decrees as known at `known_at`, the newest first."""
    held = known(GateConditionRecord.objects.filter(agency=agency).select_related("file"), known_at)
    return held.order_by("-true_from", "-id")
