"""The calendar of the gate, the way to a category, and all agencies side by side: to read, nothing is kept."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Download, Endpoint, operation, signed_in
from api.parameters import FURTHEST, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.gate import CalendarSerializer, MeritStandingListSerializer, WaySerializer
from api.views.common import DOCUMENTS, agency_named
from api.views.succession import SEEING, DecisionQuery, route_named
from rules.wording import CATEGORIES
from succession.domain import gate, openings
from succession.domain.queries import merit, national, way
from succession.interfaces import papers
from talent.codes import JPT_TIERS, AgencyKind
from talent.domain import known
from talent.domain.queries import employees

READING = (Permission.VIEW_MERIT,)


class CalendarQuery(Strict):
    """Which agency and tier, or post of it, as known when."""

    agency = IdentifierField()
    tier = serializers.ChoiceField(choices=[str(tier) for tier in JPT_TIERS])
    post = serializers.CharField(max_length=60, required=False, help_text="Its code: its papers count.")
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class WayQuery(Strict):
    """Which score to reach; the next category's when not given."""

    target = serializers.DecimalField(required=False, max_digits=5, decimal_places=2, min_value=Decimal("0.25"))


class StandingQuery(Strict):
    """Which agencies, with which category, in which round, as decided by the end of which year."""

    kind = serializers.ChoiceField(choices=AgencyKind.values, required=False)
    province = serializers.CharField(max_length=100, required=False)
    category = serializers.ChoiceField(
        choices=["AWARDED", *CATEGORIES, "NONE"], required=False, help_text="AWARDED: BAIK and above; NONE: not scored."
    )
    round = serializers.CharField(max_length=100, required=False, help_text="Its name; the newest when not given.")
    year = serializers.IntegerField(required=False, min_value=2014, max_value=2100)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class GateCalendar(Endpoint):
    """The calendar of the gate."""

    @operation(
        name="gate_calendar",
        summary="From which day to which each route is open for a tier or post, and what closes the direct one next",
        answer=CalendarSerializer,
        requires=READING,
        query=CalendarQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of today; whether the post has a succession group is asked by `route`."""
        user = signed_in(request)
        agency = agency_named(query["agency"], user)
        scope.require(user, Permission.VIEW_MERIT, agency.pk)
        at = known.asked(query.get("known_at"), agency.pk)
        return gate.calendar(agency, query["tier"], timezone.localdate(), at, post=query.get("post"))


class RoundWay(Endpoint):
    """The way to a category."""

    @operation(
        name="merit_way",
        summary="The cheapest rises of levels from a merit round to a score, each step at effort 1",
        answer=WaySerializer,
        requires=READING,
        query=WayQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Made a plan, also with other efforts, by `merit_plan`."""
        held = get_object_or_404(merit.visible_to(signed_in(request)), pk=pk)
        at = merit.known_rounds([held], known.now(held.agency_id))[0]
        asked, goals = way.require_asked(at), way.goals(at)
        target = Fraction(query["target"] if "target" in query else str(goals[0][0]) if goals else asked.most)
        ways = way.plans(at, target, {})
        return {"points": float(asked.points), "most": float(asked.most), "target": float(target), "ways": ways}


class StandingList(Endpoint):
    """Agencies side by side."""

    @operation(
        name="merit_standings",
        summary="Every agency with a decided merit round, the highest score first: ranking and award list",
        answer=MeritStandingListSerializer,
        requires=READING,
        query=StandingQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of the agencies whose merit system you may see, as known now."""
        user = signed_in(request)
        agencies, rounds = employees.agencies_of(user, Permission.VIEW_MERIT), merit.visible_to(user)
        until = date(query["year"], 12, 31) if "year" in query else None
        asked = {name: query.get(name, "") for name in ("kind", "province", "category")}
        ranked = national.standings(agencies, rounds, known.now(None), until=until, of=query.get("round", ""))
        found = [one for one in ranked if national.keeps(one, **asked)]
        return {"results": found[query["start"] : query["start"] + query["limit"]], "count": len(found)}


class RouteCertificate(Download):
    """The certificate of a route."""

    @operation(
        name="vacancy_route_file",
        summary="The route decided last, or a decision before that, as a one-page PDF/A; leaves an event",
        answer=None,
        requires=SEEING,
        documents=DOCUMENTS,
        query=DecisionQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 where there is none."""
        route = route_named(request, pk, query)
        made = papers.certificate_of(route)
        openings.route_certified(stored=route, by=signed_in(request))
        return HttpResponse(made, content_type="application/pdf", headers={"Cache-Control": "no-store"})
