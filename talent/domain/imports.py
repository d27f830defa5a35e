"""Uploaded workbooks: received, previewed, committed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError, Invalid, NotAllowed
from rules.text import Text
from talent.domain.importing import Written
from talent.domain.unfinished import unfinished
from talent.domain.wording import stored
from talent.models import Agency, ColumnMatch, ImportBatch

# What importing each kind asks for, by page, API and command alike. Agencies are entered by the installation, not by
# one of them; merit workbooks describe the agency itself; the rest is about its posts and employees.
PERMISSIONS = {
    "agencies": Permission.IMPORT_AGENCIES,
    "units": Permission.IMPORT_RECORDS,
    "positions": Permission.IMPORT_RECORDS,
    "technical_standards": Permission.IMPORT_RECORDS,
    "employees": Permission.IMPORT_RECORDS,
    "performance": Permission.IMPORT_RECORDS,
    "assessments": Permission.IMPORT_RECORDS,
    "technical_levels": Permission.IMPORT_RECORDS,
    "appointments": Permission.IMPORT_RECORDS,
    "education": Permission.IMPORT_RECORDS,
    "training": Permission.IMPORT_RECORDS,
    "awards": Permission.IMPORT_RECORDS,
    "team_assignments": Permission.IMPORT_RECORDS,
    "sanctions": Permission.IMPORT_RECORDS,
    "feedback_360": Permission.IMPORT_RECORDS,
    "components": Permission.IMPORT_RECORDS,
    "attestations": Permission.IMPORT_RECORDS,
    "merit_rounds": Permission.IMPORT_MERIT,
    "merit_levels": Permission.IMPORT_MERIT,
    "approvals": Permission.IMPORT_MERIT,
    "gate_freezes": Permission.PREPARE_VACANCY,
    "gate_conditions": Permission.PUBLISH_POLICY,
    "critical_posts": Permission.PUBLISH_POLICY,
}
# Any of them opens the page and the endpoints of imports.
IMPORTING = tuple(dict.fromkeys(PERMISSIONS.values()))


def permission_for(kind: str) -> Permission:
    """Which permission importing this kind asks for."""
    return PERMISSIONS[kind]


def of_installation(kind: str) -> bool:
    """Whether a file of this kind is nobody's own: it says which agencies there are."""
    return PERMISSIONS[kind] is Permission.IMPORT_AGENCIES


def keep_file(parts: Iterable[bytes]) -> tuple[Path, str]:
    """Store an upload under its digest, outside every served path; returns the path and the SHA-256."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    digest, size = hashlib.sha256(), 0
    with unfinished(folder) as draft:
        with (draft / "upload").open("wb") as target:
            for part in parts:
                size += len(part)
                if size > settings.UPLOAD_LIMIT_BYTES:
                    raise Invalid(
                        _("Berkas lebih besar dari %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_BYTES // 2**20},
                        code="file_too_large",
                    )
                digest.update(part)
                target.write(part)
        kept = folder / digest.hexdigest()
        (draft / "upload").replace(kept)
    return kept, digest.hexdigest()


@transaction.atomic
def receive(
    *,
    agency: Agency | None,
    kind: str,
    file_name: str,
    stored: Path,
    digest: str,
    by: User,
    state: str = ImportBatch.State.CHECKING,
    report: dict[str, Any] | None = None,
    matches: dict[str, str] | None = None,
) -> ImportBatch:
    """Note an upload, and what its check said if that is known yet; no record is written by this."""
    require_permission(kind=kind, agency=agency, by=by)
    batch = ImportBatch.objects.create(
        agency=agency,
        kind=kind,
        file_name=file_name[:255],
        file_digest=digest,
        stored=stored.name,
        by=by,
        matches=matches or {},
    )
    if state in (ImportBatch.State.PREVIEWED, ImportBatch.State.REFUSED):
        checked(batch=batch, state=state, report=report or {}, by=by)
    else:
        ImportBatch.objects.filter(pk=batch.pk).update(state=state, report=report or {})
        payload = {"kind": kind, "file": digest, "state": state}
        code = agency.code if agency else ""
        ledger.record("talent.import.received", by=by, agency=code, subject=batch, payload=payload)
    batch.refresh_from_db()
    return batch


def begin(
    *, agency: Agency | None, kind: str, file_name: str, stored: Path, digest: str, matches: dict[str, str], by: User
) -> tuple[ImportBatch, Job]:
    """A batch that is written without a preview, by whoever calls this in the transaction of its first chunk; and the
    job by which the worker goes on should they be killed."""
    require_permission(kind=kind, agency=agency, by=by)
    batch = ImportBatch.objects.create(
        agency=agency,
        kind=kind,
        file_name=file_name[:255],
        file_digest=digest,
        stored=stored.name,
        by=by,
        matches=matches,
        state=ImportBatch.State.COMMITTING,
    )
    job = running.claim(
        kind="import",
        by=by,
        agency_id=agency.pk if agency else None,
        params={"batch": batch.pk},
        target=f"import:{batch.pk}",
    )
    batch.job = job
    batch.save(update_fields=["job"])
    return batch, job


def is_intact(path: Path, batch: ImportBatch) -> bool:
    """Whether the stored file is still the one that was received."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == batch.file_digest


def drop_file(path: Path) -> None:
    """Let go of a stored file that no batch is about."""
    if not ImportBatch.objects.filter(stored=path.name).exists():
        path.unlink(missing_ok=True)


@transaction.atomic
def checked(
    *, batch: ImportBatch, state: str, report: dict[str, Any], by: User, said: dict[str, str] | None = None
) -> None:
    """Note what the check of an upload came to; unless it was refused, what was `said` of its columns is remembered
    for the agency's next files."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, report=report)
    if state == ImportBatch.State.PREVIEWED:
        _remember(batch, said or {}, by)
    refused = state == ImportBatch.State.REFUSED
    counts = {name: report.get(name) for name in ("rows", "accepted", "rejected")}
    ledger.record(
        "talent.import.previewed" if state != ImportBatch.State.WAITING else "talent.import.columns_asked",
        by=by,
        agency=batch.agency.code if batch.agency else "",
        subject=batch,
        payload={"kind": batch.kind, "file": batch.file_digest, "refused": refused} | counts,
    )


@transaction.atomic
def start_check(*, batch: ImportBatch, rows: int, by: User, said: dict[str, str] | None = None) -> Job:
    """Queue the check of an upload that is too large to be checked while somebody waits; about `rows` rows. `said`:
    what somebody just told of its columns, to be remembered."""
    job = running.start(
        kind="import_check",
        by=by,
        agency_id=batch.agency_id,
        params={"batch": batch.pk, "said": said or {}},
        total=rows,
        target=f"import:{batch.pk}",
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job, state=ImportBatch.State.CHECKING)
    batch.refresh_from_db()
    return job


@transaction.atomic
def match(*, batch: ImportBatch, matches: dict[str, str], by: User) -> None:
    """Say which column each unknown header is (empty: of no use); `checked` remembers it."""
    require_permission(kind=batch.kind, agency=batch.agency, by=by)
    columns = [column for column in matches.values() if column]
    if twice := next((column for column in columns if columns.count(column) > 1), None):
        message = _("Kolom “%(column)s” dipilih untuk dua kepala kolom; pilih satu saja.") % {"column": twice}
        raise Invalid(message, code="column_twice")
    asked = ImportBatch.objects.filter(pk=batch.pk, state__in=[ImportBatch.State.WAITING, ImportBatch.State.CHECKING])
    if not asked.update(matches=batch.matches | matches, state=ImportBatch.State.CHECKING):
        raise DomainError(_("Kolom berkas ini tidak sedang dicocokkan."), code="import_state")
    ledger.record(
        "talent.import.columns_matched",
        by=by,
        agency=batch.agency.code if batch.agency else "",
        subject=batch,
        payload={"kind": batch.kind, "columns": sorted(column for column in matches.values() if column)},
    )
    batch.refresh_from_db()


def _remember(batch: ImportBatch, matches: dict[str, str], by: User) -> None:
    for header, column in matches.items() if batch.agency else ():
        ColumnMatch.objects.update_or_create(
            agency=batch.agency, kind=batch.kind, header=header[:120], defaults={"column": column, "by": by}
        )


@transaction.atomic
def forget(*, match: ColumnMatch, by: User) -> None:
    """Forget that a header stands for a column; the next file is asked about again."""
    scope.require(by, permission_for(match.kind), match.agency_id)
    payload = {"kind": match.kind, "column": match.column}
    ledger.record(
        "talent.import.match_forgotten", by=by, agency=match.agency.code, subject=match.agency, payload=payload
    )
    match.delete()


def remembered(*, agency: Agency | None, kind: str) -> dict[str, str]:
    """Header → column, as the agency's files of this kind were matched before; nothing where it is no agency's."""
    return dict(ColumnMatch.objects.filter(agency=agency, kind=kind).values_list("header", "column"))


@transaction.atomic
def start_commit(*, batch: ImportBatch, by: User) -> Job:
    """Queue the writing of a previewed batch's good rows, or of those that are left when its writing gave up."""
    require_permission(kind=batch.kind, agency=batch.agency, by=by)
    found = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    # Of two who ask at once, only one still finds the batch as it was.
    unchanged = ImportBatch.objects.filter(pk=found.pk, state=found.state, job=found.job_id)
    free = found.state == ImportBatch.State.PREVIEWED or found.halted
    if not free or not unchanged.update(state=ImportBatch.State.COMMITTING, job=None):
        raise DomainError(_("Berkas ini sudah ditulis atau ditolak; unggah lagi bila perlu."), code="import_state")
    job = running.start(
        kind="import",
        by=by,
        agency_id=batch.agency_id,
        params={"batch": batch.pk, "cursor": found.cursor if found.halted else {}},
        total=batch.report.get("rows", 0),
        target=f"import:{batch.pk}",
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    batch.refresh_from_db()
    return job


def chunk_written(
    *, agency: Agency | None, kind: str, number: int, batch_id: int | None, written: Written, by: User
) -> None:
    """Note a chunk of a workbook, in the transaction that wrote its rows."""
    ledger.record(
        "talent.records.written",
        by=by,
        agency=agency.code if agency else "",
        subject=f"talent.importbatch:{batch_id}" if batch_id else "",
        payload={
            "kind": kind,
            "chunk": number,
            "new": written.new,
            "changed": written.changed,
            "same": written.same,
        },
    )


def require_permission(*, kind: str, agency: Agency | None, by: User) -> None:
    """Importing this kind is a matter of the agency, or (without one) of those who may do it everywhere."""
    if agency is not None:
        scope.require(by, permission_for(kind), agency.pk)
    elif not scope.scope(by, permission_for(kind)).everywhere:
        raise NotAllowed(
            _("Daftar instansi diimpor administrator; berkas lain tanpa menyebut instansi hanya oleh operator sistem.")
        )


@transaction.atomic
def committed(
    *, batch: ImportBatch | None, agency: Agency | None, kind: str, digest: str, counts: dict[str, Any], by: User
) -> None:
    """Note that a workbook's rows are written."""
    if batch is not None:
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportBatch.State.COMMITTED,
            committed_at=timezone.now(),
            report={name: value for name, value in batch.report.items() if name != "stopped"} | {"written": counts},
        )
    ledger.record(
        "talent.import.committed",
        by=by,
        agency=agency.code if agency else "",
        subject=batch,
        payload={"kind": kind, "file": digest} | counts,
    )


@transaction.atomic
def stopped(
    *,
    batch: ImportBatch | None,
    agency: Agency | None,
    kind: str,
    digest: str,
    counts: dict[str, Any],
    code: str,
    message: Text,
    by: User,
) -> None:
    """Note that a workbook could not be read to its end: `counts` of its rows are written, and why not the rest."""
    if batch is not None:
        reason = {"code": code, "message": stored(message)}
        ImportBatch.objects.filter(pk=batch.pk).update(report=batch.report | {"stopped": reason})
    ledger.record(
        "talent.import.stopped",
        by=by,
        agency=agency.code if agency else "",
        subject=batch,
        payload={"kind": kind, "file": digest, "code": code} | counts,
    )
