"""Which pool holds on a day, who stands in it, and in which box: the conditions, for queries."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat

from audit.models import Event
from talent.models import CalibrationMove, Employee, MappingRun, Placement, PoolExit, PoolMembership, ReviewCycle


def holding(agency_id: int | OuterRef, on: date, known_at: datetime | None = None) -> QuerySet[ReviewCycle]:
    """The cycles whose pool was established by `on`, the latest first. `known_at`: as it was known then."""
    cycles = established_by(agency_id, on)
    if known_at is None:
        return cycles
    return cycles.filter(Exists(PoolMembership.objects.filter(entered_by(known_at), cycle=OuterRef("pk"))))


def established_by(agency_id: int | OuterRef, on: date) -> QuerySet[ReviewCycle]:
    """The cycles that were established by `on`, the latest first, whether their pools hold anybody or not."""
    states = (ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED)
    cycles = ReviewCycle.objects.filter(agency_id=agency_id, state__in=states, established_date__lte=on)
    return cycles.order_by("-established_date", "-id")


def valid(on: date, known_at: datetime | None = None) -> Q:
    """Memberships that hold on `on`: begun, not run out, not left. `known_at`: an entry or an exit recorded later is
    none, and an exit revoked later is one."""
    holds = Q(valid_from__lte=on, valid_to__gte=on) & ~left(on, known_at)
    return holds if known_at is None else holds & entered_by(known_at)


def left(on: date, known_at: datetime | None = None) -> Q:
    """Memberships that somebody left by `on`, by an exit that was not revoked (by `known_at`)."""
    return Q(Exists(exits_by(on, known_at).filter(membership=OuterRef("pk"))))


def exits_by(on: date, known_at: datetime | None) -> QuerySet[PoolExit]:
    """The exits by `on` that were not revoked (by `known_at`, when those recorded later were none)."""
    exits = PoolExit.objects.filter(on__lte=on)
    if known_at is None:
        return exits.filter(revoked_at=None)
    return exits.filter(Q(revoked_at=None) | Q(revoked_at__gt=known_at), at__lte=known_at)


def entered_by(known_at: datetime) -> Q:
    """Memberships recorded by then; those from before that was kept always were."""
    return Q(known_from=None) | Q(known_from__lte=known_at)


def boxes(of: Mapping[str, Any], on: Any, known_at: Any) -> QuerySet[Employee]:
    """Everybody whom the cycle mapped that holds on `on`, an addition to it, or its pool: `since`, the day of its
    penetapan, `fixed`, the box that counts, and whether they are `member` of its pool on that day; as known at
    `known_at`. `of`: lookups of the agency, with their values."""
    # By its event too: a mapping of which nobody entered the pool holds as well.
    subject = Concat(Value("talent.reviewcycle:"), Cast(OuterRef("pk"), TextField()), output_field=TextField())
    said = Event.objects.filter(kind="talent.pool.established", subject=subject)
    entered = PoolMembership.objects.filter(entered_by(known_at), cycle=OuterRef("pk"))
    told = Q(Exists(entered)) | Q(Exists(said.filter(at__lte=known_at)))
    newest = Subquery(established_by(OuterRef("agency"), on).filter(told).values("pk")[:1])
    cycles = ReviewCycle.objects.filter(pk=newest, **of).order_by()
    run, pks = cycles.values("run"), cycles.values("pk")
    joined = Q(run__extends__in=run, run__finished_at__lte=known_at)
    placed = Placement.objects.filter(Q(run__in=run) | joined, employee=OuterRef("pk"))
    held = PoolMembership.objects.filter(entered_by(known_at), cycle__in=pks, employee=OuterRef("pk")).order_by()
    last = CalibrationMove.objects.filter(cycle__in=pks, employee=OuterRef("pk")).order_by("-number")
    # A move counts as long as the computed box is the one that the committee saw (`calibrated`).
    moved = When(seen=F("computed"), then=F("moved"))
    return Employee.objects.filter(Exists(placed) | Exists(held), **of).annotate(
        employee_id=F("pk"),
        since=Subquery(cycles.filter(agency=OuterRef("agency")).values("established_date")[:1]),
        entered=Subquery(held.values("box")[:1]),
        computed=Subquery(placed.order_by("-run_id").values("box")[:1]),
        seen=Subquery(last.values("computed_box")[:1]),
        moved=Subquery(last.values("box")[:1]),
        fixed=Case(When(entered__isnull=False, then=F("entered")), moved, default=F("computed")),
        member=Exists(held.filter(valid(on, known_at))),
    )


def version(agency_id: int) -> tuple[Any, ...]:
    """What changes whenever the agency's pool does: what was worked out from boxes holds as long as it is the same."""
    told = PoolMembership.objects.filter(agency=agency_id).aggregate(
        entered=Max("pk"), left=Max("exits__pk"), revoked=Max("exits__revoked_at")
    )
    # Of an addition to a mapping, and of a mapping, nobody may have entered the pool.
    runs = MappingRun.objects.filter(agency=agency_id).aggregate(finished=Max("finished_at"))
    moves = CalibrationMove.objects.filter(cycle__agency=agency_id).aggregate(moved=Max("pk"))
    held = ReviewCycle.objects.filter(agency=agency_id).exclude(established_date=None).count()
    return (*told.values(), *runs.values(), *moves.values(), held)
