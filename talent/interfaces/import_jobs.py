"""Uploads from the page and the API: checked at once, written by the worker."""

import uuid
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from talent.domain import imports, known
from talent.domain.queries.impact import impact
from talent.interfaces import differences, faults, importers, previews
from talent.interfaces.columns.header import ColumnsUnclear
from talent.interfaces.importers import Report
from talent.interfaces.sheets.errors import FileRefused
from talent.models import Agency, ImportBatch

# Checked while somebody waits; what is larger is checked by the worker.
AT_ONCE = 400_000  # bytes of CSV
AT_ONCE_XLSX = 150_000
_LINES = 1 << 16  # bytes of a file by which its rows are estimated


def upload(
    *,
    agency: Agency | None,
    kind: str,
    file_name: str,
    parts: Iterable[bytes],
    by: User,
    matches: dict[str, str] | None = None,
    ask: bool = False,
) -> ImportBatch:
    """Keep an uploaded workbook and check it; a refused file is kept with its reason.

    `matches`: header → column, besides what the agency matched before. With `ask`, a file whose columns are not clear
    waits until somebody says which is which; otherwise it is refused.
    """
    importers.kind_of(kind)
    imports.require_permission(kind=kind, agency=agency, by=by)
    path, digest = imports.keep_file(parts)
    said = imports.remembered(agency=agency, kind=kind) | (matches or {})
    about = {"agency": agency, "kind": kind, "file_name": file_name, "stored": path, "digest": digest, "by": by}
    if not _small(path):
        batch = imports.receive(**about, matches=said)  # type: ignore[arg-type]
        imports.start_check(batch=batch, rows=_estimate(path), by=by)
        return batch
    state, report = look(kind=kind, path=path, file_name=file_name, agency=agency, by=by, matches=said, ask=ask)
    return imports.receive(**about, state=state, report=report, matches=said)  # type: ignore[arg-type]


def match(*, batch: ImportBatch, matches: dict[str, str], by: User) -> None:
    """Take what somebody said of the columns, and check the file by it."""
    imports.match(batch=batch, matches=matches, by=by)
    path = _stored(batch)
    if not _small(path):
        imports.start_check(batch=batch, rows=_estimate(path), by=by, said=matches)
        return
    state, report = look(
        kind=batch.kind, path=path, file_name=batch.file_name, agency=batch.agency, by=by, matches=batch.matches
    )
    imports.checked(batch=batch, state=state, report=report, by=by, said=matches)


def look(
    *,
    kind: str,
    path: Path,
    file_name: str,
    agency: Agency | None,
    by: User,
    matches: dict[str, str],
    ask: bool = False,
    after_chunk: Callable[[int, Report], None] | None = None,
    after_weighing: Callable[[], None] = lambda: None,
    after_marking: Callable[[int], None] = lambda read: None,
) -> tuple[str, dict[str, Any]]:
    """Check a file: the state it comes to, and the report; what would change, and the wrong rows to mend, are kept
    beside the file.

    `after_weighing` is called after each chunk of the people whose boxes are weighed, `after_marking` with the rows
    read so far while the wrong ones are written.
    """
    with closing(differences.Gathering(kind)) as gathered, closing(faults.Spool()) as spool:
        try:
            report = importers.read(
                kind=kind,
                path=path,
                filename=file_name,
                agency=agency,
                by=by,
                dry_run=True,
                matches=matches,
                ask=ask,
                observe=gathered.observe,
                wrong=spool.add,
                after_chunk=after_chunk,
                held=previews.ERRORS_KEPT,
            )
        except ColumnsUnclear as unclear:
            return ImportBatch.State.WAITING, previews.kept_offers(unclear)
        except FileRefused as refusal:
            return ImportBatch.State.REFUSED, previews.kept_refusal(refusal)
        content = previews.kept(report)
        if report.errors_total:
            names, content["faults_rows"] = faults.write(
                kind=kind,
                path=path,
                file_name=file_name,
                matches=matches,
                wrong=report.rejected,
                errors=report.errors_total,
                spool=spool,
                after_chunk=after_marking,
            )
            content |= {"faults": names["xlsx"], "faults_csv": names["csv"]}
        if gathered.total:
            name = f"{path.name}-{uuid.uuid4().hex}.jsonl"
            differences.write(gathered, name)
            content["differences"] = {"file": name, "total": gathered.total, "kept": gathered.kept}
        weighed = impact(agency, gathered.spool, known.now(agency.pk), after_weighing) if agency else None
        if weighed is not None:
            content["impact"] = weighed.kept
        elif not gathered.spool.whole or (kind == "units" and report.counts()["changed"]):
            content["unweighed"] = True
        return ImportBatch.State.PREVIEWED, content


def foresee(
    *, agency: Agency | None, kind: str, file: Path, matches: dict[str, str], by: User
) -> tuple[Report, dict[str, Any]]:
    """Check a file that is not kept: its report, and what a preview tells besides (`differences` field by field,
    `impact` on boxes, None where nothing can be weighed). Raises FileRefused."""
    with closing(differences.Gathering(kind)) as gathered:
        report = importers.read(
            kind=kind, path=file, filename=file.name, agency=agency, by=by, dry_run=True, matches=matches,
            observe=gathered.observe,
        )  # fmt: skip
        weighed = impact(agency, gathered.spool, known.now(agency.pk)) if agency else None
        changes = {"total": gathered.total, "rows": [differences.raw(line) for line in gathered.lines()]}
        return report, {
            "differences": changes,
            "impact": previews.told_impact(weighed and weighed.kept),
        }


@running.handles("import_check")
def check_batch(job: Job) -> None:
    """Check a large upload; writes no record, so that one that was cut off begins again."""
    batch = ImportBatch.objects.select_related("agency").get(pk=job.params["batch"])
    if batch.state != ImportBatch.State.CHECKING:
        return
    rows = job.total

    def after_chunk(number: int, report: Report) -> None:
        # How many rows a workbook has is known only to who opens it; where some are wrong, all are read once more.
        total = (rows or report.in_sheet) * (2 if report.errors_total else 1)
        running.advance(job, done=report.rows, cursor={"chunk": number, "rows": report.rows}, total=total)

    def after_marking(read: int) -> None:
        done = job.cursor["rows"] + read
        running.advance(job, done=done, cursor=job.cursor, total=max(job.total, done))

    state, report = look(
        kind=batch.kind,
        path=_stored(batch),
        file_name=batch.file_name,
        agency=batch.agency,
        by=job.by,
        matches=batch.matches,
        ask=True,
        after_chunk=after_chunk,
        # Weighing a long file takes minutes: who says nothing meanwhile counts as killed.
        after_weighing=lambda: running.advance(job, done=job.done, cursor=job.cursor),
        after_marking=after_marking,
    )
    imports.checked(batch=batch, state=state, report=report, by=job.by, said=job.params.get("said"))


def _stored(batch: ImportBatch) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / batch.stored


def _small(path: Path) -> bool:
    with path.open("rb") as source:
        workbook = source.read(2) == b"PK"
    return path.stat().st_size <= (AT_ONCE_XLSX if workbook else AT_ONCE)


def _estimate(path: Path) -> int:
    """About how many rows a CSV file has; 0 (not known) for a workbook."""
    with path.open("rb") as source:
        block = source.read(_LINES)
    lines = block.count(b"\n")
    return 0 if block[:2] == b"PK" or not lines else path.stat().st_size * lines // len(block)


@running.handles("import")
def write_batch(job: Job) -> None:
    """Write a batch's good rows, going on after the last chunk whose transaction held."""
    batch = ImportBatch.objects.select_related("agency").get(pk=job.params["batch"])
    if batch.state == ImportBatch.State.COMMITTED:
        return
    about = {"batch": batch, "agency": batch.agency, "kind": batch.kind, "digest": batch.file_digest, "by": job.by}
    cursor = job.cursor or job.params.get("cursor", {})
    before = cursor.get("counts") or previews.no_counts()

    def after_chunk(number: int, report: Report) -> None:
        counts = _sum(before, report)
        running.advance(job, done=counts["rows"], cursor={"chunk": number, "counts": counts})

    try:
        # The whole file was checked before; what could still fail late is another file in its place.
        if not imports.is_intact(_stored(batch), batch):
            raise FileRefused("file_changed")
        report = importers.read(
            kind=batch.kind,
            path=_stored(batch),
            matches=batch.matches,
            filename=batch.file_name,
            agency=batch.agency,
            by=job.by,
            dry_run=False,
            batch_id=batch.pk,
            skip=cursor.get("chunk", 0),
            after_chunk=after_chunk,
            finish=lambda report: imports.committed(counts=_sum(before, report), **about),
            held=0,
        )
        if report.stopped:
            raise report.stopped
    except FileRefused as refusal:
        counts = job.cursor.get("counts") or before
        imports.stopped(counts=counts, code=refusal.code, message=refusal.message, **about)
        raise DomainError(refusal.message, code=refusal.code) from refusal


def write_now(*, agency: Agency | None, kind: str, file: Path, matches: dict[str, str], by: User) -> Report:
    """Write a workbook's good rows without a preview, as a batch like any other: it is listed, can be withdrawn, and
    goes on in the worker if this process is killed. Raises FileRefused when nothing of the file was taken."""
    with file.open("rb") as source:
        path, digest = imports.keep_file(iter(lambda: source.read(_LINES), b""))
    begun: list[tuple[ImportBatch, Job]] = []
    about: dict[str, Any] = {"agency": agency, "kind": kind, "digest": digest, "by": by}

    def begin() -> int:
        begun.append(imports.begin(file_name=file.name, stored=path, matches=matches, **about))
        return begun[0][0].pk

    def after_chunk(number: int, report: Report) -> None:
        running.advance(begun[0][1], done=report.rows, cursor={"chunk": number, "counts": report.counts()})

    try:
        report = importers.read(
            kind=kind,
            path=path,
            filename=file.name,
            agency=agency,
            by=by,
            dry_run=False,
            begin=begin,
            after_chunk=after_chunk,
            finish=lambda report: imports.committed(batch=begun[0][0], counts=report.counts(), **about),
            matches=matches,
        )
    except FileRefused:
        if not begun:
            imports.drop_file(path)
        raise
    batch, job = begun[0]
    if report.stopped:
        code, message = report.stopped.code, report.stopped.message
        imports.stopped(batch=batch, counts=report.counts(), code=code, message=message, **about)
        running.ended(job, message=str(message))
    else:
        running.ended(job)
    return report


def _sum(before: dict[str, int], report: Report) -> dict[str, int]:
    return {name: before[name] + count for name, count in report.counts().items()}
