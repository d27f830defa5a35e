"""What records rest on, and what is to be mended in them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict
from api.serializers.records import EvidenceSerializer, WorklistSerializer
from api.views.people import SEEING, person_named
from talent.domain import openings
from talent.domain.queries import employees, records
from talent.domain.queries.faults import CHECKS, Dimension
from talent.domain.queries.quality import worklist

KINDS = list(dict.fromkeys(check.kind for check in CHECKS))


class WorklistQuery(Strict):
    """Whose list, and what of it."""

    agency = IdentifierField(help_text="Id of an agency.")
    unit = IdentifierField(required=False, help_text="Id of a unit; those below it count.")
    dimension = serializers.ChoiceField(required=False, choices=Dimension.values)
    kind = serializers.ChoiceField(required=False, choices=KINDS)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


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
            openings.employees_exported(rows=[line.employee for line in lines], form="api.quality", by=user)
        return {"results": lines, "count": len(found), "dimensions": found.by_dimension()}
