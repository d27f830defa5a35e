"""Sittings of the talent committee, employees' replies, and how severe raters are."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from advice.verdicts import VERDICTS
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict
from api.serializers.people import MadeMoveSerializer
from api.serializers.review import (
    RatersSerializer,
    ReplyDetailSerializer,
    ReplySerializer,
    SessionDetailSerializer,
    SessionSerializer,
)
from api.views.people import person_named
from talent.codes import ReplyKind, ReplyState
from talent.domain import advice as domain
from talent.domain import calibration, openings
from talent.domain.queries import advice, cycles, replies, sittings


class SessionQuery(PageQuery):
    """Which sittings."""

    agency = IdentifierField(required=False)
    cycle = IdentifierField(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)


class MoveBody(Strict):
    """Whom, where to and why."""

    employee = IdentifierField()
    box = serializers.IntegerField(min_value=1, max_value=9)
    reason = serializers.CharField(max_length=4_000)
    seen = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        help_text="How often the person was moved in the cycle, as read: 0 or `number`.",
    )


class ReplyQuery(PageQuery):
    """Which replies."""

    agency = IdentifierField(required=False)
    cycle = IdentifierField(required=False)
    kind = serializers.ChoiceField(required=False, choices=ReplyKind.values)
    state = serializers.ChoiceField(required=False, choices=ReplyState.values)


class RatersQuery(Strict):
    """Raters or units, and which verdict."""

    side = serializers.ChoiceField(choices=advice.SIDES, default="raters")
    verdict = serializers.ChoiceField(required=False, choices=VERDICTS)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class SessionList(Endpoint):
    """Calibration sessions."""

    @operation(
        name="calibration_sessions",
        summary="Calibration sessions over your agencies' cycles, newest first",
        answer=page_of(SessionSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=SessionQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Without their seats and minutes."""
        found = sittings.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(cycle__agency_id=query["agency"])
        if "cycle" in query:
            found = found.filter(cycle_id=query["cycle"])
        if query["open"] is not None:
            found = found.filter(closed_at__isnull=query["open"])
        return page(request, query, found, ("-id",))


class SessionDetail(Endpoint):
    """One sitting."""

    @operation(
        name="calibration_session",
        summary="One calibration session with its seats and minutes",
        answer=SessionDetailSerializer,
        requires=(Permission.VIEW_MAPPING,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Who sits, who was present, who signed what the minutes say now."""
        session = get_object_or_404(sittings.visible_to(signed_in(request)), pk=pk)
        return {
            "session": session,
            "seats": sittings.seats(session),
            "moves": session.moves.count(),
            "minutes": session.minutes,
            "token": sittings.minutes_token(session),
        }


class SessionMove(Endpoint):
    """Moving a person."""

    @operation(
        name="calibration_move",
        summary="Move a person to another box, with a reason of its own; for members who are present",
        answer=MadeMoveSerializer,
        requires=(Permission.CALIBRATE,),
        body=MoveBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody else moved the person since the caller read how often they were moved."""
        user = signed_in(request)
        session = get_object_or_404(sittings.visible_to(user), pk=pk)
        person = person_named(body.pop("employee"), user)
        return calibration.move(session=session, employee=person, by=user, **body)


class ReplyList(Endpoint):
    """Employees' replies."""

    @operation(
        name="replies",
        summary="Employees' requests for correction and objections, newest first; your own when you are one",
        answer=page_of(ReplySerializer),
        requires=(Permission.VIEW_MAPPING, Permission.VIEW_OWN),
        query=ReplyQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Without their words."""
        found = replies.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(cycle__agency_id=query["agency"])
        if "cycle" in query:
            found = found.filter(cycle_id=query["cycle"])
        for name in ("kind", "state"):
            if name in query:
                found = found.filter(**{name: query[name]})
        return page(request, query, found, ("-id",), people=lambda reply: reply.employee)


class ReplyDetail(Endpoint):
    """One reply."""

    @operation(
        name="reply",
        summary="One reply and its answer; leaves an event",
        answer=ReplyDetailSerializer,
        requires=(Permission.VIEW_MAPPING, Permission.VIEW_OWN),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """In the words of those who wrote."""
        user = signed_in(request)
        reply = get_object_or_404(replies.visible_to(user), pk=pk)
        openings.employee_opened(employee=reply.employee, part="reply", by=user)
        return reply


class CycleRaters(Endpoint):
    """How lenient or severe raters are."""

    @operation(
        name="cycle_raters",
        summary="How lenient or severe the raters or units of a cycle are, what stands out first; advice only",
        answer=RatersSerializer,
        requires=(Permission.VIEW_MAPPING,),
        query=RatersQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As last computed. Raters are named to those who see employees. More than a page of the site is an export."""
        user = signed_in(request)
        cycle = get_object_or_404(cycles.visible_to(user), pk=pk)
        found = advice.latest(cycle)
        if found is None:
            raise Http404
        side = query["side"]
        rows = advice.judged(found, side, query.get("verdict", ""), user)
        lines = rows[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            scope.require(user, Permission.EXPORT_DATA, cycle.agency_id)
            domain.exported(advice=found, side=side, rows=len(lines), by=user)
        return {
            "cycle": cycle.pk,
            "side": side,
            "known_at": found.known_at,
            "verdicts": advice.counts(found, side),
            "results": lines,
            "count": len(rows),
        }
