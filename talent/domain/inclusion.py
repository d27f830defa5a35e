"""People who became eligible after the mapping: mapped by a supplementary run of their own, and joined to the cycle.

Before the penetapan they are simply part of what is established. Afterwards they enter by a supplementary decree, with
the reason. So do those whose reply was accepted and whose box is another now; the placement they had stays stored. A
working assumption: their facts are read as of the day of their inclusion, under the cycle's own policy.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
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
from talent.domain.queries.calibrated import Ranked
from talent.domain.queries.cycles import policy_of
from talent.models import PoolMembership, ReviewCycle

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
    cycle = ReviewCycle.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=cycle.pk)
    if cycle.state != State.ESTABLISHED or cycle.established_date is None or cycle.run is None:
        raise DomainError(_("Penetapan susulan menyusul penetapan siklusnya."), code="transition")
    if not decree.strip() or not reason.strip():
        raise Invalid(_("Nomor keputusan dan alasan masuk wajib diisi."), code="decree_missing")
    require_possible(established_date)
    require_come(established_date)
    joining = queries.waiting_for_decree(cycle)
    if token != token_of(cycle, joining):
        raise Stale(_("Daftar pegawai susulan berubah sejak halaman ini dibuka; periksa kembali."))
    if not joining:
        raise DomainError(_("Tidak ada pegawai susulan yang menunggu penetapan."), code="nobody")
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
