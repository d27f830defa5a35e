"""Training groups of a cycle: proposed from competency gaps, then named, filled and dated by people."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
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
from rules.errors import DomainError, Invalid, Stale
from rules.gaps import gaps
from rules.law import shipped
from rules.measures_assessed import COMPETENCIES
from talent.domain import bulk, known
from talent.domain.days import require_near, require_possible
from talent.domain.queries import employees, facts, meanwhile
from talent.models import Advice, Employee, ReviewCycle, TrainingGroup, TrainingSeat

if TYPE_CHECKING:
    from advice.groups import Grouping

KIND = "groups"
CHUNK = 5_000
FEWEST_SEATS = 5


def common_seats() -> int:
    """What a training commonly seats: a working assumption that the page offers and people change."""
    return int(shipped().at("talent.training_seats", timezone.localdate()).value)


@transaction.atomic
def start(*, cycle: ReviewCycle, by: User, seats: int | None = None) -> Job:
    """Queue a proposal of groups of at most `seats` people (the common number, if none is given); it takes the place
    of the groups made before, unless one of them has a date."""
    scope.require(by, Permission.PLAN_TALENT, cycle.agency_id)
    seats = common_seats() if seats is None else seats
    if seats < FEWEST_SEATS:
        raise Invalid(_("Kursi sedikitnya %(n)s.") % {"n": FEWEST_SEATS}, code="too_few_seats")
    if cycle.run_id is None:
        raise DomainError(_("Siklus belum dipetakan."), code="transition")
    _nothing_dated(cycle)
    if Job.objects.filter(kind=KIND, target=f"training:{cycle.pk}", state__in=["WAITING", "RUNNING"]).exists():
        raise DomainError(_("Penyusunan kelompok pelatihan sedang berjalan."), code="already_running")
    known_at = known.turn(cycle.agency_id)
    job = running.start(
        kind=KIND,
        by=by,
        agency_id=cycle.agency_id,
        params={"cycle": cycle.pk, "known_at": known_at.isoformat(), "seats": seats},
        total=len(facts.people_known(cycle.agency_id, known_at)),
        target=f"training:{cycle.pk}",
    )
    ledger.record(
        "talent.training.started",
        by=by,
        agency=cycle.agency.code,
        subject=cycle,
        payload={"job": job.pk, "seats": seats},
    )
    return job


@running.handles(KIND)
def _propose(job: Job) -> None:
    cycle = ReviewCycle.objects.select_related("agency").get(pk=job.params["cycle"])
    known_at = datetime.fromisoformat(job.params["known_at"])
    frame, digest = _missing(cycle, known_at, job)
    # Clustering takes seconds to load, and only this asks for it.
    from advice.groups import groups

    seats = job.params.get("seats") or common_seats()
    found = groups(frame, seats=seats)
    with transaction.atomic():
        running.advance(job, done=job.total, cursor={})
        _nothing_dated(cycle)
        TrainingGroup.objects.filter(cycle=cycle).delete()
        _store(cycle, found, seats=seats, by=job.by)
        document = {
            "groups": len(found.profiles),
            "themes": found.themes,
            "seats": seats,
            "people": len(found.people),
            "silhouette": None if np.isnan(found.silhouette) else found.silhouette,
            "stability": None if np.isnan(found.stability) else found.stability,
            "steady": found.steady,
            "without_gaps": found.without_gaps.tolist(),
            "unassessed": found.unassessed.tolist(),
        }
        Advice.objects.create(
            cycle=cycle, kind=KIND, known_at=known_at, inputs_digest=digest, document=document, by=job.by
        )
        payload = {name: document[name] for name in ("groups", "people", "steady")}
        ledger.record("talent.training.proposed", by=job.by, agency=cycle.agency.code, subject=cycle, payload=payload)


@transaction.atomic
def revise(
    *,
    group: TrainingGroup,
    version: int,
    name: str,
    by: User,
    starts: date | None = None,
    seats: int | None = None,
    cost: Decimal | None = None,
) -> None:
    """Name a group, and say when it starts (after the day of the cycle's data), how many seats it has and what one
    costs."""
    scope.require(by, Permission.PLAN_TALENT, group.agency_id)
    require_possible(starts)
    if starts is not None and starts != group.starts:
        require_near(starts, group.cycle.on)
        if starts < group.cycle.on:
            raise Invalid(_("Tanggal mulai mendahului tanggal data siklusnya."), code="date_order")
    if not name.strip():
        raise Invalid(_("Nama wajib diisi."), code="required")
    fresh = TrainingGroup.objects.filter(pk=group.pk, version=version)
    values = {"name": name.strip(), "starts": starts, "seats": seats, "cost": cost}
    if not fresh.update(version=F("version") + 1, **values):
        message = _("Kelompok ini baru saja diubah orang lain; muat ulang halaman.")
        raise meanwhile.overtaken(Stale, message, group)
    said = {"starts": starts and starts.isoformat(), "seats": seats, "cost": cost if cost is None else str(cost)}
    ledger.record("talent.training.revised", by=by, agency=group.agency.code, subject=group, payload=said)


@transaction.atomic
def move(*, group: TrainingGroup, employee: Employee, to: TrainingGroup, by: User) -> None:
    """Take somebody out of one group and into another of the same cycle."""
    scope.require(by, Permission.PLAN_TALENT, group.agency_id)
    if to.cycle_id != group.cycle_id:
        raise Invalid(_("Kelompok itu milik siklus lain."), code="wrong_cycle")
    if not TrainingSeat.objects.filter(group=group, employee=employee).update(group=to):
        raise Stale(_("Orang ini sudah tidak berada dalam kelompok itu."))
    payload = {"employee": employee.pk, "to": to.pk}
    ledger.record("talent.training.moved", by=by, agency=group.agency.code, subject=group, payload=payload)


def _nothing_dated(cycle: ReviewCycle) -> None:
    if TrainingGroup.objects.filter(cycle=cycle, starts__isnull=False).exists():
        raise DomainError(
            _("Ada kelompok yang sudah bertanggal; kosongkan tanggalnya sebelum menyusun ulang."), code="dated"
        )


def _missing(cycle: ReviewCycle, known_at: datetime, job: Job) -> tuple[pd.DataFrame, str]:
    """Employee → missing levels (NaN without an assessment in force), read in stretches; and a digest of it all. Nobody
    who has retired is among them."""
    ids, parts, digests = facts.people_known(cycle.agency_id, known_at), [], []
    serving = set(employees.serving(cycle.agency_id).values_list("pk", flat=True))
    ids = [one for one in ids if one in serving]
    for begin in range(0, len(ids), CHUNK):
        part = ids[begin : begin + CHUNK]
        frames = facts.facts(cycle.agency_id, on=cycle.on, known_at=known_at, between=(part[0], part[-1]))
        found = gaps(frames, cycle.on, shipped())
        values = np.where(found.known[:, None], found.missing, np.nan)
        stretch = pd.DataFrame(values, index=found.employee_id, columns=list(COMPETENCIES))
        parts.append(stretch[stretch.index.isin(part)])
        digests.append(facts.inputs_digest({name: frames[name] for name in ("employees", "assessments")}))
        with transaction.atomic():
            running.advance(job, done=begin + len(part), cursor={})
    frame = pd.concat(parts) if parts else pd.DataFrame(columns=list(COMPETENCIES), dtype="float64")
    return frame, digests[0] if len(digests) == 1 else _joined(digests)


def _joined(digests: Iterable[str]) -> str:
    return facts.inputs_digest({"parts": pd.DataFrame({"digest": list(digests)}, dtype=object)})


def _store(cycle: ReviewCycle, found: "Grouping", *, seats: int, by: User) -> None:
    for number, profile in found.profiles.iterrows():
        levels = {str(name): float(value) for name, value in profile.items()}
        group = TrainingGroup.objects.create(
            agency_id=cycle.agency_id,
            cycle=cycle,
            number=int(str(number)),
            name=_("Kelompok %(number)s") % {"number": number},
            profile=levels,
            seats=seats,
            made_by=by,
        )
        ids = found.people.index[found.people == number].tolist()
        bulk.insert(TrainingSeat, {"group_id": [group.pk] * len(ids), "employee_id": ids})
