"""What a record rests on: a source, a document number, how long the document holds, and perhaps its file.

Evidence is never changed: what is written anew takes the place of what is withdrawn.
"""

import hashlib
from datetime import date
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
from rules.errors import DomainError, Invalid
from talent.domain import imports, known
from talent.domain.days import require_possible
from talent.domain.file_types import judged
from talent.domain.queries.faults import KINDS
from talent.domain.unfinished import unfinished
from talent.models import Agency, Evidence, EvidenceFile, ImportBatch
from talent.models.base import Known
from talent.models.evidence import owner_of

State = ImportBatch.State


def keep_file(
    *, agency: Agency | None, name: str, content: bytes, by: User, permission: Permission = Permission.IMPORT_RECORDS
) -> EvidenceFile:
    """Keep a document under its digest, outside every served path; the same one again is the one that is there.

    `agency`: whose it is; None for the installation's. `permission`: what its writer needs, by what it is for.
    Raises Invalid for what is not wholly a PDF, PNG, JPEG or WebP, or whose name says something else.
    """
    scope.require(by, permission, agency.pk if agency else None)
    refuse_size(len(content))
    content_type = judged(name, content)
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, content)
    file, _new = EvidenceFile.objects.get_or_create(
        agency=agency,
        digest=digest,
        defaults={"name": name[-255:], "content_type": content_type, "size": len(content), "by": by},
    )
    return file


def _keep(digest: str, content: bytes) -> None:
    kept = _path(digest)
    with unfinished(Path(settings.MEDIA_ROOT) / "evidence-drafts") as folder:
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            (folder / digest).write_bytes(content)
            (folder / digest).replace(kept)


def refuse_size(size: int | None) -> None:
    """Raise Invalid for a document larger than the installation takes; asked before it is read."""
    if (size or 0) > settings.EVIDENCE_LIMIT_BYTES:
        limit = settings.EVIDENCE_LIMIT_BYTES // 2**20
        raise Invalid(_("Berkas lebih besar dari %(limit)s MB.") % {"limit": limit}, code="file_too_large")


@transaction.atomic
def attach(
    *,
    kind: str,
    row: Known | ImportBatch,
    source: str,
    number: str = "",
    valid_until: date | None = None,
    document: tuple[str, bytes] | None = None,
    instead_of: Evidence | None = None,
    by: User,
) -> Evidence:
    """Say what a record of any kind rests on, or all the records of an import. `document`: name and content of a file;
    `instead_of`: what it takes the place of, whose file it keeps where none is given."""
    permission = imports.permission_for(kind)
    scope.require(by, permission, row.agency_id)
    about = _about(kind, row)
    require_possible(valid_until)
    if not source.strip():
        raise Invalid(_("Sebutkan sumbernya."), code="source_missing")
    known.turn(row.agency_id)
    file = instead_of.file if instead_of else None
    if document is not None:
        name, content = document
        whose = None if imports.of_installation(kind) else row.agency
        file = keep_file(agency=whose, name=name, content=content, by=by, permission=permission)
    if instead_of is not None:
        _withdraw(instead_of, by)
    made = Evidence.objects.create(
        kind=kind,
        source=source.strip(),
        number=number.strip(),
        valid_until=valid_until,
        file=file,
        by=by,
        **about,
    )
    _note("attached", made, by, replaces=instead_of.pk if instead_of else None)
    return made


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, by: User) -> None:
    """The record no longer rests on this; the document stays kept, for those who keep the records."""
    scope.require(by, imports.permission_for(evidence.kind), evidence.agency_id)
    if not reason.strip():
        raise Invalid(_("Sebutkan alasannya."), code="reason_missing")
    known.turn(evidence.agency_id)
    _withdraw(evidence, by)
    _note("withdrawn", evidence, by, reason.strip())


def carry(*, kind: str, row: Known, new: str, by: User) -> None:
    """Let the evidence of a fact, known as `row` so far, follow it to its new key; within the caller's transaction."""
    own = Evidence.objects.filter(kind=kind, withdrawn_at=None, batch=None, **_about(kind, row))
    for held in list(own.order_by("id")):
        _withdraw(held, by)
        held.pk, held.key, held.by, held.withdrawn_at, held.withdrawn_by = None, new, by, None, None
        held._state.adding = True
        held.save(force_insert=True)


@transaction.atomic
def opened(*, evidence: Evidence, by: User) -> bytes:
    """The document, after noting who opened it; raises DomainError when it is not what was kept."""
    file = evidence.file
    assert file is not None
    _note("opened", evidence, by, file=file.digest)
    return content_of(file)


def content_of(file: EvidenceFile) -> bytes:
    """A kept document; raises DomainError when it is not what was kept. Whoever calls notes who opened it."""
    path = _path(file.digest)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise DomainError(_("Berkas yang tersimpan tidak sama lagi dengan yang diunggah. Beri tahu auditor."))
    return content


def may_rest(batch: ImportBatch) -> bool:
    """Whether evidence can be given for all records of an import: for those that an agency keeps, once it is known what
    is in the file and as long as that is not taken back."""
    return batch.kind in KINDS and batch.state in (State.PREVIEWED, State.COMMITTING, State.COMMITTED)


def _about(kind: str, row: Known | ImportBatch) -> dict[str, Any]:
    """The columns by which evidence names what it is about."""
    if not isinstance(row, ImportBatch):
        owner = f"{owner_of(kind)}_id"
        return {"agency_id": row.agency_id, "key": row.key, owner: getattr(row, owner)}
    if not may_rest(ImportBatch.objects.get(pk=row.pk)):
        raise DomainError(_("Berkas impor ini tidak memuat catatan yang dapat diberi bukti."), code="import_state")
    return {"agency_id": row.agency_id, "key": "", "batch": row}


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence" / digest


def _withdraw(evidence: Evidence, by: User) -> None:
    # Of two who ask at once, only one still finds it in use.
    in_use = Evidence.objects.filter(pk=evidence.pk, withdrawn_at=None)
    if not in_use.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise DomainError(_("Bukti ini sudah dicabut atau diganti."), code="evidence_withdrawn")


def _note(what: str, evidence: Evidence, by: User, reason: str = "", **more: Any) -> None:
    owner = "batch" if evidence.batch_id else owner_of(evidence.kind)
    ledger.record(
        f"talent.evidence.{what}",
        by=by,
        # What the installation keeps bears no agency, like the list of agencies itself (ADR 0024).
        agency="" if imports.of_installation(evidence.kind) else evidence.agency.answerable.code,
        subject=evidence,
        reason=reason,
        payload={"kind": evidence.kind, owner: getattr(evidence, f"{owner}_id")} | {k: v for k, v in more.items() if v},
    )
