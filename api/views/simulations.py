"""Simulations: posts filled on paper, together or along the chain that a choice empties. None decides anything."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import PAGE, DayField, IdentifierField, PageQuery, Strict
from api.serializers.ahead import SimulationDetailSerializer, SimulationSerializer
from api.serializers.succession import KeptReplaySerializer
from api.views.common import address, agency_named
from succession.domain import openings as replays
from succession.domain import simulating
from succession.domain.queries import joint, simulations
from succession.models import Simulation
from talent.domain import openings
from talent.models import Agency, Position

PREPARING = (Permission.PREPARE_VACANCY,)


class SimulationQuery(PageQuery):
    """Filters of the simulations."""

    agency = IdentifierField(required=False)
    kind = serializers.ChoiceField(choices=Simulation.Kind.values, required=False)


class BesideQuery(Strict):
    """What a simulation is held against."""

    beside = IdentifierField(required=False, help_text="Another one of the same agency and kind.")


class TogetherBody(Strict):
    """Posts to fill at once."""

    agency = IdentifierField()
    name = serializers.CharField(max_length=120)
    on = DayField(help_text="The day requirements are measured on.")
    posts = serializers.ListField(
        child=IdentifierField(), min_length=1, max_length=simulating.MOST, help_text="In the order of one by one."
    )


class PickBody(Strict):
    """Whom to place on a post of the chain."""

    post = IdentifierField()
    employee = IdentifierField()


class CascadeBody(Strict):
    """A choice, and how far to follow what it empties."""

    agency = IdentifierField()
    name = serializers.CharField(max_length=120)
    on = DayField(help_text="The day requirements are measured on.")
    post = IdentifierField()
    employee = IdentifierField()
    depth = serializers.IntegerField(min_value=1, max_value=joint.DEEPEST, default=3)
    picks = PickBody(many=True, required=False, help_text="Where not the first in the order is to follow.")


class SimulationList(Endpoint):
    """Simulations."""

    @operation(
        name="simulations",
        summary="Simulations, newest first",
        answer=page_of(SimulationSerializer),
        requires=simulations.READING,
        query=SimulationQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of the agencies whose vacancies you prepare, decide or replay."""
        found = simulations.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(agency_id=query["agency"])
        if "kind" in query:
            found = found.filter(kind=query["kind"])
        return page(request, query, found, ("-id",))

    @operation(
        name="simulation_together",
        summary="Fill several posts at once on paper: the best assignment, beside filling them one by one",
        answer=SimulationDetailSerializer,
        requires=PREPARING,
        body=TogetherBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Kept; it moves nobody and opens nothing."""
        user = signed_in(request)
        agency = agency_named(body["agency"], user)
        posts = _posts(agency, body["posts"], "posts")
        one = simulating.together(agency=agency, name=body["name"], posts=posts, on=body["on"], by=user)
        return Located(_told(one, user), address("simulation", one.pk))


class CascadeList(Endpoint):
    """Chains."""

    @operation(
        name="simulation_cascade",
        summary="Place somebody on a post on paper and follow the chain of posts that this empties",
        answer=SimulationDetailSerializer,
        requires=PREPARING,
        body=CascadeBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Kept, with the coverage that is left after each step; it moves nobody and opens nothing."""
        user = signed_in(request)
        agency = agency_named(body["agency"], user)
        (post,) = _posts(agency, [body["post"]], "post")
        picks = {pick["post"]: pick["employee"] for pick in body.get("picks", [])}
        given = {"person": body["employee"], "picks": picks, "depth": body["depth"], "on": body["on"]}
        one = simulating.cascade(agency=agency, name=body["name"], post=post, by=user, **given)
        return Located(_told(one, user), address("simulation", one.pk))


class SimulationDetail(Endpoint):
    """One simulation."""

    @operation(
        name="simulation",
        summary="One simulation in names, beside another where that is asked",
        answer=SimulationDetailSerializer,
        requires=simulations.READING,
        query=BesideQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As it came out then. More people than a page of the site shows is an export."""
        user = signed_in(request)
        mine = simulations.visible_to(user)
        one = get_object_or_404(mine, pk=pk)
        beside = None
        if "beside" in query:
            beside = get_object_or_404(mine.filter(agency=one.agency_id, kind=one.kind), pk=query["beside"])
        return _told(one, user, beside)


class SimulationReplay(Endpoint):
    """Filling the posts again on paper."""

    @operation(
        name="simulation_replay",
        summary="Fill the posts of a simulation again on paper from what was known then; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was stored, post by post."""
        user = signed_in(request)
        one = get_object_or_404(simulations.visible_to(user), pk=pk)
        return replays.replay_simulation(stored=one, by=user)


def _told(one: Simulation, user: User, beside: Simulation | None = None) -> Any:
    told: Any = one
    told.told = simulations.told(one, beside)
    people = told.told.people()
    if len(people) > PAGE:
        for person in people:
            person.agency = one.agency
        openings.employees_exported(rows=people, form="api.simulation", by=user)
    return told


def _posts(agency: Agency, ids: list[int], name: str) -> list[Position]:
    """The agency's posts with these ids, in this order."""
    found = Position.objects.filter(agency=agency).select_related("current").in_bulk(ids)
    if any(pk not in found for pk in ids):
        raise field_error(name, _("Jabatan ini tidak ada."), "unknown")
    return [found[pk] for pk in ids]
