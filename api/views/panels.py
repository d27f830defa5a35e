"""The committee's rounds: how far each is, what a member writes, what came out, the minutes and who signed them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.parameters import IdentifierField, Strict
from api.serializers.panels import CodesSerializer, PanelSerializer, PanelWaiverSerializer
from api.views.common import address, visible_vacancy
from succession.domain import panel
from succession.domain.queries import blind, panel_told, panels
from succession.models import PanelRound

MEMBER = (Permission.NOMINATE,)
PREPARING = (Permission.PREPARE_VACANCY,)


class RelationBody(Strict):
    """A conflict of interest: with whom, and which."""

    employee = IdentifierField()
    relation = serializers.CharField(max_length=80)


class DeclareBody(Strict):
    """The caller's conflicts; none where the list is empty."""

    relations = RelationBody(many=True)


class GivenBody(Strict):
    """A score of one candidate, and why."""

    code = serializers.CharField(max_length=8)
    score = serializers.IntegerField(min_value=0, max_value=100)
    reason = serializers.CharField(max_length=4_000)


class StageQuery(Strict):
    """Which round: the first of a stage, or the supplementary one of this id; without a stage the one that was opened
    last."""

    stage = serializers.CharField(max_length=20, required=False)
    supplement = IdentifierField(required=False)


class RoundQuery(StageQuery):
    """The same to be read; or `left`, the id of a round of the pool that the vacancy left for an open selection."""

    left = IdentifierField(required=False)


class RoundBody(Strict):
    """How many of the best ranked are scored; in an open selection instead for which stage (one that was scored: over
    those who applied later). Not `scored`, after it was decided that there is no blind round: everybody ranked, about
    whom members declare and sign."""

    size = serializers.IntegerField(required=False)
    stage = serializers.CharField(max_length=20, required=False)
    scored = serializers.BooleanField(required=False, default=True)


class WaiverBody(Strict):
    """Why there is no blind round."""

    reason = serializers.CharField(max_length=2_000)


class BallotBody(Strict):
    """The caller's scores; of others than these codes what was kept stays. `version`: of the ballot as it was read."""

    scores = GivenBody(many=True)
    version = serializers.IntegerField(min_value=1)


class LockBody(Strict):
    """The version of the ballot as it was read."""

    version = serializers.IntegerField(min_value=1)


class PanelMinutesBody(Strict):
    """The minutes, and the version of the round as it was read."""

    minutes = serializers.CharField(max_length=20_000)
    version = serializers.IntegerField(min_value=1)


class PanelSignBody(Strict):
    """The token of the minutes as they were read."""

    token = serializers.CharField(max_length=64)


class PanelRefuseBody(Strict):
    """Whose seat, why its holder will not sign, and the token of the minutes as they were read."""

    seat = IdentifierField()
    reason = serializers.CharField(max_length=2_000)
    token = serializers.CharField(max_length=64)


class Panel(Endpoint):
    """A round."""

    @operation(
        name="vacancy_panel",
        summary="A round of the committee: who is how far, your own scores, and after the reveal everybody's",
        answer=PanelSerializer,
        requires=(Permission.VIEW_VACANCIES,),
        query=RoundQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 while none was opened."""
        return panel_told.Told(_round(request, pk, query), signed_in(request))

    @operation(
        name="vacancy_panel_open",
        summary="Open a round of the committee",
        answer=PanelSerializer,
        requires=PREPARING,
        body=RoundBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Everybody is scored under a code drawn by lot; the first round is blind."""
        user = signed_in(request)
        held = panel.open_round(vacancy=visible_vacancy(request, pk), by=user, **body)
        at = address("vacancy_panel", pk) + (f"?stage={held.stage}" if held.stage else "")
        at += f"&supplement={held.pk}" if held.supplements_id else ""
        return Located(panel_told.Told(held, user), at)


class PanelCodes(Endpoint):
    """Whose each code is."""

    @operation(
        name="vacancy_panel_codes",
        summary="Whose each code of a round is, to hand the papers out by; leaves an event",
        answer=CodesSerializer,
        requires=PREPARING,
        query=StageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Until the reveal, never for a member from whom the names are kept."""
        return {"codes": panel.unmask(held=_round(request, pk, query), form="api", by=signed_in(request))}


class PanelWaiver(Endpoint):
    """Doing without a blind round."""

    @operation(
        name="vacancy_panel_waive",
        summary="Decide, with a reason, that the committee sees the names without a blind round",
        answer=PanelWaiverSerializer,
        requires=PREPARING,
        body=WaiverBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Before any round is opened; it stays so."""
        made = panel.waive(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return Located(made, address("vacancy", pk))


class PanelDeclare(Endpoint):
    """Conflicts of interest."""

    @operation(
        name="vacancy_panel_declare",
        summary="Declare your conflicts of interest with the candidates, or that there are none",
        answer=PanelSerializer,
        requires=MEMBER,
        query=StageQuery,
        body=DeclareBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """So a member's part begins: before it they neither score, nor sign, nor name anybody."""
        relations = {one["employee"]: one["relation"] for one in body["relations"]}
        return _after(request, pk, query, lambda held, user: panel.declare(held=held, relations=relations, by=user))


class PanelScores(Endpoint):
    """A member's scores."""

    @operation(
        name="vacancy_panel_score",
        summary="Score candidates by their codes, each with a reason",
        answer=PanelSerializer,
        requires=MEMBER,
        query=StageQuery,
        body=BallotBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Yours alone until every member has locked."""
        given = {"scores": {one["code"]: (one["score"], one["reason"]) for one in body["scores"]}}
        given |= {"version": body["version"]}
        return _after(request, pk, query, lambda held, user: panel.score(held=held, by=user, **given))


class PanelLock(Endpoint):
    """Locking a ballot."""

    @operation(
        name="vacancy_panel_lock",
        summary="Lock your scores for good",
        answer=PanelSerializer,
        requires=MEMBER,
        query=StageQuery,
        body=LockBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Every candidate about whom you may decide has a score by then."""
        return _after(request, pk, query, lambda held, user: panel.lock(held=held, by=user, **body))


class PanelReveal(Endpoint):
    """The reveal."""

    @operation(
        name="vacancy_panel_reveal",
        summary="Show names and everybody's scores; leaves an event",
        answer=PanelSerializer,
        requires=PREPARING,
        query=StageQuery,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Once every member has locked, the seats suffice and the committee is composed as it has to be."""
        return _after(request, pk, query, lambda held, user: panel.reveal(held=held, by=user))


class PanelMinutes(Endpoint):
    """The minutes of a round."""

    @operation(
        name="vacancy_panel_minutes",
        summary="Write the minutes of a round",
        answer=PanelSerializer,
        requires=PREPARING,
        query=StageQuery,
        body=PanelMinutesBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Whoever signed an earlier text signs anew."""
        return _after(request, pk, query, lambda held, user: panel.write_minutes(held=held, by=user, **body))


class PanelSign(Endpoint):
    """A signature under the minutes."""

    @operation(
        name="vacancy_panel_sign",
        summary="Sign the minutes as you read them",
        answer=PanelSerializer,
        requires=MEMBER,
        query=StageQuery,
        body=PanelSignBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when they say something else by now."""
        return _after(request, pk, query, lambda held, user: panel.sign_token(held=held, by=user, **body))


class PanelRefuse(Endpoint):
    """Not signing the minutes."""

    @operation(
        name="vacancy_panel_refuse",
        summary="Refuse to sign the minutes, or record that a member refused",
        answer=PanelSerializer,
        requires=(*MEMBER, *PREPARING),
        query=StageQuery,
        body=PanelRefuseBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """After the reveal nobody is released: whether enough others sign is the quorum's."""

        def act(held: PanelRound, user: User) -> None:
            seat = get_object_or_404(held.vacancy.committee.all(), pk=body["seat"])
            panel.refuse(held=held, seat=seat, reason=body["reason"], token=body["token"], by=user)

        return _after(request, pk, query, act)


class PanelClose(Endpoint):
    """The end of a round."""

    @operation(
        name="vacancy_panel_close",
        summary="Close a round whose minutes every member signed, or refused to",
        answer=PanelSerializer,
        requires=PREPARING,
        query=StageQuery,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The means are then what the stage gave, or names can be sent up."""
        return _after(request, pk, query, lambda held, user: panel.close(held=held, by=user))


def _round(request: Request, pk: int, query: dict[str, Any]) -> PanelRound:
    vacancy = visible_vacancy(request, pk)
    if "left" in query:
        # Who scores blind again reads the names of the pool no more either.
        blind.require_names(vacancy, signed_in(request))
        held = panels.with_id(vacancy, query["left"])
    else:
        held = panels.of(vacancy, query.get("stage", ""), query.get("supplement"))
    if held is None:
        raise Http404
    return held


def _after(
    request: Request, pk: int, query: dict[str, Any], act: Callable[[PanelRound, User], object]
) -> panel_told.Told:
    """The round as it is once the act is done."""
    user, held = signed_in(request), _round(request, pk, query)
    act(held, user)
    held.refresh_from_db()
    return panel_told.Told(held, user)
