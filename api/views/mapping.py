"""Review cycles, placements and the pool."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict
from api.serializers.people import (
    ExplanationSerializer,
    MoveSerializer,
    PlacementSerializer,
    PoolMemberSerializer,
)
from api.serializers.work import CycleDetailSerializer, CycleSerializer, JobSerializer, ReplaySerializer
from api.views.common import address, agency_named, agency_or_only, queued
from api.views.people import person_named
from rules.errors import DomainError
from rules.policy import Policy
from talent.domain import cycles as domain
from talent.domain import openings
from talent.domain.queries import calibrated, cycles, placements, pool, replies, runs
from talent.domain.queries.person import lacking, moving, sees_sanctions, told
from talent.models import MappingRun, ReviewCycle


class CycleQuery(PageQuery):
    """Filters of the cycles."""

    agency = IdentifierField(required=False)


class CycleBody(Strict):
    """A new cycle over the facts of `on`."""

    agency = IdentifierField()
    name = serializers.CharField(max_length=80)
    on = DayField()


class PlacementQuery(PageQuery):
    """Which box."""

    box = serializers.IntegerField(min_value=0, max_value=9, required=False, help_text="0: not assessed.")


class PoolQuery(PageQuery):
    """Whose pool, on which day."""

    agency = IdentifierField(required=False, help_text="Needed by users of several agencies.")
    on = DayField(required=False, help_text="Today when not given.")


class CycleList(Endpoint):
    """Review cycles."""

    @operation(
        name="cycles",
        summary="Review cycles, newest first",
        answer=page_of(CycleSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=CycleQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Without their matrix."""
        found = cycles.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(agency_id=query["agency"])
        return page(request, query, found, ("-on", "-id"))

    @operation(
        name="cycle_open",
        summary="Open a cycle",
        answer=CycleSerializer,
        requires=(Permission.MAP_TALENT,),
        body=CycleBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """In draft until it is mapped."""
        user = signed_in(request)
        agency = agency_named(body["agency"], user)
        cycle = domain.open_cycle(agency=agency, name=body["name"], on=body["on"], by=user)
        return Located(cycle, address("cycle", cycle.pk))


class CycleDetail(Endpoint):
    """One cycle."""

    @operation(
        name="cycle",
        summary="One cycle with its matrix",
        answer=CycleDetailSerializer,
        requires=(Permission.VIEW_MAPPING,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """How many people stand in each box, and what those without one lack."""
        cycle = cycle_named(request, pk)
        signs = cycle.state == ReviewCycle.State.PROPOSED and scope.allows(
            signed_in(request), Permission.ESTABLISH_POOL, cycle.agency_id
        )
        return {
            "cycle": cycle,
            "run": cycle.run,
            "matrix": _matrix(cycle, cycle.run) if cycle.run else None,
            "token": domain.confirmation_token(cycle) if signs else None,
        }


class CycleGather(Endpoint):
    """Opening a cycle's gathering of data."""

    @operation(
        name="cycle_gather",
        summary="Open the gathering of data for a cycle in draft",
        answer=CycleSerializer,
        requires=(Permission.MAP_TALENT,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """After this it may be mapped."""
        cycle = cycle_named(request, pk)
        domain.start_gathering(cycle=cycle, by=signed_in(request))
        return cycle


class CycleMoves(Endpoint):
    """What the talent committee moved."""

    @operation(
        name="cycle_moves",
        summary="Who was moved in calibration, from which box to which, and why",
        answer=page_of(MoveSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """In their order; `counts` is false for a move that a later one, or another computed box, has overtaken."""
        cycle = cycle_named(request, pk)
        moves = calibrated.moves_of(cycle).select_related("employee")
        answer = page(request, query, moves, ("id",), people=lambda move: move.employee)
        counting = {move.pk for move in calibrated.in_force(cycle).values()}
        for move in answer["results"]:
            move.cycle, move.counts = cycle, move.pk in counting
        return answer


class CycleMap(Endpoint):
    """Mapping a cycle."""

    @operation(
        name="cycle_map",
        summary="Map a cycle",
        answer=JobSerializer,
        requires=(Permission.MAP_TALENT,),
        status=202,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued, over the facts as known at this moment."""
        return queued(domain.start_mapping(cycle=cycle_named(request, pk), by=signed_in(request)))


class CycleReplay(Endpoint):
    """Computing a run again."""

    @operation(
        name="cycle_replay",
        summary="Compute a cycle's run again from the dated facts; leaves an event",
        answer=ReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was stored."""
        return openings.replay(run=_run(cycle_named(request, pk)), by=signed_in(request))


class PlacementList(Endpoint):
    """Placements of a cycle."""

    @operation(
        name="cycle_placements",
        summary="Who stands where in a cycle",
        answer=page_of(PlacementSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PlacementQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """By talent value, then NIP."""
        cycle = cycle_named(request, pk)
        run = _run(cycle)
        if "box" not in query:
            rows = runs.of_run(run).select_related("employee")
        elif query["box"]:
            rows = calibrated.in_box(run, query["box"], calibrated.in_force(cycle))
        else:
            rows = placements.in_box(run, None)
        answer = page(request, query, rows, ("-talent_value", "employee__nip"), people=lambda row: row.employee)
        policy, contested = cycles.policy_of(run), replies.contested(cycle, _people(answer))
        calibrated.boxed((cycle.pk, row) for row in answer["results"])
        for row in answer["results"]:
            _worded(row, policy, contested)
        return answer


class PlacementExplanation(Endpoint):
    """Why one person stands where they stand."""

    @operation(
        name="placement_explanation",
        summary="Why one person stands where they stand; leaves an event",
        answer=ExplanationSerializer,
        requires=(Permission.VIEW_MAPPING, Permission.VIEW_OWN),
    )
    def get(self, request: Request, pk: int, employee: int, query: dict[str, Any]) -> Any:
        """Every component with the facts it looked at."""
        user = signed_in(request)
        person = person_named(employee, user)
        found = next((pair for pair in placements.history(person, user) if pair[0].pk == pk), None)
        if found is None:
            raise Http404
        placement = found[1]
        run, why = placement.run, placements.why(placement)
        if why is None:
            raise DomainError(_("Fakta di balik penempatan ini tidak ada lagi."), code="facts_missing")
        openings.employee_opened(employee=person, part="box", by=user)
        placement.employee = person
        calibrated.boxed([(pk, placement)])
        _worded(placement, why.explanation.policy, replies.contested(found[0], [person.pk]))
        sanctions = sees_sanctions(user, person)
        return {
            "cycle": pk,
            "run": run.pk,
            "on": run.on,
            "known_at": run.known_at,
            "policy": why.explanation.policy,
            "placement": placement,
            "agrees": why.agrees,
            "performance": told(why.explanation.performance, sanctions=sanctions),
            "potential": told(why.explanation.potential, sanctions=sanctions),
            "lacking": lacking(placement, why.explanation.policy, sanctions=sanctions),
            "smallest_change": moving(why, sanctions=sanctions),
        }


class Pool(Endpoint):
    """The succession group."""

    @operation(
        name="pool",
        summary="The succession group of an agency on a day, by rank",
        answer=page_of(PoolMemberSerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PoolQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As the PPK established it."""
        agency = agency_or_only(query.get("agency"), signed_in(request), Permission.VIEW_MAPPING)
        on = query.get("on") or timezone.localdate()
        members = pool.with_policy(pool.members(agency.pk, on)).select_related("employee")
        answer = page(request, query, members, ("rank", "id"), people=lambda member: member.employee)
        contested = replies.contested_now(_people(answer))
        for member in answer["results"]:
            member.contested = contested.get(member.employee_id, 0)
        return answer


def cycle_named(request: Request, pk: int) -> ReviewCycle:
    """A cycle whose mapping the caller may see; raises Http404."""
    return get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk)


def _run(cycle: ReviewCycle) -> MappingRun:
    if cycle.run is None:
        raise DomainError(_("Siklus belum dipetakan."), code="transition")
    return cycle.run


def _matrix(cycle: ReviewCycle, run: MappingRun) -> dict[str, Any]:
    counts, policy = cycles.counts(run), cycles.policy_of(run)
    return {
        "boxes": calibrated.counts(counts.boxes, calibrated.in_force(cycle).values()),
        "computed_boxes": counts.boxes,
        "unassessed": counts.unassessed,
        "retired": counts.retired,
        "people": counts.people,
        "pool_boxes": sorted(policy.pool_boxes),
        "lacking": cycles.lacking(run),
    }


def _people(answer: dict[str, Any]) -> list[int]:
    return [row.employee_id for row in answer["results"]]


def _worded(placement: Any, policy: Policy, contested: dict[int, int]) -> None:
    placement.contested = contested.get(placement.employee_id, 0)
    placement.lacks = [str(text) for text in cycles.lack_labels(placement.missing, policy)]
    placement.policy_name = f"{policy.code} v{policy.version}"
