"""Scoring policies: those published, and drafts on their way."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict, VersionField
from api.serializers.policies import DraftDetailSerializer, DraftSerializer, PublishedPolicySerializer
from api.serializers.work import JobSerializer
from api.views.common import address, agency_named, queued
from rules.yaml_lines import MAX_CHARS
from talent.domain import policy_drafts as domain
from talent.domain.queries import drafts
from talent.models import PolicyDraft

_DRAFTING = (Permission.DRAFT_POLICY,)


class DraftBody(Strict):
    """What a draft starts from: `source`, or `document` (YAML) when the source is `upload`."""

    agency = IdentifierField()
    source = serializers.CharField(max_length=100, help_text="in_force, national:…, example:…, version:… or upload.")
    document = serializers.CharField(max_length=MAX_CHARS, required=False, trim_whitespace=False)


class SaveBody(Strict):
    """The whole text, and the version that was edited."""

    document = serializers.CharField(max_length=MAX_CHARS, trim_whitespace=False)
    version = VersionField()


class SimulateBody(Strict):
    """The day whose facts are used."""

    on = DayField()


class PublishBody(Strict):
    """The token of what was read."""

    token = serializers.CharField(max_length=64)


class PolicyList(Endpoint):
    """Published policies."""

    @operation(
        name="policies",
        summary="Published scoring policies, latest first day first",
        answer=page_of(PublishedPolicySerializer),
        requires=(Permission.VIEW_MAPPING,),
        query=PageQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Those of the caller's agencies, and those for everybody."""
        return page(request, query, drafts.versions(signed_in(request)), ("-effective_from", "-id"))


class DraftList(Endpoint):
    """Drafts."""

    @operation(
        name="policy_drafts",
        summary="Drafts of scoring policies, latest change first",
        answer=page_of(DraftSerializer),
        requires=_DRAFTING,
        query=PageQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Published ones too, which do not change any more."""
        return page(request, query, drafts.visible_to(signed_in(request)), ("-changed_at", "-id"))

    @operation(
        name="policy_draft_start",
        summary="Start a draft",
        answer=DraftSerializer,
        requires=_DRAFTING,
        body=DraftBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Kept with its mistakes."""
        user = signed_in(request)
        agency = agency_named(body["agency"], user)
        draft = domain.start(agency=agency, source=body["source"], text=body.get("document", ""), by=user)
        return Located(draft, address("policy_draft", draft.pk))


class DraftDetail(Endpoint):
    """One draft."""

    @operation(
        name="policy_draft",
        summary="One draft with its mistakes and its simulation",
        answer=DraftDetailSerializer,
        requires=_DRAFTING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The moves are counts; who moves is on the page."""
        return _detailed(_draft(request, pk))


class DraftSave(Endpoint):
    """Saving a draft."""

    @operation(
        name="policy_draft_save",
        summary="Save the text of a draft, mistakes and all",
        answer=DraftDetailSerializer,
        requires=_DRAFTING,
        body=SaveBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody else saved since `version`."""
        return _detailed(domain.save(draft=_draft(request, pk), by=signed_in(request), **body))


class DraftSimulate(Endpoint):
    """Trying a draft."""

    @operation(
        name="policy_draft_simulate",
        summary="Simulate a draft on the agency's people",
        answer=JobSerializer,
        requires=_DRAFTING,
        body=SimulateBody,
        status=202,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued, over the facts as known at this moment."""
        return queued(domain.start_simulation(draft=_draft(request, pk), on=body["on"], by=signed_in(request)))


class DraftPublish(Endpoint):
    """Publishing a draft."""

    @operation(
        name="policy_draft_publish",
        summary="Publish a draft; immutable from then on",
        answer=PublishedPolicySerializer,
        requires=(Permission.PUBLISH_POLICY,),
        body=PublishBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused without an up-to-date simulation, and when anything changed since the token was given."""
        return domain.publish(draft=_draft(request, pk), token=body["token"], by=signed_in(request))


def _draft(request: Request, pk: int) -> PolicyDraft:
    return get_object_or_404(drafts.visible_to(signed_in(request)), pk=pk)


def _detailed(draft: Any) -> Any:
    outcome = drafts.outcome(draft)
    draft.mistakes = drafts.mistakes(draft)
    draft.outdated = "" if draft.mistakes else drafts.why_not_simulated(draft)
    draft.token = "" if draft.mistakes else domain.confirmation_token(draft)
    table = sorted(outcome.table.items()) if outcome else []
    draft.counted = [{"before": old, "after": new, "people": people} for (old, new), people in table]
    return draft
