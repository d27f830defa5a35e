"""One unit, post, agency or standard of a post at a time: entered, corrected, retired, by the writer an import uses."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from talent.codes import COMPETENCIES
from talent.domain import evidence, imports, known, withdrawing
from talent.domain.importing import TABLES, WRITERS, Context
from talent.domain.queries import meanwhile, organisation
from talent.domain.queries.records import change_of
from talent.domain.records import Changed, given, refuse_errors
from talent.models import Agency, Position, PositionRecord
from talent.models.base import Known
from talent.models.evidence import OWNERS

Values = Mapping[str, Any]

# The fields of a post in the order in which workbooks give them: a fact's digest is made in this order.
POSITION = ("name", "tier", "unit", "job_family", "critical", *COMPETENCIES, "vacant_from")


@transaction.atomic
def enter(*, kind: str, agency: Agency | None, code: str, values: Values, by: User) -> Known:
    """A unit, a post, or what a post asks of a technical competency, that nobody knew yet; or an agency, which is of
    none. `code`: of the unit, the post or the agency; `values`: field → checked value, for every other field."""
    imports.require_permission(kind=kind, agency=agency, by=by)
    known_at = known.turn(agency.pk if agency else None)
    if _would(kind, agency, code, values, known_at, by) != "new":
        raise _known_already(kind)
    row = _written(kind, agency, code, values, known_at, by)
    _note("added", kind, row, by)
    return row


@transaction.atomic
def correct(*, kind: str, row: Known, seen: str, values: Values, reason: str, by: User) -> Known:
    """What is known instead of `row`, from now on. `seen`: digest of the row as the person saw it.

    Where the natural key changes, the old fact is retired and its evidence goes over to the new one.
    Raises Changed when somebody was faster.
    """
    whose = _whose(kind, row)
    imports.require_permission(kind=kind, agency=whose, by=by)
    reason = given(reason)
    known_at = known.turn(whose.pk if whose else None)
    old = _as_seen(kind, row, seen)
    code = getattr(old, OWNERS[kind]).code
    would = _would(kind, whose, code, values, known_at, by)
    if would == "same":
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    if would == "new":
        _close(old, known_at)
    new = _written(kind, whose, code, values, known_at, by)
    if new.key != old.key:
        if would != "new":
            raise _known_already(kind)
        evidence.carry(kind=kind, row=old, new=new.key, by=by)
    _note("corrected", kind, new, by, reason, replaces=old.pk)
    return new


@transaction.atomic
def retire(*, kind: str, row: Known, seen: str, reason: str, by: User) -> None:
    """The unit or post is known no longer; raises DomainError where something known or decided is about it, and for an
    agency always."""
    scope.require(by, imports.permission_for(kind), row.agency_id)
    if kind not in TABLES:
        raise DomainError(withdrawing.never_withdrawn(), code="record_in_use")
    reason = given(reason)
    known_at = known.turn(row.agency_id)
    old, table = _as_seen(kind, row, seen), TABLES[kind]
    owner = getattr(old, f"{OWNERS[kind]}_id")
    _close(old, known_at)
    if table.identity is not None and (
        withdrawing.pointing_within(table, [owner]) or any(withdrawing.resting(table, [owner]))
    ):
        message = _("Masih ada unit, jabatan, pegawai, atau keputusan yang menyebutnya; benahilah itu dahulu.")
        raise DomainError(message, code="record_in_use")
    if table.settle is not None:
        table.settle(old.agency, [owner])
    _note("retired", kind, old, by, reason)


def vacant(*, position: Position, since: date | None, known_at: datetime, by: User, reason: str) -> None:
    """The post is known to be empty from `since` on, or with None to be held; all else of it as before. Within the
    caller's transaction, at its turn of the agency and with its permission; nothing where that is known already."""
    rows = PositionRecord.objects.filter(position=position, known_to=None).select_related("unit")
    old = rows.order_by("id").last()
    if old is None or old.vacant_from == since:
        return
    values = {name: getattr(old, name) for name in POSITION} | {"unit": old.unit.code if old.unit else None}
    new = _written("positions", position.agency, position.code, values | {"vacant_from": since}, known_at, by)
    _note("corrected", "positions", new, by, reason, replaces=old.pk)


def _close(row: Known, known_at: datetime) -> None:
    type(row)._default_manager.filter(pk=row.pk, known_to=None).update(known_to=known_at)


def _known_already(kind: str) -> Invalid:
    if kind == "technical_standards":
        message = _("Standar kompetensi ini sudah tercatat bagi jabatan itu sejak tanggal itu; koreksilah catatannya.")
    else:
        message = _("Kode ini sudah tercatat; bukalah halamannya dan koreksilah.")
    return Invalid(message, code="record_known")


def _whose(kind: str, row: Known) -> Agency | None:
    """The agency of a row; None where its kind is the installation's."""
    return None if imports.of_installation(kind) else row.agency


def _as_seen(kind: str, row: Known, seen: str) -> Any:
    now = organisation.current(kind, row)
    if now is None or now.digest != seen:
        change = change_of(organisation.versions(kind, row))
        message = _("Catatan ini sudah diubah orang lain sejak Anda membukanya. Isian Anda belum tersimpan.")
        raise Changed(meanwhile.told(message, change), change=change)
    return now


def _would(kind: str, agency: Agency | None, code: str, values: Values, known_at: datetime, by: User) -> str:
    """Whether the row would be `new`, `changed` or the `same`; raises Invalid for what the writer refuses."""
    written = WRITERS[kind](_columns(code, values), 1, Context(agency, by, known_at, dry_run=True))
    refuse_errors(written)
    return "new" if written.new else "changed" if written.changed else "same"


def _written(kind: str, agency: Agency | None, code: str, values: Values, known_at: datetime, by: User) -> Known:
    refuse_errors(WRITERS[kind](_columns(code, values), 1, Context(agency, by, known_at)))
    asked: dict[str, Any] = {f"{OWNERS[kind]}__code": code, "known_to": None} | ({"agency": agency} if agency else {})
    rows = organisation.MODELS[kind].objects.select_related("agency", OWNERS[kind])
    written: Known = rows.filter(**asked).latest("id")
    return written


def _columns(code: str, values: Values) -> dict[str, list[Any]]:
    return {"code": [code]} | {name: [value] for name, value in values.items()}


def _note(what: str, kind: str, row: Known, by: User, reason: str = "", **more: int) -> None:
    owner = OWNERS[kind]
    ledger.record(
        f"talent.record.{what}",
        by=by,
        agency="" if _whose(kind, row) is None else row.agency.answerable.code,
        subject=row,
        reason=reason,
        payload={"kind": kind, owner: getattr(row, f"{owner}_id")} | more,
    )
