"""Merit rounds, the gate, vacancies and candidates."""

from typing import Any

from django.db.models import OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.succession import (
    CandidateDetailSerializer,
    CandidateSerializer,
    KeptReplaySerializer,
    LonglistSerializer,
    RoundDetailSerializer,
    RoundSerializer,
    RouteAnswerSerializer,
    RouteDecisionSerializer,
    VacancyDetailSerializer,
    VacancySerializer,
)
from api.views.common import address, agency_named, visible_vacancy
from succession.domain import gate, longlist, vacancies
from succession.domain import openings as replays
from succession.domain.queries import blind, comparing, deviations, longlists, merit, reasons
from succession.domain.queries import vacancies as queries
from succession.models import Longlist, RouteDecision, Vacancy
from succession.models.vacancy import Cause
from talent.codes import JPT_TIERS
from talent.domain import known, openings
from talent.models import Position

SEEING = (Permission.VIEW_VACANCIES,)
PREPARING = (Permission.PREPARE_VACANCY,)


class RoundQuery(PageQuery):
    """Filters of the merit rounds."""

    agency = IdentifierField(required=False)


class RouteQuery(Strict):
    """Which agency and tier, or post of it, on which day, as known when."""

    agency = IdentifierField()
    tier = serializers.ChoiceField(choices=[str(tier) for tier in JPT_TIERS])
    post = serializers.CharField(max_length=60, required=False, help_text="Its code: its papers and successors count.")
    on = DayField()
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class DecisionQuery(Strict):
    """Which of the routes that were decided for a vacancy."""

    decision = IdentifierField(required=False, help_text="Its id; the one decided last when not given.")


class VacancyQuery(PageQuery):
    """Filters of the vacancies."""

    agency = IdentifierField(required=False)
    state = serializers.ChoiceField(choices=Vacancy.State.values, required=False)
    transfer = serializers.BooleanField(required=False, allow_null=True, default=None)


class VacancyBody(Strict):
    """A senior post to be filled."""

    agency = IdentifierField()
    position = IdentifierField()
    code = serializers.CharField(max_length=40)
    opened_on = DayField()
    decision_date = DayField(help_text="The day whose law decides the route.")
    reference_date = DayField(help_text="The day requirements are measured on.")
    running_since = DayField(required=False, allow_null=True, help_text="First day of a filling already under way.")
    cause = serializers.ChoiceField(choices=Cause.values, help_text="Why the post is, or will be, empty.")
    target_date = DayField(required=False, allow_null=True, help_text="By when somebody should be inaugurated.")
    transfer = serializers.BooleanField(
        default=False, help_text="Filled by a transfer between senior posts (PP 11/2017 Pasal 131)."
    )


class VacancyAmendBody(Strict):
    """What holds from now on, and why; `version`: of the vacancy as it was read."""

    cause = serializers.ChoiceField(choices=Cause.values, allow_null=True)
    target_date = DayField(allow_null=True)
    transfer = serializers.BooleanField(
        required=False, help_text="As it was when not given; cannot change once there is a longlist."
    )
    reason = serializers.CharField(max_length=2_000)
    version = serializers.IntegerField(min_value=1)


class RoundList(Endpoint):
    """Merit rounds."""

    @operation(
        name="merit_rounds",
        summary="Merit assessments with score and category, newest first",
        answer=page_of(RoundSerializer),
        requires=(Permission.VIEW_MERIT,),
        query=RoundQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As known now."""
        rounds = merit.visible_to(signed_in(request))
        if "agency" in query:
            rounds = rounds.filter(agency_id=query["agency"])
        answer = page(request, query, rounds, ("-id",))
        return answer | {"results": merit.known_rounds(answer["results"], known.now(None))}


class RoundDetail(Endpoint):
    """One merit round."""

    @operation(
        name="merit_round",
        summary="One merit assessment with aspects, levels and what is missing",
        answer=RoundDetailSerializer,
        requires=(Permission.VIEW_MERIT,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As known now."""
        found = get_object_or_404(merit.visible_to(signed_in(request)), pk=pk)
        return merit.known_rounds([found], known.now(found.agency_id))[0]


class RouteQuestion(Endpoint):
    """The gate."""

    @operation(
        name="route",
        summary="By which route an agency may fill a post of a tier on a day",
        answer=RouteAnswerSerializer,
        requires=(Permission.VIEW_MERIT,),
        query=RouteQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Decided from the dated facts; nothing is kept."""
        user = signed_in(request)
        agency = agency_named(query["agency"], user)
        scope.require(user, Permission.VIEW_MERIT, agency.pk)
        known_at = known.asked(query.get("known_at"), agency.pk)
        decision = gate.ask(agency, query["tier"], query["on"], known_at, post=query.get("post"))
        return {
            "agency": agency.pk,
            "tier": query["tier"],
            "on": query["on"],
            "known_at": known_at,
            "route": decision.outcome,
            "checks": decision.checks,
        }


class VacancyList(Endpoint):
    """Vacancies."""

    @operation(
        name="vacancies",
        summary="Vacancies, newest first",
        answer=page_of(VacancySerializer),
        requires=SEEING,
        query=VacancyQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of your agencies."""
        found = longlists.visible_to(signed_in(request))
        found = found.annotate(unsigned=deviations.unsigned(vacancy=OuterRef("pk")))
        if "agency" in query:
            found = found.filter(agency_id=query["agency"])
        if "state" in query:
            found = found.filter(state=query["state"])
        if query["transfer"] is not None:
            found = found.filter(transfer=query["transfer"])
        return page(request, query, found, ("-opened_on", "-id"))

    @operation(
        name="vacancy_open",
        summary="Open a senior post for filling",
        answer=VacancySerializer,
        requires=PREPARING,
        body=VacancyBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """One live vacancy a post."""
        user = signed_in(request)
        agency = agency_named(body.pop("agency"), user)
        position = get_object_or_404(
            Position.objects.filter(agency=agency).select_related("current"), pk=body.pop("position")
        )
        vacancy = vacancies.open_vacancy(agency=agency, position=position, by=user, **body)
        return Located(vacancy, address("vacancy", vacancy.pk))


class VacancyDetail(Endpoint):
    """One vacancy."""

    @operation(name="vacancy", summary="One vacancy", answer=VacancyDetailSerializer, requires=SEEING)
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """With its longlist and nominees by their ids."""
        return visible_vacancy(request, pk)


class VacancyAmendment(Endpoint):
    """Changing what is aimed at."""

    @operation(
        name="vacancy_amend",
        summary="Say otherwise why the post is empty, by when somebody should be inaugurated, or whether by a transfer",
        answer=VacancySerializer,
        requires=PREPARING,
        body=VacancyAmendBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The ledger keeps what was said before."""
        return vacancies.amend(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)


class VacancyRoute(Endpoint):
    """The route of a vacancy."""

    @operation(
        name="vacancy_route",
        summary="The route as it was decided last, or a decision before that",
        answer=RouteDecisionSerializer,
        requires=SEEING,
        query=DecisionQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 where there is none."""
        return _decided(route_named(request, pk, query))

    @operation(
        name="vacancy_route_decide",
        summary="Decide the route",
        answer=RouteDecisionSerializer,
        requires=PREPARING,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """From everything known now, on the vacancy's decision date."""
        decision = gate.decide_route(vacancy=visible_vacancy(request, pk), by=signed_in(request))
        return Located(_decided(decision), address("vacancy_route", pk))


class VacancyLonglist(Endpoint):
    """The longlist of a vacancy."""

    @operation(
        name="vacancy_longlist",
        summary="The candidates of the longlist built last, in their order",
        answer=page_of(CandidateSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 while there is none."""
        vacancy = visible_vacancy(request, pk)
        blind.require_names(vacancy, signed_in(request))
        found = _longlist(vacancy)
        answer = page(request, query, longlists.entries(found), ("position",), people=lambda entry: entry.employee)
        found.vacancy = vacancy
        _masks(answer["results"], found, signed_in(request))
        return answer

    @operation(
        name="vacancy_longlist_build",
        summary="Hold every member of the pool against every requirement",
        answer=LonglistSerializer,
        requires=PREPARING,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Each longlist built is kept."""
        built = longlist.build(vacancy=visible_vacancy(request, pk), by=signed_in(request))
        return Located(built, address("vacancy_longlist", pk))


class RouteReplay(Endpoint):
    """Deciding a route again."""

    @operation(
        name="vacancy_route_replay",
        summary="Decide a stored route again from the facts as known then; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
        query=DecisionQuery,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was stored; 404 where there is none."""
        return replays.replay_route(stored=route_named(request, pk, query), by=signed_in(request))


class LonglistReplay(Endpoint):
    """Building a longlist again."""

    @operation(
        name="vacancy_longlist_replay",
        summary="Build the stored longlist again from the facts as known then; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was stored, candidate by candidate; 404 while none is."""
        return replays.replay_longlist(stored=_longlist(visible_vacancy(request, pk)), by=signed_in(request))


class Candidate(Endpoint):
    """One candidate."""

    @operation(
        name="candidate",
        summary="One candidate with every requirement in words; leaves an event",
        answer=CandidateDetailSerializer,
        requires=SEEING,
    )
    def get(self, request: Request, pk: int, employee: int, query: dict[str, Any]) -> Any:
        """Rebuilt from the facts as known when the longlist was made."""
        user = signed_in(request)
        found = longlists.candidate(user, pk, employee)
        if found is None:
            raise Http404
        entry: Any = found[0]
        _masks([entry], entry.longlist, user)
        found_out = reasons.borne_out(entry, reader=user)
        entry.worded, entry.periods = found_out.checks, found_out.periods
        longlist = entry.longlist
        fit = comparing.technical_of(longlist.vacancy, [entry.employee_id], longlist.on, longlist.known_at)
        entry.technical_competencies = fit[entry.employee_id]
        openings.employee_opened(employee=entry.employee, part="candidate", by=user)
        return entry


def route_named(request: Request, pk: int, query: dict[str, Any]) -> RouteDecision:
    """The route of a vacancy that the query names, or the one decided last; raises Http404."""
    found = queries.route_of(visible_vacancy(request, pk), str(query.get("decision", "")))
    if found is None:
        raise Http404
    return found


def _longlist(vacancy: Vacancy) -> Longlist:
    found = longlists.current(vacancy)
    if found is None:
        raise Http404
    return found


def _decided(decision: RouteDecision) -> Any:
    worded: Any = decision
    worded.worded = queries.checks_of(decision)
    assert decision.vacancy is not None
    worded.decisions = list(decision.vacancy.routes.values_list("pk", flat=True))
    return worded


def _masks(entries: list[Any], of: Longlist, reader: User) -> None:
    freed = longlists.freed(of, entries, reader=reader)
    for entry in entries:
        entry.longlist = of
        entry.statuses = {code: str(status) for code, status in longlists.stored_statuses(entry).items()}
        entry.freed = freed.get(entry.employee_id, [])
