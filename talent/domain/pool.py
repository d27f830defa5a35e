"""Leaving the succession group before the membership runs out: by decision and with a reason, never by itself.

An exit that was recorded by mistake is revoked, or corrected by another one. What was decided between the two keeps the
pool as it was known then.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from talent.codes import PoolExitCause
from talent.domain import known
from talent.models import Employee, PoolExit, PoolMembership


@transaction.atomic
def leave(*, membership: PoolMembership, on: date, cause: str, reason: str, by: User) -> PoolExit:
    """Record that a member leaves on `on` (no member any more from that day on).

    Decisions taken before the exit was recorded keep the pool they were taken from.
    """
    at = _turn(membership, by)
    membership = PoolMembership.objects.select_for_update(of=("self",)).select_related("agency").get(pk=membership.pk)
    if _standing().filter(membership=membership).exists():
        raise DomainError(_("Anggota ini sudah keluar dari kelompok suksesi."), code="already_left")
    return _left(membership, on, cause, reason, by, at)


@transaction.atomic
def revoke(*, left: PoolExit, reason: str, by: User) -> None:
    """Take back an exit that was recorded by mistake: the member never left. The exit and `reason` stay readable."""
    _revoke(left, reason, by, _turn(left.membership, by))


@transaction.atomic
def correct(*, left: PoolExit, on: date, cause: str, reason: str, because: str, by: User) -> PoolExit:
    """Record the same exit with another day, cause or reason, known from the instant at which the old one is revoked
    (`because` says why)."""
    if (on, cause, reason.strip()) == (left.on, left.cause, left.reason):
        raise Invalid(_("Tidak ada yang berubah."), code="same")
    at = _turn(left.membership, by)
    _revoke(left, because, by, at)
    return _left(left.membership, on, cause, reason, by, at)


def moved(*, person: Employee, on: date, reason: str, by: User, at: datetime) -> list[PoolExit]:
    """Whoever serves another agency from `on` on is in no pool of the one that they left from that day; the exits. One
    that was recorded for a later day is corrected to that one.
    Within the caller's transaction, at its turn of the agency: the decision is that of the inauguration."""
    found = []
    held = PoolMembership.objects.filter(employee=person, valid_to__gte=on)
    for one in held.select_related("agency").order_by("id"):
        day, standing = max(on, one.valid_from), _standing().filter(membership=one).first()
        if standing is not None and standing.on <= day:
            continue
        if standing is not None:
            _revoke(standing, reason, by, at)
        found.append(_left(one, day, PoolExitCause.MOVED, reason, by, at))
    return found


def moved_back(*, exits: list[PoolExit], known_at: datetime, reason: str, by: User, at: datetime) -> None:
    """They never left by that move: its exits are revoked, and one for a later day that it corrected stands again.
    Within the caller's transaction, at its turn of the agency."""
    for one in exits:
        _revoke(one, reason, by, at)
        corrected = PoolExit.objects.filter(membership=one.membership_id, revoked_at=known_at).exclude(pk=one.pk)
        for later in corrected.select_related("membership__agency").order_by("id"):
            _left(later.membership, later.on, later.cause, later.reason, by, at)


def _standing() -> QuerySet[PoolExit]:
    return PoolExit.objects.filter(revoked_at=None)


def _turn(membership: PoolMembership, by: User) -> datetime:
    scope.require(by, Permission.APPROVE_PLANS, membership.agency_id)
    return known.turn(membership.agency_id)


def _left(membership: PoolMembership, on: date, cause: str, reason: str, by: User, at: datetime) -> PoolExit:
    if cause not in PoolExitCause.values:
        raise Invalid(_("Sebab keluar tidak dikenal."), code="unknown_cause")
    if not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")
    if not membership.valid_from <= on <= membership.valid_to:
        raise Invalid(_("Tanggal keluar berada di luar masa berlaku keanggotaan."), code="date_order")
    found = PoolExit.objects.create(membership=membership, on=on, cause=cause, reason=reason.strip(), by=by, at=at)
    _note("left", membership, by, reason, {"on": on.isoformat(), "cause": cause})
    return found


def _revoke(left: PoolExit, reason: str, by: User, at: datetime) -> None:
    if not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")
    open_still = PoolExit.objects.filter(pk=left.pk, revoked_at=None)
    if not open_still.update(revoked_at=at, revoked_by=by, revoked_because=reason.strip()):
        raise DomainError(_("Pencatatan keluar ini sudah dicabut."), code="already_revoked")
    left.refresh_from_db()
    _note("exit_revoked", left.membership, by, reason, {"exit": left.pk})


def _note(what: str, membership: PoolMembership, by: User, reason: str, payload: dict[str, object]) -> None:
    agency = membership.agency.code
    ledger.record(f"talent.pool.{what}", by=by, agency=agency, subject=membership, reason=reason.strip(),
                  payload=payload)  # fmt: skip
