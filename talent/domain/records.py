"""One record about an employee at a time: added, corrected or retired, each by the writer that an import uses.

Nothing is overwritten: a correction closes the row that was known and adds one that is known from now on.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from talent.domain import evidence, known, withdrawing
from talent.domain.importing import TABLES, WRITERS, Context, Written
from talent.domain.queries import meanwhile, records
from talent.domain.writing_people import moved_away
from talent.models import Agency, Employee
from talent.models.employee import EmployeeFact

Values = Mapping[str, Any]


class Changed(DomainError):
    """The row that somebody looked at is not what is known any more."""

    code = "record_changed"


@transaction.atomic
def enter(*, agency: Agency, nip: str, values: Values, by: User) -> EmployeeFact:
    """Somebody whom nobody knew yet, by the first row about them. `values`: as `add` takes them."""
    scope.require(by, Permission.IMPORT_RECORDS, agency.pk)
    known_at = known.turn(agency.pk)
    if Employee.objects.filter(agency=agency, nip=nip, current__isnull=False).exists():
        raise Invalid(_("Pegawai dengan NIP ini sudah tercatat; bukalah halamannya."), code="nip_known")
    newcomer = Employee(agency=agency, nip=nip)
    _would("employees", newcomer, values, known_at, by)
    row = _written("employees", newcomer, values, known_at, by)
    note("added", "employees", row, by)
    return row


@transaction.atomic
def add(*, kind: str, employee: Employee, values: Values, by: User) -> EmployeeFact:
    """A fact that nobody knew yet. `values`: field → checked value, for every field of the kind but the NIP."""
    scope.require(by, Permission.IMPORT_RECORDS, employee.agency_id)
    known_at = known.turn(employee.agency_id)
    _refuse_known(kind, employee, values, known_at, by)
    row = _written(kind, employee, values, known_at, by)
    note("added", kind, row, by)
    return row


@transaction.atomic
def correct(*, kind: str, row: EmployeeFact, seen: str, values: Values, reason: str, by: User) -> EmployeeFact:
    """What is known instead of `row`, from now on. `seen`: digest of the row as the person saw it.

    Where the natural key changes, the old fact is retired and its evidence goes over to the new one.
    Raises Changed when somebody was faster.
    """
    scope.require(by, Permission.IMPORT_RECORDS, row.agency_id)
    reason = given(reason)
    known_at = known.turn(row.agency_id)
    old, employee = _as_seen(kind, row, seen), row.employee
    if _would(kind, employee, values, known_at, by) == "same":
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    _close(old, known_at)
    _refuse_known(kind, employee, values, known_at, by)
    new = _written(kind, employee, values, known_at, by)
    if new.key != old.key:
        evidence.carry(kind=kind, row=old, new=new.key, by=by)
    note("corrected", kind, new, by, reason, replaces=old.pk)
    return new


@transaction.atomic
def retire(*, kind: str, row: EmployeeFact, seen: str, reason: str, by: User) -> None:
    """`row` was recorded in error: it is known no longer, and stays readable."""
    scope.require(by, Permission.IMPORT_RECORDS, row.agency_id)
    reason = given(reason)
    known_at = known.turn(row.agency_id)
    old, table = _as_seen(kind, row, seen), TABLES[kind]
    if old.employee.moved_on:
        raise Invalid(str(moved_away(0, old.employee).message), code="nip_moved")
    _close(old, known_at)
    if table.identity is not None:
        _refuse_forgetting(kind, old.employee)
    if table.settle is not None:
        table.settle(old.employee.agency, [old.employee_id])
    note("retired", kind, old, by, reason)


def _refuse_forgetting(kind: str, employee: Employee) -> None:
    """Raise DomainError where nothing would be known any more of somebody whom other facts or decisions are about."""
    if records.MODELS[kind].objects.filter(employee=employee, known_to=None).exists():
        return
    if any(withdrawing.resting(TABLES[kind], [employee.pk])):
        raise DomainError(
            _(
                "Ini satu-satunya data pegawai ini, sedangkan catatan, bukti, atau keputusan lain menyangkut dirinya. "
                "Koreksilah, atau batalkan dahulu yang bertumpu padanya."
            ),
            code="record_in_use",
        )


def given(reason: str) -> str:
    """The reason; raises Invalid where there is none."""
    if not reason.strip():
        raise Invalid(_("Sebutkan alasannya."), code="reason_missing")
    return reason.strip()


def _as_seen(kind: str, row: EmployeeFact, seen: str) -> EmployeeFact:
    now: EmployeeFact | None = records.current(kind, row)
    if now is None or now.digest != seen:
        change = records.last_change(kind, row)
        message = _("Catatan ini sudah diubah orang lain sejak Anda membukanya. Isian Anda belum tersimpan.")
        raise Changed(meanwhile.told(message, change), change=change)
    return now


def _would(kind: str, employee: Employee, values: Values, known_at: datetime, by: User) -> str:
    """Whether the row would be `new`, `changed` or the `same`; raises Invalid for what the writer refuses."""
    columns = {"nip": [employee.nip]} | {name: [value] for name, value in values.items()}
    written = WRITERS[kind](columns, 1, Context(employee.agency, by, known_at, dry_run=True))
    refuse_errors(written)
    return "new" if written.new else "changed" if written.changed else "same"


def refuse_errors(written: Written) -> None:
    """Raise Invalid for what a writer did not take."""
    if written.errors:
        raise Invalid(str(written.errors[0].message), code=written.errors[0].code)


def _refuse_known(kind: str, employee: Employee, values: Values, known_at: datetime, by: User) -> None:
    if _would(kind, employee, values, known_at, by) != "new":
        raise Invalid(
            _("Catatan dengan kunci yang sama sudah ada bagi pegawai ini; koreksilah catatan itu."), code="record_known"
        )


def _written(kind: str, employee: Employee, values: Values, known_at: datetime, by: User) -> EmployeeFact:
    columns = {"nip": [employee.nip]} | {name: [value] for name, value in values.items()}
    refuse_errors(WRITERS[kind](columns, 1, Context(employee.agency, by, known_at)))
    found = records.MODELS[kind].objects.filter(
        agency=employee.agency_id, employee__nip=employee.nip, known_from=known_at, known_to=None
    )
    written: EmployeeFact = found.select_related("employee__agency").latest("id")
    return written


def _close(row: EmployeeFact, known_at: datetime) -> None:
    type(row)._default_manager.filter(pk=row.pk, known_to=None).update(known_to=known_at)


def note(what: str, kind: str, row: EmployeeFact, by: User, reason: str = "", **more: int) -> None:
    """Tell the ledger that the record `row` of a kind was `added`, `corrected` or `retired`."""
    ledger.record(
        f"talent.record.{what}",
        by=by,
        agency=row.employee.agency.answerable.code,
        subject=row,
        reason=reason,
        payload={"kind": kind, "employee": row.employee_id} | more,
    )
