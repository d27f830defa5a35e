"""Looking at personal data, taking it away and computing a run again leave an event each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from talent.domain import mapping
from talent.domain.queries import calibrated, cycles
from talent.models import Agency, CalibrationSession, Employee, ImportBatch, MappingRun, PolicyDraft, ReviewCycle
from talent.models.base import Known

# The training groups of 60,000 employees fit (some 20,000 seats); a file is made while somebody waits for it.
EXPORT_ROWS = 30_000


def at_most(rows: int) -> None:
    """Raise Invalid for more rows than a file may have: of whatever kind, it has to be narrowed first."""
    if rows > EXPORT_ROWS:
        raise Invalid(
            _("Ekspor dibatasi %(limit)s baris; persempit saringannya.") % {"limit": EXPORT_ROWS},
            code="export_too_large",
        )


@transaction.atomic
def employee_opened(*, employee: Employee, part: str, by: User) -> None:
    """Note who looked at whom; `part` says which part of the person's data."""
    ledger.record(
        "talent.employee.opened",
        by=by,
        agency=employee.agency.answerable.code,
        subject=employee,
        payload={"part": part},
    )


@transaction.atomic
def employees_opened(*, employees: Sequence[Employee], part: str, by: User) -> None:
    """The same of several people on one page, an event each."""
    ledger.append(
        [
            ledger.draft(
                "talent.employee.opened",
                by=by,
                agency=one.agency.answerable.code,
                subject=one,
                payload={"part": part},
            )
            for one in employees
        ]
    )


@transaction.atomic
def employees_exported(*, rows: Sequence[Employee], form: str, by: User) -> None:
    """Note an export before its first byte leaves, one event for each agency; refuse more than EXPORT_ROWS rows."""
    _exported("talent.employees.exported", rows, {"form": form}, by)


@transaction.atomic
def organisation_exported(*, rows: Sequence[Known], kind: str, form: str, by: User) -> None:
    """The same for a list of units, posts or agencies, with the kind of the records."""
    _exported("talent.records.exported", rows, {"kind": kind, "form": form}, by)


def _exported(event: str, rows: Sequence[Employee] | Sequence[Known], told: dict[str, str], by: User) -> None:
    at_most(len(rows))
    # One row for each agency: the callers have read the agency with the row, so it costs no query.
    one_of = {row.agency_id: row for row in rows}
    events = []
    for agency_id, count in sorted(Counter(row.agency_id for row in rows).items()):
        scope.require(by, Permission.EXPORT_DATA, agency_id)
        agency: Agency = one_of[agency_id].agency
        code = agency.answerable.code
        events.append(ledger.draft(event, by=by, agency=code, subject=agency, payload=told | {"rows": count}))
    ledger.append(events)


@transaction.atomic
def records_exported(*, agency: Agency, kind: str, rows: int, form: str, by: User) -> None:
    """Note that a whole kind of an agency's records is taken away, before the first byte; the operator has no limit."""
    scope.require(by, Permission.EXPORT_DATA, agency.pk)
    payload = {"kind": kind, "form": form, "rows": rows}
    ledger.record("talent.records.exported", by=by, agency=agency.code, subject=agency, payload=payload)


@transaction.atomic
def sheet_exported(*, session: CalibrationSession, rows: int, by: User) -> None:
    """Note that a session's sheet of before and after was taken away; refuse more than EXPORT_ROWS."""
    scope.require(by, Permission.EXPORT_DATA, session.cycle.agency_id)
    at_most(rows)
    agency = session.cycle.agency.code
    ledger.record("talent.calibration.exported", by=by, agency=agency, subject=session, payload={"rows": rows})


@transaction.atomic
def matrix_exported(*, cycle: ReviewCycle, form: str, filters: str = "", by: User) -> None:
    """Note that a cycle's matrix, numbers without names, was taken away; `filters`: the codes that narrowed it."""
    scope.require(by, Permission.VIEW_MAPPING, cycle.agency_id)
    payload = {"form": form} | ({"filters": filters} if filters else {})
    ledger.record("talent.matrix.exported", by=by, agency=cycle.agency.code, subject=cycle, payload=payload)


@transaction.atomic
def monitoring_exported(*, cycle: ReviewCycle, form: str, by: User) -> None:
    """Note that a cycle's monitoring report, numbers without names, was taken away."""
    scope.require(by, Permission.VIEW_MAPPING, cycle.agency_id)
    ledger.record("talent.monitoring.exported", by=by, agency=cycle.agency.code, subject=cycle, payload={"form": form})


@transaction.atomic
def moves_exported(*, draft: PolicyDraft, rows: int, form: str, by: User) -> None:
    """Note that the people whom a draft would move were taken away as a file; refuse more than EXPORT_ROWS."""
    scope.require(by, Permission.EXPORT_DATA, draft.agency_id)
    at_most(rows)
    ledger.record(
        "talent.policy.moves_exported",
        by=by,
        agency=draft.agency.code,
        subject=draft,
        payload={"form": form, "rows": rows},
    )


@transaction.atomic
def import_errors_exported(*, batch: ImportBatch, by: User, form: str, rows: int) -> None:
    """Note that the cells an upload was refused for, personal data among them, were taken away as a file."""
    ledger.record(
        "talent.import.errors_exported",
        by=by,
        agency=batch.agency.code if batch.agency else "",
        subject=batch,
        payload={"rows": rows, "form": form},
    )


def replay(*, run: MappingRun, by: User) -> mapping.Replay:
    """Compute a run again, with those that joined it and the moves that followed, and note how it compares."""
    scope.require(by, Permission.REPLAY, run.agency_id)
    result = mapping.replay(run)
    for later in run.supplements.filter(finished_at__isnull=False).order_by("id"):
        result = result.and_(mapping.replay(later))
    if run.cycle is not None and run.cycle.run_id == run.pk:
        moved = calibrated.differences(run.cycle, cycles.policy_of(run).pool_boxes)
        result = replace(result, identical=result.identical and not moved, differences=result.differences + moved)
    with transaction.atomic():
        ledger.record(
            "talent.mapping.replayed",
            by=by,
            agency=run.agency.code,
            subject=run,
            payload={
                "identical": result.identical,
                "people": result.people,
                "inputs_same": result.inputs_same,
                "law_same": result.law_same,
                "rules_changed": result.rules_changed,
                "differences": result.differences,
            },
        )
    return result
