"""Somebody's application to an open selection: recorded with its documents, opened, and taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, Invalid
from succession.domain import selection, states
from succession.domain.instants import turn
from succession.domain.queries import panels
from succession.domain.reasons import past_date, required_reason
from succession.models import Application, ApplicationDocument, Vacancy
from talent.domain import evidence as files
from talent.domain import known, outside
from talent.models import Employee

State = Vacancy.State
Document = tuple[str, bytes]
# The states in which an applicant may withdraw: all until the inauguration.
WITHDRAWING = (*selection.APPLYING, *selection.NAMED)


class AlreadyApplied(DomainError):
    """The person has an application to this vacancy."""

    code = "already_applied"


@transaction.atomic
def apply(
    *,
    vacancy: Vacancy,
    employee: Employee,
    received_on: date,
    documents: Sequence[tuple[str, Document]] = (),
    reason: str = "",
    by: User,
) -> Application:
    """Record somebody's application, with its documents (title, file): of this agency, or of another whose records
    `by` may see, or an applicant from elsewhere whom this agency keeps.

    One that was received in time but not recorded before the administrative check needs a document and the `reason`,
    and is checked in the same step; whoever was ranked is ranked anew. Raises Invalid for a day outside the announced
    ones, and for who is kept by another agency or employed here since; AlreadyApplied for a second one.
    """
    selection.require(vacancy, by)
    if employee.outside:
        outside.require_kept(employee, vacancy.agency)
    elif employee.moved_on:
        message = _("Pegawai ini pindah ke instansi lain sejak %(day)s; catat lamarannya sebagai pegawai instansi itu.")
        raise Invalid(message % {"day": date_format(employee.moved_on, "DATE_FORMAT")}, code="moved")
    scope.require(by, Permission.VIEW_EMPLOYEES, employee.agency_id)
    checked = _checked(vacancy)
    if checked:
        reason = _after_check(vacancy, reason, documents)
    past_date(received_on)
    periods = list(vacancy.announcements.order_by("published_on").values_list("published_on", "closes_on"))
    if not any(begins <= received_on <= ends for begins, ends in periods):
        spans = "; ".join(" – ".join(date_format(day, "DATE_FORMAT") for day in period) for period in periods)
        message = _("Lamaran diterima di luar masa pengumuman (%(spans)s).") % {"spans": spans}
        raise Invalid(message, code="not_announced")
    made = Application(
        vacancy=vacancy,
        employee=employee,
        home_id=employee.agency_id,
        received_on=received_on,
        reason=reason.strip(),
        by=by,
        at=turn(vacancy, employee.agency_id),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyApplied(_("Pegawai ini sudah melamar pada lowongan ini.")) from error
    # As an applicant from elsewhere before, and registered as an employee since.
    live = vacancy.applications.filter(withdrawn_at=None)
    if live.filter(employee__nip=employee.nip).exclude(pk=made.pk).exists():
        raise AlreadyApplied(_("Pegawai ini sudah melamar pada lowongan ini."))
    selection.note("applied", made, vacancy, by, reason=made.reason, employee=employee.pk)
    if checked:
        selection.listed(vacancy, State.SCREENED, "succession.applicants.screened", by)
    else:
        selection.means_of_stages(vacancy, made.at, by)
    for title, document in documents:
        add_document(application=made, title=title, document=document, by=by)
    return made


def _checked(vacancy: Vacancy) -> bool:
    """Whether the applicants were checked already; raises where nobody applies any more."""
    if vacancy.state in selection.NAMED:
        message = _(
            "Nama sudah diusulkan; lamaran tidak dicatat lagi. Usulannya ditarik dahulu, selama PPK belum memutuskan."
        )
        raise DomainError(message, code="names_sent")
    states.require_at(vacancy, *selection.APPLYING)
    return vacancy.state != State.ANNOUNCED


def _after_check(vacancy: Vacancy, reason: str, documents: Sequence[tuple[str, Document]]) -> str:
    if not documents:
        message = _("Lamaran yang dicatat sesudah pemeriksaan administrasi harus disertai dokumennya.")
        raise Invalid(message, code="no_document")
    if panels.unfinished(vacancy) is not None:
        raise Invalid(_("Penilaian atau sidang panitia belum ditutup."), code="round_open")
    return required_reason(reason)


@transaction.atomic
def add_document(*, application: Application, title: str, document: Document, by: User) -> ApplicationDocument:
    """Keep a document of an application; it is never taken away."""
    vacancy = application.vacancy
    selection.require(vacancy, by)
    states.require_at(vacancy, State.ANNOUNCED, State.SCREENED)
    _require_live(application)
    if not title.strip():
        raise Invalid(_("Sebutkan isi dokumennya."), code="no_title")
    name, content = document
    file = files.keep_file(
        agency=vacancy.agency, name=name, content=content, by=by, permission=Permission.PREPARE_VACANCY
    )
    made = ApplicationDocument.objects.create(
        application=application, title=title.strip(), file=file, by=by, at=known.turn(vacancy.agency_id)
    )
    selection.note("document_added", made, vacancy, by, file=file.digest)
    return made


@transaction.atomic
def opened(*, document: ApplicationDocument, by: User) -> bytes:
    """A document of an application, after noting who opened it."""
    vacancy = document.application.vacancy
    scope.require(by, Permission.VIEW_VACANCIES, vacancy.agency_id)
    selection.note("document_opened", document, vacancy, by, file=document.file.digest)
    return files.content_of(document.file)


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: User) -> None:
    """The applicant takes the application back, until the inauguration: whoever was ranked is ranked anew without them.

    Once three names were sent up these stay as they are, but the PPK can no longer take this one; of somebody who was
    decided for already, the PPK takes the decision back before anybody is inaugurated (`available`).
    """
    vacancy = application.vacancy
    selection.require(vacancy, by)
    states.require_at(vacancy, *WITHDRAWING)
    reason = required_reason(reason)
    at = turn(vacancy)
    live = Application.objects.filter(pk=application.pk, withdrawn_at=None)
    if not live.update(withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason):
        raise states.ChangedMeanwhile(_("Lamaran ini sudah ditarik."))
    if vacancy.state == State.LONGLISTED:
        states.move(vacancy, State.SCREENED)
    elif vacancy.state not in (State.ANNOUNCED, State.SCREENED):
        # Whoever decides at this moment reads the vacancy again.
        states.touch(vacancy)
    selection.note("withdrawn", application, vacancy, by, reason=reason)


def _require_live(application: Application) -> None:
    if application.withdrawn_at is not None:
        raise Invalid(_("Lamaran ini sudah ditarik."), code="withdrawn")
