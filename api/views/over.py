"""Going over from the talent pool to open selection."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from api.operation import Download, Located, operation, signed_in
from api.parameters import DayField, Strict
from api.serializers.succession import VacancyDetailSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address, visible_vacancy
from api.views.selection import PREPARING, SEEING
from succession.domain import going_over
from talent.interfaces.documents import document


class GoOverBody(Strict):
    """By which decision, and why."""

    number = serializers.CharField(max_length=100)
    dated = DayField()
    reason = serializers.CharField(max_length=2_000)
    document = DocumentField()


class VacancyOver(DocumentUpload):
    """Leaving the talent pool route."""

    @operation(
        name="vacancy_go_over",
        summary="Go over from the talent pool to open selection, where fewer can be named than must be sent up",
        answer=VacancyDetailSerializer,
        requires=PREPARING,
        body=GoOverBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Before names are sent up, and for good; refused where enough people can be named."""
        going_over.go_over(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return Located(visible_vacancy(request, pk), address("vacancy", pk))


class VacancyOverFile(Download):
    """The decision's document."""

    @operation(
        name="vacancy_over_file",
        summary="The decision by which a vacancy went over to open selection; leaves an event",
        answer=None,
        requires=SEEING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 where it did not."""
        gone = getattr(visible_vacancy(request, pk), "gone_over", None)
        if gone is None:
            raise Http404
        return document(gone.file, going_over.opened(gone=gone, by=signed_in(request)))
