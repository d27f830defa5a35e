"""Documents of a merit round by page: added, replaced, withdrawn, taken away; and extracts of the system's records."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import Invalid
from succession.domain import extracting, merit_evidence
from succession.domain.queries import assessments
from succession.interfaces import papers
from succession.interfaces.merit_forms import DocumentForm, ReplaceForm, WithdrawProofForm
from succession.models import MeritAssessment, MeritEvidence
from succession.views.assessments import answer_of, read_upload, show_aspect, visible
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in, told


@require_POST
def evidence_add(request: HttpRequest, pk: int, aspect: str) -> HttpResponse:
    """Attach a document to sub-aspects of any aspect; the page of `aspect` is shown again."""
    user, held = signed_in(request), visible(request, pk)
    scope.require(user, Permission.ASSESS_MERIT, held.agency_id)
    form = DocumentForm(request.POST, request.FILES, rows=assessments.board(held).fillable_by(user))
    again = refused(request, form, _("Bukti tersimpan."), lambda: _attach(held, form, user))
    if again is not None:
        return show_aspect(request, held, aspect, {"document": form}, again)
    return redirect(f"{reverse('merit_assessment_aspect', args=(pk, aspect))}#bukti")


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document to take away; the event is written before the first byte leaves."""
    user = signed_in(request)
    held = get_object_or_404(assessments.evidence_seen_by(user), pk=pk)
    return document(held.file, merit_evidence.opened(evidence=held, by=user))


@require_POST
def evidence_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a new version in the place of a document, for every sub-aspect that it serves."""
    user, held = signed_in(request), _proof(request, pk)
    form = ReplaceForm(request.POST, request.FILES, held=held)
    with told(request, _("Bukti diganti; yang lama tersimpan.")) as wrong:
        merit_evidence.replace(evidence=held, document=read_upload(_given(form)["document"]), by=user)
    return _back_to(held.assessment, held.sub_aspect, to_message=bool(wrong))


@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The sub-aspect no longer rests on this document."""
    user, held = signed_in(request), _proof(request, pk)
    form = WithdrawProofForm(request.POST, held=held)
    with told(request, _("Bukti dicabut.")) as wrong:
        merit_evidence.withdraw(evidence=held, reason=_given(form)["reason"], by=user)
    return _back_to(held.assessment, held.sub_aspect, to_message=bool(wrong))


@require_POST
def extract_adopt(request: HttpRequest, pk: int, sub: str, kind: str) -> HttpResponse:
    """Let an extract of the system's own records prove a sub-aspect."""
    user, answer = signed_in(request), answer_of(request, pk, sub)
    scope.require(user, Permission.ASSESS_MERIT, answer.assessment.agency_id)
    with told(request, _("Petikan menjadi bukti.")) as wrong:
        extracting.adopt(answer=answer, kind=kind, on=timezone.localdate(), prints=papers.extract, by=user)
    return _back_to(answer.assessment, sub, to_message=bool(wrong))


@require_POST
def extract_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an extract again from the records as they were known, and say whether it is the one that is kept."""
    held = get_object_or_404(assessments.evidence_seen_by(signed_in(request)).exclude(file__merit_extract=None), pk=pk)
    found = extracting.again(extract=held.file.merit_extract, prints=papers.extract, by=signed_in(request))
    if found.identical:
        messages.success(request, _("Petikan yang dibuat ulang sama sampai byte terakhir."))
    elif found.same_facts:
        messages.warning(request, _("Catatan yang dihitung sama; hanya tata letak petikannya yang berbeda."))
    else:
        messages.error(request, _("Petikan yang dibuat ulang berbeda isinya. Beri tahu auditor."))
    return _back_to(held.assessment, held.sub_aspect, to_message=True)


def _proof(request: HttpRequest, pk: int) -> MeritEvidence:
    user = signed_in(request)
    held = get_object_or_404(assessments.evidence_seen_by(user), pk=pk)
    scope.require(user, Permission.ASSESS_MERIT, held.assessment.agency_id)
    return held


def _given(form: Form) -> dict[str, Any]:
    """What a short form says; raises Invalid with its first fault."""
    if not form.is_valid():
        raise Invalid(next(iter(form.errors.values()))[0])
    return form.cleaned_data


def _back_to(held: MeritAssessment, sub: str, *, to_message: bool) -> HttpResponse:
    """The page of its aspect, at the sub-aspect; or at the top, where the message stands that nothing there shows."""
    page = reverse("merit_assessment_aspect", args=(held.pk, assessments.aspect_of(held.instrument)[sub]))
    return redirect(f"{page}#isi" if to_message else f"{page}#s{sub}")


def _attach(held: MeritAssessment, form: Form, user: User) -> None:
    given = form.cleaned_data
    merit_evidence.attach(
        assessment=held,
        sub_aspects=given["sub_aspects"],
        title=given["title"],
        document=read_upload(given["document"]),
        by=user,
    )
