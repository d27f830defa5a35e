"""Who is in the succession group on a date."""

from datetime import date

from django.db.models import QuerySet

from talent.models import PoolMembership, ReviewCycle


def established_cycle(agency_id: int, on: date) -> ReviewCycle | None:
    """The cycle whose pool holds on `on`: the latest one established by then."""
    cycles = ReviewCycle.objects.filter(
        agency_id=agency_id, state=ReviewCycle.State.ESTABLISHED, established_date__lte=on
    )
    return cycles.order_by("-established_date", "-id").first()


def members(agency_id: int, on: date) -> QuerySet[PoolMembership]:
    """The valid memberships on `on`, in rank order; none when no pool holds."""
    cycle = established_cycle(agency_id, on)
    if cycle is None:
        return PoolMembership.objects.none()
    return PoolMembership.objects.filter(cycle=cycle, valid_from__lte=on, valid_to__gte=on).order_by("rank")
