"""The overseer's papers, entered one at a time; the same rows that the approvals workbook would bring."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from succession.domain.entering import AlreadyRecorded, enter, turn_of
from succession.domain.queries.merit import known_rounds
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import ApprovalRecord, MeritPaper, MeritRound
from talent.codes import JPT_TIERS
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile
from talent.models import Agency, Position

Document = tuple[str, bytes]
# What stays of a paper that is revoked.
_KEPT = ("dated", "true_from", "true_to", "tier", "posts", "round_id")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a paper is about: every senior post, those of one `tier`, or the `posts` with these codes."""

    tier: str = ""
    posts: tuple[str, ...] = ()


EVERYTHING = Scope()


@transaction.atomic
def record(
    *,
    agency: Agency,
    kind: str,
    authority: str,
    number: str,
    dated: date,
    valid_from: date | None = None,
    valid_to: date | None,
    about: Scope = EVERYTHING,
    after: MeritRound | None = None,
    document: Document | None = None,
    by: User,
) -> ApprovalRecord:
    """Record an approval, commitment, recommendation or minister's permit of the day `dated`, in force from
    `valid_from` (None: from that day) to `valid_to` (None: no end named). `after`: the decision that a commitment
    follows.

    Refuses the approval or commitment of an authority that was not the overseer that day, and one before any decided
    assessment that is known where the regime of that day asks for one; of a recommendation only an authority that did
    not exist. `document`: name and content of the signed copy.
    """
    scope.require(by, Permission.RECORD_APPROVAL, agency.pk)
    number = required_number(number)
    validity = _validity(dated, valid_from, valid_to)
    known_at = known.turn(agency.pk)
    if (held := _known(agency, kind, authority, number)) is not None:
        message = _("Surat %(number)s sudah tercatat untuk instansi ini.") % {"number": number}
        raise meanwhile.overtaken(AlreadyRecorded, message, held)
    paper = {"kind": kind, "authority": authority, "number": number}
    row = paper | validity | {"revoked_on": None, "revoke_reason": None} | _about(about, agency) | _after(after, dated)
    stored = _entered(row, agency, known_at, by)
    _keep(stored, document, by)
    payload = {"kind": kind, "authority": authority}
    ledger.record("succession.approval.recorded", by=by, agency=agency.code, subject=stored, payload=payload)
    return stored


@transaction.atomic
def correct(
    *,
    approval: ApprovalRecord,
    dated: date,
    valid_from: date | None = None,
    valid_to: date | None,
    about: Scope,
    document: Document | None = None,
    reason: str,
    by: User,
) -> ApprovalRecord:
    """Say otherwise from when to when a paper holds and what it is about; what was known before stays to be read.

    Its number and authority name it: one that was written down wrongly is revoked, and the right one recorded.
    """
    scope.require(by, Permission.RECORD_APPROVAL, approval.agency_id)
    reason = required_reason(reason)
    known_at = turn_of(approval)
    validity = _validity(dated, valid_from, valid_to)
    if approval.revoked_on is not None and approval.revoked_on < dated:
        raise Invalid(_("Pencabutan tidak boleh mendahului tanggal surat."), code="date_order")
    ended = {"revoked_on": approval.revoked_on, "revoke_reason": approval.revoke_reason}
    row = _paper(approval) | validity | ended | _about(about, approval.agency) | _after(approval.round, dated)
    stored = _entered(row, approval.agency, known_at, by)
    _keep(stored, document, by)
    payload = {name: str(value) for name, value in (_paper(approval) | validity).items()}
    code = approval.agency.code
    ledger.record("succession.approval.corrected", by=by, agency=code, subject=stored, reason=reason, payload=payload)
    return stored


@transaction.atomic
def revoke(
    *, approval: ApprovalRecord, revoked_on: date, reason: str, document: Document | None = None, by: User
) -> ApprovalRecord:
    """Record that a paper was revoked: from `revoked_on` on it no longer counts."""
    scope.require(by, Permission.RECORD_APPROVAL, approval.agency_id)
    reason = required_reason(reason)
    known_at = turn_of(approval)
    if approval.revoked_on is not None:
        raise AlreadyRecorded(_("Surat ini sudah dicabut."))
    require_possible(revoked_on)
    if revoked_on > timezone.localdate():
        raise Invalid(_("Tanggal pencabutan tidak boleh di masa depan."), code="future_date")
    if approval.letter_date is not None and revoked_on < approval.letter_date:
        raise Invalid(_("Pencabutan tidak boleh mendahului tanggal surat."), code="date_order")
    as_before = {name: getattr(approval, name) for name in _KEPT}
    ended = {"revoked_on": revoked_on, "revoke_reason": reason}
    stored = _entered(_paper(approval) | as_before | ended, approval.agency, known_at, by)
    _keep(stored, document, by, revocation=True)
    code, payload = approval.agency.code, _paper(approval)
    ledger.record("succession.approval.revoked", by=by, agency=code, subject=stored, reason=reason, payload=payload)
    return stored


def _validity(dated: date, valid_from: date | None, valid_to: date | None) -> dict[str, Any]:
    past_date(dated)
    require_possible(valid_from)
    require_possible(valid_to)
    first = valid_from or dated
    if first < dated:
        raise Invalid(_("Awal masa berlaku tidak boleh sebelum tanggal surat."), code="date_order")
    if valid_to is not None and valid_to < first:
        raise Invalid(_("Akhir masa berlaku tidak boleh sebelum awalnya."), code="date_order")
    return {"dated": None if first == dated else dated, "true_from": first, "true_to": valid_to}


def _after(merit_round: MeritRound | None, dated: date) -> dict[str, Any]:
    """The round of a commitment, decided before it is signed."""
    if merit_round is None:
        return {"round_id": None}
    decided_on = known_rounds([merit_round], known.now(merit_round.agency_id))[0].decided_on
    if decided_on is None or dated < decided_on:
        raise Invalid(_("Komitmen tidak boleh mendahului keputusan putarannya."), code="date_order")
    return {"round_id": merit_round.pk}


def _about(about: Scope, agency: Agency) -> dict[str, Any]:
    if about.tier and about.tier not in JPT_TIERS:
        raise Invalid(_("Jenjangnya bukan JPT."), code="not_a_jpt_tier")
    posts = tuple(dict.fromkeys(about.posts))
    there = dict(Position.objects.filter(agency=agency, code__in=posts).values_list("code", "current__tier"))
    unknown = [code for code in posts if code not in there]
    if unknown:
        message = _("Jabatan %(codes)s tidak tercatat pada instansi ini.") % {"codes": ", ".join(unknown)}
        raise Invalid(message, code="unknown_post")
    apart = [code for code in posts if about.tier and there[code] != about.tier]
    if apart:
        message = _("Jabatan %(codes)s bukan jabatan jenjang itu; suratnya tidak akan berlaku untuk apa pun.")
        raise Invalid(message % {"codes": ", ".join(apart)}, code="other_tier")
    return {"tier": about.tier or None, "posts": "\n".join(posts) or None}


def _paper(approval: ApprovalRecord) -> dict[str, str]:
    return {"kind": approval.kind, "authority": approval.authority, "number": approval.number}


def _entered(row: dict[str, Any], agency: Agency, known_at: datetime, by: User) -> ApprovalRecord:
    """Write the paper; `row` says all there is of it."""
    enter("approvals", [row], agency=agency, known_at=known_at, by=by)
    named = {name: row[name] for name in ("kind", "authority", "number")}
    return ApprovalRecord.objects.get(agency=agency, known_to=None, **named)


def _keep(stored: ApprovalRecord, document: Document | None, by: User, *, revocation: bool = False) -> None:
    if document is not None:
        keep_copy(stored=stored, document=document, at=stored.known_from, revocation=revocation, by=by)


def keep_copy(
    *, stored: ApprovalRecord, document: Document, at: datetime, revocation: bool = False, by: User
) -> MeritPaper:
    """The signed copy of a paper, known from the instant from which the paper is known so."""
    name, content = document
    file = files.keep_file(
        agency=stored.agency, name=name, content=content, by=by, permission=Permission.RECORD_APPROVAL
    )
    names = _paper(stored)
    held = MeritPaper.objects.filter(agency=stored.agency, file=file, **names).first()
    if held is not None:
        return held
    made = MeritPaper.objects.create(agency=stored.agency, file=file, by=by, at=at, revocation=revocation, **names)
    payload = {"file": file.digest, "number": stored.number}
    ledger.record("succession.merit_paper.kept", by=by, agency=stored.agency.code, subject=made, payload=payload)
    return made


def _known(agency: Agency, kind: str, authority: str, number: str) -> ApprovalRecord | None:
    # A letter's number is the same letter however it is capitalised.
    rows = ApprovalRecord.objects.filter(agency=agency, kind=kind, authority=authority, known_to=None)
    return rows.filter(number__iexact=number).first()
