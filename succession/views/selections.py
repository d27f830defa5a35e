"""An open selection: its steps on the page of the vacancy, and one application."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import announcing, applying, selection
from succession.domain.queries import applicants, few, panels, vacancies
from succession.interfaces import words
from succession.interfaces.selection_forms import (
    AnnounceForm,
    ApplicationDocumentForm,
    ApplyForm,
    CorrectAnnouncementForm,
    ExtendForm,
    ScoreForm,
    WithdrawApplicationForm,
)
from succession.models import Application, Vacancy
from succession.views.assessments import read_upload
from succession.views.vacancies import page, visible
from talent.domain import openings
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in, told


@require_POST
def selection_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the announcement."""
    user, vacancy = _preparing(request, pk)
    form = AnnounceForm(request.POST, auto_id="announce_%s")

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("number", "published_on", "closes_on", "place")}
        announcing.announce(vacancy=vacancy, weights=form.weights, by=user, **given)

    return _taken(request, vacancy, "announce", form, _("Pengumuman tercatat."), act)


@require_POST
def selection_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an extension of the announcement."""
    user, vacancy = _preparing(request, pk)
    form = ExtendForm(request.POST, auto_id="extend_%s")

    def act() -> None:
        announcing.extend(vacancy=vacancy, by=user, **form.cleaned_data)

    return _taken(request, vacancy, "extend", form, _("Perpanjangan tercatat."), act)


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which an announcement is corrected."""
    user = signed_in(request)
    held = get_object_or_404(applicants.announcements_for(user), pk=pk)
    scope.require(user, Permission.PREPARE_VACANCY, held.vacancy.agency_id)
    said = {name: getattr(held, name) for name in ("number", "published_on", "closes_on", "place")}
    form, status = CorrectAnnouncementForm(initial=said), 200
    if request.method == "POST":
        form = CorrectAnnouncementForm(request.POST, initial=said)
        again = refused(
            request,
            form,
            _("Koreksi pengumuman tercatat."),
            lambda: announcing.correct(announcement=held, by=user, **form.cleaned_data),
        )
        if again is None:
            return redirect("vacancy", pk=held.vacancy_id)
        status = again
    context = {"announcement": held, "vacancy": held.vacancy, "form": form}
    return render(request, "succession/announcement_correct.html", context, status=status)


@require_POST
def selection_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an application."""
    user, vacancy = _preparing(request, pk)
    form = ApplyForm(request.POST, request.FILES, user=user, auto_id="apply_%s")

    def act() -> None:
        given = form.cleaned_data
        documents = [(given["title"], read_upload(given["document"]))] if given["document"] else []
        said = {name: given[name] for name in ("received_on", "reason")}
        applying.apply(vacancy=vacancy, employee=given["nip"], documents=documents, by=user, **said)

    return _taken(request, vacancy, "apply", form, _("Lamaran tercatat."), act)


@require_POST
def selection_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold every applicant against the requirements."""
    user, vacancy = _preparing(request, pk)
    with told(request, _("Administrasi diperiksa.")):
        selection.screen(vacancy=vacancy, by=user)
    return redirect("vacancy", pk=pk)


@require_POST
def selection_rank(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank the applicants by their scores."""
    user, vacancy = _preparing(request, pk)
    done = _("Peringkat disusun; panitia dapat mengusulkan %(count)s nama.") % {"count": few.in_words(vacancy)}
    with told(request, done):
        selection.rank(vacancy=vacancy, by=user)
    return redirect("vacancy", pk=pk)


@require_safe
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: its documents, the administrative check, its scores."""
    user, application = signed_in(request), _application(request, pk)
    openings.employee_opened(employee=application.employee, part="application", by=user)
    return _page(request, application)


@require_POST
def application_document_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one more document."""
    user, application = _preparing_application(request, pk)
    form = ApplicationDocumentForm(request.POST, request.FILES, auto_id="document_%s")

    def act() -> None:
        given = form.cleaned_data
        upload = read_upload(given["document"])
        applying.add_document(application=application, title=given["title"], document=upload, by=user)

    return _shown(request, application, "document", form, _("Dokumen tersimpan."), act)


@require_POST
def application_score(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what stages gave."""
    user, application = _preparing_application(request, pk)
    form = _score_form(application, request.POST)

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("number", "dated", "reason", "seen")}
        selection.score(application=application, scores=form.scores, by=user, **given)

    return _shown(request, application, "score", form, _("Nilai tercatat."), act)


@require_POST
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application back."""
    user, application = _preparing_application(request, pk)
    form = WithdrawApplicationForm(request.POST, auto_id="withdraw_%s")

    def act() -> None:
        applying.withdraw(application=application, by=user, **form.cleaned_data)

    return _shown(request, application, "withdraw", form, _("Penarikan tercatat."), act)


@require_safe
def application_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document of an application; the event is written before the first byte leaves."""
    user = signed_in(request)
    held = get_object_or_404(applicants.documents_for(user), pk=pk)
    return document(held.file, applying.opened(document=held, by=user))


def _preparing(request: HttpRequest, pk: int) -> tuple[User, Vacancy]:
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    return user, vacancy


def _application(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(applicants.visible_to(signed_in(request)), pk=pk)


def _preparing_application(request: HttpRequest, pk: int) -> tuple[User, Application]:
    user, application = signed_in(request), _application(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, application.vacancy.agency_id)
    return user, application


def _taken(request: HttpRequest, vacancy: Vacancy, step: str, form: Form, done: str, act: Any) -> HttpResponse:
    again = refused(request, form, done, act)
    if again is not None:
        return page(request, vacancy, given={step: form}, status=again)
    return redirect("vacancy", pk=vacancy.pk)


def _shown(request: HttpRequest, application: Application, step: str, form: Form, done: str, act: Any) -> HttpResponse:
    again = refused(request, form, done, act)
    if again is not None:
        return _page(request, application, {step: form}, again)
    return redirect("application", pk=application.pk)


def _score_form(application: Application, *data: Any) -> ScoreForm:
    first = applicants.first_of(application.vacancy)
    assert first is not None
    held = applicants.scores_of([application.pk]).get(application.pk, {})
    options: dict[str, Any] = {
        "stages": applicants.stages_of(first),
        "scores": held,
        # What the committee scores nobody types.
        "theirs": panels.scored_by_committee(application),
        "seen": applicants.newest_score(application),
    }
    return ScoreForm(*data, auto_id="score_%s", **options)


def _page(
    request: HttpRequest, application: Application, given: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    vacancy = application.vacancy
    one = applicants.applicant(application)
    waiting = vacancies.awaiting(vacancy)
    steps = frozenset() if application.withdrawn_at else vacancies.steps_for(vacancy, signed_in(request), waiting)
    forms: dict[str, Form] = {}
    if "document" in steps:
        forms["document"] = ApplicationDocumentForm(auto_id="document_%s")
    if "score" in steps and not one.out:
        forms["score"] = _score_form(application)
    may_prepare = scope.allows(signed_in(request), Permission.PREPARE_VACANCY, vacancy.agency_id)
    if may_prepare and application.withdrawn_at is None and vacancy.state in applying.WITHDRAWING:
        forms["withdraw"] = WithdrawApplicationForm(auto_id="withdraw_%s")
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "application": application,
        "person": application.employee,
        "may_see_person": scope.allows(signed_in(request), Permission.VIEW_EMPLOYEES, application.home_id),
        "one": one,
        "summary": words.summary(one.entry) if one.entry else None,
        "documents": list(application.documents.select_related("file", "by")),
        "scores": applicants.history(application),
        "forms": forms | dict(given or {}),
    }
    return render(request, "succession/application.html", context, status=status)
