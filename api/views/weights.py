"""Weights of the merit instruments."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict
from api.serializers.weights import AcceptedSerializer, MeritWeightsSerializer, PresentWeightsSerializer
from api.views.common import DocumentField, DocumentUpload, agency_or_only
from succession.domain import weighing
from succession.domain.queries import weights
from succession.interfaces import weight_files
from succession.models.merit import Instrument
from talent.domain import known
from talent.domain.queries import employees
from talent.interfaces.sheets.errors import CellError, FileRefused

READING, ACCEPTING = (Permission.VIEW_MERIT,), (Permission.IMPORT_MERIT,)


class WeightsQuery(PageQuery):
    """Whose weights, and of which instrument."""

    agency = IdentifierField(required=False)
    instrument = serializers.ChoiceField(choices=Instrument.values, required=False)


class PresentQuery(Strict):
    """Of which instrument; for which agency (none: as the instrument is)."""

    instrument = serializers.ChoiceField(choices=Instrument.values)
    agency = IdentifierField(required=False)


class AcceptBody(Strict):
    """A workbook of weights, from when on they count, and their letter or regulation; `verified`: held against it.

    `everywhere`: for all your agencies. `of_round`: the decided round whose result letter they are from.
    """

    agency = IdentifierField(required=False)
    everywhere = serializers.BooleanField(default=False)
    instrument = serializers.ChoiceField(choices=Instrument.values)
    effective_from = DayField()
    of_round = serializers.CharField(max_length=60, allow_blank=True, default="")
    source = serializers.CharField(max_length=200)
    verified = serializers.BooleanField(default=False)
    workbook = DocumentField(help_text="XLSX or CSV with the columns of the template.")


class WeightsList(DocumentUpload):
    """Accepted weights."""

    @operation(
        name="merit_weights",
        summary="Weights that were accepted for your agencies, newest first",
        answer=page_of(MeritWeightsSerializer),
        requires=READING,
        query=WeightsQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Every version there ever was."""
        found = weights.visible_to(signed_in(request))
        for name, field in (("agency", "agency_id"), ("instrument", "instrument")):
            if name in query:
                found = found.filter(**{field: query[name]})
        return page(request, query, found, ("-id",))

    @operation(
        name="merit_weights_accept",
        summary="Take the weights of a workbook for an agency's rounds, or for all of yours",
        answer=AcceptedSerializer,
        requires=ACCEPTING,
        body=AcceptBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """All or none; what is wrong is named by row and column (`workbook.12.bobot`; row 0: nowhere in the sheet)."""
        user, asked = signed_in(request), body.pop("agency", None)
        if body.pop("everywhere"):
            agencies = list(employees.agencies_of(user, Permission.IMPORT_MERIT))
        else:
            agencies = [agency_or_only(asked, user, Permission.IMPORT_MERIT)]
        try:
            rows, errors, file = weight_files.read(*body.pop("workbook"))
        except FileRefused as refusal:
            raise field_error("workbook", str(refusal.message), refusal.code) from refusal
        if errors:
            raise _wrong(errors)
        code = body.pop("instrument")
        try:
            accepted = weighing.accept_for(agencies=agencies, code=code, rows=rows, file=file, by=user, **body)
        except weighing.WeightsRefused as refusal:
            raise _wrong(map(weight_files.placed, refusal.faults)) from refusal
        return {"accepted": accepted}


class PresentWeights(Endpoint):
    """Weights in force."""

    @operation(
        name="merit_weights_present",
        summary="How an instrument weighs today, with the weights that were accepted for an agency",
        answer=PresentWeightsSerializer,
        requires=READING,
        query=PresentQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """What is not known yet is null."""
        user, asked = signed_in(request), query.get("agency")
        held = employees.agencies_of(user, Permission.VIEW_MERIT)
        agency = get_object_or_404(held, pk=asked) if asked else None
        return weights.present(query["instrument"], agency, timezone.localdate(), known.now(asked))


def _wrong(errors: Iterable[CellError]) -> serializers.ValidationError:
    """What is wrong with a workbook's cells, each under its row and column."""
    rows: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for one in errors:
        rows[str(one.row)][one.column].append(serializers.ErrorDetail(str(one.message), code=one.code))
    return serializers.ValidationError({"workbook": rows})
