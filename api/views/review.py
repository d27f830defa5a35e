"""Sittings of the talent committee, employees' replies, and how severe raters are."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from advice.verdicts import VERDICTS
from api.operation import Endpoint, Located, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict, VersionField
from api.serializers.people import MadeMoveSerializer
from api.serializers.review import (
    RatersSerializer,
    ReplyDetailSerializer,
    ReplySerializer,
    SessionDetailSerializer,
    SessionSerializer,
)
from api.views.common import address
from api.views.merit import SignBody
from api.views.people import person_named
from talent.codes import ReplyKind, ReplyState
from talent.domain import advice as domain
from talent.domain import calibration, openings
from talent.domain import replies as domain_of_replies
from talent.domain.queries import advice, cycles, replies, sittings
from talent.models import CalibrationSession


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


class AmendBody(Strict):
    """What changes about a sitting, why, and the version that was read."""

    what = serializers.ChoiceField(
        choices=["EXCUSE", "CHAIR", "BREAK_OFF"],
        help_text="A member leaves for good, somebody else leads, or it ends without a result.",
    )
    user = IdentifierField(required=False, help_text="The member who leaves, or who leads from now on.")
    reason = serializers.CharField(max_length=1_000)
    version = VersionField()


class ReplySubmitBody(Strict):
    """What somebody replies to a cycle's result."""

    cycle = IdentifierField()
    kind = serializers.ChoiceField(choices=ReplyKind.values)
    about = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="Of a correction: `component:ID` or `records:KIND`."
    )
    text = serializers.CharField(max_length=4_000)


class ReplyAnswerBody(Strict):
    """The answer with its reason, and the version that was read."""

    accepted = serializers.BooleanField()
    text = serializers.CharField(max_length=4_000)
    version = VersionField()


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
        return _session_told(get_object_or_404(sittings.visible_to(signed_in(request)), pk=pk))


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


class SessionAmend(Endpoint):
    """Changing who sits."""

    @operation(
        name="calibration_amend",
        summary="Excuse a member, have somebody else lead, or break the session off, with the reason",
        answer=SessionDetailSerializer,
        requires=(Permission.CALIBRATE, Permission.MAP_TALENT, Permission.SUBMIT_MAPPING),
        body=AmendBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The chair excuses, who maps names another chair, the chair or the head of the BKD breaks off."""
        user, what, who = signed_in(request), body.pop("what"), body.pop("user", None)
        session = get_object_or_404(sittings.visible_to(user), pk=pk)
        given = {"session": session, "by": user, **body}
        if what == "BREAK_OFF":
            calibration.break_off(**given)
            return _session_told(session)
        seated = User.objects.filter(pk__in=session.members.values("user"))
        named = (seated if what == "EXCUSE" else sittings.candidates(session.cycle.agency)).filter(pk=who).first()
        if named is None:
            raise field_error("user", _("Sebutkan anggota komite talenta yang dimaksud."), "unknown")
        if what == "EXCUSE":
            calibration.excuse(member=named, **given)
        else:
            calibration.replace_chair(chair=named, **given)
        return _session_told(session)


class SessionSign(Endpoint):
    """Signatures under minutes."""

    @operation(
        name="calibration_sign",
        summary="Sign the minutes of a session as they were read; for the chair and members who are present",
        answer=SessionDetailSerializer,
        requires=(Permission.CALIBRATE,),
        body=SignBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused with the differences when they say something else by now."""
        user, said = signed_in(request), body["said"]
        session = get_object_or_404(sittings.visible_to(user), pk=pk)
        calibration.sign(session=session, token=sittings.token_of(said), seen=said, by=user)
        return _session_told(session)


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

    @operation(
        name="reply_submit",
        summary="Ask for a correction of what a cycle says of you, or object to it, while its window is open",
        answer=ReplySerializer,
        requires=(Permission.VIEW_OWN,),
        body=ReplySubmitBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """For the person concerned alone."""
        user = signed_in(request)
        found = replies.addressed(body.pop("cycle"), user)
        if found is None:
            raise Http404
        cycle, person = found
        made = domain_of_replies.submit(cycle=cycle, employee=person, by=user, **body)
        return Located(made, address("reply", made.pk))


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


class ReplyAnswer(Endpoint):
    """Answers."""

    @operation(
        name="reply_answer",
        summary="Answer an open reply, with the reason; nobody answers their own",
        answer=ReplySerializer,
        requires=(Permission.ANSWER_REPLIES,),
        body=ReplyAnswerBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody else was first."""
        user = signed_in(request)
        reply = get_object_or_404(replies.visible_to(user), pk=pk)
        domain_of_replies.answer(reply=reply, by=user, **body)
        return reply


class ReplyWithdraw(Endpoint):
    """Taking a reply back."""

    @operation(
        name="reply_withdraw",
        summary="Take your reply back before it is answered",
        answer=ReplySerializer,
        requires=(Permission.VIEW_OWN,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """It stays readable."""
        user = signed_in(request)
        reply = get_object_or_404(replies.visible_to(user), pk=pk)
        domain_of_replies.withdraw(reply=reply, by=user)
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


def _session_told(session: CalibrationSession) -> dict[str, Any]:
    said = sittings.minutes_of(session)
    return {
        "session": session,
        "seats": sittings.seats(session),
        "moves": session.moves.count(),
        "minutes": session.minutes,
        "relations": sittings.relations_in(session),
        "said": said,
        "token": sittings.token_of(said),
    }
