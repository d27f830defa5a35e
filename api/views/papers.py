"""The overseer's approvals, the agencies' commitments, what was recommended, and the minister's permits."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.succession import ApprovalSerializer
from api.views.common import DocumentField, DocumentUpload, address, agency_named
from api.views.decrees import MULTIPART, RevocationBody
from succession.domain import approvals
from succession.domain.queries import merit, papers
from succession.models import ApprovalRecord
from succession.models.merit import ApprovalKind, Issuer
from talent.codes import JPT_TIERS
from talent.domain import known

RECORDING = (Permission.RECORD_APPROVAL,)


class Instants(Strict):
    """On which day, as known when."""

    on = DayField(required=False, help_text="The day that `state` is about; today when not given.")
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class ApprovalQuery(Instants, PageQuery):
    """Whose papers, and of which kind."""

    agency = IdentifierField(required=False)
    kind = serializers.ChoiceField(required=False, choices=ApprovalKind.values)


class PaperTerms(Strict):
    """The day of a paper, from when (none: from that day) to when (none: no end named) it holds, what it is about
    (`tier`, or `posts` by their codes; none: every senior post), and its signed copy."""

    dated = DayField()
    valid_from = DayField(required=False)
    valid_to = DayField(required=False)
    tier = serializers.ChoiceField(choices=JPT_TIERS, required=False)
    posts = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100, required=False)
    document = DocumentField(required=False)


class PaperBody(PaperTerms):
    """A paper of an overseer, or a permit of the minister."""

    agency = IdentifierField()
    kind = serializers.ChoiceField(choices=ApprovalKind.values)
    authority = serializers.ChoiceField(choices=Issuer.values)
    number = serializers.CharField(max_length=100)


class PaperCorrection(PaperTerms):
    """As it should have been recorded: what is left out is empty, but for the copy, which stays."""

    reason = serializers.CharField(max_length=2_000)


class ApprovalList(DocumentUpload):
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

    @operation(
        name="approval_record",
        summary="Record an approval, commitment or recommendation, or the minister's permit",
        answer=ApprovalSerializer,
        requires=RECORDING,
        body=PaperBody,
        status=201,
        media_type=MULTIPART,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when its number is recorded already: that record is corrected."""
        user = signed_in(request)
        given = {"valid_to": None} | body | {"agency": agency_named(body["agency"], user)}
        made = approvals.record(about=_about(given), by=user, **given)
        return Located(_stated(made, query), address("approval", made.pk))


class ApprovalCorrect(DocumentUpload):
    """Corrections of papers."""

    @operation(
        name="approval_correct",
        summary="Correct what is recorded of a paper",
        answer=ApprovalSerializer,
        requires=RECORDING,
        body=PaperCorrection,
        media_type=MULTIPART,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A row of its own; refused when somebody was faster."""
        given = {"valid_to": None} | body
        about = _about(given)
        return _stated(approvals.correct(approval=_named(request, pk), about=about, by=signed_in(request), **given), {})


class ApprovalRevoke(DocumentUpload):
    """Revocations of papers."""

    @operation(
        name="approval_revoke",
        summary="Revoke a paper",
        answer=ApprovalSerializer,
        requires=RECORDING,
        body=RevocationBody,
        media_type=MULTIPART,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """From that day on it no longer counts."""
        return _stated(approvals.revoke(approval=_named(request, pk), by=signed_in(request), **body), {})


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
        return _stated(paper, query)


def _named(request: Request, pk: int) -> ApprovalRecord:
    return get_object_or_404(merit.every_approval_visible_to(signed_in(request)), pk=pk)


def _about(given: dict[str, Any]) -> approvals.Scope:
    return approvals.Scope(given.pop("tier", ""), tuple(given.pop("posts", ())))


def _stated(paper: ApprovalRecord, query: dict[str, Any]) -> Any:
    stated: Any = paper
    stated.state = str(papers.state_on(paper, query.get("on") or timezone.localdate()))
    return stated
