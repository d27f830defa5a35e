"""What narrows an agency's gate, for the eye."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import gate_freezes
from rules.gate_facts import Freeze
from rules.law import shipped
from succession.models import GateConditionRecord, GateFreezeRecord
from talent.domain.known import known_at as known
from talent.models import Agency

Narrowed = TypeVar("Narrowed", GateFreezeRecord, GateConditionRecord)


@dataclass(frozen=True)
class Frozen:
    """A freeze with the days on which it holds; `last` None: not known."""

    record: GateFreezeRecord
    first: date
    last: date | None


def freezes(agency: Agency, known_at: datetime) -> list[Frozen]:
    """As known at `known_at`, the newest first, with the days that the newest rule gives them."""
    held = known(GateFreezeRecord.objects.filter(agency=agency).select_related("agency", "file"), known_at)
    return [frozen(row) for row in held.order_by("-true_from", "-id")]


def frozen(row: GateFreezeRecord) -> Frozen:
    """A freeze with the days that the newest rule gives it."""
    rule = shipped().versions("gate.freezes")[-1]
    begun: Any = row.true_from
    told = Freeze(row.kind, row.number, begun, row.true_to, revoked_on=row.revoked_on)
    return Frozen(row, *gate_freezes.span(told, rule))


def conditions(agency: Agency, known_at: datetime) -> QuerySet[GateConditionRecord]:
    """The agency's decrees as known at `known_at`, the newest first."""
    held = known(GateConditionRecord.objects.filter(agency=agency).select_related("agency", "file"), known_at)
    return held.order_by("-true_from", "-id")


def seen_by(user: User, sort: type[Narrowed]) -> QuerySet[Narrowed]:
    """Every row there ever was of the agencies whose merit system the user may see, the newest first."""
    held = sort._default_manager.select_related("agency", "file")
    return scope.within(held, user, Permission.VIEW_MERIT).order_by("-true_from", "-id")
