"""What records rest on, and what is to be mended in them."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict, refuse_unknown
from api.serializers.people import RecordSerializer
from api.serializers.records import EvidenceSerializer, WorklistSerializer
from api.views.people import SEEING, person_named
from talent.domain import openings
from talent.domain import records as domain
from talent.domain.queries import employees, records
from talent.domain.queries.faults import CHECKS, Dimension
from talent.domain.queries.quality import worklist
from talent.interfaces.record_forms import RecordForm, raw_values

KINDS = list(dict.fromkeys(check.kind for check in CHECKS))


class WorklistQuery(Strict):
    """Whose list, and what of it."""

    agency = IdentifierField(help_text="Id of an agency.")
    unit = IdentifierField(required=False, help_text="Id of a unit; those below it count.")
    dimension = serializers.ChoiceField(required=False, choices=Dimension.values)
    kind = serializers.ChoiceField(required=False, choices=KINDS)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class CorrectionBody(Strict):
    """What is different, why, and which content it corrects."""

    values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True, max_length=1_000),
        help_text="Member → what a workbook's cell would say. What is left out stays; empty or null: not known.",
    )
    reason = serializers.CharField(max_length=1_000)
    seen = serializers.CharField(max_length=32, help_text="`digest` of the record as it was read.")


class EvidenceList(Endpoint):
    """Evidence about one employee."""

    @operation(
        name="employee_evidence",
        summary="What the records about an employee rest on; leaves an event. The documents are on the pages",
        answer=page_of(EvidenceSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Newest first; withdrawn evidence only for those who keep the records."""
        user = signed_in(request)
        person = person_named(pk, user)
        openings.employee_opened(employee=person, part="evidence", by=user)
        return page(request, query, records.evidence_seen_by(user).filter(employee=person), ("-id",))


class RecordCorrect(Endpoint):
    """Correcting a record."""

    @operation(
        name="record_correct",
        summary="Say what is known instead of a record, with the reason; the old one stays readable",
        answer=RecordSerializer,
        requires=(Permission.IMPORT_RECORDS,),
        body=CorrectionBody,
        status=201,
    )
    def post(self, request: Request, kind: str, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Checked as a workbook's row is. Refused when somebody else corrected it since it was `seen`."""
        user = signed_in(request)
        if kind not in records.MODELS:
            raise Http404
        row = get_object_or_404(records.visible_to(user, kind), pk=pk)
        now = records.current(kind, row) or row
        given = raw_values(kind, now)
        refuse_unknown(body["values"], given)
        given |= {name: value or "" for name, value in body.pop("values").items()}
        form = RecordForm(given | body, kind=kind, employee=row.employee, row=now)
        if not form.is_valid():
            raise serializers.ValidationError(
                {"values": {name: list(map(str, said)) for name, said in form.errors.items()}}
            )
        return domain.correct(kind=kind, row=row, values=form.values, by=user, **body)


class WorklistView(Endpoint):
    """What to mend."""

    @operation(
        name="worklist",
        summary="What lacks, has run out or contradicts itself in an agency's records, most live decisions first",
        answer=WorklistSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
        query=WorklistQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """The lines from `start` on. More of them than a page of the site shows is an export."""
        user = signed_in(request)
        agency = get_object_or_404(employees.agencies_of(user, Permission.VIEW_EMPLOYEES), pk=query["agency"])
        unit = query.get("unit")
        units = None if unit is None else employees.below(employees.unit_tree([agency.pk]), unit)
        sanctions = scope.allows(user, Permission.VIEW_SANCTIONS, agency.pk)
        found = worklist(agency, timezone.localdate(), sanctions=sanctions).narrowed(
            dimension=query.get("dimension", ""), kind=query.get("kind", ""), units=units
        )
        lines = found[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            openings.employees_exported(rows=[line.about for line in lines], form="api.quality", by=user)
        return {"results": lines, "count": len(found), "dimensions": found.by_dimension()}
