"""Dated records of an agency that rest on a decree, entered one at a time: what narrows its gate, what it says of its
posts.

They go the way of their workbooks' rows. What names a record is never changed: one that was written down under a wrong
number is revoked, and the right one recorded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
from succession.domain.queries.decrees import READING, named
from succession.domain.reasons import past_date, required_number, required_reason
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile
from talent.models import Agency
from talent.models.base import Known

Document = tuple[str, bytes]
Decree = Any  # a Known row with `number`, `file`, `revoked_on` and `revoke_reason`


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of decree: its workbook, what names a row and what is said of it, whose it is to write, its events.

    `paths`: where a field that names a row is found, if not under its own name. `opened`: the event of whoever opens a
    document. `kept`: how a value is kept as it is given, or why it is refused."""

    kind: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    permission: Permission
    event: str
    opened: str
    paths: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def as_kept(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was given as it is written down; raises Invalid."""
        return {name: self.kept[name](value) if name in self.kept else value for name, value in values.items()}

    def named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The condition for the row that `values` name."""
        return {self.paths.get(name, name): values[name] for name in self.key}


SORTS: dict[type[Known], Sort] = {}
# Free words about why: they stay out of the ledger's payload.
_WHY = ("grounds", "revoke_reason")


@transaction.atomic
def record(*, model: type[Known], agency: Agency, values: dict[str, Any], document: Document | None, by: User) -> Any:
    """A new decree. Raises AlreadyRecorded where there is one of this name, Invalid for what may not stand."""
    sort = SORTS[model]
    scope.require(by, sort.permission, agency.pk)
    values = sort.as_kept(values) | {"number": required_number(values["number"])}
    values |= {"revoked_on": None, "revoke_reason": None}
    known_at = known.turn(agency.pk)
    held = model._default_manager.filter(agency=agency, known_to=None, **sort.named(values)).first()
    if held is not None:
        message = _("%(number)s sudah tercatat untuk instansi ini; koreksilah catatan itu.")
        raise meanwhile.overtaken(AlreadyRecorded, message % {"number": values["number"]}, held)
    return _entered(model, agency, values, document, known_at, "recorded", "", by)


@transaction.atomic
def correct(
    *,
    record: Decree,
    since: date,
    until: date | None,
    document: Document | None = None,
    reason: str,
    by: User,
    **asked: Any,
) -> Decree:
    """Say otherwise of a record from now on; `asked`: what else it says. Without a new document it keeps the one there
    was. Raises AlreadyRecorded, with who did what, when somebody was faster."""
    said = {name: None if value == "" else value for name, value in asked.items()}
    values = {"true_from": since, "true_to": until} | SORTS[type(record)].as_kept(said)
    return _instead(record, values, document, reason, "corrected", by)


@transaction.atomic
def revoke(*, record: Decree, revoked_on: date, reason: str, document: Document | None = None, by: User) -> Decree:
    """Record that it counts no more from `revoked_on` on; what it said until then stays."""
    if record.revoked_on is not None:
        raise AlreadyRecorded(_("Catatan ini sudah dicabut."))
    values = {"revoked_on": past_date(revoked_on), "revoke_reason": reason.strip()}
    return _instead(record, values, document, reason, "revoked", by)


@transaction.atomic
def opened(*, record: Decree, by: User) -> bytes:
    """The document of a record, after noting who opened it."""
    assert record.file is not None
    scope.require(by, READING[type(record)], record.agency_id)
    payload = {"file": record.file.digest}
    code = record.agency.code
    ledger.record(SORTS[type(record)].opened, by=by, agency=code, subject=record, payload=payload)
    return files.content_of(record.file)


def _instead(
    record: Decree, values: dict[str, Any], document: Document | None, reason: str, what: str, by: User
) -> Decree:
    sort = SORTS[type(record)]
    scope.require(by, sort.permission, record.agency_id)
    reason = required_reason(reason)
    known_at = turn_of(record)
    before = {name: getattr(record, name) for name in (*sort.key, *sort.fields)}
    made = _entered(type(record), record.agency, before | values, document, known_at, what, reason, by)
    if made.pk == record.pk:
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    return made


def _entered(
    model: type[Known],
    agency: Agency,
    values: dict[str, Any],
    document: Document | None,
    known_at: datetime,
    what: str,
    reason: str,
    by: User,
) -> Decree:
    sort, file_id = SORTS[model], None
    require_possible(values["true_from"], values["true_to"])
    if document is not None:
        name, content = document
        file_id = files.keep_file(agency=agency, name=name, content=content, by=by, permission=sort.permission).pk
    enter(sort.kind, [values | {"file_id": file_id}], agency=agency, known_at=known_at, by=by)
    stored = named(model).get(agency=agency, known_to=None, **sort.named(values))
    said = {name: str(value) for name, value in values.items() if value is not None and name not in _WHY}
    event, code = f"succession.{sort.event}.{what}", agency.code
    ledger.record(event, by=by, agency=code, subject=stored, reason=reason, payload=said)
    return stored
