"""One membership of the pool, and leaving it: recorded, revoked, corrected."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import DayField, Strict
from api.serializers.people import MembershipSerializer
from talent.codes import PoolExitCause
from talent.domain import openings
from talent.domain import pool as domain
from talent.domain.queries import pool, replies
from talent.models import PoolExit


class ExitBody(Strict):
    """Why and from when a member leaves the pool."""

    cause = serializers.ChoiceField(choices=PoolExitCause.values)
    on = DayField()
    reason = serializers.CharField(max_length=1_000)


class RevokeBody(Strict):
    """Why a recorded exit was none."""

    reason = serializers.CharField(max_length=1_000)


class CorrectBody(ExitBody):
    """The exit as it should have been recorded, and why it was not."""

    because = serializers.CharField(max_length=1_000)


class MembershipDetail(Endpoint):
    """One membership."""

    @operation(
        name="membership",
        summary="One membership of the pool with every exit recorded of it, those revoked too; leaves an event",
        answer=MembershipSerializer,
        requires=(Permission.VIEW_MAPPING,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Causes and reasons as far as you may read them."""
        return _membership(pk, signed_in(request))


class MembershipLeave(Endpoint):
    """Leaving the pool."""

    @operation(
        name="membership_leave",
        summary="Record that a member leaves the pool before the membership runs out",
        answer=MembershipSerializer,
        requires=(Permission.APPROVE_PLANS,),
        body=ExitBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """No member any more from that day on."""
        user = signed_in(request)
        domain.leave(membership=get_object_or_404(pool.visible_to(user), pk=pk), by=user, **body)
        return _membership(pk, user)


class ExitRevoke(Endpoint):
    """Taking an exit back."""

    @operation(
        name="pool_exit_revoke",
        summary="Revoke an exit that was recorded by mistake: the member never left",
        answer=MembershipSerializer,
        requires=(Permission.APPROVE_PLANS,),
        body=RevokeBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """It stays readable; what was decided meanwhile keeps the pool as it was known then."""
        user = signed_in(request)
        left = _exit(pk, user)
        domain.revoke(left=left, by=user, **body)
        return _membership(left.membership_id, user)


class ExitCorrect(Endpoint):
    """Correcting an exit."""

    @operation(
        name="pool_exit_correct",
        summary="Record an exit with another day, cause or reason in place of one that is revoked",
        answer=MembershipSerializer,
        requires=(Permission.APPROVE_PLANS,),
        body=CorrectBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The whole exit, and `because`: why the old one was wrong."""
        user = signed_in(request)
        left = _exit(pk, user)
        domain.correct(left=left, by=user, **body)
        return _membership(left.membership_id, user)


def _exit(pk: int, user: User) -> PoolExit:
    return get_object_or_404(pool.exits_visible_to(user), pk=pk)


def _membership(pk: int, user: User) -> Any:
    member: Any = get_object_or_404(pool.visible_to(user), pk=pk)
    openings.employee_opened(employee=member.employee, part="pool", by=user)
    member.contested = replies.contested_now([member.employee_id]).get(member.employee_id, 0)
    member.leavings = pool.leavings(member, user)
    return member
