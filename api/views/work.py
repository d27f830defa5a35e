"""Imports and jobs."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import Permission
from api.operation import BoundedJSONParser, Download, Endpoint, Located, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict
from api.serializers.records import EvidenceSerializer
from api.serializers.work import ImportDetailSerializer, ImportSerializer, JobSerializer, WithdrawalSerializer
from api.views.common import ENVELOPE, DocumentField, DocumentUpload, address, agency_named, queued
from jobs.domain.queries import progress
from talent.domain import evidence, weighing, withdrawing
from talent.domain import imports as domain
from talent.domain.queries import imports, records
from talent.interfaces import faults, import_jobs, previews
from talent.interfaces.columns import KINDS
from talent.interfaces.exports import TYPES
from talent.models import Agency, ImportBatch

READING = (*domain.IMPORTING, Permission.VIEW_IMPORTS)


class UploadBody(Strict):
    """A workbook, its kind, and whose it is."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)
    kind = serializers.ChoiceField(choices=sorted(KINDS))
    agency = IdentifierField(required=False, help_text="Whose file it is; not for `agencies`, which is nobody's own.")
    matches = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=10_000,
        help_text="Lines HEADER=column: headers of the file that stand for columns under other names.",
    )


class PreviewQuery(Strict):
    """Which of the differences."""

    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Differences to pass over.")


class FaultsQuery(Strict):
    """In which form."""

    form = serializers.ChoiceField(choices=faults.FORMS, default="xlsx")


class MovedQuery(Strict):
    """Which of those who would move."""

    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="People to pass over.")


class WithdrawBody(Strict):
    """Why a written upload is taken back."""

    reason = serializers.CharField(max_length=1_000)


class ImportList(Endpoint):
    """Uploaded workbooks."""

    parser_classes = [MultiPartParser, BoundedJSONParser]
    longest_body = settings.UPLOAD_LIMIT_BYTES + ENVELOPE

    @operation(
        name="imports",
        summary="Uploads for your agencies, newest first",
        answer=page_of(ImportSerializer),
        requires=READING,
        query=PageQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Without their errors."""
        return page(request, query, imports.visible_to(signed_in(request)), ("-id",))

    @operation(
        name="import_upload",
        summary="Upload a workbook and have it checked; no record is written",
        answer=ImportDetailSerializer,
        requires=domain.IMPORTING,
        body=UploadBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A file of which nothing can be taken is kept too, with its reason (`state` REFUSED)."""
        user, file = signed_in(request), body["file"]
        agency = _owner(body, user)
        matches = dict(line.rpartition("=")[::2] for line in body.get("matches", "").splitlines() if "=" in line)
        batch = import_jobs.upload(
            agency=agency, kind=body["kind"], file_name=file.name, parts=file.chunks(), by=user, matches=matches
        )
        return Located(batch, address("import", batch.pk))


class ImportDetail(Endpoint):
    """One upload."""

    @operation(
        name="import",
        summary="One upload with its preview",
        answer=ImportDetailSerializer,
        requires=READING,
        query=PreviewQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """What the check said, what would change and whom it would move, and what was written."""
        batch: Any = named(request, pk)[1]
        batch.start = query["start"]
        return batch


class ImportCommit(Endpoint):
    """Writing an upload."""

    @operation(
        name="import_commit",
        summary="Write the good rows of an upload",
        answer=JobSerializer,
        requires=domain.IMPORTING,
        status=202,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued; the job says how far it is. An upload in state STOPPED goes on after its last written rows."""
        user, batch = named(request, pk)
        return queued(domain.start_commit(batch=batch, by=user))


class ImportWithdraw(Endpoint):
    """Taking an upload back."""

    @operation(
        name="import_withdrawal",
        summary="What taking a written upload back would do: whom it would move, and the longlists they stand on",
        answer=WithdrawalSerializer,
        requires=domain.IMPORTING,
        query=MovedQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """For those who may take it back. Writes nothing. A short file is weighed now, of a long one the last weighing
        is told."""
        user, batch = named(request, pk)
        domain.require_permission(kind=batch.kind, agency=batch.agency, by=user)
        withdrawing.require_written(batch)
        at_once, foreseen = weighing.at_once(batch), weighing.told(batch)
        return {
            "weighs": weighing.weighs(batch),
            "at_once": at_once,
            "weighed_at": foreseen.at,
            "job": foreseen.job,
            "impact": previews.told_impact(foreseen.impact, PAGE, query["start"]),
            "blocks": withdrawing.blocks(batch) if at_once else None,
        }

    @operation(
        name="import_withdraw",
        summary="Take a written upload back; what it had taken the place of holds again",
        answer=JobSerializer,
        requires=domain.IMPORTING,
        body=WithdrawBody,
        status=202,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued. Refused where later facts or decisions rest on it, and for the list of agencies."""
        user, batch = named(request, pk)
        return queued(withdrawing.start(batch=batch, reason=body["reason"], by=user))


class ImportWeigh(Endpoint):
    """Weighing a withdrawal."""

    @operation(
        name="import_weigh",
        summary="Weigh what taking a long upload back would do",
        answer=JobSerializer,
        requires=domain.IMPORTING,
        status=202,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued; while it goes on the same job is answered again. What it comes to: GET `imports/{id}/withdraw/`."""
        user, batch = named(request, pk)
        return queued(weighing.start(batch=batch, by=user))


class EvidenceBody(Strict):
    """What all records of an upload rest on."""

    source = serializers.CharField(max_length=150, help_text="Who issued it.")
    number = serializers.CharField(max_length=100, required=False)
    valid_until = serializers.DateField(required=False)
    document = DocumentField(required=False)


class ImportEvidence(DocumentUpload):
    """Evidence of a whole upload."""

    @operation(
        name="import_evidence",
        summary="What all records of an upload rest on, beside what each of them rests on",
        answer=page_of(EvidenceSerializer),
        requires=READING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Newest first; withdrawn evidence only for those who keep the records."""
        user, batch = named(request, pk)
        return page(request, query, records.evidence_of_import(batch, user), ("-id",))

    @operation(
        name="import_evidence_add",
        summary="Say what all records of an upload rest on: its source, number, end, and perhaps the document",
        answer=EvidenceSerializer,
        requires=domain.IMPORTING,
        body=EvidenceBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused for an upload that is not checked yet, was refused or is taken back, and for what no agency keeps."""
        user, batch = named(request, pk)
        return evidence.attach(kind=batch.kind, row=batch, by=user, **body)


class ImportFaults(Download):
    """What was not taken."""

    @operation(
        name="import_faults",
        summary="The rows of an upload that were not taken, marked to be mended and sent again; leaves an event",
        answer=None,
        requires=READING,
        query=FaultsQuery,
        documents=tuple(TYPES[form].partition(";")[0] for form in faults.FORMS),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Every wrong row as CSV; as a workbook those that fit on a sheet, with the wrong cells in colour."""
        user, batch = named(request, pk)
        return faults.download(batch=batch, form=query["form"], by=user)


class JobDetail(Endpoint):
    """Background work."""

    @operation(name="job", summary="A job's progress", answer=JobSerializer)
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Your own, and those of your agencies."""
        return get_object_or_404(progress.visible_to(signed_in(request)), pk=pk)


def named(request: Request, pk: int) -> tuple[User, ImportBatch]:
    """The caller and an upload that they may see; raises Http404."""
    user = signed_in(request)
    return user, get_object_or_404(imports.visible_to(user), pk=pk)


def _owner(body: dict[str, Any], user: User) -> Agency | None:
    if domain.of_installation(body["kind"]):
        domain.require_permission(kind=body["kind"], agency=None, by=user)
        if "agency" in body:
            raise field_error(
                "agency", _("Daftar instansi bukan milik satu instansi; hilangkan isian ini."), "unexpected"
            )
        return None
    if "agency" not in body:
        raise field_error("agency", _("Sebutkan instansinya."), "required")
    return agency_named(body["agency"], user)
