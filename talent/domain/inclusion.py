"""People who became eligible after the mapping: mapped by a supplementary run of their own, and joined to the cycle.

Before the penetapan they are simply part of what is established. Afterwards they enter by a supplementary decree, with
the reason. So do those whose reply was accepted and whose box is another now; the placement they had stays stored. A
working assumption: their facts are read as of the day of their inclusion, under the cycle's own policy.

Who waits for that decree the PPK may also decline, with the reason: no rule decides it, the PPK does.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError, Invalid, Stale
from talent.domain import known, mapping
from talent.domain.cycles import State
from talent.domain.days import require_come, require_possible
from talent.domain.queries import inclusion as queries
from talent.domain.queries import meanwhile
from talent.domain.queries.calibrated import Ranked
from talent.domain.queries.cycles import policy_of
from talent.models import InclusionDecline, PoolMembership, ReviewCycle

OPEN_STATES = (State.MAPPED, State.CALIBRATION, State.PROPOSED, State.ESTABLISHED)


@transaction.atomic
def start(*, cycle: ReviewCycle, by: User) -> Job:
    """Queue the mapping of everybody who became eligible since, as known at this moment."""
    scope.require(by, Permission.MAP_TALENT, cycle.agency_id)
    if cycle.run is None or cycle.state not in OPEN_STATES:
        raise DomainError(_not_open(), code="state")
    if cycle.job and cycle.job.live:
        raise DomainError(_("Pemetaan siklus ini sedang berjalan."), code="already_running")
    known_at = known.turn(cycle.agency_id)
    people = queries.newly_eligible(cycle)
    if not people:
        raise DomainError(_("Tidak ada pegawai yang baru memenuhi syarat."), code="nobody")
    job = running.start(
        kind="map_more",
        by=by,
        agency_id=cycle.agency_id,
        params={
            "cycle": cycle.pk,
            "run": cycle.run.pk,
            "people": sorted(people),
            "on": queries.day_of(cycle).isoformat(),
            "known_at": known_at.isoformat(),
        },
        total=len(people),
        target=f"cycle:{cycle.pk}",
    )
    ReviewCycle.objects.filter(pk=cycle.pk).update(job=job)
    cycle.job = job
    payload = {"job": job.pk, "people": len(people)}
    ledger.record("talent.inclusion.started", by=by, agency=cycle.agency.code, subject=cycle, payload=payload)
    return job


@running.handles("map_more")
def _map_more(job: Job) -> None:
    cycle = ReviewCycle.objects.select_related("agency", "run").get(pk=job.params["cycle"])
    if cycle.state not in OPEN_STATES:
        raise DomainError(_not_open(), code="state")
    if cycle.run is None or cycle.run.pk != job.params["run"]:
        raise DomainError(_("Siklus dipetakan ulang sementara itu; semua orangnya sudah termasuk."), code="stale")
    mapping.run(
        agency=cycle.agency,
        on=date.fromisoformat(job.params["on"]),
        known_at=datetime.fromisoformat(job.params["known_at"]),
        policy=policy_of(cycle.run),
        by=job.by,
        cycle=cycle,
        job=job,
        extends=cycle.run,
        people=job.params["people"],
    )


def _not_open() -> str:
    return _("Pegawai susulan masuk ke siklus yang sudah dipetakan dan belum ditutup.")


def token_of(cycle: ReviewCycle, waiting: Sequence[Ranked]) -> str:
    """A digest of what the PPK sees before a supplementary decree."""
    rows = [(one.employee_id, one.box, one.talent_value) for one in waiting]
    return hashlib.sha256(f"{cycle.pk}|{rows}".encode()).hexdigest()


@transaction.atomic
def establish(*, cycle: ReviewCycle, decree: str, established_date: date, reason: str, token: str, by: User) -> int:
    """Supplementary penetapan: those who joined after it enter the pool, behind its members; returns how many."""
    scope.require(by, Permission.ESTABLISH_POOL, cycle.agency_id)
    known_from = known.turn(cycle.agency_id)
    cycle = _established(cycle)
    assert cycle.established_date is not None
    if not decree.strip() or not reason.strip():
        raise Invalid(_("Nomor keputusan dan alasan masuk wajib diisi."), code="decree_missing")
    require_possible(established_date)
    require_come(established_date)
    joining = _seen(cycle, token)
    first, valid = queries.days_of_decree(cycle, joining)
    if established_date < first:
        message = _("Penetapan susulan mendahului penetapan siklusnya atau tanggal data pegawainya, %(day)s.")
        raise Invalid(message % {"day": date_format(first, "DATE_FORMAT")}, code="date_order")
    last = cycle.memberships.aggregate(last=Max("rank"))["last"] or 0
    if valid < established_date:
        raise DomainError(_("Masa berlaku kelompok suksesi siklus ini sudah lewat."), code="expired")
    why = f"{reason.strip()} ({decree.strip()})"
    PoolMembership.objects.bulk_create(
        PoolMembership(
            agency_id=cycle.agency_id,
            cycle=cycle,
            employee_id=one.employee_id,
            box=one.box,
            computed_box=one.computed_box if one.moved else None,
            talent_value=one.talent_value,
            entry_reason=why,
            rank=last + place,
            valid_from=established_date,
            valid_to=valid,
            known_from=known_from,
        )
        for place, one in enumerate(joining, start=1)
    )
    payload = {"members": len(joining), "date": established_date.isoformat(), "decree": decree.strip()}
    ledger.record("talent.inclusion.established", by=by, agency=cycle.agency.code, subject=cycle, reason=reason.strip(),
                  payload=payload)  # fmt: skip
    return len(joining)


@transaction.atomic
def decline(*, cycle: ReviewCycle, people: Collection[int], reason: str, token: str, by: User) -> int:
    """The PPK takes some of those who wait (ids of employees) not into the pool, with the reason; returns how many.

    They keep their box. Another box, or being offered anew, brings them before the PPK again; nothing else does, and
    the cycle does not wait for them. Raises Stale where others wait by now than those whose `token` was read.
    """
    scope.require(by, Permission.ESTABLISH_POOL, cycle.agency_id)
    at = known.turn(cycle.agency_id)
    cycle = _established(cycle)
    if not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")
    waiting = {one.employee_id for one in _seen(cycle, token)}
    if not people or not waiting.issuperset(people):
        raise Invalid(_("Pilih orang dari daftar yang menunggu penetapan susulan."), code="unknown_person")
    given = queries.joined_by(cycle, people)
    InclusionDecline.objects.bulk_create(
        InclusionDecline(cycle=cycle, placement_id=given[who], reason=reason.strip(), by=by, at=at)
        for who in sorted(given)
    )
    _changed(cycle)
    ledger.record("talent.inclusion.declined", by=by, agency=cycle.agency.code, subject=cycle, reason=reason.strip(),
                  payload={"people": sorted(given)})  # fmt: skip
    return len(given)


@transaction.atomic
def offer_anew(*, declined: InclusionDecline, reason: str, by: User) -> None:
    """Bring somebody whom the PPK declined before the PPK again, with the reason; the decline stays readable."""
    scope.require(by, Permission.MAP_TALENT, declined.cycle.agency_id)
    at = known.turn(declined.cycle.agency_id)
    cycle = _established(declined.cycle)
    if not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")
    who = declined.placement.employee_id
    if queries.joined_by(cycle, [who]).get(who) != declined.placement_id:
        raise DomainError(_("Orang ini sudah disertakan lagi dengan kotak yang lain."), code="included_again")
    in_force = InclusionDecline.objects.filter(pk=declined.pk, offered_at=None)
    if not in_force.update(offered_at=at, offered_by=by, offered_because=reason.strip()):
        message = _("Orang ini sudah ditawarkan lagi.")
        raise meanwhile.overtaken(DomainError, message, cycle, code="already_offered")
    declined.refresh_from_db()
    _changed(cycle)
    ledger.record("talent.inclusion.offered", by=by, agency=cycle.agency.code, subject=cycle, reason=reason.strip(),
                  payload={"people": [who]})  # fmt: skip


def _established(cycle: ReviewCycle) -> ReviewCycle:
    """The cycle as it is now, which nobody else changes until this transaction ends."""
    found = ReviewCycle.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=cycle.pk)
    if found.state != State.ESTABLISHED or found.established_date is None or found.run is None:
        raise DomainError(_("Penetapan susulan menyusul penetapan siklusnya."), code="transition")
    return found


def _seen(cycle: ReviewCycle, token: str) -> list[Ranked]:
    """Who waits for the decree, if it is whom the PPK saw."""
    waiting = queries.waiting_for_decree(cycle)
    if token != token_of(cycle, waiting):
        message = _("Daftar pegawai susulan berubah sejak halaman ini dibuka; periksa kembali.")
        raise meanwhile.overtaken(Stale, message, cycle)
    if not waiting:
        raise DomainError(_("Tidak ada pegawai susulan yang menunggu penetapan."), code="nobody")
    return waiting


def _changed(cycle: ReviewCycle) -> None:
    """Who read the cycle before, to close it for instance, reads it again first."""
    ReviewCycle.objects.filter(pk=cycle.pk).update(version=F("version") + 1)
