"""Documents of a merit round."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Download, Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import PageQuery, Strict
from api.serializers.merit import AgainSerializer, DocumentsSerializer, EvidenceVersionSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload
from api.views.merit import READING, answer_of, named
from succession.domain import extracting, merit_evidence
from succession.domain.queries import assessments, extracts
from succession.interfaces import papers
from succession.models import MeritEvidence
from talent.interfaces.documents import document

_ADDING = (Permission.ASSESS_MERIT,)


class AttachBody(Strict):
    """A document, its title, and the sub-aspects that it serves."""

    title = serializers.CharField(max_length=150)
    sub_aspects = serializers.ListField(child=serializers.CharField(max_length=6), max_length=100)
    document = DocumentField()


class ReplaceBody(Strict):
    """The next version of a document."""

    document = DocumentField()


class WithdrawProofBody(Strict):
    """Why a sub-aspect no longer rests on a document."""

    reason = serializers.CharField(max_length=4_000)


class AdoptBody(Strict):
    """Which sort of extract; `offers` of the round says which serve a sub-aspect."""

    kind = serializers.ChoiceField(choices=list(extracts.KINDS))


class EvidenceList(DocumentUpload):
    """The documents of one round."""

    @operation(
        name="merit_evidence_list",
        summary="The documents of a merit round with all their versions, newest first",
        answer=page_of(EvidenceVersionSerializer),
        requires=READING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """A document that serves several sub-aspects stands there once for each."""
        rows = assessments.evidence_seen_by(signed_in(request))
        return page(request, query, rows.filter(assessment=named(request, pk)), ("-id",))

    @operation(
        name="merit_evidence_add",
        summary="Let a document serve sub-aspects of a round",
        answer=DocumentsSerializer,
        requires=_ADDING,
        body=AttachBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Those that it serves already stay as they are. By whose share the sub-aspects are, or the head."""
        return {"evidence": merit_evidence.attach(assessment=named(request, pk), by=signed_in(request), **body)}


class EvidenceReplace(DocumentUpload):
    """New versions."""

    @operation(
        name="merit_evidence_replace",
        summary="Put a new version in the place of a document, for every sub-aspect that it serves",
        answer=DocumentsSerializer,
        requires=_ADDING,
        body=ReplaceBody,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The old one stays kept, and in use where it serves the shares of others. Refused when somebody replaced or
        withdrew it first."""
        user, held = signed_in(request), _proof(request, pk)
        merit_evidence.replace(evidence=held, by=user, **body)
        return {"evidence": assessments.evidence_seen_by(user).filter(assessment=held.assessment, withdrawn_at=None)}


class EvidenceWithdraw(Endpoint):
    """Taking away."""

    @operation(
        name="merit_evidence_withdraw",
        summary="Say that a sub-aspect of a draft no longer rests on a document",
        answer=EvidenceVersionSerializer,
        requires=_ADDING,
        body=WithdrawProofBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The document stays kept. By whose share the sub-aspect is, or the head."""
        held = _proof(request, pk)
        merit_evidence.withdraw(evidence=held, by=signed_in(request), **body)
        held.refresh_from_db()
        return held


class AssessmentExtract(Endpoint):
    """Extracts of the system's own records."""

    @operation(
        name="merit_extract_adopt",
        summary="Let an extract of the system's own records, as they are today, prove a sub-aspect",
        answer=EvidenceVersionSerializer,
        requires=_ADDING,
        body=AdoptBody,
        status=201,
    )
    def post(self, request: Request, pk: int, sub: str, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By whose share the sub-aspect is, or the head. Taken again, it is the next version; refused while it would
        say the same."""
        user, answer = signed_in(request), answer_of(request, pk, sub)
        scope.require(user, Permission.ASSESS_MERIT, answer.assessment.agency_id)
        today = timezone.localdate()
        return extracting.adopt(answer=answer, kind=body["kind"], on=today, prints=papers.extract, by=user)


class ExtractReplay(Endpoint):
    """Extracts, made again."""

    @operation(
        name="merit_extract_replay",
        summary="Make an extract again from the records as they were known, and compare",
        answer=AgainSerializer,
        requires=READING,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Leaves an event with what came of it."""
        held = get_object_or_404(
            assessments.evidence_seen_by(signed_in(request)).exclude(file__merit_extract=None), pk=pk
        )
        return extracting.again(extract=held.file.merit_extract, prints=papers.extract, by=signed_in(request))


class EvidenceFile(Download):
    """One document."""

    @operation(
        name="merit_evidence_file",
        summary="A document of a merit round; leaves an event",
        answer=None,
        requires=READING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Also one that was replaced."""
        held = _proof(request, pk)
        return document(held.file, merit_evidence.opened(evidence=held, by=signed_in(request)))


def _proof(request: Request, pk: int) -> MeritEvidence:
    return get_object_or_404(assessments.evidence_seen_by(signed_in(request)), pk=pk)
