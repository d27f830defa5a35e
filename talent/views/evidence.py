"""Evidence: attached to a record, replaced, withdrawn, and opened by whoever may."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from talent.domain import evidence as domain
from talent.domain.imports import permission_for
from talent.domain.queries import imports, organisation, records
from talent.interfaces.columns import KINDS
from talent.interfaces.documents import document
from talent.interfaces.record_forms import EvidenceForm, WhyForm
from talent.models import Evidence, ImportBatch
from talent.models.evidence import owner_of
from talent.views.common import UNREADABLE, refused, signed_in, told
from talent.views.imports import import_shown
from talent.views.organisation import organisation_row, organisation_shown
from talent.views.records import record_row, record_shown


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document to take away; the event is written before the first byte leaves."""
    user = signed_in(request)
    held = get_object_or_404(records.evidence_seen_by(user).exclude(file=None), pk=pk)
    content = domain.opened(evidence=held, by=user)
    assert held.file is not None
    return document(held.file, content)


@require_POST
def evidence_attach(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what a record of any kind rests on."""
    user = signed_in(request)
    of_house = kind in organisation.MODELS
    row = (organisation_row if of_house else record_row)(user, kind, pk)
    scope.require(user, permission_for(kind), row.agency_id)
    now = (organisation if of_house else records).current(kind, row)
    if now is None:
        raise Http404
    form = EvidenceForm(request.POST, request.FILES)
    status = refused(request, form, _("Bukti tersimpan."), lambda: _attach(form, kind, now, user))
    if status is not None:
        return _shown(request, user, kind, row, attach=form, status=status)
    return redirect(_page(kind, now))


@require_POST
def import_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what all the records of a file rest on."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    scope.require(user, permission_for(batch.kind), batch.agency_id)
    form = EvidenceForm(request.POST, request.FILES)
    status = refused(request, form, _("Bukti tersimpan."), lambda: _attach(form, batch.kind, batch, user))
    if status is not None:
        return import_shown(request, user, batch, attach=form, status=status)
    return redirect(_page(batch.kind, batch))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Write evidence anew: another source, number, end or file; the old one is withdrawn."""
    user = signed_in(request)
    held, row = _held(user, pk)
    form, status = EvidenceForm(held=held), 200
    if request.method == "POST":
        form = EvidenceForm(request.POST, request.FILES, held=held)
        told_as = _("Bukti diganti; yang lama tersimpan.")
        status = refused(request, form, told_as, lambda: _attach(form, held.kind, row, user, held))
        if status is None:
            return redirect(_page(held.kind, row))
    context = {"form": form, "held": held, "row": row, "back": _page(held.kind, row), "title": KINDS[held.kind].title}
    context |= {"kind": held.kind, "person": held.employee}
    return render(request, "talent/evidence_replace.html", context, status=status)


@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The record no longer rests on this."""
    user = signed_in(request)
    held, row = _held(user, pk)
    form = WhyForm(request.POST, prefix=f"cabut-{held.pk}")
    if not form.is_valid():
        return _shown(request, user, held.kind, row, withdrawal=(held.pk, form), status=UNREADABLE)
    with told(request, _("Bukti dicabut.")):
        domain.withdraw(evidence=held, reason=form.cleaned_data["reason"], by=user)
    return redirect(_page(held.kind, row))


def _page(kind: str, row: Any) -> str:
    """The address of the page of a record, or of an import."""
    if isinstance(row, ImportBatch):
        return f"{reverse('import', args=(row.pk,))}#bukti"
    return reverse("organisation_record" if kind in organisation.MODELS else "record", args=(kind, row.pk))


def _shown(request: HttpRequest, user: User, kind: str, row: Any, **left: Any) -> HttpResponse:
    if isinstance(row, ImportBatch):
        return import_shown(request, user, row, **left)
    shown = organisation_shown if kind in organisation.MODELS else record_shown
    return shown(request, user, kind, row, **left)


def _held(user: User, pk: int) -> tuple[Evidence, Any]:
    """Evidence in use and the record or import it is about, both seen by somebody who keeps records."""
    held = get_object_or_404(records.evidence_seen_by(user).filter(withdrawn_at=None), pk=pk)
    scope.require(user, permission_for(held.kind), held.agency_id)
    if held.batch:
        return held, get_object_or_404(imports.visible_to(user), pk=held.batch.pk)
    visible = (organisation if held.kind in organisation.MODELS else records).visible_to(user, held.kind)
    row = visible.filter(**{owner_of(held.kind): held.owner.pk}, key=held.key).order_by("-known_from", "-id").first()
    if row is None:
        raise Http404
    return held, row


def _attach(form: EvidenceForm, kind: str, row: Any, user: User, held: Evidence | None = None) -> None:
    given = form.cleaned_data
    upload = given["document"]
    if upload is not None:
        domain.refuse_size(upload.size)
    domain.attach(
        kind=kind,
        row=row,
        source=given["source"],
        number=given["number"],
        valid_until=given["valid_until"],
        document=(upload.name, upload.read()) if upload is not None else None,
        instead_of=held,
        by=user,
    )
