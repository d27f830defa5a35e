"""Succession plans of critical posts."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, Unfinished, field_error, operation, signed_in
from api.parameters import FURTHEST, PAGE, CountField, DayField, IdentifierField, PageQuery, Strict
from api.serializers.ahead import CriticalPostListSerializer, SuccessionPlanSerializer
from api.views.common import address, agency_or_only
from rules.bench import Risk
from succession.domain import planning
from succession.domain.queries import succession_plans, vacating
from succession.models.succession_plan import PlanOutcome
from talent.domain import openings
from talent.models import Employee, Position

STATES = ("NO_PLAN", *PlanOutcome.values, "REVIEW_DUE")


class PlansQuery(Strict):
    """Whose critical posts, and which."""

    agency = IdentifierField(required=False)
    risk = serializers.ChoiceField(choices=[str(risk) for risk in Risk], required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class SuccessionPlanBody(Strict):
    """A new version of a plan."""

    outcome = serializers.ChoiceField(choices=PlanOutcome.values)
    successors = serializers.ListField(
        child=IdentifierField(), max_length=planning.MOST, required=False, help_text="Members of the pool, in order."
    )
    stand_in = IdentifierField(required=False, allow_null=True)
    decision_number = serializers.CharField(max_length=100, required=False, help_text="Of NONE_SUITABLE.")
    decided_on = DayField(required=False, allow_null=True, help_text="Of NONE_SUITABLE.")
    review_on = DayField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=2_000)
    version = CountField(help_text="Of the plan as it was read; 0: there was none.")


class SuccessionPlanList(Endpoint):
    """Critical posts and their risk."""

    @operation(
        name="succession_plans",
        summary="Critical posts with their plans and benches, the highest risk first",
        answer=CriticalPostListSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
        query=PlansQuery,
        stretches=True,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As known today. More people than a page of the site shows is an export."""
        user, today = signed_in(request), timezone.localdate()
        agency = agency_or_only(query.get("agency"), user, Permission.VIEW_EMPLOYEES)
        for permission in succession_plans.READING:
            scope.require(user, permission, agency.pk)
        found = succession_plans.standings(agency, today)
        if found.working:
            return Unfinished(found.working.done, found.working.total)
        rows = [one for one in found.rows if all(getattr(one, name) == query.get(name, getattr(one, name))
                                                 for name in ("risk", "state"))]  # fmt: skip
        lines = rows[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            people = succession_plans.people_of(lines)
            openings.employees_exported(rows=people, form="api.succession_plans", by=user)
        return {"agency": agency.pk, "on": today, "results": lines, "count": len(rows)}


class SuccessionPlanDetail(Endpoint):
    """The plan of one post."""

    @operation(
        name="succession_plan",
        summary="The succession plan of a post as written last, with how ready each successor is",
        answer=SuccessionPlanSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As known today."""
        user = signed_in(request)
        return _told(_post(user, pk), user)

    @operation(
        name="succession_plan_write",
        summary="Write the next version of the plan of a critical post",
        answer=SuccessionPlanSerializer,
        requires=(Permission.PREPARE_VACANCY,),
        body=SuccessionPlanBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Successors by name, or the decision that nobody suits; each version is kept."""
        user = signed_in(request)
        post = _post(user, pk)
        scope.require(user, Permission.PREPARE_VACANCY, post.agency_id)
        people = _people(post, [*body.get("successors", []), *filter(None, [body.get("stand_in")])])
        same = {name: body.get(name) for name in ("review_on", "reason", "version")}
        same |= {"position": post, "stand_in": people.get(body.get("stand_in")), "by": user}
        if body["outcome"] == PlanOutcome.NAMED:
            planning.name(successors=[people[one] for one in body.get("successors", [])], **same)
        else:
            for name in ("decided_on", "review_on"):
                if body.get(name) is None:
                    raise field_error(name, _("Isi tanggal keputusan dan tanggal peninjauan kembali."), "required")
            given = {"number": body.get("decision_number", ""), "decided_on": body["decided_on"]}
            planning.none_suitable(**given, **same)
        return Located(_told(post, user), address("succession_plan", pk))


def _post(user: User, pk: int) -> Position:
    return get_object_or_404(succession_plans.posts_of(user), pk=pk)


def _people(post: Position, ids: list[int]) -> dict[Any, Employee]:
    found = Employee.objects.filter(agency=post.agency_id).select_related("current").in_bulk(ids)
    if len(found) < len(set(ids)):
        raise field_error("successors", _("Tidak ada pegawai instansi ini dengan id itu."), "unknown")
    return found


def _told(post: Position, user: User) -> dict[str, Any]:
    today = timezone.localdate()
    (falling,) = vacating.of_posts([post], today)
    plan = succession_plans.newest([post.pk]).select_related("stand_in").first()
    names = ("outcome", "decision_number", "decided_on", "review_on", "reason", "stand_in", "version")
    empty = {"decision_number": "", "reason": "", "version": 0}
    return {
        "post": post,
        "critical": falling.critical,
        "day": falling.known_day,
        **{name: getattr(plan, name) if plan else empty.get(name) for name in names},
        "successors": succession_plans.successors_of(plan, falling, today, reader=user) if plan else [],
    }
