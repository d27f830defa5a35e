"""What follows from a mapping: plans, training groups, readiness of the pool."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, Located, Unfinished, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, DayField, IdentifierField, PageQuery, Strict, VersionField
from api.serializers.development import (
    PlanSerializer,
    ReadinessListSerializer,
    TrainingGroupSerializer,
    TrainingSeatSerializer,
)
from api.views.common import address, agency_or_only
from api.views.people import person_named
from rules.readiness import Level
from succession.domain.queries import readiness
from talent.codes import ActionKind, ActionState
from talent.domain import openings
from talent.domain import plans as domain
from talent.domain.queries import cycles, plans, training
from talent.models import TalentAction


class PlanQuery(PageQuery):
    """Which lines."""

    agency = IdentifierField(required=False)
    cycle = IdentifierField(required=False)
    employee = IdentifierField(required=False)
    kind = serializers.ChoiceField(required=False, choices=ActionKind.values)
    state = serializers.ChoiceField(
        required=False, choices=["LATE", *ActionState.values], help_text="LATE: open, and its day has passed."
    )


class WordsBody(Strict):
    """What a line says."""

    action = serializers.CharField(max_length=200)
    owner = serializers.CharField(max_length=150)
    due = DayField()
    cost = serializers.IntegerField(
        min_value=0, max_value=10**14 - 1, allow_null=True, default=None, help_text="In rupiah."
    )


class RevisionBody(WordsBody):
    """What a line says instead, and the version that was read."""

    version = VersionField()


class LineBody(WordsBody):
    """A new line of somebody's plan."""

    employee = IdentifierField()
    kind = serializers.ChoiceField(choices=ActionKind.values)
    about = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="What it rests on, as `gap:…` or `box:…`."
    )
    cycle = IdentifierField(required=False)


class ApproveBody(Strict):
    """The version that was read."""

    version = VersionField()


class FinishBody(ApproveBody):
    """When it was done, and what came of it."""

    done_on = DayField()
    result = serializers.CharField(max_length=4_000)


class MonitorBody(ApproveBody):
    """What it brought about, seen some time later."""

    observation = serializers.CharField(max_length=4_000)


class CancelBody(ApproveBody):
    """Why it is given up."""

    reason = serializers.CharField(max_length=1_000)


class GroupQuery(PageQuery):
    """Whose groups."""

    agency = IdentifierField(required=False)
    cycle = IdentifierField(required=False)


class ReadinessQuery(Strict):
    """Whose pool, ready for what, and how far."""

    agency = IdentifierField(required=False, help_text="Needed by users of several agencies.")
    target = serializers.CharField(
        default="JPT_PRATAMA", max_length=40, help_text=f"{', '.join(readiness.TARGETS)}, or post-ID."
    )
    level = serializers.ChoiceField(required=False, choices=[level.value for level in Level])
    seated = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="On a post of that tier, or of one above, already."
    )
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class PlanList(Endpoint):
    """Plans."""

    @operation(
        name="plans",
        summary="Lines of development, retention and placement plans, by the day they are due",
        answer=page_of(PlanSerializer),
        requires=(Permission.VIEW_EMPLOYEES,),
        query=PlanQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of the employees whom you see."""
        rows = plans.visible_to(signed_in(request))
        for name, field in (("agency", "agency_id"), ("cycle", "cycle_id"), ("employee", "employee_id")):
            if name in query:
                rows = rows.filter(**{field: query[name]})
        if "kind" in query:
            rows = rows.filter(kind=query["kind"])
        if "state" in query:
            late = query["state"] == "LATE"
            rows = rows.filter(plans.overdue(timezone.localdate())) if late else rows.filter(state=query["state"])
        return page(request, query, rows, ("due", "id"), people=lambda line: line.employee)

    @operation(
        name="plan_propose",
        summary="Propose a line of somebody's plan",
        answer=PlanSerializer,
        requires=(Permission.PLAN_TALENT,),
        body=LineBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Of one's own, or about a gap or a box."""
        user = signed_in(request)
        person, number = person_named(body.pop("employee"), user), body.pop("cycle", None)
        cycle = None if number is None else get_object_or_404(cycles.visible_to(user), pk=number)
        line = domain.propose(employee=person, cycle=cycle, by=user, **body)
        return Located(line, address("plan", line.pk))


class PlanDetail(Endpoint):
    """One line."""

    @operation(name="plan", summary="One line of a plan", answer=PlanSerializer, requires=(Permission.VIEW_EMPLOYEES,))
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """How far it is."""
        return _line(request, pk)


class PlanRevise(Endpoint):
    """Changing a line."""

    @operation(
        name="plan_revise",
        summary="Change what a line of a plan proposes, until it is approved",
        answer=PlanSerializer,
        requires=(Permission.PLAN_TALENT,),
        body=RevisionBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The whole line. Refused when somebody else changed it since `version`."""
        line = _line(request, pk)
        domain.revise(line=line, by=signed_in(request), **body)
        return line


class PlanApprove(Endpoint):
    """Approval."""

    @operation(
        name="plan_approve",
        summary="Approve a line that is proposed",
        answer=PlanSerializer,
        requires=(Permission.APPROVE_PLANS,),
        body=ApproveBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """As it was read: refused when somebody changed it since `version`."""
        line = _line(request, pk)
        domain.approve(lines=[(line, body["version"])], by=signed_in(request))
        return line


class PlanFinish(Endpoint):
    """Done."""

    @operation(
        name="plan_finish",
        summary="Record that an approved line was done, when and with what result",
        answer=PlanSerializer,
        requires=(Permission.PLAN_TALENT,),
        body=FinishBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Not before it was."""
        line = _line(request, pk)
        domain.finish(line=line, by=signed_in(request), **body)
        return line


class PlanMonitor(Endpoint):
    """Seen later."""

    @operation(
        name="plan_monitor",
        summary="Record what a line that was done brought about",
        answer=PlanSerializer,
        requires=(Permission.PLAN_TALENT,),
        body=MonitorBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The end of its way."""
        line = _line(request, pk)
        domain.monitor(line=line, by=signed_in(request), **body)
        return line


class PlanCancel(Endpoint):
    """Given up."""

    @operation(
        name="plan_cancel",
        summary="Give a line up that is proposed or approved, with the reason",
        answer=PlanSerializer,
        requires=(Permission.PLAN_TALENT, Permission.APPROVE_PLANS),
        body=CancelBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The reason stands in the place of the result."""
        line = _line(request, pk)
        domain.cancel(line=line, by=signed_in(request), **body)
        return line


class TrainingGroupList(Endpoint):
    """Training groups."""

    @operation(
        name="training_groups",
        summary="Training groups of your agencies, newest cycle first",
        answer=page_of(TrainingGroupSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=GroupQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Advice for a calendar: no group scores or ranks anybody."""
        rows = training.counted(training.visible_to(signed_in(request)))
        for name in ("agency", "cycle"):
            if name in query:
                rows = rows.filter(**{f"{name}_id": query[name]})
        answer = page(request, query, rows, ("-cycle_id", "number", "id"))
        for group in answer["results"]:
            group.lacking = training.in_words(group.profile)
        return answer


class TrainingGroupPeople(Endpoint):
    """Who trains together."""

    @operation(
        name="training_group_people",
        summary="Who is in a training group, by name",
        answer=page_of(TrainingSeatSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The group as people left it."""
        group = get_object_or_404(training.visible_to(signed_in(request)), pk=pk)
        return page(request, query, training.seats(group), ("employee__name", "id"), people=lambda seat: seat.employee)


class ReadinessList(Endpoint):
    """Readiness of the pool."""

    @operation(
        name="readiness",
        summary="When each member of the pool can meet the requirements of a tier or a post, the readiest first",
        answer=ReadinessListSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
        query=ReadinessQuery,
        stretches=True,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As known now. More lines than a page of the site shows is an export."""
        user, today = signed_in(request), timezone.localdate()
        agency = agency_or_only(query.get("agency"), user, Permission.VIEW_EMPLOYEES)
        scope.require(user, Permission.VIEW_MAPPING, agency.pk)
        aim = readiness.target(query["target"], agency.pk)
        if aim is None:
            raise field_error("target", _("Sasaran ini tidak ada."), "unknown")
        everybody = readiness.of_pool(agency, aim, today, reader=user)
        if everybody.working:
            return Unfinished(everybody.working.done, everybody.working.total)
        wanted = everybody.narrowed(query.get("level", ""), query["seated"])
        lines = wanted[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            openings.employees_exported(rows=[one.member.employee for one in lines], form="api.readiness", by=user)
        return {
            "agency": agency.pk,
            "target": aim.code,
            "on": today,
            "policy": everybody.policy,
            "results": lines,
            "count": len(wanted),
            "levels": dict(everybody.counts()),
            "waived": dict(everybody.counts_waived()),
        }


def _line(request: Request, pk: int) -> TalentAction:
    return get_object_or_404(plans.visible_to(signed_in(request)), pk=pk)
