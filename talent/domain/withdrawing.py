"""Taking a written import back as a whole.

Its rows are retired, not deleted; what they had taken the place of comes back as new rows, known from now on. Rows
that somebody changed since stay as they are: the change is younger than the import.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError, Invalid
from talent.domain import bulk, known
from talent.domain.importing import TABLES, Table
from talent.domain.imports import require_permission
from talent.models import Evidence, ImportBatch, Placement
from talent.models.base import Known

CHUNK = 5_000
State = ImportBatch.State


@dataclass(frozen=True)
class Plan:
    """What becomes of some of the batch's rows: ids retired, ids of earlier rows that come back, owners not known any
    more, all owners touched; `last` is the largest id looked at."""

    retired: list[int]
    restored: list[int]
    gone: list[int]
    owners: list[int]
    last: int


def can_withdraw(batch: ImportBatch) -> bool:
    """Whether there is anything written to take back, and a way to."""
    if batch.kind not in TABLES:
        return False
    return batch.state == State.COMMITTED or batch.halted or batch.half_withdrawn


def require_written(batch: ImportBatch) -> None:
    """Raise DomainError where there is nothing to take back, or no way to."""
    if stays(batch):
        raise DomainError(never_withdrawn(), code="import_kind")
    if not can_withdraw(batch):
        raise DomainError(_("Hanya berkas yang sudah ditulis dapat ditarik."), code="import_state")


def stays(batch: ImportBatch) -> bool:
    """Whether it is written and of a kind that is never taken back."""
    return batch.state == State.COMMITTED and batch.kind not in TABLES


def never_withdrawn() -> str:
    """Why a file of agencies stays: their names are no facts about somebody, but what all facts are kept under."""
    return _(
        "Berkas instansi tidak dapat ditarik: semua catatan, pengguna, dan kebijakan tersimpan atas nama instansinya. "
        "Nama, jenis, atau provinsi yang keliru diperbaiki dengan mengunggah berkas instansi yang benar."
    )


@transaction.atomic
def start(*, batch: ImportBatch, reason: str, by: User) -> Job:
    """Queue the withdrawal of a written batch, or of what is written of a halted one.

    Raises DomainError where later facts or decisions rest on the batch so that it cannot be taken out from under them.
    """
    require_permission(kind=batch.kind, agency=batch.agency, by=by)
    if not reason.strip():
        raise Invalid(_("Sebutkan alasannya."), code="reason_missing")
    found = ImportBatch.objects.select_related("job", "agency").get(pk=batch.pk)
    unchanged = ImportBatch.objects.filter(pk=found.pk, state=found.state, job=found.job_id)
    require_written(found)
    known.turn(found.agency_id)
    reasons = blocks(found)
    if reasons:
        raise DomainError(" ".join(reasons), code="import_in_use")
    report = found.report | {"withdrawal": {"reason": reason.strip()}}
    if not unchanged.update(state=State.WITHDRAWING, job=None, report=report):
        raise DomainError(_("Hanya berkas yang sudah ditulis dapat ditarik."), code="import_state")
    ledger.record(
        "talent.import.withdrawal_started",
        by=by,
        agency=found.agency.code if found.agency else "",
        subject=found,
        reason=reason.strip(),
        payload={"kind": found.kind, "file": found.file_digest},
    )
    written = found.report.get("written") or found.cursor.get("counts") or {}
    job = running.start(
        kind="withdrawal",
        by=by,
        agency_id=found.agency_id,
        params={"batch": found.pk},
        total=written.get("new", 0) + written.get("changed", 0),
        target=f"import:{found.pk}",
    )
    ImportBatch.objects.filter(pk=found.pk).update(job=job)
    batch.refresh_from_db()
    return job


@running.handles("withdrawal")
def withdraw_batch(job: Job) -> None:
    """Retire a batch's rows, chunk by chunk, each one transaction with the cursor."""
    batch = ImportBatch.objects.select_related("agency").get(pk=job.params["batch"])
    if batch.state == State.WITHDRAWN:
        return
    table = TABLES[batch.kind]
    counts = {"retired": 0, "restored": 0, "gone": 0} | job.cursor.get("counts", {})
    after = job.cursor.get("after", 0)
    while True:
        with transaction.atomic():
            known_at = known.turn(batch.agency_id)
            plan = _plan(table, batch, after)
            if plan is None:
                _finish(batch, counts, job.by)
                return
            if reasons := _resting(table, batch, plan.gone):
                raise DomainError(" ".join(reasons), code="import_in_use")
            _carry_out(table, batch, plan, after, known_at)
            if table.settle and batch.agency:
                table.settle(batch.agency, plan.owners)
            for name in counts:
                counts[name] += len(getattr(plan, name))
            after = plan.last
            ledger.record(
                "talent.records.withdrawn",
                by=job.by,
                agency=batch.agency.code if batch.agency else "",
                subject=batch,
                payload={"kind": batch.kind, "retired": len(plan.retired), "restored": len(plan.restored)},
            )
            running.advance(job, done=counts["retired"], cursor={"after": after, "counts": counts})


def blocks(batch: ImportBatch) -> list[str]:
    """Why the batch cannot be taken back, in words; empty when nothing stands against it."""
    table = TABLES[batch.kind]
    if table.merged:
        later = table.model._default_manager.filter(batch=batch.pk).exclude(known_to=None)
        if later.exists():
            return [_("Isi berkas ini sudah diubah oleh catatan yang lebih baru, yang ikut memuatnya.")]
    if table.identity is None:
        return []
    gone = [owner for plan in plans(table, batch) for owner in plan.gone]
    return _resting(table, batch, gone)


def plans(table: Table, batch: ImportBatch) -> Iterator[Plan]:
    """What becomes of the rows of the batch that are known now, some of them at a time."""
    after = 0
    while plan := _plan(table, batch, after):
        yield plan
        after = plan.last


def _plan(table: Table, batch: ImportBatch, after: int) -> Plan | None:
    """What becomes of the next rows of the batch that are known now; None when there are no more."""
    objects, owner = table.model._default_manager, f"{table.owner}_id"
    rows = list(
        objects.filter(batch=batch.pk, known_to=None, pk__gt=after)
        .order_by("pk")
        .values_list("pk", owner, "key", "known_from")[:CHUNK]
    )
    if not rows:
        return None
    owners = sorted({row[1] for row in rows})
    withdrawn = set(ImportBatch.objects.filter(state=State.WITHDRAWN).values_list("pk", flat=True)) | {batch.pk}
    ended: dict[tuple[int, str, datetime], tuple[int, datetime, int | None]] = {}
    for who, key, known_to, pk, known_from, origin in _of_owners(table, owners, closed=True).values_list(
        owner, "key", "known_to", "pk", "known_from", "batch_id"
    ):
        ended[who, key, known_to] = (pk, known_from, origin)
    restored, held = [], set()
    for _pk, who, key, begun in rows:
        before = ended.get((who, key, begun))
        # What another import said that was taken back since does not come back with this one.
        while before is not None and before[2] in withdrawn:
            before = ended.get((who, key, before[1]))
        if before is not None:
            restored.append(before[0])
            held.add(who)
    gone: list[int] = []
    if table.identity is not None:
        others = _of_owners(table, owners, closed=False).exclude(
            pk__in=_ours(table, batch, after, rows[-1][0]).values("pk")
        )
        held |= set(others.values_list(owner, flat=True))
        gone = [who for who in owners if who not in held]
    return Plan([row[0] for row in rows], restored, gone, owners, rows[-1][0])


def _ours(table: Table, batch: ImportBatch, after: int, last: int) -> Any:
    return table.model._default_manager.filter(batch=batch.pk, known_to=None, pk__gt=after, pk__lte=last)


def _of_owners(table: Table, owners: list[int], *, closed: bool) -> Any:
    # The rows of a batch lie close together, and so do their owners: a range takes no parameter for each.
    rows = table.model._default_manager.filter(known_to__isnull=not closed)
    return rows.filter(**{f"{table.owner}_id__gte": owners[0], f"{table.owner}_id__lte": owners[-1]})


def _carry_out(table: Table, batch: ImportBatch, plan: Plan, after: int, known_at: datetime) -> None:
    model = table.model
    _ours(table, batch, after, plan.last).update(known_to=known_at)
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    for start_at in range(0, len(plan.restored), 900):
        part = plan.restored[start_at : start_at + 900]
        rows = list(model._default_manager.filter(pk__in=part).order_by("pk").values_list(*names))
        columns: dict[str, Any] = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        columns |= {"known_from": [known_at] * len(rows), "known_to": [None] * len(rows)}
        bulk.insert(model, columns)


def _resting(table: Table, batch: ImportBatch, gone: list[int]) -> list[str]:
    """What rests on identities that would not be known any more, in words."""
    if table.identity is None or not gone:
        return []
    facts, files, work = resting(table, gone, batch)
    facts += pointing_within(table, gone, batch)
    if table.settle is None:
        return [_("Putaran penilaian yang hanya dikenal dari berkas ini tidak dapat dilupakan; kirim berkas koreksi.")]
    return _said(facts, sorted(files), work)


def resting(table: Table, gone: list[int], batch: ImportBatch | None = None) -> tuple[int, set[str], int]:
    """What rests on identities that would not be known any more: how many facts that can be withdrawn first (but those
    of `batch`), the files they came in, and how much else."""
    facts, files, work = 0, set(), 0
    assert table.identity is not None
    for relation in table.identity._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model, name = relation.related_model, relation.field.attname
        # A mapping stays what it was, computed from what was known then; a tree follows its records.
        if model in (table.model, table.identity, Placement):
            continue
        # What a unit or a post rests on goes with it; of somebody there may be evidence of much else.
        if model is Evidence and table.owner != "employee":
            continue
        for start_at in range(0, len(gone), 900):
            found = model._default_manager.filter(**{f"{name}__in": gone[start_at : start_at + 900]})
            if issubclass(model, Known):
                others = found.filter(known_to=None)
                if batch is not None:
                    others = others.exclude(batch=batch.pk)
                of = list(others.values_list("batch__file_name", flat=True))
                facts += len(of)
                files |= {file for file in of if file}
            else:
                work += found.count()
    return facts, files, work


def pointing_within(table: Table, gone: list[int], batch: ImportBatch | None = None) -> int:
    """Rows of the same kind (but those of `batch`) that name one of these as theirs (the unit above)."""
    ending, count = set(gone), 0
    for field in table.model._meta.concrete_fields:
        if field.name != table.owner and field.related_model is table.identity:
            rows = table.model._default_manager.filter(known_to=None)
            if batch is not None:
                rows = rows.exclude(batch=batch.pk)
            pairs = rows.values_list(f"{table.owner}_id", field.attname)
            count += sum(1 for who, pointed in pairs if pointed in ending and who not in ending)
    return count


def _said(facts: int, files: list[str], work: int) -> list[str]:
    said = []
    if facts:
        text = ngettext(
            "%(n)s catatan lain bertumpu pada isi berkas ini; tarik atau batalkan dahulu catatan itu.",
            "%(n)s catatan lain bertumpu pada isi berkas ini; tarik atau batalkan dahulu catatan itu.",
            facts,
        )
        said.append(text % {"n": facts})
    if files:
        said.append(_("Berkasnya: %(files)s.") % {"files": ", ".join(files[:5]) + (" …" if files[5:] else "")})
    if work:
        text = ngettext(
            "%(n)s proses atau keputusan (mis. kelompok suksesi, lowongan, pengguna) menyangkut isi berkas ini.",
            "%(n)s proses atau keputusan (mis. kelompok suksesi, lowongan, pengguna) menyangkut isi berkas ini.",
            work,
        )
        said.append(text % {"n": work})
    return said


def _finish(batch: ImportBatch, counts: dict[str, int], by: User) -> None:
    told = batch.report.get("withdrawal", {})
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=State.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=by,
        report=batch.report | {"withdrawal": told | counts},
    )
    ledger.record(
        "talent.import.withdrawn",
        by=by,
        agency=batch.agency.code if batch.agency else "",
        subject=batch,
        reason=told.get("reason", ""),
        payload={"kind": batch.kind, "file": batch.file_digest} | counts,
    )
