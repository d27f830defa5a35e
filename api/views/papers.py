"""The overseer's approvals, the agencies' commitments and what was recommended."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.succession import ApprovalSerializer
from succession.domain.queries import merit, papers
from succession.models import ApprovalRecord
from succession.models.merit import ApprovalKind
from talent.domain import known


class Instants(Strict):
    """On which day, as known when."""

    on = DayField(required=False, help_text="The day that `state` is about; today when not given.")
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class ApprovalQuery(Instants, PageQuery):
    """Whose papers, and of which kind."""

    agency = IdentifierField(required=False)
    kind = serializers.ChoiceField(required=False, choices=ApprovalKind.values)


class ApprovalList(Endpoint):
    """Papers."""

    @operation(
        name="approvals",
        summary="Approvals, commitments and recommendations with their revocations, newest first",
        answer=page_of(ApprovalSerializer),
        requires=(Permission.VIEW_MERIT,),
        query=ApprovalQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """By what they say themselves; whether the gate accepts one is for the route to tell."""
        found = merit.approvals_visible_to(signed_in(request), known.asked(query.get("known_at"), None))
        for name, field in (("agency", "agency_id"), ("kind", "kind")):
            if name in query:
                found = found.filter(**{field: query[name]})
        answer = page(request, query, found, ("-true_from", "-id"))
        for paper in answer["results"]:
            _stated(paper, query)
        return answer


class ApprovalDetail(Endpoint):
    """One paper."""

    @operation(
        name="approval",
        summary="One approval, commitment or recommendation",
        answer=ApprovalSerializer,
        requires=(Permission.VIEW_MERIT,),
        query=Instants,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 for a row that was not known then, or that a later one had taken the place of."""
        known_at = known.asked(query.get("known_at"), None)
        paper = get_object_or_404(merit.approvals_visible_to(signed_in(request), known_at), pk=pk)
        _stated(paper, query)
        return paper


def _stated(paper: ApprovalRecord, query: dict[str, Any]) -> None:
    stated: Any = paper
    stated.state = str(papers.state_on(paper, query.get("on") or timezone.localdate()))
