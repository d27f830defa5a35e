"""Questions about a sub-aspect: asked, answered, closed; the page of its aspect is shown again."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain import clarifying
from succession.domain.queries import assessments, clarifications
from succession.domain.queries.clarifications import Thread
from succession.interfaces.merit_forms import AskForm, CloseForm, ReplyForm
from succession.models import MeritAssessment, MeritQuestion
from succession.views.assessments import read_upload, show_aspect, visible
from talent.interfaces.documents import document
from talent.views.common import refused, require_any_of, signed_in


@require_POST
def question_ask(request: HttpRequest, pk: int, sub: str) -> HttpResponse:
    """Ask about a sub-aspect."""
    user, held = signed_in(request), visible(request, pk)
    scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    if sub not in assessments.aspect_of(held.instrument):
        raise Http404
    form = AskForm(request.POST, request.FILES, sub=sub)

    def act() -> None:
        given = form.cleaned_data
        upload = read_upload(given["document"]) if given["document"] else None
        clarifying.ask(assessment=held, sub_aspect=sub, text=given["text"], due=given["due"], document=upload, by=user)

    return _shown(request, held, sub, form, _("Pertanyaan terkirim."), act)


@require_POST
def question_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question, or say something to it."""
    user, thread = signed_in(request), _thread(request, pk)
    held = thread.question.assessment
    require_any_of(user, held, Permission.ASSESS_MERIT, Permission.VERIFY_MERIT)
    team = scope.allows(user, Permission.ASSESS_MERIT, held.agency_id)
    # A document of somebody whose share it is not is refused, not left out.
    mine = bool(request.FILES) or thread.question.sub_aspect not in assessments.shares_of_others(user, held)
    form = ReplyForm(request.POST, request.FILES, thread=thread, team=team, mine=mine)

    def act() -> None:
        given = form.cleaned_data
        upload = read_upload(given["document"]) if given.get("document") else None
        clarifying.reply(question=thread.question, text=given["text"], document=upload, by=user)

    return _shown(request, held, thread.question.sub_aspect, form, _("Jawaban terkirim."), act)


@require_POST
def question_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a question with what came of it."""
    user, thread = signed_in(request), _thread(request, pk)
    held = thread.question.assessment
    scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    form = CloseForm(request.POST, thread=thread)

    def act() -> None:
        clarifying.close(question=thread.question, by=user, **form.cleaned_data)

    return _shown(request, held, thread.question.sub_aspect, form, _("Pertanyaan ditutup."), act)


@require_safe
def question_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document that came with a question; the event is written before the first byte leaves."""
    question = _question(request, pk)
    if question.file is None:
        raise Http404
    return document(question.file, clarifying.opened(question=question, by=signed_in(request)))


def _question(request: HttpRequest, pk: int) -> MeritQuestion:
    return get_object_or_404(clarifications.visible_to(signed_in(request)), pk=pk)


def _thread(request: HttpRequest, pk: int) -> Thread:
    question = _question(request, pk)
    return Thread(question, list(question.replies.all()))


def _shown(
    request: HttpRequest, held: MeritAssessment, sub: str, form: Form, done: str, act: Callable[[], object]
) -> HttpResponse:
    aspect = assessments.aspect_of(held.instrument)[sub]
    again = refused(request, form, done, act)
    if again is not None:
        return show_aspect(request, held, aspect, {str(form.prefix): form}, again)
    return redirect(f"{reverse('merit_assessment_aspect', args=(held.pk, aspect))}#s{sub}")
