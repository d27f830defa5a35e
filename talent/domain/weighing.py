"""What taking a written import back would do to boxes: its rows are gone, what they had taken the place of is back."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from talent.codes import COMPETENCIES
from talent.domain import known
from talent.domain.importing import TABLES, Table
from talent.domain.imports import require_permission
from talent.domain.queries.impact import Impact, impact
from talent.domain.queries.incoming import Post, Spool
from talent.domain.withdrawing import Plan, can_withdraw, plans
from talent.models import ImportBatch, PositionRecord
from talent.models.employee import EmployeeFact

# Rows that are weighed while somebody waits for the page; for more the worker is asked.
AT_ONCE = 500
_IN_ONE_QUERY = 900


@dataclass(frozen=True)
class Foreseen:
    """What a withdrawal would come to: the impact as JSON (None: not weighed, or nothing can be), as of when, and the
    work that weighs it, or failed to, where the worker does."""

    impact: dict[str, Any] | None
    at: datetime | None
    job: Job | None


def at_once(batch: ImportBatch) -> bool:
    """Whether so little was written that it is weighed while somebody waits."""
    return _rows(batch) <= AT_ONCE


def weighs(batch: ImportBatch) -> bool:
    """Whether its kind bears on boxes in a way that is weighed; a tree of units that changes is not."""
    return batch.agency_id is not None and issubclass(TABLES[batch.kind].model, EmployeeFact | PositionRecord)


def foresee(batch: ImportBatch, after_chunk: Callable[[], None] = lambda: None) -> Impact | None:
    """The impact on boxes of a withdrawal now; None where nothing can be weighed. Writes nothing."""
    if batch.agency is None or not weighs(batch):
        return None
    table = TABLES[batch.kind]
    with closing(Spool()) as spool:
        for plan in plans(table, batch):
            if table.model is PositionRecord:
                spool.add_posts(_posts(plan))
            else:
                spool.add(table.model, _restored(table, plan), _retired(table, plan))
            after_chunk()
        return impact(batch.agency, spool, known.now(batch.agency_id), after_chunk) if spool.whole else None


def told(batch: ImportBatch) -> Foreseen:
    """What its withdrawal would do: weighed now where little was written, as it was weighed last where more was."""
    if not weighs(batch):
        return Foreseen(None, None, None)
    if at_once(batch):
        now = foresee(batch)
        return Foreseen(now.kept if now else None, timezone.now(), None)
    said, job = batch.report.get("withdrawal_impact", {}), weighing(batch)
    at = datetime.fromisoformat(said["at"]) if "at" in said else None
    return Foreseen(said.get("impact"), at, job if job and job.state != Job.State.DONE else None)


@transaction.atomic
def start(*, batch: ImportBatch, by: User) -> Job:
    """Queue the weighing of a withdrawal; what it comes to is kept with the batch."""
    require_permission(kind=batch.kind, agency=batch.agency, by=by)
    found = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    if not can_withdraw(found) or not weighs(found):
        raise DomainError(_("Dampak penarikan berkas ini tidak dapat ditimbang."), code="import_state")
    last = weighing(found)
    if last is not None and last.live:
        return last
    job = running.start(
        kind="withdrawal_impact",
        by=by,
        agency_id=found.agency_id,
        params={"batch": found.pk},
        target=f"import:{found.pk}",
    )
    _keep(found.pk, {"job": job.pk})
    return job


def weighing(batch: ImportBatch) -> Job | None:
    """The work that weighs, or weighed, its withdrawal; None where nobody asked."""
    return Job.objects.filter(pk=batch.report.get("withdrawal_impact", {}).get("job")).first()


@running.handles("withdrawal_impact")
def weigh(job: Job) -> None:
    """Weigh a withdrawal; writes no record, so that one that was cut off begins again."""
    batch = ImportBatch.objects.select_related("agency", "job").get(pk=job.params["batch"])
    if not can_withdraw(batch):
        return
    # Weighing a long file takes minutes: who says nothing meanwhile counts as killed.
    found = foresee(batch, lambda: running.advance(job, done=job.done, cursor=job.cursor))
    with transaction.atomic():
        running.advance(job, done=job.done, cursor=job.cursor)
        _keep(batch.pk, {"job": job.pk, "at": timezone.now().isoformat(), "impact": found.kept if found else None})


def _keep(pk: int, said: dict[str, Any]) -> None:
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
    ImportBatch.objects.filter(pk=pk).update(report=batch.report | {"withdrawal_impact": said})


def _rows(batch: ImportBatch) -> int:
    told = (batch.report.get("written"), batch.cursor.get("counts"), batch.report)
    return max(int(counts.get("new", 0) + counts.get("changed", 0)) for counts in told if counts is not None)


def _restored(table: Table, plan: Plan) -> dict[str, list[Any]]:
    """The rows that would come back, as columns."""
    names = [field.attname for field in table.model._meta.concrete_fields if not field.primary_key]
    rows: list[tuple[Any, ...]] = []
    for start_at in range(0, len(plan.restored), _IN_ONE_QUERY):
        part = plan.restored[start_at : start_at + _IN_ONE_QUERY]
        rows += table.model._default_manager.filter(pk__in=part).order_by("pk").values_list(*names)
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _retired(table: Table, plan: Plan) -> list[tuple[int, int]]:
    """(employee, id) of the rows that would hold no more."""
    found: list[tuple[int, int]] = []
    for start_at in range(0, len(plan.retired), _IN_ONE_QUERY):
        part: QuerySet[Any] = table.model._default_manager.filter(
            pk__in=plan.retired[start_at : start_at + _IN_ONE_QUERY]
        )
        found += part.values_list("employee_id", "pk")
    return found


def _posts(plan: Plan) -> dict[str, Post]:
    """The posts as they were before, by code; one that only this file knows asks for nothing."""
    asked: tuple[int | None, ...]
    found: dict[str, Post] = {}
    for ids, back in ((plan.retired, False), (plan.restored, True)):
        for start_at in range(0, len(ids), _IN_ONE_QUERY):
            rows = PositionRecord.objects.filter(pk__in=ids[start_at : start_at + _IN_ONE_QUERY])
            for code, name, *levels in rows.values_list("position__code", "name", *COMPETENCIES):
                asked = tuple(levels) if back else (None,) * len(COMPETENCIES)
                found[code] = (name, asked)
    return found
