"""The PPK's decision on a vacancy, the deviation register, the recommendation, the inauguration, and the papers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Download, Endpoint, Located, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict
from api.serializers.decisions import (
    ConfirmationSerializer,
    DecisionMadeSerializer,
    DeclarationSerializer,
    DeviationDetailSerializer,
    DeviationSerializer,
)
from api.serializers.succession import KeptReplaySerializer, VacancyDetailSerializer
from api.views.common import address
from api.views.panels import RelationBody
from api.views.people import person_reached
from succession.domain import (
    annulling,
    confirmation,
    conflicts,
    countersigning,
    decision,
    declaring,
    deviations,
    inauguration,
    openings,
    recommendation,
    taking_back,
)
from succession.domain.queries import available, choosing, longlists, vacancies
from succession.domain.queries import deviations as register
from succession.interfaces import dossiers, filling_papers
from succession.interfaces.holding import Holding
from succession.models import AppointmentDecision, Deviation, Vacancy
from succession.models.deviation import DeviationKind
from succession.models.merit import Authority
from talent.domain import known
from talent.domain.openings import employee_opened
from talent.models import Employee

DECIDING = (Permission.DECIDE,)
SEEING = (Permission.VIEW_VACANCIES,)


class DeviationQuery(PageQuery):
    """Filters of the register."""

    agency = IdentifierField(required=False)
    kind = serializers.ChoiceField(choices=DeviationKind.values, required=False)
    state = serializers.ChoiceField(choices=list(register.STATES), required=False)


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


class SecondSignatureBody(Strict):
    """The token of what was seen."""

    token = serializers.CharField(max_length=64)


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
        user, vacancy = signed_in(request), _vacancy(request, pk)
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
        vacancy, by = _vacancy(request, pk), signed_in(request)
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
        made = decision.decide(vacancy=_vacancy(request, pk), employee=employee, by=signed_in(request), **body)
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
        return _vacancy(request, pk)


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
        stored = _vacancy(request, pk).decisions.select_related("vacancy__agency", "employee").first()
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
        stored = vacancies.started_again(_vacancy(request, pk))
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
        made = countersigning.start_again(vacancy=_vacancy(request, pk), by=signed_in(request), **body)
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
        return Located(_vacancy(request, pk), address("vacancy", pk))


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
        return _vacancy(request, pk)


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
        return Located(_vacancy(request, pk), address("vacancy", pk))


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
        held = annulling.standing(_vacancy(request, pk))
        if held is None:
            raise Http404
        annulling.annul(inauguration=held, by=signed_in(request), **body)
        return _vacancy(request, pk)


class DeviationList(Endpoint):
    """The deviation register."""

    @operation(
        name="deviations",
        summary="Decisions that do not follow the committee's nomination, newest first",
        answer=page_of(DeviationSerializer),
        requires=SEEING,
        query=DeviationQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of the vacancies that you may see."""
        found = register.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(vacancy__agency=query["agency"])
        if "kind" in query:
            found = found.filter(kind=query["kind"])
        if "state" in query:
            found = register.standing(found, query["state"])
        answer = page(request, query, found, ("-id",))
        return answer | {"results": register.entries(answer["results"])}


class DeviationDetail(Endpoint):
    """One entry."""

    @operation(
        name="deviation",
        summary="One entry of the register, with what the second signer signs",
        answer=DeviationDetailSerializer,
        requires=SEEING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """A look at the person's requirements leaves an event."""
        return _told(_deviation(request, pk), request)


class DeviationSign(Endpoint):
    """The second signature."""

    @operation(
        name="deviation_sign",
        summary="Give the second signature: the decision is final, or the filling begins anew",
        answer=DeviationSerializer,
        requires=(Permission.COUNTERSIGN,),
        body=SecondSignatureBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By another person than the one who decided."""
        countersigning.sign(entry=_deviation(request, pk), by=signed_in(request), **body)
        return register.entries([_deviation(request, pk)])[0]


class DeviationRefuse(Endpoint):
    """Not signing."""

    @operation(
        name="deviation_refuse",
        summary="Refuse the second signature: the decision ends",
        answer=DeviationSerializer,
        requires=(Permission.COUNTERSIGN,),
        body=TakenBackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """With the reason."""
        countersigning.refuse(entry=_deviation(request, pk), by=signed_in(request), **body)
        return register.entries([_deviation(request, pk)])[0]


class FillingPaper(Download):
    """A paper of a filling."""

    @operation(
        name="vacancy_paper_file",
        summary="Longlist, proof matrix, minutes, nomination letter or decision draft as PDF/A; leaves an event",
        answer=None,
        requires=SEEING,
        documents=("application/pdf",),
    )
    def get(self, request: Request, pk: int, code: str, query: dict[str, Any]) -> Any:
        """404 while there is nothing to tell."""
        user, vacancy = signed_in(request), _vacancy(request, pk)
        made = filling_papers.paper(code, vacancy, user) if code in filling_papers.PAPERS else None
        if made is None:
            raise Http404
        openings.paper_made(vacancy=vacancy, paper=code, by=user)
        return HttpResponse(made, content_type="application/pdf", headers={"Cache-Control": "no-store"})


class FillingDossier(Download):
    """The dossier of a filling."""

    @operation(
        name="vacancy_dossier_file",
        summary="Everything of one filling in one archive with an index of digests; leaves an event",
        answer=None,
        requires=(Permission.EXPORT_DATA,),
        documents=("application/zip",),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The ledger keeps the digest of its index."""
        user, vacancy = signed_in(request), _vacancy(request, pk)
        openings.require_dossier(vacancy=vacancy, by=user)
        made, index, files = dossiers.of(vacancy, user)
        openings.dossier_exported(vacancy=vacancy, index=index, files=files, by=user)
        return HttpResponse(made, content_type="application/zip", headers={"Cache-Control": "no-store"})


def _vacancy(request: Request, pk: int) -> Vacancy:
    return get_object_or_404(longlists.visible_to(signed_in(request)), pk=pk)


def _open(request: Request, pk: int) -> AppointmentDecision:
    seen = _vacancy(request, pk).decisions.select_related("vacancy__agency", "vacancy__position", "employee__agency")
    return get_object_or_404(seen, ended_at=None)


def _person(pk: int, request: Request) -> Employee:
    return person_reached(pk, signed_in(request))


def _deviation(request: Request, pk: int) -> Deviation:
    return get_object_or_404(register.visible_to(signed_in(request)), pk=pk)


def _told(held: Deviation, request: Request) -> Any:
    user = signed_in(request)
    told: Any = register.entries([held])[0]
    token, checks, signs = None, (), held.state == "waiting" and not deviations.why_not(held, user)
    undeclared = conflicts.undeclared(held.vacancy, user) if signs else []
    if signs and not undeclared:
        seen, token = deviations.shown(held, known.now(held.vacancy.agency_id))
        if held.decision is not None:
            employee_opened(employee=held.decision.employee, part="decision", by=user)
            checks = seen.told(held.decision.employee, user)
    return {"held": held, "basis": told.basis, "token": token, "undeclared": undeclared, "checks": checks}
