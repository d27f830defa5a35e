"""Who waits for a supplementary decree of a cycle: read, established, declined, offered anew."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, DayField, IdentifierField, PageQuery, Strict
from api.serializers.inclusion import CountedSerializer, DeclineSerializer, LatecomersSerializer
from api.views.mapping import cycle_named
from talent.domain import inclusion as domain
from talent.domain import openings
from talent.domain.queries import inclusion
from talent.models import Employee

READ = "Of the list as it was read."


class LatecomersQuery(Strict):
    """A stretch of the list."""

    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class JoinBody(Strict):
    """The supplementary decree, and for whom it is given: everybody who waits."""

    decree = serializers.CharField(max_length=100)
    established_date = DayField()
    reason = serializers.CharField(max_length=1_000)
    token = serializers.CharField(max_length=64, help_text=READ)


class DeclineBody(Strict):
    """Whom the PPK does not take into the pool, and why."""

    people = serializers.ListField(
        child=IdentifierField(), allow_empty=False, max_length=1_000, help_text="Ids of employees who wait."
    )
    reason = serializers.CharField(max_length=1_000)
    token = serializers.CharField(max_length=64, help_text=READ)


class OfferBody(Strict):
    """Why somebody comes before the PPK again."""

    reason = serializers.CharField(max_length=1_000)


class Latecomers(Endpoint):
    """Who waits for a supplementary decree."""

    @operation(
        name="cycle_latecomers",
        summary="Who joined an established cycle and waits for the PPK's supplementary decree",
        answer=LatecomersSerializer,
        requires=(Permission.VIEW_MAPPING,),
        query=LatecomersQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """In rank order. More of them than a page of the site shows is an export."""
        user, cycle = signed_in(request), cycle_named(request, pk)
        waiting = inclusion.waiting_for_decree(cycle)
        lines = waiting[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            people = Employee.objects.in_bulk([one.employee_id for one in lines])
            openings.employees_exported(rows=list(people.values()), form="api.latecomers", by=user)
        signs = waiting and scope.allows(user, Permission.ESTABLISH_POOL, cycle.agency_id)
        return {
            "results": lines,
            "count": len(waiting),
            "policy": cycle.run.policy_name if cycle.run else None,
            "token": domain.token_of(cycle, waiting) if signs else None,
        }


class LatecomersEstablish(Endpoint):
    """Supplementary penetapan."""

    @operation(
        name="cycle_latecomers_establish",
        summary="Supplementary penetapan: everybody who waits enters the succession group",
        answer=CountedSerializer,
        requires=(Permission.ESTABLISH_POOL,),
        body=JoinBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when others wait by now than those whose `token` was read."""
        return {"people": domain.establish(cycle=cycle_named(request, pk), by=signed_in(request), **body)}


class LatecomersDecline(Endpoint):
    """The PPK's no."""

    @operation(
        name="cycle_latecomers_decline",
        summary="Take some of those who wait not into the succession group, with the reason",
        answer=CountedSerializer,
        requires=(Permission.ESTABLISH_POOL,),
        body=DeclineBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """They keep their box. Another box, or being offered anew, brings them before the PPK again."""
        return {"people": domain.decline(cycle=cycle_named(request, pk), by=signed_in(request), **body)}


class DeclineList(Endpoint):
    """Whom the PPK declined."""

    @operation(
        name="cycle_declines",
        summary="Whom the PPK did not take into the succession group of a cycle, and why; the newest first",
        answer=page_of(DeclineSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """With those who were offered anew, or joined anew, since."""
        found = inclusion.declines(cycle_named(request, pk))
        return page(request, query, found, ("-id",), people=lambda one: one.placement.employee)


class DeclineOffer(Endpoint):
    """Before the PPK again."""

    @operation(
        name="decline_offer",
        summary="Bring somebody whom the PPK declined before the PPK again, with the reason",
        answer=DeclineSerializer,
        requires=(Permission.MAP_TALENT,),
        body=OfferBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The decline stays readable."""
        user = signed_in(request)
        declined = get_object_or_404(inclusion.declines_visible_to(user), pk=pk)
        domain.offer_anew(declined=declined, by=user, **body)
        return get_object_or_404(inclusion.declines(declined.cycle), pk=pk)
