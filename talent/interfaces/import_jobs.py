"""Uploads from the page and the API: checked at once, written by the worker."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.domain.queries import scope
from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from talent.domain import imports
from talent.interfaces import importers
from talent.interfaces.importers import Report
from talent.interfaces.sheets.errors import FileRefused
from talent.models import Agency, ImportBatch

# More errors than this are counted, not kept: a file that is wrong everywhere is wrong in one way.
ERRORS_KEPT = 2_000


def upload(*, agency: Agency, kind: str, file_name: str, parts: Iterable[bytes], by: User) -> ImportBatch:
    """Keep an uploaded workbook and preview it; a refused file is kept with its reason."""
    importers.kind_of(kind)
    scope.require(by, imports.permission_for(kind), agency.pk)
    path, digest = imports.keep_file(parts)
    try:
        report = importers.read(kind=kind, path=path, filename=file_name, agency=agency, by=by, dry_run=True)
        content, refused = _kept(report), False
    except FileRefused as refusal:
        content, refused = {"refused": {"code": refusal.code, "message": refusal.message}}, True
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
    written: dict[str, Any] = job.cursor.get("counts", {"rows": 0, "new": 0, "changed": 0, "same": 0, "rejected": 0})

    def after_chunk(number: int, report: Report) -> None:
        counts = _sum(written, report)
        running.advance(job, done=counts["rows"], cursor={"chunk": number, "counts": counts})

    report = importers.read(
        kind=batch.kind,
        path=Path(settings.MEDIA_ROOT) / "imports" / batch.stored,
        filename=batch.file_name,
        agency=batch.agency,
        by=job.by,
        dry_run=False,
        batch_id=batch.pk,
        skip=job.cursor.get("chunk", 0),
        after_chunk=after_chunk,
    )
    imports.committed(
        batch=batch,
        agency=batch.agency,
        kind=batch.kind,
        digest=batch.file_digest,
        counts=_sum(written, report),
        by=job.by,
    )


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sum(before: dict[str, Any], report: Report) -> dict[str, Any]:
    return {name: before[name] + getattr(report, name) for name in ("rows", "new", "changed", "same", "rejected")}


def _kept(report: Report) -> dict[str, Any]:
    content = report.as_json() | {"new": report.new, "changed": report.changed, "same": report.same}
    content["errors_total"] = len(content["errors"])
    content["errors"] = content["errors"][:ERRORS_KEPT]
    content["notices"] = report.notices
    return content
