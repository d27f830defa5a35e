"""Dated records of an agency that rest on a decree: the addresses that every sort of them has."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from api.operation import Download, Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.common import ReadSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address, agency_named
from succession.domain import decrees
from succession.domain.queries.decrees import READING, seen_by
from talent.domain import known
from talent.interfaces.documents import document
from talent.models import Employee

MULTIPART = "multipart/form-data"


class DecreeQuery(PageQuery):
    """Whose, as known when."""

    agency = IdentifierField(required=False)
    known_at = InstantField(required=False, help_text="Now when not given, or to come.")


class RevocationBody(Strict):
    """The day from which it counts no more, and why."""

    revoked_on = DayField()
    reason = serializers.CharField(max_length=2_000)
    document = DocumentField(required=False)


class Sort(NamedTuple):
    """One sort of record: its names in addresses and in words, what it is made from, and what it may leave out.

    `record`: takes what the body says with `agency` and `by`, after `prepared` (by the user who asks) has found what
    the body names. `people`: whom a row is about."""

    model: type[Any]
    many: str
    one: str
    what: str
    answer: type[ReadSerializer]
    body: type[Strict]
    correction: type[Strict]
    record: Callable[..., Any]
    empty: Mapping[str, Any]
    people: Callable[[Any], Employee] | None = None
    prepared: Callable[[dict[str, Any], User], dict[str, Any]] = lambda given, by: given


def addresses(sort: Sort) -> list[URLPattern]:
    """The addresses of a sort: its list, one of it, its correction, its revocation, its document."""
    reads, writes = (READING[sort.model],), (decrees.SORTS[sort.model].permission,)

    class DecreeList(DocumentUpload):
        """Every record."""

        @operation(
            name=sort.many,
            summary=f"Records of {sort.what}, newest first",
            answer=page_of(sort.answer),
            requires=reads,
            query=DecreeQuery,
        )
        def get(self, request: Request, query: dict[str, Any]) -> Any:
            """As known at an instant, with their revocations."""
            instant = known.asked(query.get("known_at"), None)
            found = known.known_at(seen_by(signed_in(request), sort.model), instant)
            if "agency" in query:
                found = found.filter(agency_id=query["agency"])
            return page(request, query, found, ("-true_from", "-id"), people=sort.people)

        @operation(
            name=f"{sort.one}_record",
            summary=f"Record {sort.what}",
            answer=sort.answer,
            requires=writes,
            body=sort.body,
            status=201,
            media_type=MULTIPART,
        )
        def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """Refused when its number is recorded already: that record is corrected."""
            user = signed_in(request)
            given = {**sort.empty, **body, "agency": agency_named(body["agency"], user)}
            made = sort.record(by=user, **sort.prepared(given, user))
            return Located(made, address(sort.one, made.pk))

    class DecreeDetail(Endpoint):
        """One record."""

        @operation(name=sort.one, summary=f"One record of {sort.what}", answer=sort.answer, requires=reads)
        def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
            """Also one that a later row has taken the place of."""
            return _named(request, sort, pk)

    class DecreeCorrect(DocumentUpload):
        """Corrections."""

        @operation(
            name=f"{sort.one}_correct",
            summary=f"Correct a record of {sort.what}",
            answer=sort.answer,
            requires=writes,
            body=sort.correction,
            media_type=MULTIPART,
        )
        def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """A row of its own; refused when somebody was faster."""
            return decrees.correct(record=_named(request, sort, pk), by=signed_in(request), **{**sort.empty, **body})

    class DecreeRevoke(DocumentUpload):
        """Revocations."""

        @operation(
            name=f"{sort.one}_revoke",
            summary=f"Revoke a record of {sort.what}",
            answer=sort.answer,
            requires=writes,
            body=RevocationBody,
            media_type=MULTIPART,
        )
        def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
            """A row of its own; what it said until that day stays."""
            return decrees.revoke(record=_named(request, sort, pk), by=signed_in(request), **body)

    class DecreeFile(Download):
        """Documents."""

        @operation(
            name=f"{sort.one}_file",
            summary=f"The document of a record of {sort.what}; leaves an event",
            answer=None,
            requires=reads,
            documents=DOCUMENTS,
        )
        def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
            """As it was kept; 404 where there is none."""
            held = _named(request, sort, pk)
            if held.file is None:
                raise Http404
            return document(held.file, decrees.opened(record=held, by=signed_in(request)))

    return [
        path("", DecreeList.as_view(), name=sort.many),
        path("<id:pk>/", DecreeDetail.as_view(), name=sort.one),
        path("<id:pk>/correct/", DecreeCorrect.as_view(), name=f"{sort.one}_correct"),
        path("<id:pk>/revoke/", DecreeRevoke.as_view(), name=f"{sort.one}_revoke"),
        path("<id:pk>/file/", DecreeFile.as_view(), name=f"{sort.one}_file"),
    ]


def _named(request: Request, sort: Sort, pk: int) -> Any:
    return get_object_or_404(seen_by(signed_in(request), sort.model), pk=pk)
