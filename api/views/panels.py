"""The committee's first round: how far it is, what a member writes, what came out."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import IdentifierField, Strict
from api.serializers.panels import PanelSerializer
from succession.domain import panel
from succession.domain.queries import longlists, panels
from succession.models import PanelRound

MEMBER = (Permission.NOMINATE,)


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


class BallotBody(Strict):
    """The caller's scores; of others than these codes what was kept stays."""

    scores = GivenBody(many=True)


class Panel(Endpoint):
    """One round."""

    @operation(
        name="vacancy_panel",
        summary="The committee's first round: who is how far, your own scores, and after the reveal everybody's",
        answer=PanelSerializer,
        requires=(Permission.VIEW_VACANCIES,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 while none was opened."""
        return panels.Told(_round(request, pk), signed_in(request))


class PanelDeclare(Endpoint):
    """Conflicts of interest."""

    @operation(
        name="vacancy_panel_declare",
        summary="Declare your conflicts of interest with the candidates, or that there are none",
        answer=PanelSerializer,
        requires=MEMBER,
        body=DeclareBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """So a member's ballot begins."""
        user, held = signed_in(request), _round(request, pk)
        relations = {one["employee"]: one["relation"] for one in body["relations"]}
        panel.declare(held=held, relations=relations, by=user)
        return panels.Told(held, user)


class PanelScores(Endpoint):
    """A member's scores."""

    @operation(
        name="vacancy_panel_score",
        summary="Score candidates by their codes, each with a reason",
        answer=PanelSerializer,
        requires=MEMBER,
        body=BallotBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Yours alone until every member has locked."""
        user, held = signed_in(request), _round(request, pk)
        scores = {one["code"]: (one["score"], one["reason"]) for one in body["scores"]}
        panel.score(held=held, scores=scores, by=user)
        return panels.Told(held, user)


class PanelLock(Endpoint):
    """Locking a ballot."""

    @operation(name="vacancy_panel_lock", summary="Lock your scores for good", answer=PanelSerializer, requires=MEMBER)
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Every candidate about whom you may decide has a score by then."""
        user, held = signed_in(request), _round(request, pk)
        panel.lock(held=held, by=user)
        return panels.Told(held, user)


def _round(request: Request, pk: int) -> PanelRound:
    held = panels.of(get_object_or_404(longlists.visible_to(signed_in(request)), pk=pk))
    if held is None:
        raise Http404
    return held
