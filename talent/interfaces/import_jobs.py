"""Uploads from the page and the API: checked at once, written by the worker."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from accounts.domain.queries import scope
from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from talent.domain import imports
from talent.interfaces import importers, previews
from talent.interfaces.importers import Report
from talent.interfaces.sheets.errors import FileRefused
from talent.models import Agency, ImportBatch


def upload(*, agency: Agency, kind: str, file_name: str, parts: Iterable[bytes], by: User) -> ImportBatch:
    """Keep an uploaded workbook and preview it; a refused file is kept with its reason."""
    importers.kind_of(kind)
    scope.require(by, imports.permission_for(kind), agency.pk)
    path, digest = imports.keep_file(parts)
    try:
        report = importers.read(kind=kind, path=path, filename=file_name, agency=agency, by=by, dry_run=True)
        content, refused = previews.kept(report), False
    except FileRefused as refusal:
        content, refused = previews.kept_refusal(refusal), True
    return imports.receive(
        agency=agency,
        kind=kind,
        file_name=file_name,
        stored=path,
        digest=digest,
        report=content,
        refused=refused,
        by=by,
    )


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
        report = importers.read(
            kind=batch.kind,
            path=Path(settings.MEDIA_ROOT) / "imports" / batch.stored,
            filename=batch.file_name,
            agency=batch.agency,
            by=job.by,
            dry_run=False,
            batch_id=batch.pk,
            skip=cursor.get("chunk", 0),
            after_chunk=after_chunk,
            finish=lambda report: imports.committed(counts=_sum(before, report), **about),
        )
        if report.stopped:
            raise report.stopped
    except FileRefused as refusal:
        counts = job.cursor.get("counts") or before
        imports.stopped(counts=counts, code=refusal.code, message=refusal.message, **about)
        raise DomainError(refusal.message, code=refusal.code) from refusal


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sum(before: dict[str, int], report: Report) -> dict[str, int]:
    return {name: before[name] + count for name, count in report.counts().items()}
