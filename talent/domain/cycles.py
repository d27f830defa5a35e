"""A review cycle's way: draft → mapped → proposed → established by the PPK."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.dates import add_years
from rules.errors import DomainError, Invalid
from rules.policy import Policy
from talent.domain import bulk, mapping
from talent.domain.queries import facts, policies
from talent.models import Agency, MappingRun, Placement, PoolMembership, ReviewCycle

State = ReviewCycle.State
# From → to; everything else is refused.
TRANSITIONS = {
    State.DRAFT: {State.MAPPED},
    State.MAPPED: {State.MAPPED, State.PROPOSED},
    State.PROPOSED: {State.MAPPED, State.ESTABLISHED},
    State.ESTABLISHED: set(),
}


class Stale(DomainError):
    """What the person saw is no longer what there is; the page is shown again."""

    code = "stale"


@transaction.atomic
def open_cycle(*, agency: Agency, name: str, on: date, by: User) -> ReviewCycle:
    """A new cycle over the facts of `on`."""
    scope.require(by, Permission.MAP_TALENT, agency.pk)
    if ReviewCycle.objects.filter(agency=agency, name=name).exists():
        raise Invalid(_("Siklus “%(name)s” sudah ada pada instansi ini.") % {"name": name}, code="cycle_exists")
    cycle = ReviewCycle.objects.create(agency=agency, name=name, on=on)
    ledger.record("talent.cycle.opened", by=by, agency=agency.code, subject=cycle, payload={"on": on.isoformat()})
    return cycle


@transaction.atomic
def start_mapping(*, cycle: ReviewCycle, by: User) -> Job:
    """Queue the mapping of a cycle; facts count as known at this moment."""
    scope.require(by, Permission.MAP_TALENT, cycle.agency_id)
    _may(cycle, State.MAPPED)
    if cycle.job and cycle.job.live:
        raise DomainError(_("Pemetaan siklus ini sedang berjalan."), code="already_running")
    policies.in_force(cycle.agency, cycle.on)
    known_at = timezone.now()
    job = running.start(
        kind="map",
        by=by,
        agency_id=cycle.agency_id,
        params={"cycle": cycle.pk, "known_at": known_at.isoformat()},
        total=len(facts.people_known(cycle.agency_id, known_at)),
        target=f"cycle:{cycle.pk}",
    )
    ReviewCycle.objects.filter(pk=cycle.pk).update(job=job)
    cycle.job = job
    ledger.record("talent.mapping.started", by=by, agency=cycle.agency.code, subject=cycle, payload={"job": job.pk})
    return job


@running.handles("map")
def _map(job: Job) -> None:
    cycle = ReviewCycle.objects.select_related("agency").get(pk=job.params["cycle"])
    known_at = datetime.fromisoformat(job.params["known_at"])
    policy = policies.in_force(cycle.agency, cycle.on)
    finished = mapping.run(
        agency=cycle.agency, on=cycle.on, known_at=known_at, policy=policy, by=job.by, cycle=cycle, job=job
    )
    _move(cycle, State.MAPPED, run=finished)


@transaction.atomic
def propose(*, cycle: ReviewCycle, by: User) -> None:
    """Send the mapping up to the PPK."""
    scope.require(by, Permission.MAP_TALENT, cycle.agency_id)
    _move(cycle, State.PROPOSED)
    ledger.record(
        "talent.cycle.proposed", by=by, agency=cycle.agency.code, subject=cycle, payload={"run": cycle.run_id}
    )


@transaction.atomic
def send_back(*, cycle: ReviewCycle, by: User, reason: str) -> None:
    """The PPK returns a proposal, with the reason."""
    scope.require(by, Permission.ESTABLISH_POOL, cycle.agency_id)
    if not reason.strip():
        raise Invalid(_("Alasan pengembalian wajib diisi."), code="reason_missing")
    if cycle.state != State.PROPOSED:
        raise DomainError(_("Hanya usulan yang dapat dikembalikan."), code="transition")
    _move(cycle, State.MAPPED)
    ledger.record("talent.cycle.sent_back", by=by, agency=cycle.agency.code, subject=cycle, reason=reason)


def confirmation_token(cycle: ReviewCycle) -> str:
    """A digest of what the PPK sees before signing: the run, its results and the cycle's state."""
    seen = f"{cycle.pk}|{cycle.state}|{cycle.run_id}|{cycle.run.results_digest if cycle.run else ''}"
    return hashlib.sha256(seen.encode()).hexdigest()


@transaction.atomic
def establish(*, cycle: ReviewCycle, decree: str, established_date: date, token: str, by: User) -> int:
    """Penetapan by the PPK: fixes the pool (KRS) of this cycle; returns how many are in it.

    Boxes and validity follow the policy of the run. Ranking: box first, then talent value, then NIP order.
    Legal source: see the policy's citation; PermenPANRB 3/2020.
    """
    scope.require(by, Permission.ESTABLISH_POOL, cycle.agency_id)
    cycle = ReviewCycle.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=cycle.pk)
    if not decree.strip():
        raise Invalid(_("Nomor keputusan penetapan wajib diisi."), code="decree_missing")
    if token != confirmation_token(cycle):
        raise Stale(_("Hasil pemetaan berubah sejak halaman ini dibuka; periksa kembali sebelum menetapkan."))
    if established_date < cycle.on:
        raise Invalid(_("Tanggal penetapan mendahului tanggal data."), code="date_order")
    run = cycle.run
    if run is None:
        raise DomainError(_("Siklus belum dipetakan."), code="transition")
    _move(cycle, State.ESTABLISHED, established_date=established_date, established_by=by, decree=decree.strip())
    members = _fill_pool(cycle, run, established_date)
    ledger.record(
        "talent.pool.established",
        by=by,
        agency=cycle.agency.code,
        subject=cycle,
        payload={
            "run": run.pk,
            "results": run.results_digest,
            "members": members,
            "date": established_date.isoformat(),
        },
    )
    return members


def _fill_pool(cycle: ReviewCycle, run: MappingRun, valid_from: date) -> int:
    policy = Policy.parse(run.policy_document, run.policy_code, published=True)
    members = list(
        Placement.objects.filter(run=run, box__in=policy.pool_boxes)
        .order_by("-box", F("talent_value").desc(nulls_last=True), "employee__nip")
        .values_list("employee_id", "box", "talent_value")
    )
    valid_to = add_years(valid_from, policy.pool_valid_years).item() - timedelta(days=1)
    bulk.insert(
        PoolMembership,
        {
            "agency_id": [cycle.agency_id] * len(members),
            "cycle_id": [cycle.pk] * len(members),
            "employee_id": [member[0] for member in members],
            "box": [member[1] for member in members],
            "talent_value": [member[2] for member in members],
            "rank": list(range(1, len(members) + 1)),
            "valid_from": [valid_from] * len(members),
            "valid_to": [valid_to] * len(members),
        },
    )
    return len(members)


def _may(cycle: ReviewCycle, to: str) -> None:
    if to not in TRANSITIONS[State(cycle.state)]:
        raise DomainError(
            _("Siklus yang %(state)s tidak dapat menjadi %(to)s.")
            % {"state": cycle.get_state_display(), "to": State(to).label},
            code="transition",
        )


def _move(cycle: ReviewCycle, to: str, **values: object) -> None:
    """Change state only if nobody changed the cycle meanwhile."""
    _may(cycle, to)
    updated = ReviewCycle.objects.filter(pk=cycle.pk, version=cycle.version).update(
        state=to, version=F("version") + 1, **values
    )
    if not updated:
        raise Stale(_("Siklus ini baru saja diubah orang lain; muat ulang halaman."))
    cycle.refresh_from_db()
