"""What records rest on, and what is to be mended in them."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Unfinished, field_error, operation, require_any, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict, refuse_unknown
from api.serializers.people import HouseRecordSerializer, RecordSerializer
from api.serializers.records import EvidenceSerializer, WorklistSerializer
from api.views.people import SEEING, person_reached
from talent.domain import openings
from talent.domain import organisation as house
from talent.domain import records as domain
from talent.domain.imports import of_installation, permission_for
from talent.domain.queries import employees, organisation, records
from talent.domain.queries.faults import CHECKS, Dimension
from talent.domain.queries.quality import worklist
from talent.interfaces import tables
from talent.interfaces.organisation_filters import SORTS
from talent.interfaces.record_forms import RecordForm, raw_values
from talent.models import Agency, Employee

KINDS = list(dict.fromkeys(check.kind for check in CHECKS))


class WorklistQuery(Strict):
    """Whose list, and what of it."""

    agency = IdentifierField(help_text="Id of an agency.")
    unit = IdentifierField(required=False, help_text="Id of a unit; those below it count.")
    dimension = serializers.ChoiceField(required=False, choices=Dimension.values)
    kind = serializers.ChoiceField(required=False, choices=KINDS)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class HouseQuery(PageQuery):
    """Filters of the units, posts and agencies."""

    agency = IdentifierField(required=False)
    sort = serializers.CharField(
        required=False,
        help_text="nama; of units also induk, of positions unit, rumpun or lowong, of technical_standards level or "
        "jabatan, of agencies provinsi; with `-` falling. By id unless given.",
    )


class EntryBody(Strict):
    """Whose record it is, and what it says."""

    agency = IdentifierField(required=False, help_text="Of a unit, a post or somebody new.")
    employee = IdentifierField(required=False, help_text="Whom a fact is about.")
    values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True, max_length=1_000),
        help_text="Member (with `code`, or `nip` of somebody new) → what a workbook's cell would say.",
    )


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
        summary="What each record about an employee rests on; leaves an event. The documents are on the pages",
        answer=page_of(EvidenceSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Newest first; withdrawn evidence only for those who keep the records. What whole imports rest on stands with
        the imports and with each record."""
        user = signed_in(request)
        person = person_reached(pk, user)
        openings.employee_opened(employee=person, part="evidence", by=user)
        return page(request, query, records.evidence_seen_by(user).filter(employee=person), ("-id",))


class RecordEvidence(Endpoint):
    """Evidence of one record."""

    @operation(
        name="record_evidence",
        summary="What one record of any kind rests on; leaves an event where it is about an employee",
        answer=page_of(EvidenceSerializer),
        requires=(*SEEING, Permission.IMPORT_AGENCIES),
        query=PageQuery,
    )
    def get(self, request: Request, kind: str, pk: int, query: dict[str, Any]) -> Any:
        """Newest first; withdrawn evidence only for those who keep the records."""
        user = signed_in(request)
        row, now = _row(user, kind, pk)
        if kind in records.MODELS:
            openings.employee_opened(employee=row.employee, part=f"records.{kind}", by=user)
        return page(request, query, records.evidence_of_fact(kind, now, user), ("-id",))


class RecordList(Endpoint):
    """Records of one kind."""

    @operation(
        name="house_records",
        summary="Units, posts or agencies as they are known now, each with the `digest` that a correction names",
        answer=page_of(HouseRecordSerializer),
        requires=(Permission.VIEW_EMPLOYEES, Permission.IMPORT_AGENCIES),
        query=HouseQuery,
    )
    def get(self, request: Request, kind: str, query: dict[str, Any]) -> Any:
        """`kind`: units, positions or agencies; records about employees stand under each of them."""
        user = signed_in(request)
        if kind not in organisation.MODELS:
            raise Http404
        require_any(user, organisation.seen_by(kind))
        rows = organisation.listed(user, kind)
        if "agency" in query:
            rows = rows.filter(agency_id=query["agency"])
        return page(request, query, rows, _order(kind, query.get("sort")))

    @operation(
        name="record_enter",
        summary="Enter a record of any kind: a unit, a post, an agency, somebody new, or a fact about an employee",
        answer=RecordSerializer,
        requires=(Permission.IMPORT_RECORDS, Permission.IMPORT_AGENCIES),
        body=EntryBody,
        status=201,
    )
    def post(self, request: Request, kind: str, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Checked as a workbook's row is. A fact names its `employee`; a unit, a post and somebody new their `agency`;
        an agency neither."""
        user = signed_in(request)
        if kind not in (*records.MODELS, *organisation.MODELS):
            raise Http404
        require_any(user, (permission_for(kind),))
        agency, person = _whose(kind, body, user)
        form = RecordForm(texts(body["values"]), kind=kind, employee=person)
        refuse_unknown(body["values"], form.fields)
        refuse_unfit(form)
        if person is not None:
            return domain.add(kind=kind, employee=person, values=form.values, by=user)
        if kind in records.MODELS:
            assert agency is not None
            return domain.enter(agency=agency, nip=form.identity["nip"], values=form.values, by=user)
        return house.enter(kind=kind, agency=agency, code=form.identity["code"], values=form.values, by=user)


class RecordCorrect(Endpoint):
    """Correcting a record."""

    @operation(
        name="record_correct",
        summary="Say what is known instead of a record of any kind, with the reason; the old one stays readable",
        answer=RecordSerializer,
        requires=(Permission.IMPORT_RECORDS, Permission.IMPORT_AGENCIES),
        body=CorrectionBody,
        status=201,
    )
    def post(self, request: Request, kind: str, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Checked as a workbook's row is. Refused when somebody else corrected it since it was `seen`."""
        user = signed_in(request)
        row, now = _row(user, kind, pk)
        given = raw_values(kind, now)
        refuse_unknown(body["values"], given)
        given |= texts(body.pop("values"))
        form = RecordForm(given | body, kind=kind, employee=getattr(row, "employee", None), row=now)
        refuse_unfit(form)
        correct: Any = house.correct if kind in organisation.MODELS else domain.correct
        return correct(kind=kind, row=row, values=form.values, by=user, **body)


def _order(kind: str, by: str | None) -> tuple[str, ...]:
    """The fields by which units, posts or agencies are sorted; raises ValidationError."""
    if by is None:
        return ("id",)
    if by.removeprefix("-") not in SORTS[kind]:
        named = ", ".join(SORTS[kind])
        raise field_error("sort", _("Urutan ini tidak ada; yang ada: %(named)s.") % {"named": named}, "unknown")
    return tables.ordered(SORTS[kind], by)


def _row(user: User, kind: str, pk: int) -> tuple[Any, Any]:
    """A row that the user may see, and what is known of the same now (itself, where that is nothing)."""
    if kind not in (*records.MODELS, *organisation.MODELS):
        raise Http404
    of = organisation if kind in organisation.MODELS else records
    row = get_object_or_404(of.visible_to(user, kind), pk=pk)
    return row, of.current(kind, row) or row


def _whose(kind: str, body: dict[str, Any], user: User) -> tuple[Agency | None, Employee | None]:
    """Whose record it becomes: an agency's, or an employee's; raises ValidationError and Http404."""
    # A state of somebody is a fact about them; of somebody new, it is the first one of an agency's.
    of_employee = kind in records.MODELS and (kind != "employees" or "employee" in body)
    wanted = set() if of_installation(kind) else {"employee" if of_employee else "agency"}
    for name in ("agency", "employee"):
        if (name in body) is not (name in wanted):
            missing, unexpected = _("Bidang ini wajib diisi."), _("Catatan jenis ini bukan tentang itu.")
            raise field_error(
                name, missing if name in wanted else unexpected, "required" if name in wanted else "unexpected"
            )
    if "employee" in wanted:
        return None, person_reached(body["employee"], user)
    agencies = employees.agencies_of(user, Permission.IMPORT_RECORDS)
    return (get_object_or_404(agencies, pk=body["agency"]) if wanted else None), None


def texts(values: dict[str, str | None]) -> dict[str, str]:
    """What a form would have been filled in with."""
    return {name: value or "" for name, value in values.items()}


def refuse_unfit(form: RecordForm) -> None:
    """Raise ValidationError for what a workbook's check refuses."""
    if not form.is_valid():
        raise serializers.ValidationError(
            {"values": {name: list(map(str, said)) for name, said in form.errors.items()}}
        )


class WorklistView(Endpoint):
    """What to mend."""

    @operation(
        name="worklist",
        summary="What lacks, has run out or contradicts itself in an agency's records, most live decisions first",
        answer=WorklistSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
        query=WorklistQuery,
        stretches=True,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """The lines from `start` on. More of them than a page of the site shows is an export."""
        user = signed_in(request)
        agency = get_object_or_404(employees.agencies_of(user, Permission.VIEW_EMPLOYEES), pk=query["agency"])
        unit = query.get("unit")
        units = None if unit is None else employees.below(employees.unit_tree([agency.pk]), unit)
        sanctions = scope.allows(user, Permission.VIEW_SANCTIONS, agency.pk)
        whole = worklist(agency, timezone.localdate(), sanctions=sanctions)
        if whole.working:
            return Unfinished(whole.working.done, whole.working.total)
        found = whole.narrowed(dimension=query.get("dimension", ""), kind=query.get("kind", ""), units=units)
        lines = found[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            openings.employees_exported(rows=[line.about for line in lines], form="api.quality", by=user)
        return {"results": lines, "count": len(found), "dimensions": found.by_dimension()}
