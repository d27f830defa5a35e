"""Documents of a merit round: one file may serve several sub-aspects; replaced, it becomes a new version.

The shares bind here as they bind whose level it is: nobody but its owner, and the head, touches what a sub-aspect rests
on.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from succession.domain.assessing import require_share
from succession.domain.merit_steps import State, locked, require_state
from succession.domain.queries import assessments as queries
from succession.domain.reasons import required_reason
from succession.models import MeritAssessment, MeritEvidence
from talent.domain import evidence as files
from talent.domain.queries import meanwhile
from talent.models import EvidenceFile

# Evidence may be added; what was submitted is not taken away.
OPEN = (State.DRAFT, State.CLARIFICATION)


@transaction.atomic
def attach(
    *, assessment: MeritAssessment, sub_aspects: Sequence[str], title: str, document: tuple[str, bytes], by: User
) -> list[MeritEvidence]:
    """Let a document (name, content) serve these sub-aspects; those it serves already stay as they are. Raises
    NotAllowed where one of them is the share of another."""
    held, file = _kept(assessment, document, sub_aspects, by)
    if not title.strip():
        raise Invalid(_("Judul dokumen wajib diisi."), code="required")
    known = set(held.answers.values_list("sub_aspect", flat=True))
    if not sub_aspects or not set(sub_aspects) <= known:
        raise Invalid(_("Pilih sub-aspek yang dibuktikan dokumen ini."), code="unknown_sub_aspect")
    served = set(held.evidence.filter(file=file, withdrawn_at=None).values_list("sub_aspect", flat=True))
    fresh = [code for code in dict.fromkeys(sub_aspects) if code not in served]
    made = [_add(held, code, title.strip(), file, 1, by) for code in fresh]
    _note(held, "attached", by, file, sub_aspects=fresh)
    return made


@transaction.atomic
def replace(*, evidence: MeritEvidence, document: tuple[str, bytes], by: User) -> None:
    """Put a new version in the place of a document, for every sub-aspect that it serves but the shares of others, which
    keep the one they rest on. Raises NotAllowed where that of `evidence` is one of them."""
    held, file = _kept(evidence.assessment, document, [evidence.sub_aspect], by)
    if file.pk == evidence.file_id:
        raise Invalid(_("Berkas ini sama dengan yang sudah ada."), code="same_file")
    others = queries.shares_of_others(by, held)
    served_now = held.evidence.filter(file=evidence.file_id, withdrawn_at=None)
    before = list(served_now.exclude(sub_aspect__in=others).order_by("id"))
    # Somebody was faster where the one that was read is no longer in use, though the same file still serves others.
    _withdraw(held, before if evidence in before else [evidence], by)
    served = set(held.evidence.filter(file=file, withdrawn_at=None).values_list("sub_aspect", flat=True))
    for old in before:
        if old.sub_aspect not in served:
            _add(held, old.sub_aspect, old.title, file, old.number + 1, by)
    _note(held, "replaced", by, file, sub_aspects=[old.sub_aspect for old in before], before=evidence.file.digest)


@transaction.atomic
def withdraw(*, evidence: MeritEvidence, reason: str, by: User) -> None:
    """The sub-aspect no longer rests on this document, which stays kept; only while the round is a draft, and only by
    whose share it is."""
    held = locked(evidence.assessment)
    scope.require(by, Permission.ASSESS_MERIT, held.agency_id)
    require_state(held, State.DRAFT)
    require_share(held, [evidence.sub_aspect], by)
    said = required_reason(reason)
    _withdraw(held, [evidence], by)
    _note(held, "withdrawn", by, evidence.file, reason=said, sub_aspects=[evidence.sub_aspect])


@transaction.atomic
def opened(*, evidence: MeritEvidence, by: User) -> bytes:
    """The document, after noting who opened it."""
    _note(evidence.assessment, "opened", by, evidence.file)
    return files.content_of(evidence.file)


def require_open(held: MeritAssessment, by: User) -> None:
    """Raise unless this person may add evidence to the round as it stands."""
    scope.require(by, Permission.ASSESS_MERIT, held.agency_id)
    require_state(held, *OPEN)


def _kept(
    assessment: MeritAssessment, document: tuple[str, bytes], sub_aspects: Sequence[str], by: User
) -> tuple[MeritAssessment, EvidenceFile]:
    held = locked(assessment)
    require_open(held, by)
    require_share(held, sub_aspects, by)
    name, content = document
    file = files.keep_file(agency=held.agency, name=name, content=content, by=by, permission=Permission.ASSESS_MERIT)
    return held, file


def _add(
    held: MeritAssessment, sub_aspect: str, title: str, file: EvidenceFile, number: int, by: User
) -> MeritEvidence:
    return MeritEvidence.objects.create(
        assessment=held, sub_aspect=sub_aspect, title=title, file=file, number=number, by=by
    )


def _withdraw(held: MeritAssessment, rows: Sequence[MeritEvidence], by: User) -> None:
    # Of two who ask at once, only one still finds it in use.
    in_use = MeritEvidence.objects.filter(pk__in=[row.pk for row in rows], withdrawn_at=None)
    if not in_use.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise _gone(held, rows[0])


def _gone(held: MeritAssessment, row: MeritEvidence) -> DomainError:
    """Who withdrew or replaced a document, and what is there instead."""
    row.refresh_from_db()
    message = _("Bukti ini sudah dicabut atau diganti.")
    later = held.evidence.filter(sub_aspect=row.sub_aspect, title=row.title, number__gt=row.number)
    newest = later.select_related("file").order_by("number").last()
    if newest is not None and newest.withdrawn_at is None:
        words = {"number": newest.number, "digest": newest.file.digest[:12]}
        message += " " + _("Kini versi %(number)s, SHA-256 %(digest)s.") % words
    kind = f"succession.merit_evidence.{'replaced' if newest else 'withdrawn'}"
    change = meanwhile.change(kind, by=str(row.withdrawn_by), at=row.withdrawn_at, now=held)
    return DomainError(meanwhile.told(message, change), code="evidence_withdrawn", change=change)


def _note(held: MeritAssessment, what: str, by: User, file: EvidenceFile, reason: str = "", **more: object) -> None:
    ledger.record(
        f"succession.merit_evidence.{what}",
        by=by,
        agency=held.agency.code,
        subject=held,
        reason=reason,
        payload={"file": file.digest} | more,
    )
