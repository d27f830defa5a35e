"""Members of other agencies' succession groups who agreed to be considered for a vacancy."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from api.operation import Download, Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, PageQuery, Strict
from api.serializers.agreements import AgreementSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address, visible_vacancy
from api.views.selection import PREPARING, SEEING, ReasonBody
from succession.domain import agreeing
from succession.domain.queries import agreed, blind
from succession.models import Agreement
from talent.interfaces.documents import document


class AgreementBody(Strict):
    """Who agreed, by which letter."""

    nip = serializers.CharField(max_length=18)
    number = serializers.CharField(max_length=100)
    dated = DayField()
    document = DocumentField()


class AgreementList(DocumentUpload):
    """The agreements to a vacancy."""

    @operation(
        name="vacancy_agreements",
        summary="Members of other agencies' succession groups who agreed to be considered, newest first",
        answer=page_of(AgreementSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """With those that were withdrawn; refused to a committee that scores without knowing whom."""
        user = signed_in(request)
        vacancy = visible_vacancy(request, pk)
        blind.require_names(vacancy, user)
        found = agreed.visible_to(user).filter(vacancy=vacancy)
        return page(request, query, found, ("-id",), people=lambda one: one.employee)

    @operation(
        name="vacancy_agree",
        summary="Record that a member of another agency's succession group agreed",
        answer=AgreementSerializer,
        requires=PREPARING,
        body=AgreementBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By their NIP alone, in the same words refused for whoever is no such member; refused too where neither the
        law nor a decree of the agency takes them into longlists."""
        user = signed_in(request)
        vacancy = visible_vacancy(request, pk)
        made = agreeing.agree(vacancy=vacancy, by=user, **body)
        return Located(made, address("agreement", made.pk))


class AgreementDetail(Endpoint):
    """One agreement."""

    @operation(name="agreement", summary="One agreement", answer=AgreementSerializer, requires=SEEING)
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Also a withdrawn one."""
        return _agreement(request, pk)


class AgreementWithdrawal(Endpoint):
    """Withdrawals."""

    @operation(
        name="agreement_withdraw",
        summary="Somebody agrees no more",
        answer=AgreementSerializer,
        requires=PREPARING,
        body=ReasonBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Until the inauguration: later longlists are without them, and nobody may name or choose them any more."""
        agreement = _agreement(request, pk)
        agreeing.withdraw(agreement=agreement, by=signed_in(request), **body)
        agreement.refresh_from_db()
        return agreement


class AgreementFile(Download):
    """Letters."""

    @operation(
        name="agreement_file",
        summary="The letter of an agreement; leaves an event",
        answer=None,
        requires=SEEING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As it was kept."""
        agreement = _agreement(request, pk)
        return document(agreement.file, agreeing.opened(agreement=agreement, by=signed_in(request)))


def _agreement(request: Request, pk: int) -> Agreement:
    return get_object_or_404(agreed.visible_to(signed_in(request)), pk=pk)
