"""What narrows an agency's gate, entered one at a time: times without replacements, and its own stricter conditions.

They go the way of their workbooks' rows. What names a record is never changed: one that was written down under a wrong
number is revoked, and the right one recorded.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from succession.domain.entering import AlreadyRecorded, enter, turn_of
from succession.domain.reasons import past_date, required_number, required_reason
from succession.domain.writing_gate import CONDITION_FIELDS, CONDITION_KEY, FREEZE_FIELDS, FREEZE_KEY
from succession.models import GateConditionRecord, GateFreezeRecord
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile
from talent.models import Agency

Document = tuple[str, bytes]
Narrowing = GateFreezeRecord | GateConditionRecord


@dataclass(frozen=True, slots=True)
class _Sort:
    """One of both sorts: its workbook, what names a row and what is said of it, whose it is to write, its events."""

    kind: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    permission: Permission
    event: str


_SORTS: dict[type[Narrowing], _Sort] = {
    GateFreezeRecord: _Sort("gate_freezes", FREEZE_KEY, FREEZE_FIELDS, Permission.PREPARE_VACANCY, "gate_freeze"),
    GateConditionRecord: _Sort(
        "gate_conditions", CONDITION_KEY, CONDITION_FIELDS, Permission.PUBLISH_POLICY, "gate_conditions"
    ),
}


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
    made: GateFreezeRecord = _recorded(GateFreezeRecord, agency, values, document, by)
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
    made: GateConditionRecord = _recorded(GateConditionRecord, agency, values, document, by)
    return made


@transaction.atomic
def correct(
    *,
    record: Narrowing,
    since: date,
    until: date | None,
    document: Document | None = None,
    reason: str,
    by: User,
    **asked: Any,
) -> Narrowing:
    """Say otherwise of a record from now on; `asked`: category, score and group of a decree. Without a new document it
    keeps the one there was. Raises AlreadyRecorded, with who did what, when somebody was faster."""
    values = {"true_from": since, "true_to": until} | {
        name: None if value == "" else value for name, value in asked.items()
    }
    return _instead(record, values, document, reason, "corrected", by)


@transaction.atomic
def revoke(
    *, record: Narrowing, revoked_on: date, reason: str, document: Document | None = None, by: User
) -> Narrowing:
    """Record that it counts no more from `revoked_on` on; what it said until then stays."""
    if record.revoked_on is not None:
        raise AlreadyRecorded(_("Catatan ini sudah dicabut."))
    values = {"revoked_on": past_date(revoked_on), "revoke_reason": reason.strip()}
    return _instead(record, values, document, reason, "revoked", by)


@transaction.atomic
def opened(*, record: Narrowing, by: User) -> bytes:
    """The document of a record, after noting who opened it."""
    assert record.file is not None
    scope.require(by, Permission.VIEW_MERIT, record.agency_id)
    payload = {"file": record.file.digest}
    code = record.agency.code
    ledger.record("succession.gate_document.opened", by=by, agency=code, subject=record, payload=payload)
    return files.content_of(record.file)


@transaction.atomic
def _recorded(
    model: type[Narrowing], agency: Agency, values: dict[str, Any], document: Document | None, by: User
) -> Any:
    sort = _SORTS[model]
    scope.require(by, sort.permission, agency.pk)
    values = values | {"number": required_number(values["number"]), "revoked_on": None, "revoke_reason": None}
    known_at = known.turn(agency.pk)
    named = {name: values[name] for name in sort.key}
    if (held := model._default_manager.filter(agency=agency, known_to=None, **named).first()) is not None:
        message = _("%(number)s sudah tercatat untuk instansi ini; koreksilah catatan itu.")
        raise meanwhile.overtaken(AlreadyRecorded, message % {"number": values["number"]}, held)
    return _entered(model, agency, values, document, known_at, "recorded", "", by)


def _instead(
    record: Narrowing, values: dict[str, Any], document: Document | None, reason: str, what: str, by: User
) -> Narrowing:
    sort = _SORTS[type(record)]
    scope.require(by, sort.permission, record.agency_id)
    reason = required_reason(reason)
    known_at = turn_of(record)
    before = {name: getattr(record, name) for name in (*sort.key, *sort.fields)}
    made = _entered(type(record), record.agency, before | values, document, known_at, what, reason, by)
    if made.pk == record.pk:
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    return made


def _entered(
    model: type[Narrowing],
    agency: Agency,
    values: dict[str, Any],
    document: Document | None,
    known_at: datetime,
    what: str,
    reason: str,
    by: User,
) -> Narrowing:
    sort, file_id = _SORTS[model], None
    require_possible(values["true_from"], values["true_to"])
    if document is not None:
        name, content = document
        file_id = files.keep_file(agency=agency, name=name, content=content, by=by, permission=sort.permission).pk
    enter(sort.kind, [values | {"file_id": file_id}], agency=agency, known_at=known_at, by=by)
    named = {name: values[name] for name in sort.key}
    stored: Narrowing = model._default_manager.select_related("file").get(agency=agency, known_to=None, **named)
    said = {name: str(value) for name, value in values.items() if value is not None and name != "revoke_reason"}
    event, code = f"succession.{sort.event}.{what}", agency.code
    ledger.record(event, by=by, agency=code, subject=stored, reason=reason, payload=said)
    return stored
