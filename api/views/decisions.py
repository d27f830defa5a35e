"""The PPK's decision on a vacancy, the recommendation, and the inauguration."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, Located, field_error, operation, signed_in
from api.parameters import DayField, IdentifierField, Strict
from api.serializers.decisions import (
    ConfirmationSerializer,
    DecisionMadeSerializer,
    DeclarationSerializer,
    DeviationSerializer,
)
from api.serializers.succession import KeptReplaySerializer, VacancyDetailSerializer
from api.views.common import address, visible_vacancy
from api.views.panels import RelationBody
from api.views.people import person_reached
from succession.domain import (
    annulling,
    confirmation,
    conflicts,
    countersigning,
    decision,
    declaring,
    inauguration,
    openings,
    recommendation,
    taking_back,
)
from succession.domain.queries import available, choosing, vacancies
from succession.domain.queries import deviations as register
from succession.interfaces.holding import Holding
from succession.models import AppointmentDecision
from succession.models.merit import Authority
from talent.domain import known
from talent.domain.openings import employee_opened
from talent.models import Employee

DECIDING = (Permission.DECIDE,)
SEEING = (Permission.VIEW_VACANCIES,)


class ConfirmationQuery(Strict):
    """Whom to weigh besides the three."""

    outside = IdentifierField(required=False)


class AppointmentBody(Strict):
    """Whom the PPK chooses. Not the first name, or `outside` the three: then with a legal basis. `replacing`: for which
    cause whoever holds the post is replaced before two years."""

    employee = IdentifierField()
    decided_on = DayField()
    number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=2_000)
    token = serializers.CharField(max_length=64)
    basis = serializers.CharField(max_length=40, required=False, default="")
    outside = serializers.BooleanField(required=False, default=False)
    replacing = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class DeclarationBody(Strict):
    """To whom of the names as they now stand you are related; to nobody where the list is empty. `outside`: of whom
    you think besides the three."""

    relations = RelationBody(many=True)
    outside = IdentifierField(required=False)


class StartAgainBody(Strict):
    """Why none of the three is taken."""

    dated = DayField()
    number = serializers.CharField(max_length=100)
    basis = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=2_000)
    token = serializers.CharField(max_length=64)


class TakenBackBody(Strict):
    """Why a decision, names or a recommendation are taken back, or a deviation refused."""

    reason = serializers.CharField(max_length=2_000)


class RecommendationBody(Strict):
    """The overseer's letter."""

    authority = serializers.ChoiceField(choices=Authority.values)
    number = serializers.CharField(max_length=100)
    dated = DayField()


class InaugurationBody(Strict):
    """The record of the inauguration; `reason`: why in spite of what is not known of the person on that day."""

    number = serializers.CharField(max_length=100)
    dated = DayField()
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class AnnulmentBody(Strict):
    """The paper by which an inauguration is annulled, and why."""

    number = serializers.CharField(max_length=100)
    dated = DayField()
    reason = serializers.CharField(max_length=2_000)


class VacancyConfirmation(Endpoint):
    """What a decision is made from."""

    @operation(
        name="vacancy_confirmation",
        summary="The three names (and one outside them) as they stand now, with the token to sign; leaves events",
        answer=ConfirmationSerializer,
        requires=DECIDING,
        query=ConfirmationQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Stale once facts or rules change."""
        user, vacancy = signed_in(request), visible_vacancy(request, pk)
        scope.require(user, Permission.DECIDE, vacancy.agency_id)
        outside = _person(query["outside"], request) if "outside" in query else None
        if outside is not None and vacancy.nominees.filter(employee=outside).exists():
            raise field_error("outside", _("Orang ini salah satu dari nama yang diusulkan."), "nominated")
        seen = confirmation.seen(vacancy, known.now(vacancy.agency_id), outside)
        orders = {employee: order for order, employee in seen.nominees}
        people = Employee.objects.select_related("agency", "current").in_bulk(
            [*orders, *([outside.pk] if outside else [])]
        )
        for person in people.values():
            employee_opened(employee=person, part="decision", by=user)
        outcomes, gone = seen.outcomes, available.unavailable(vacancy, people.values(), user)
        if why := conflicts.why_seated(vacancy, user) or conflicts.why_not(vacancy, user, *people.values()):
            gone = dict.fromkeys(people, why)
        return {
            "token": seen.token,
            "undeclared": conflicts.undeclared(vacancy, user, *([outside] if outside else [])),
            "holder": Holding.of(vacancy, user),
            "people": [
                {
                    "employee": who,
                    "order": orders.get(who),
                    "outcome": outcomes[who],
                    "unavailable": gone.get(who, ""),
                    "checks": (
                        *seen.told(people[who], user),
                        *choosing.leaving(people[who], timezone.localdate()),
                    ),
                }
                for who in sorted(people, key=lambda who: orders.get(who, len(orders) + 1))
            ],
        }


class VacancyDeclaration(Endpoint):
    """What comes before a signature."""

    @operation(
        name="vacancy_declare",
        summary="Declare, before you decide or sign besides, to whom of the names you are related, or that to nobody",
        answer=DeclarationSerializer,
        requires=(Permission.DECIDE, Permission.COUNTERSIGN),
        body=DeclarationBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A relation bars from then on, and is not taken back."""
        relations = {one["employee"]: one["relation"] for one in body["relations"]}
        also = _person(body["outside"], request) if "outside" in body else None
        vacancy, by = visible_vacancy(request, pk), signed_in(request)
        made = declaring.declare(vacancy=vacancy, relations=relations, also=also, by=by)
        return Located(made, address("vacancy", pk))


class VacancyDecisions(Endpoint):
    """The PPK's decision."""

    @operation(
        name="vacancy_decide",
        summary="Decide; whoever is not the first name enters the deviation register and waits for a second signature",
        answer=DecisionMadeSerializer,
        requires=DECIDING,
        body=AppointmentBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Simultaneous decisions on one post or person: one wins, the other is told why (409)."""
        employee = _person(body.pop("employee"), request)
        made = decision.decide(vacancy=visible_vacancy(request, pk), employee=employee, by=signed_in(request), **body)
        return Located(made, address("vacancy", pk))


class DecisionWithdrawal(Endpoint):
    """Taking a decision back."""

    @operation(
        name="vacancy_decision_withdraw",
        summary="Take the open decision back; the three names wait for another one",
        answer=VacancyDetailSerializer,
        requires=DECIDING,
        body=TakenBackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """404 while there is none."""
        decision.withdraw(decision=_open(request, pk), by=signed_in(request), **body)
        return visible_vacancy(request, pk)


class DecisionReplay(Endpoint):
    """Weighing a decision again."""

    @operation(
        name="vacancy_decision_replay",
        summary="Weigh the decision made last again from the facts as known then; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was stored; 404 while none is."""
        stored = visible_vacancy(request, pk).decisions.select_related("vacancy__agency", "employee").first()
        if stored is None:
            raise Http404
        return openings.replay_decision(stored=stored, by=signed_in(request))


class AgainReplay(Endpoint):
    """Weighing a start anew again."""

    @operation(
        name="vacancy_again_replay",
        summary="Weigh again what was seen where the filling was last started again; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """With the second signature, where it was given; 404 while it was not started again."""
        stored = vacancies.started_again(visible_vacancy(request, pk))
        if stored is None:
            raise Http404
        return openings.replay_again(stored=stored, by=signed_in(request))


class VacancyAgain(Endpoint):
    """Starting a filling again."""

    @operation(
        name="vacancy_again",
        summary="Take none of the three names; once it is signed a second time the post has a new vacancy",
        answer=DeviationSerializer,
        requires=DECIDING,
        body=StartAgainBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Enters the deviation register."""
        made = countersigning.start_again(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return Located(register.entries([made])[0], address("deviation", made.pk))


class VacancyRecommendation(Endpoint):
    """The overseer's recommendation."""

    @operation(
        name="vacancy_recommend",
        summary="Record the overseer's recommendation on the open decision",
        answer=VacancyDetailSerializer,
        requires=(Permission.RECORD_RECOMMENDATION,),
        body=RecommendationBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Not before a deviation is signed a second time."""
        recommendation.record(decision=_open(request, pk), by=signed_in(request), **body)
        return Located(visible_vacancy(request, pk), address("vacancy", pk))


class RecommendationBack(Endpoint):
    """Taking a recommendation back."""

    @operation(
        name="vacancy_recommendation_withdraw",
        summary="The recommendation no longer stands; another one may be recorded in its place",
        answer=VacancyDetailSerializer,
        requires=(Permission.RECORD_RECOMMENDATION,),
        body=TakenBackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Before anybody is inaugurated."""
        taking_back.take_recommendation_back(decision=_open(request, pk), by=signed_in(request), **body)
        return visible_vacancy(request, pk)


class VacancyInauguration(Endpoint):
    """The inauguration."""

    @operation(
        name="vacancy_inaugurate",
        summary="Record the inauguration: the person's records name the post from that day on",
        answer=VacancyDetailSerializer,
        requires=(Permission.INAUGURATE,),
        body=InaugurationBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Not without the recommendation that the day's law asks for, nor for who no longer meets a requirement."""
        inauguration.inaugurate(decision=_open(request, pk), by=signed_in(request), **body)
        return Located(visible_vacancy(request, pk), address("vacancy", pk))


class InaugurationAnnulment(Endpoint):
    """Annulling an inauguration."""

    @operation(
        name="vacancy_inauguration_annul",
        summary="Annul the inauguration: what it wrote of people and posts is taken back, the PPK decides again",
        answer=VacancyDetailSerializer,
        requires=(Permission.INAUGURATE,),
        body=AnnulmentBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """404 while there is none; 409, with what comes first, where something followed from it."""
        held = annulling.standing(visible_vacancy(request, pk))
        if held is None:
            raise Http404
        annulling.annul(inauguration=held, by=signed_in(request), **body)
        return visible_vacancy(request, pk)


def _open(request: Request, pk: int) -> AppointmentDecision:
    seen = visible_vacancy(request, pk).decisions.select_related(
        "vacancy__agency", "vacancy__position", "employee__agency"
    )
    return get_object_or_404(seen, ended_at=None)


def _person(pk: int, request: Request) -> Employee:
    return person_reached(pk, signed_in(request))
