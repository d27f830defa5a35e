"""What narrows the gates of agencies: times without replacements, and their own stricter conditions."""

from typing import Any, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Download, Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import CountField, DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.common import ReadSerializer
from api.serializers.narrowing import ConditionsSerializer, FreezeSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address, agency_named
from rules.wording import CATEGORIES
from succession.domain import narrowing
from succession.domain.queries import narrowing as queries
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind
from talent.domain import known
from talent.interfaces.documents import document

READING = (Permission.VIEW_MERIT,)
MULTIPART = "multipart/form-data"


class NarrowingQuery(PageQuery):
    """Whose, as known when."""

    agency = IdentifierField(required=False)
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class FreezeTerms(Strict):
    """`since`: the candidates are fixed, or the head is inaugurated; `until`: the term ends (PILKADA only)."""

    since = DayField()
    until = DayField(required=False)
    document = DocumentField(required=False)


class FreezeBody(FreezeTerms):
    """What begins a time without replacements."""

    agency = IdentifierField()
    kind = serializers.ChoiceField(choices=FreezeKind.values)
    number = serializers.CharField(max_length=100)


class FreezeCorrection(FreezeTerms):
    """As it should have been recorded: what is left out is empty, but for the document, which stays."""

    reason = serializers.CharField(max_length=2_000)


class ConditionTerms(Strict):
    """What is asked beyond the law, from `since` to `until` (inclusive; none: until the next decree)."""

    since = DayField()
    until = DayField(required=False)
    category = serializers.ChoiceField(choices=list(CATEGORIES), required=False)
    score = serializers.FloatField(min_value=0, max_value=400, required=False)
    group = CountField(required=False)
    document = DocumentField(required=False)


class ConditionsBody(ConditionTerms):
    """A decree of the agency's head."""

    agency = IdentifierField()
    number = serializers.CharField(max_length=100)


class ConditionsCorrection(ConditionTerms):
    """As it should have been recorded: what is left out is empty, but for the document, which stays."""

    reason = serializers.CharField(max_length=2_000)


class RevocationBody(Strict):
    """The day from which it counts no more, and why."""

    revoked_on = DayField()
    reason = serializers.CharField(max_length=2_000)
    document = DocumentField(required=False)


class Sort(NamedTuple):
    """One of both sorts of record: its names in addresses, who writes it, and the fields that may be left out."""

    model: type[Any]
    many: str
    one: str
    what: str
    writes: tuple[Permission]
    answer: type[ReadSerializer]
    body: type[Strict]
    correction: type[Strict]
    record: Any
    empty: dict[str, Any]


FREEZE = Sort(
    GateFreezeRecord,
    "gate_freezes",
    "gate_freeze",
    "a time without replacements",
    (Permission.PREPARE_VACANCY,),
    FreezeSerializer,
    FreezeBody,
    FreezeCorrection,
    narrowing.freeze,
    {"until": None},
)
CONDITIONS = Sort(
    GateConditionRecord,
    "gate_conditions",
    "gate_condition",
    "an agency's own conditions",
    (Permission.PUBLISH_POLICY,),
    ConditionsSerializer,
    ConditionsBody,
    ConditionsCorrection,
    narrowing.conditions,
    {"until": None, "category": None, "score": None, "group": None},
)


def endpoints(sort: Sort) -> dict[str, type[Endpoint]]:
    """The addresses of a sort: its list, one of it, its correction, its revocation, its document."""

    class NarrowingList(DocumentUpload):
        """Every record."""

        @operation(
            name=sort.many,
            summary=f"Records of {sort.what}, newest first",
            answer=page_of(sort.answer),
            requires=READING,
            query=NarrowingQuery,
        )
        def get(self, request: Request, query: dict[str, Any]) -> Any:
            """As known at an instant, with their revocations."""
            instant = known.asked(query.get("known_at"), None)
            found = known.known_at(queries.seen_by(signed_in(request), sort.model), instant)
            if "agency" in query:
                found = found.filter(agency_id=query["agency"])
            return page(request, query, found, ("-true_from", "-id"))

        @operation(
            name=f"{sort.one}_record",
            summary=f"Record {sort.what}",
            answer=sort.answer,
            requires=sort.writes,
            body=sort.body,
            status=201,
            media_type=MULTIPART,
        )
        def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """Refused when its number is recorded already: that record is corrected."""
            user = signed_in(request)
            given = sort.empty | body | {"agency": agency_named(body["agency"], user)}
            made = sort.record(by=user, **given)
            return Located(made, address(sort.one, made.pk))

    class NarrowingDetail(Endpoint):
        """One record."""

        @operation(name=sort.one, summary=f"One record of {sort.what}", answer=sort.answer, requires=READING)
        def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
            """Also one that a later row has taken the place of."""
            return _named(request, sort, pk)

    class NarrowingCorrect(DocumentUpload):
        """Corrections."""

        @operation(
            name=f"{sort.one}_correct",
            summary=f"Correct a record of {sort.what}",
            answer=sort.answer,
            requires=sort.writes,
            body=sort.correction,
            media_type=MULTIPART,
        )
        def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """A row of its own; refused when somebody was faster."""
            return narrowing.correct(record=_named(request, sort, pk), by=signed_in(request), **sort.empty | body)

    class NarrowingRevoke(DocumentUpload):
        """Revocations."""

        @operation(
            name=f"{sort.one}_revoke",
            summary=f"Revoke a record of {sort.what}",
            answer=sort.answer,
            requires=sort.writes,
            body=RevocationBody,
            media_type=MULTIPART,
        )
        def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """A row of its own; what it said until that day stays."""
            return narrowing.revoke(record=_named(request, sort, pk), by=signed_in(request), **body)

    class NarrowingFile(Download):
        """Documents."""

        @operation(
            name=f"{sort.one}_file",
            summary=f"The document of a record of {sort.what}; leaves an event",
            answer=None,
            requires=READING,
            documents=DOCUMENTS,
        )
        def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
            """As it was kept; 404 where there is none."""
            held = _named(request, sort, pk)
            if held.file is None:
                raise Http404
            return document(held.file, narrowing.opened(record=held, by=signed_in(request)))

    return {
        "list": NarrowingList,
        "one": NarrowingDetail,
        "correct": NarrowingCorrect,
        "revoke": NarrowingRevoke,
        "file": NarrowingFile,
    }


def _named(request: Request, sort: Sort, pk: int) -> Any:
    return get_object_or_404(queries.seen_by(signed_in(request), sort.model), pk=pk)
