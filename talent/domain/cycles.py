"""A review cycle's way, step by step as `transitions.TRANSITIONS` lays it down, to the penetapan by the PPK."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.dates import add_years
from rules.errors import DomainError, Invalid, Stale
from rules.policy import Policy
from talent.codes import ReplyState
from talent.domain import bulk, known, mapping
from talent.domain.days import require_come, require_near, require_possible
from talent.domain.queries import calibrated, facts, inclusion, meanwhile, policies, replies
from talent.domain.queries import cycles as cycle_queries
from talent.domain.transitions import TRANSITIONS, Transition, check_reason, find
from talent.models import Agency, CalibrationSession, MappingRun, PoolMembership, Reply, ReviewCycle

__all__ = ["TRANSITIONS"]
State = ReviewCycle.State


@transaction.atomic
def open_cycle(*, agency: Agency, name: str, on: date, by: User) -> ReviewCycle:
    """A new cycle over the facts of `on`, at most a year ahead; the name of one that was given up is free again."""
    scope.require(by, Permission.MAP_TALENT, agency.pk)
    require_possible(on)
    require_near(on)
    if ReviewCycle.objects.filter(agency=agency, name=name).exclude(state=State.CANCELLED).exists():
        raise Invalid(_("Siklus “%(name)s” sudah ada pada instansi ini.") % {"name": name}, code="cycle_exists")
    cycle = ReviewCycle.objects.create(agency=agency, name=name, on=on)
    ledger.record("talent.cycle.opened", by=by, agency=agency.code, subject=cycle, payload={"on": on.isoformat()})
    return cycle


@transaction.atomic
def start_gathering(*, cycle: ReviewCycle, by: User) -> None:
    """Open the gathering of data: from here on records come in for this cycle."""
    move(cycle, State.OPEN, by=by)
    note(cycle, "talent.cycle.gathering", by=by)


@transaction.atomic
def start_mapping(*, cycle: ReviewCycle, by: User) -> Job:
    """Queue the mapping of a cycle; facts count as known at this moment."""
    may(cycle, State.MAPPED, by=by)
    if cycle.job and cycle.job.live:
        raise DomainError(_("Pemetaan siklus ini sedang berjalan."), code="already_running")
    policies.in_force(cycle.agency, cycle.on)
    known_at = known.turn(cycle.agency_id)
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
    # Who goes on after this last step moves nothing again.
    if cycle.run_id != finished.pk:
        move(cycle, State.MAPPED, by=job.by, run=finished)


@transaction.atomic
def propose(*, cycle: ReviewCycle, by: User, reason: str = "") -> None:
    """Send the result up to the PPK; with the reason where no session ended since the cycle was last sent back, or
    where people joined after it, who are named to the PPK."""
    may(cycle, State.PROPOSED, by=by)
    _nothing_open(cycle)
    if not reason.strip() and not cycle_queries.deliberated(cycle):
        message = _("Alasan wajib diisi: belum ada sidang yang ditutup sejak siklus ini dipetakan atau dikembalikan.")
        raise Invalid(message, code="reason_missing")
    if not reason.strip() and (late := cycle_queries.unheard(cycle).count()):
        message = ngettext("Alasan wajib diisi: %(count)s orang disertakan sesudah sidang ditutup dan tidak dibahas.",
                           "Alasan wajib diisi: %(count)s orang disertakan sesudah sidang ditutup dan tidak dibahas.",
                           late)  # fmt: skip
        raise Invalid(message % {"count": late}, code="reason_missing")
    move(cycle, State.PROPOSED, by=by, reason=reason)
    note(cycle, "talent.cycle.proposed", by=by, reason=reason.strip(), payload={"run": cycle.run_id})


@transaction.atomic
def send_back(*, cycle: ReviewCycle, by: User, reason: str, to: str = State.MAPPED) -> None:
    """Return a cycle to an earlier state, with the reason."""
    transition = may(cycle, to, by=by, back=True)
    _nothing_open(cycle)
    move(cycle, to, by=by, reason=reason, back=True)
    note(cycle, transition.kind, by=by, reason=reason.strip(), payload={"to": str(to)})


@transaction.atomic
def close(*, cycle: ReviewCycle, by: User) -> None:
    """End the cycle: nothing of it changes any more; its pool holds as long as it was established for.

    Refused while somebody waits: for the answer to a reply, the box that it gave them, the end of a window, a mapping
    or a supplementary decree.
    """
    may(cycle, State.CLOSED, by=by)
    _nothing_open(cycle)
    if Reply.objects.filter(cycle=cycle, state=ReplyState.OPEN).exists():
        raise DomainError(_("Masih ada tanggapan pegawai yang belum dijawab."), code="replies_open")
    if cycle.reply_until is None:
        message = _("Hasil siklus ini belum diumumkan kepada pegawai; siklus ditutup sesudah masa tanggapannya lewat.")
        raise DomainError(message, code="not_announced")
    if max(cycle.reply_until, replies.included_until(cycle) or cycle.reply_until) >= timezone.localdate():
        raise DomainError(_("Masa tanggapan pegawai belum lewat."), code="reply_window")
    if waiting := inclusion.waiting_for_decree(cycle):
        first, last = inclusion.days_of_decree(cycle, waiting)
        # Whom no decree can name any more the pool has outlived.
        if first <= last:
            message = ngettext("%(count)s orang masih menunggu penetapan susulan.",
                               "%(count)s orang masih menunggu penetapan susulan.", len(waiting))  # fmt: skip
            raise DomainError(message % {"count": len(waiting)}, code="decree_awaited")
    late = inclusion.newly_eligible(cycle)
    if answered := sum(why == "corrected" for why in late.values()):
        message = ngettext("%(count)s orang yang tanggapannya diterima belum disertakan dengan kotaknya yang baru.",
                           "%(count)s orang yang tanggapannya diterima belum disertakan dengan kotaknya yang baru.",
                           answered)  # fmt: skip
        raise DomainError(message % {"count": answered}, code="corrected_waiting")
    move(cycle, State.CLOSED, by=by)
    # Whom it never saw, or gave no box, the next cycle maps.
    note(cycle, "talent.cycle.closed", by=by, payload={"left": len(late)} if late else {})


@transaction.atomic
def cancel(*, cycle: ReviewCycle, reason: str, by: User) -> None:
    """Give up a cycle that is not mapped, with the reason; nobody takes that back.

    A mapping from before it was sent back stays stored and counts nowhere: it is no longer the cycle's.
    """
    may(cycle, State.CANCELLED, by=by)
    _nothing_open(cycle)
    payload = {"run": cycle.run_id}
    move(cycle, State.CANCELLED, by=by, reason=reason, run=None)
    note(cycle, "talent.cycle.cancelled", by=by, reason=reason.strip(), payload=payload)


def confirmation_token(cycle: ReviewCycle) -> str:
    """A digest of what the PPK sees before signing: the cycle's state, its run with those that joined it, the moves."""
    runs = calibrated.runs_of(cycle)
    seen = [cycle.pk, str(cycle.state), cycle.run_id, *(run.results_digest for run in runs)]
    seen += [f"{move} {box}" for move, box in calibrated.moves_of(cycle).order_by("id").values_list("id", "box")]
    return hashlib.sha256("|".join(map(str, seen)).encode()).hexdigest()


@transaction.atomic
def establish(*, cycle: ReviewCycle, decree: str, established_date: date, token: str, by: User) -> int:
    """Penetapan by the PPK: fixes the pool (KRS) of this cycle; returns how many are in it.

    Boxes are those after calibration; validity follows the policy of the run. Ranking: box first, then talent value,
    then NIP order.
    Legal source: see the policy's citation; PermenPANRB 3/2020.
    """
    scope.require(by, Permission.ESTABLISH_POOL, cycle.agency_id)
    known_from = known.turn(cycle.agency_id)
    cycle = ReviewCycle.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=cycle.pk)
    if not decree.strip():
        raise Invalid(_("Nomor keputusan penetapan wajib diisi."), code="decree_missing")
    if token != confirmation_token(cycle):
        raise Stale(_("Hasil pemetaan berubah sejak halaman ini dibuka; periksa kembali sebelum menetapkan."))
    require_possible(established_date)
    require_come(established_date)
    if established_date < cycle.on:
        raise Invalid(_("Tanggal penetapan mendahului tanggal data."), code="date_order")
    run = cycle.run
    if run is None:
        raise DomainError(_("Siklus belum dipetakan."), code="transition")
    values: dict[str, Any] = {"established_date": established_date, "established_by": by, "decree": decree.strip()}
    move(cycle, State.ESTABLISHED, by=by, **values)
    members = _fill_pool(cycle, run, established_date, known_from)
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


def _fill_pool(cycle: ReviewCycle, run: MappingRun, valid_from: date, known_from: datetime) -> int:
    policy = Policy.parse(run.policy_document, run.policy_code, published=True)
    members = calibrated.ranking(cycle, policy.pool_boxes)
    valid_to = add_years(valid_from, policy.pool_valid_years).item() - timedelta(days=1)
    bulk.insert(
        PoolMembership,
        {
            "agency_id": [cycle.agency_id] * len(members),
            "cycle_id": [cycle.pk] * len(members),
            "employee_id": [member.employee_id for member in members],
            "box": [member.box for member in members],
            "computed_box": [member.computed_box if member.moved else None for member in members],
            "talent_value": [member.talent_value for member in members],
            "rank": list(range(1, len(members) + 1)),
            "valid_from": [valid_from] * len(members),
            "valid_to": [valid_to] * len(members),
            "known_from": [known_from] * len(members),
        },
    )
    return len(members)


def move(cycle: ReviewCycle, to: str, *, by: User, reason: str = "", back: bool = False, **values: object) -> None:
    """Take one step of `TRANSITIONS`, if `by` may and nobody changed the cycle meanwhile.

    Raises NotAllowed, Invalid without the reason that the step asks for, DomainError where there is no such step.
    """
    check_reason(may(cycle, to, by=by, back=back), reason)
    updated = ReviewCycle.objects.filter(pk=cycle.pk, version=cycle.version).update(
        state=to, version=F("version") + 1, **values
    )
    if not updated:
        message = _("Siklus ini baru saja diubah orang lain; muat ulang halaman.")
        raise meanwhile.overtaken(Stale, message, cycle)
    cycle.refresh_from_db()


def may(cycle: ReviewCycle, to: str, *, by: User, back: bool = False) -> Transition:
    """The step from where the cycle stands; raises NotAllowed, then DomainError where there is no such step."""
    steps = [step for step in TRANSITIONS if (step.to, step.back) == (to, back)]
    step = next((step for step in steps if step.source == cycle.state), steps[0] if steps else None)
    if step is not None:
        scope.require(by, step.permission, cycle.agency_id)
    return find(cycle, to, back=back)


def note(cycle: ReviewCycle, kind: str, *, by: User, reason: str = "", payload: dict[str, Any] | None = None) -> None:
    """Leave an event about the cycle."""
    ledger.record(kind, by=by, agency=cycle.agency.code, subject=cycle, reason=reason, payload=payload)


def _nothing_open(cycle: ReviewCycle) -> None:
    if cycle.job and cycle.job.live:
        raise DomainError(_("Pemetaan siklus ini sedang berjalan."), code="already_running")
    if CalibrationSession.objects.filter(cycle=cycle, closed_at=None).exists():
        raise DomainError(_("Sidang kalibrasi masih terbuka; tutup dahulu dengan risalahnya."), code="session_open")
