"""Leaving the succession group before the membership runs out: by decision and with a reason, never by itself."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from talent.codes import PoolExitCause
from talent.domain import known
from talent.models import PoolExit, PoolMembership


@transaction.atomic
def leave(*, membership: PoolMembership, on: date, cause: str, reason: str, by: User) -> PoolExit:
    """Record that a member leaves on `on` (no member any more from that day on).

    Decisions taken before the exit was recorded keep the pool they were taken from.
    """
    scope.require(by, Permission.APPROVE_PLANS, membership.agency_id)
    at = known.turn(membership.agency_id)
    membership = PoolMembership.objects.select_for_update(of=("self",)).select_related("agency").get(pk=membership.pk)
    if PoolExit.objects.filter(membership=membership).exists():
        raise DomainError(_("Anggota ini sudah keluar dari kelompok suksesi."), code="already_left")
    if cause not in PoolExitCause.values:
        raise Invalid(_("Sebab keluar tidak dikenal."), code="unknown_cause")
    if not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")
    if not membership.valid_from <= on <= membership.valid_to:
        raise Invalid(_("Tanggal keluar berada di luar masa berlaku keanggotaan."), code="date_order")
    found = PoolExit.objects.create(membership=membership, on=on, cause=cause, reason=reason.strip(), by=by, at=at)
    ledger.record(
        "talent.pool.left",
        by=by,
        agency=membership.agency.code,
        subject=membership,
        reason=reason.strip(),
        payload={"on": on.isoformat(), "cause": cause},
    )
    return found
