"""Who is in the succession group on a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.codes import PoolExitCause
from talent.domain.queries import in_pool, runs
from talent.domain.queries.person import UNTOLD, sees_sanctions
from talent.models import PoolExit, PoolMembership, ReviewCycle

# Causes that are told only where sanctions are: with OTHER beside it, no silence says which of the two it was.
_KEPT = (PoolExitCause.SANCTION, PoolExitCause.OTHER)


@dataclass(frozen=True)
class Leaving:
    """That somebody left the pool, cause, reason and why it was revoked as far as a reader may read them (`told`)."""

    record: PoolExit
    told: bool
    cause: str
    reason: str
    revoked_because: str


def established_cycle(agency_id: int, on: date, known_at: datetime | None = None) -> ReviewCycle | None:
    """The cycle whose pool holds on `on`: the latest one established by then. `known_at`: as it was known then."""
    return in_pool.holding(agency_id, on, known_at).first()


def members(agency_id: int, on: date, known_at: datetime | None = None) -> QuerySet[PoolMembership]:
    """The valid memberships on `on`, in rank order, without those who left by then; none when no pool holds.

    `known_at`: as it was known then, when a penetapan or an exit that was recorded later had not been.
    """
    cycle = Subquery(in_pool.holding(agency_id, on, known_at).values("pk")[:1])
    return PoolMembership.objects.filter(in_pool.valid(on, known_at), cycle=cycle).order_by("rank")


def standing(people: Any, on: date, known_at: datetime | None = None) -> QuerySet[PoolMembership]:
    """The valid memberships on `on` of these employees (ids, or a query for them), each in the pool that its own agency
    has on that day; by employee. `known_at`: as it was known then."""
    cycle = Subquery(in_pool.holding(OuterRef("agency"), on, known_at).values("pk")[:1])
    held = PoolMembership.objects.filter(in_pool.valid(on, known_at), cycle=cycle, employee__in=people)
    return held.order_by("employee_id")


def established_members(agency_ids: Iterable[int], on: date, known_at: datetime) -> QuerySet[PoolMembership]:
    """Members of every established pool of these agencies, those that begin later among them, without those who left by
    `on`; as known at `known_at`."""
    states = (ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED)
    standing = in_pool.entered_by(known_at) & ~in_pool.left(on, known_at)
    held = PoolMembership.objects.filter(standing, agency__in=agency_ids, cycle__state__in=states)
    return held.exclude(cycle__established_date=None)


def successor(cycle: ReviewCycle, on: date) -> ReviewCycle | None:
    """The cycle whose penetapan, by `on`, first took the place of this one's; None while its pool holds."""
    if cycle.established_date is None:
        return None
    day = cycle.established_date
    later = Q(established_date__gt=day) | Q(established_date=day, pk__gt=cycle.pk)
    return in_pool.established_by(cycle.agency_id, on).filter(later).order_by("established_date", "id").first()


def not_taken_over(cycle: ReviewCycle, by: ReviewCycle) -> QuerySet[PoolMembership]:
    """The members who held when the new penetapan came, and are not in its pool: they left by it."""
    assert by.established_date is not None
    again = PoolMembership.objects.filter(cycle=by, employee=OuterRef("employee"))
    return PoolMembership.objects.filter(in_pool.valid(by.established_date), ~Exists(again), cycle=cycle)


def left_on(cycle_id: int | None, on: date, known_at: datetime | None = None) -> dict[int, date]:
    """Employee → the day on which they left the cycle's pool, of those who left by `on`; nobody without a cycle.
    `known_at`: as it was known then."""
    if cycle_id is None:
        return {}
    return dict(exits_of(cycle_id, on, known_at).values_list("membership__employee", "on"))


def exits_of(cycle_id: int | None, on: date, known_at: datetime | None = None) -> QuerySet[PoolExit]:
    """The exits behind that."""
    return in_pool.exits_by(on, known_at).filter(membership__cycle=cycle_id)


def visible_to(user: User) -> QuerySet[PoolMembership]:
    """Memberships in the pools of the agencies whose mapping the user sees, each with what a page tells of it."""
    rows = scope.within(PoolMembership.objects.all(), user, Permission.VIEW_MAPPING)
    return with_policy(with_exits(rows.select_related("employee__current__unit", "agency", "cycle")))


def left_by(cycle: ReviewCycle, on: date) -> QuerySet[PoolMembership]:
    """Who left the cycle's pool by `on`."""
    return PoolMembership.objects.filter(in_pool.left(on), cycle=cycle)


def entered_later(cycle: ReviewCycle) -> QuerySet[PoolMembership]:
    """Who came into the cycle's pool after its own penetapan, also those who left since."""
    return PoolMembership.objects.filter(cycle=cycle, entry_reason__isnull=False)


def with_a_revoked_exit(cycle: ReviewCycle) -> QuerySet[PoolMembership]:
    """Of whom an exit was recorded by mistake, whether they left later or not."""
    revoked = PoolExit.objects.filter(membership=OuterRef("pk"), revoked_at__isnull=False)
    return PoolMembership.objects.filter(Exists(revoked), cycle=cycle)


def exits_visible_to(user: User) -> QuerySet[PoolExit]:
    """The exits recorded of memberships that the user sees, those revoked among them."""
    return PoolExit.objects.filter(membership__in=visible_to(user).values("pk")).select_related("membership__agency")


def with_exits(members: QuerySet[PoolMembership]) -> QuerySet[PoolMembership]:
    """The same with every exit that was recorded of them, by whom, in one query more."""
    return members.prefetch_related(Prefetch("exits", PoolExit.objects.select_related("by", "revoked_by")))


def leaving(member: PoolMembership, reader: User) -> Leaving | None:
    """That this member left, and why as far as `reader` may read it; None for who has not left."""
    return next((one for one in leavings(member, reader) if one.record.revoked_at is None), None)


def leavings(member: PoolMembership, reader: User) -> list[Leaving]:
    """Every exit that was recorded of this member, those revoked among them, in the order they were recorded."""
    return [_as_told(found, member, reader) for found in member.exits.all()]


def _as_told(found: PoolExit, member: PoolMembership, reader: User) -> Leaving:
    if found.cause in _KEPT and not sees_sanctions(reader, member.employee):
        return Leaving(found, False, str(UNTOLD), str(UNTOLD), str(UNTOLD))
    return Leaving(found, True, found.get_cause_display(), found.reason, found.revoked_because or "")


def others_of(member: PoolMembership) -> QuerySet[PoolMembership]:
    """The person's other memberships at the same agency, newest first."""
    rows = PoolMembership.objects.filter(employee=member.employee_id, agency=member.agency_id).exclude(pk=member.pk)
    return with_policy(with_exits(rows.select_related("cycle", "employee").order_by("-valid_from", "-id")))


def narrowed(members: QuerySet[PoolMembership], *, box: str, tier: str) -> QuerySet[PoolMembership]:
    """Those of one box and of one present tier; empty: of any."""
    if box:
        members = members.filter(box=int(box))
    return members.filter(employee__current__tier=tier) if tier else members


def with_policy(members: QuerySet[PoolMembership]) -> QuerySet[Any]:
    """The same with the policy they were mapped by: `policy_name`."""
    return members.annotate(policy_name=runs.policy_name("cycle__run"))
