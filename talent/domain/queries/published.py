"""Scoring policies that a user may read: those that decide about their agencies, or about themself."""

from django.db.models import Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.policy import Policy, shipped_policies
from talent.domain.queries import cycles, policies
from talent.models import Employee, ReviewCycle, ScoringPolicy


def readable(user: User, code: str, version: int | None = None) -> Policy | None:
    """The newest version (or the one named) of the policy with this code, if it concerns the user."""
    concerned = _concerned(user)
    if concerned is not None and not concerned:
        return None
    own = ScoringPolicy.objects.filter(code=code).order_by("version")
    if concerned is not None:
        own = own.filter(Q(agency=None) | Q(agency_id__in=concerned))
    if version is not None:
        own = own.filter(version=version)
    newest = own.last()
    if newest is not None:
        return Policy.parse(newest.document, newest.code, published=True)
    return next(
        (
            policy
            for policy in reversed(shipped_policies())
            if policy.code == code and version in (None, policy.version)
        ),
        None,
    )


def cycles_with_readable_policy(user: User) -> QuerySet[ReviewCycle]:
    """The cycles whose policy the user may read."""
    concerned = _concerned(user)
    found = ReviewCycle.objects.select_related("agency", "run")
    return found if concerned is None else found.filter(agency_id__in=concerned)


def of_cycle(cycle: ReviewCycle) -> Policy:
    """The policy as the cycle's run recorded it, or the one in force on its date. Raises NoPolicyInForce."""
    return policies.in_force(cycle.agency, cycle.on) if cycle.run is None else cycles.policy_of(cycle.run)


def _concerned(user: User) -> set[int] | None:
    """Agencies whose policies concern the user; None: all of them."""
    held, own = scope.scope(user, Permission.VIEW_MAPPING), scope.scope(user, Permission.VIEW_OWN)
    if held.everywhere:
        return None
    return {*held.agencies, *Employee.objects.filter(pk__in=own.employees).values_list("agency_id", flat=True)}
