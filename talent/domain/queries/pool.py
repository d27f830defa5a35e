"""Who is in the succession group on a date."""

from datetime import date, datetime

from django.db.models import Q, QuerySet, Subquery

from talent.models import PoolMembership, ReviewCycle


def established_cycle(agency_id: int, on: date) -> ReviewCycle | None:
    """The cycle whose pool holds on `on`: the latest one established by then."""
    return _established(agency_id, on).first()


def members(agency_id: int, on: date) -> QuerySet[PoolMembership]:
    """The valid memberships on `on`, in rank order, without those who left by then; none when no pool holds."""
    holding = _established(agency_id, on).values("pk")[:1]
    return PoolMembership.objects.filter(valid(on), cycle=Subquery(holding)).order_by("rank")


def _established(agency_id: int, on: date) -> QuerySet[ReviewCycle]:
    states = (ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED)
    cycles = ReviewCycle.objects.filter(agency_id=agency_id, state__in=states, established_date__lte=on)
    return cycles.order_by("-established_date", "-id")


def valid(on: date, known_at: datetime | None = None) -> Q:
    """Memberships that hold on `on`: begun, not run out, not left. `known_at`: an exit recorded later is none."""
    left = Q(exit__on__lte=on)
    if known_at is not None:
        left &= Q(exit__at__lte=known_at)
    return Q(valid_from__lte=on, valid_to__gte=on) & ~left
