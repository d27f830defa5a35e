"""Open selection: announcements, applications, the administrative check, scores and ranks."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Download, Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict, refuse_unknown
from api.serializers.selection import (
    AnnouncementSerializer,
    ApplicationDetailSerializer,
    ApplicationDocumentSerializer,
    ApplicationSerializer,
    OutsiderSerializer,
)
from api.serializers.succession import LonglistSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address, visible_vacancy
from api.views.people import person_reached
from api.views.records import refuse_unfit, texts
from succession.domain import announcing, applying, outsiders, selection
from succession.domain.queries import applicants, blind
from succession.models import Announcement, Application
from talent.domain import openings, outside
from talent.interfaces.documents import document
from talent.interfaces.record_forms import RecordForm

SEEING = (Permission.VIEW_VACANCIES,)
PREPARING = (Permission.PREPARE_VACANCY,)


class AnnouncementBody(Strict):
    """The announcement with the weights (percent) of all stages; without them an extension, which needs a reason."""

    number = serializers.CharField(max_length=100)
    published_on = DayField()
    closes_on = DayField()
    place = serializers.CharField(max_length=200)
    weights = serializers.DictField(
        child=serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100), required=False
    )
    reason = serializers.CharField(max_length=2_000, required=False)


class AnnouncementCorrectionBody(Strict):
    """What an announcement really was, and why it is corrected."""

    number = serializers.CharField(max_length=100)
    published_on = DayField()
    closes_on = DayField()
    place = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=2_000)


class ApplicationBody(Strict):
    """Who applied, and when that was received; with its document (`title`: what it is) and the `reason` where the
    applicants were checked already."""

    employee = IdentifierField()
    received_on = DayField()
    title = serializers.CharField(max_length=150, required=False)
    document = DocumentField(required=False)
    reason = serializers.CharField(max_length=2_000, required=False)


class OutsiderBody(Strict):
    """Somebody whose agency is not here, and when their application was received."""

    origin = serializers.CharField(max_length=200, help_text="Name of their agency; the code of one that is here.")
    received_on = DayField()
    values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True, max_length=1_000),
        help_text="Member (with `nip`, without `unit`) → what a cell of the workbook of employees would say.",
    )


class DocumentBody(Strict):
    """A document of an application."""

    title = serializers.CharField(max_length=150)
    document = DocumentField()


class ScoresBody(Strict):
    """What stages gave, 0-100, and number and day of the document that says so; another score than the recorded one
    needs a reason. `seen`: the id of the newest score as it was read, 0 where there was none."""

    scores = serializers.DictField(
        child=serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100), allow_empty=False
    )
    number = serializers.CharField(max_length=100)
    dated = DayField()
    seen = serializers.IntegerField(min_value=0)
    reason = serializers.CharField(max_length=2_000, required=False)


class ReasonBody(Strict):
    """Why."""

    reason = serializers.CharField(max_length=2_000)


class AnnouncementList(Endpoint):
    """The announcements of a vacancy."""

    @operation(
        name="vacancy_announcements",
        summary="The announcement of an open selection and its extensions, newest first",
        answer=page_of(AnnouncementSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """None before it is announced; with those that were corrected."""
        found = Announcement.every.filter(vacancy=visible_vacancy(request, pk)).select_related("corrected_by")
        return page(request, query, found, ("-id",))

    @operation(
        name="vacancy_announce",
        summary="Record the announcement of an open selection, or an extension",
        answer=AnnouncementSerializer,
        requires=PREPARING,
        body=AnnouncementBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused for a time too short, or weights that are not as the law asks."""
        about: dict[str, Any] = {"vacancy": visible_vacancy(request, pk), "by": signed_in(request)}
        reason = body.pop("reason", "")
        made = (
            announcing.announce(**about | body)
            if "weights" in body
            else announcing.extend(**about | body, reason=reason)
        )
        return Located(made, address("vacancy_announcements", pk))


class AnnouncementCorrection(Endpoint):
    """Correcting an announcement."""

    @operation(
        name="announcement_correct",
        summary="Say otherwise what an announcement was; the older one stays as it was",
        answer=AnnouncementSerializer,
        requires=PREPARING,
        body=AnnouncementCorrectionBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The days only until the applicants are checked, and never to an earlier closing."""
        user = signed_in(request)
        held = get_object_or_404(applicants.announcements_for(user), pk=pk)
        made = announcing.correct(announcement=held, by=user, **body)
        return Located(made, address("vacancy_announcements", held.vacancy_id))


class ApplicationList(DocumentUpload):
    """The applications to a vacancy."""

    @operation(
        name="vacancy_applications",
        summary="The applications to a vacancy, newest first",
        answer=page_of(ApplicationSerializer),
        requires=SEEING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """With those that were withdrawn; none while you score them without knowing whose they are."""
        found = applicants.visible_to(signed_in(request)).filter(vacancy=visible_vacancy(request, pk))
        return page(request, query, found, ("-id",), people=lambda one: one.employee)

    @operation(
        name="vacancy_apply",
        summary="Record an application",
        answer=ApplicationSerializer,
        requires=PREPARING,
        body=ApplicationBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Of an employee whose records you may see, or an outside applicant of the vacancy's agency; once while it is
        not withdrawn. After the administrative check only with a document and a `reason`: it is checked at once."""
        user, vacancy = signed_in(request), visible_vacancy(request, pk)
        employee = person_reached(body["employee"], user)
        said: dict[str, Any] = {"received_on": body["received_on"], "reason": body.get("reason", "")}
        if "document" in body:
            said["documents"] = [(body.get("title", ""), body["document"])]
        made = applying.apply(vacancy=vacancy, employee=employee, by=user, **said)
        return Located(made, address("application", made.pk))


class OutsiderList(Endpoint):
    """Applicants whose own agency is not here."""

    @operation(
        name="vacancy_outsiders",
        summary="Applicants of agencies that are not here, whom the vacancy's agency keeps; in no list of employees",
        answer=page_of(OutsiderSerializer),
        requires=PREPARING,
        query=PageQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """By name, of whatever vacancy; their records stand under employees/{id}/records/. Not for
        who scores blind."""
        vacancy = visible_vacancy(request, pk)
        scope.require(signed_in(request), Permission.PREPARE_VACANCY, vacancy.agency_id)
        blind.require_names(vacancy, signed_in(request))
        kept = outside.kept_by(vacancy.agency).select_related("agency", "current__unit")
        return page(request, query, kept, ("name", "id"), people=lambda one: one)

    @operation(
        name="vacancy_register_outsider",
        summary="Record somebody whose agency is not here together with their application",
        answer=ApplicationSerializer,
        requires=PREPARING,
        body=OutsiderBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Checked as a row of the workbook of employees is; further records are entered as those of employees are.
        Whoever is recorded already applies by `vacancy_apply`."""
        user, vacancy, values = signed_in(request), visible_vacancy(request, pk), body.pop("values")
        scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
        blind.require_names(vacancy, user)
        form = RecordForm(texts(values), kind="employees", employee=None)
        del form.fields["unit"]
        refuse_unknown(values, form.fields)
        refuse_unfit(form)
        nip = form.identity["nip"]
        made = outsiders.register(vacancy=vacancy, nip=nip, values=form.values, by=user, **body)
        return Located(made, address("application", made.pk))


class VacancyScreening(Endpoint):
    """The administrative check."""

    @operation(
        name="vacancy_screen",
        summary="Hold every applicant against every requirement",
        answer=LonglistSerializer,
        requires=PREPARING,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """After the closing day; kept as a longlist: the first has no ranks, a later one ranks whoever has a score of
        every stage. Anew until the names are sent up, while no round of the committee is open; whoever was ranked is
        ranked anew before that."""
        made = selection.screen(vacancy=visible_vacancy(request, pk), by=signed_in(request))
        return Located(made, address("vacancy_longlist", pk))


class VacancyRanking(Endpoint):
    """The ranks."""

    @operation(
        name="vacancy_rank",
        summary="Rank the applicants by the weighted scores of their stages",
        answer=LonglistSerializer,
        requires=PREPARING,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Once every stage of everybody left is scored; the committee names three from it."""
        made = selection.rank(vacancy=visible_vacancy(request, pk), by=signed_in(request))
        return Located(made, address("vacancy_longlist", pk))


class ApplicationDetail(Endpoint):
    """One application."""

    @operation(
        name="application",
        summary="One application with its documents and scores; leaves an event",
        answer=ApplicationDetailSerializer,
        requires=SEEING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Whoever sees the vacancy sees its applications."""
        application = _application(request, pk)
        openings.employee_opened(employee=application.employee, part="application", by=signed_in(request))
        return application


class ApplicationDocuments(DocumentUpload):
    """Documents of an application."""

    @operation(
        name="application_document_add",
        summary="Keep a document of an application",
        answer=ApplicationDocumentSerializer,
        requires=PREPARING,
        body=DocumentBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """It is never taken away."""
        made = applying.add_document(application=_application(request, pk), by=signed_in(request), **body)
        return Located(made, address("application_document_file", made.pk))


class ApplicationDocumentFile(Download):
    """A document."""

    @operation(
        name="application_document_file",
        summary="A document of an application; leaves an event",
        answer=None,
        requires=SEEING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As it was kept."""
        user = signed_in(request)
        held = get_object_or_404(applicants.documents_for(user), pk=pk)
        return document(held.file, applying.opened(document=held, by=user))


class ApplicationScores(Endpoint):
    """Scores of an application."""

    @operation(
        name="application_score",
        summary="Record what stages gave an applicant",
        answer=ApplicationDetailSerializer,
        requires=PREPARING,
        body=ScoresBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A stage left out stays as it was."""
        application = _application(request, pk)
        selection.score(application=application, by=signed_in(request), **body)
        return application


class ApplicationWithdrawal(Endpoint):
    """Withdrawals."""

    @operation(
        name="application_withdraw",
        summary="The applicant takes the application back",
        answer=ApplicationSerializer,
        requires=PREPARING,
        body=ReasonBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Until the inauguration; who was sent up, or decided for, can then no longer be taken."""
        application = _application(request, pk)
        applying.withdraw(application=application, by=signed_in(request), **body)
        application.refresh_from_db()
        return application


def _application(request: Request, pk: int) -> Application:
    return get_object_or_404(applicants.visible_to(signed_in(request)), pk=pk)
