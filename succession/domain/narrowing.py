"""What narrows an agency's gate, entered one at a time: times without replacements, and its own stricter conditions."""

from datetime import date

from accounts.models import User
from accounts.permissions import Permission
from succession.domain import decrees
from succession.domain.decrees import SORTS, Document, Sort, correct, opened, revoke
from succession.domain.writing_gate import CONDITION_FIELDS, CONDITION_KEY, FREEZE_FIELDS, FREEZE_KEY
from succession.models import GateConditionRecord, GateFreezeRecord
from talent.models import Agency

__all__ = ["Narrowing", "conditions", "correct", "freeze", "opened", "revoke"]

Narrowing = GateFreezeRecord | GateConditionRecord
_OPENED = "succession.gate_document.opened"
SORTS[GateFreezeRecord] = Sort(
    "gate_freezes", FREEZE_KEY, FREEZE_FIELDS, Permission.PREPARE_VACANCY, "gate_freeze", _OPENED
)
SORTS[GateConditionRecord] = Sort(
    "gate_conditions", CONDITION_KEY, CONDITION_FIELDS, Permission.PUBLISH_POLICY, "gate_conditions", _OPENED
)


def freeze(
    *,
    agency: Agency,
    kind: str,
    number: str,
    since: date,
    until: date | None,
    document: Document | None = None,
    by: User,
) -> GateFreezeRecord:
    """Record what begins a time without replacements (UU 10/2016 Pasal 71).

    PILKADA: `since` the candidates are fixed, `until` the term ends; NEW_HEAD: `since` the inauguration, no `until`.
    The minister's approval, which opens it, is a paper of its own (`domain.approvals`).
    """
    values = {"kind": kind, "number": number, "true_from": since, "true_to": until}
    made: GateFreezeRecord = decrees.record(
        model=GateFreezeRecord, agency=agency, values=values, document=document, by=by
    )
    return made


def conditions(
    *,
    agency: Agency,
    number: str,
    since: date,
    until: date | None,
    category: str | None,
    score: float | None,
    group: int | None,
    document: Document | None = None,
    by: User,
) -> GateConditionRecord:
    """Record what the agency's head asks beyond the law from `since` on.

    Raises Invalid for a decree that asks for no more than the law does.
    """
    values = {"number": number, "true_from": since, "true_to": until}
    values |= {"category": category or None, "score": score, "group": group}
    made: GateConditionRecord = decrees.record(
        model=GateConditionRecord, agency=agency, values=values, document=document, by=by
    )
    return made
