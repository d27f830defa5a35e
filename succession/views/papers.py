"""The overseer's approvals and the agencies' commitments: to read, to record, to revoke."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import approvals
from succession.domain.queries import merit, papers
from succession.interfaces.filters import ApprovalFilter
from succession.interfaces.gate_forms import ApprovalForm, CorrectionForm, RevokeForm
from succession.models import ApprovalRecord
from succession.views.assessments import read_upload
from talent.domain import known
from talent.interfaces import tables
from talent.views.common import refused, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def paper_list(request: HttpRequest) -> HttpResponse:
    """Every paper known now, and the form for a new one."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    may_record = bool(scope.scope(user, Permission.RECORD_APPROVAL))
    first = {"agency": request.GET.get("agency", "")}
    form, status = ApprovalForm(user=user, initial=first) if may_record else None, 200
    if request.method == "POST":
        scope.require(user, Permission.RECORD_APPROVAL)
        given = ApprovalForm(request.POST, request.FILES, user=user)
        again = refused(request, given, _("Surat tercatat."), lambda: _recorded(given, user))
        if again is None:
            return redirect("merit_papers")
        form, status = given, again
    found = ApprovalFilter(request.GET, merit.approvals_visible_to(user, known.now(None)), user=user)
    page = tables.keyset(found.rows, ("-true_from", "-id"), request.GET)
    context = {
        "filters": found.form if found.filters else None,
        "page": page,
        "rows": papers.with_copies(page.rows, timezone.localdate()),
        "form": form,
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "revocable": scope.scope(user, Permission.RECORD_APPROVAL),
    }
    return render(request, "succession/papers.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that ends a paper before its time."""
    user = signed_in(request)
    paper: ApprovalRecord = get_object_or_404(merit.every_approval_visible_to(user), pk=pk)
    scope.require(user, Permission.RECORD_APPROVAL, paper.agency_id)
    form, status = RevokeForm(), 200
    if request.method == "POST":
        given = RevokeForm(request.POST, request.FILES)
        again = refused(
            request,
            given,
            _("Pencabutan tercatat."),
            lambda: approvals.revoke(approval=paper, by=user, **given.cleaned_data | uploaded(given)),
        )
        if again is None:
            return redirect("merit_papers")
        form, status = given, again
    return render(request, "succession/paper_revoke.html", {"paper": paper, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that says otherwise from when to when a paper holds and what it is about."""
    user = signed_in(request)
    paper: ApprovalRecord = get_object_or_404(merit.every_approval_visible_to(user), pk=pk)
    scope.require(user, Permission.RECORD_APPROVAL, paper.agency_id)
    form, status = CorrectionForm(paper=paper), 200
    if request.method == "POST":
        given = CorrectionForm(request.POST, request.FILES, paper=paper)
        again = refused(request, given, _("Koreksi tercatat."), lambda: _corrected(paper, given, user))
        if again is None:
            return redirect("merit_papers")
        form, status = given, again
    return render(request, "succession/paper_correct.html", {"paper": paper, "form": form}, status=status)


def uploaded(form: Form) -> dict[str, Any]:
    """The document that came with a form, if one did, as the domain takes it."""
    given = form.cleaned_data["document"]
    return {"document": read_upload(given) if given else None}


def _recorded(form: ApprovalForm, by: User) -> ApprovalRecord:
    values = {
        name: form.cleaned_data[name] for name in ("kind", "authority", "number", "dated", "valid_from", "valid_to")
    }
    return approvals.record(agency=form.chosen(), about=form.about, by=by, **values, **uploaded(form))


def _corrected(paper: ApprovalRecord, form: CorrectionForm, by: User) -> ApprovalRecord:
    values = {name: form.cleaned_data[name] for name in ("dated", "valid_from", "valid_to", "reason")}
    return approvals.correct(approval=paper, about=form.about, by=by, **values, **uploaded(form))
