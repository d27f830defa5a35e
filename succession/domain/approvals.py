"""The overseer's papers, entered one at a time; the same rows that the approvals workbook would bring."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from succession.domain.entering import enter
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import ApprovalRecord
from talent.domain import known
from talent.domain.days import require_possible
from talent.models import Agency


class AlreadyRecorded(DomainError):
    """The paper of this number is known already."""

    code = "already_recorded"


@transaction.atomic
def record(
    *, agency: Agency, kind: str, authority: str, number: str, dated: date, valid_to: date | None, by: User
) -> ApprovalRecord:
    """Record an approval, commitment or recommendation, in force from `dated` to `valid_to` (None: no end named)."""
    scope.require(by, Permission.RECORD_APPROVAL, agency.pk)
    number = required_number(number)
    past_date(dated)
    require_possible(valid_to)
    if valid_to is not None and valid_to < dated:
        raise Invalid(_("Akhir masa berlaku tidak boleh sebelum tanggal surat."), code="date_order")
    if _known(agency, kind, authority, number) is not None:
        raise AlreadyRecorded(_("Surat %(number)s sudah tercatat untuk instansi ini.") % {"number": number})
    paper = {"kind": kind, "authority": authority, "number": number}
    row = paper | {"true_from": dated, "true_to": valid_to, "revoked_on": None}
    enter("approvals", [row], agency=agency, known_at=known.turn(agency.pk), by=by)
    stored = ApprovalRecord.objects.get(agency=agency, known_to=None, **paper)
    ledger.record(
        "succession.approval.recorded",
        by=by,
        agency=agency.code,
        subject=stored,
        payload={"kind": kind, "authority": authority},
    )
    return stored


@transaction.atomic
def revoke(*, approval: ApprovalRecord, revoked_on: date, reason: str, by: User) -> ApprovalRecord:
    """Record that a paper was revoked: from `revoked_on` on it no longer counts."""
    scope.require(by, Permission.RECORD_APPROVAL, approval.agency_id)
    reason = required_reason(reason)
    if approval.known_to is not None or approval.revoked_on is not None:
        raise AlreadyRecorded(_("Catatan surat ini sudah diganti atau sudah dicabut; muat ulang halamannya."))
    require_possible(revoked_on)
    if revoked_on > timezone.localdate():
        raise Invalid(_("Tanggal pencabutan tidak boleh di masa depan."), code="future_date")
    if approval.true_from is not None and revoked_on < approval.true_from:
        raise Invalid(_("Pencabutan tidak boleh mendahului tanggal surat."), code="date_order")
    paper = {"kind": approval.kind, "authority": approval.authority, "number": approval.number}
    validity = {"true_from": approval.true_from, "true_to": approval.true_to}
    row = paper | validity | {"revoked_on": revoked_on}
    enter("approvals", [row], agency=approval.agency, known_at=known.turn(approval.agency_id), by=by)
    stored = ApprovalRecord.objects.get(agency=approval.agency, known_to=None, **paper)
    ledger.record(
        "succession.approval.revoked", by=by, agency=approval.agency.code, subject=stored, reason=reason, payload=paper
    )
    return stored


def _known(agency: Agency, kind: str, authority: str, number: str) -> ApprovalRecord | None:
    rows = ApprovalRecord.objects.filter(agency=agency, kind=kind, authority=authority, number=number, known_to=None)
    return rows.first()
