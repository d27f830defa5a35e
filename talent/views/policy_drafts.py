"""The policies of an agency, and its drafts on their way: write, try, publish."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed
from rules.policy import shipped_policies
from talent.domain import openings
from talent.domain import policy_drafts as domain
from talent.domain.queries import drafts
from talent.interfaces import exports, policy_form, tables
from talent.interfaces.forms import DraftForm, SimulationForm
from talent.models import PolicyDraft
from talent.views.common import signed_in, told

PARTS = ("susunan", "yaml", "simulasi", "terbit")
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_http_methods(["GET", "HEAD", "POST"])
def policy_list(request: HttpRequest) -> HttpResponse:
    """Published policies and drafts; a POST starts a draft."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MAPPING)
    may_draft = bool(scope.scope(user, Permission.DRAFT_POLICY))
    form, status = DraftForm(user=user) if may_draft else None, 200
    if request.method == "POST":
        scope.require(user, Permission.DRAFT_POLICY)
        form = DraftForm(request.POST, request.FILES, user=user)
        draft, status = _started(form, user)
        if draft is not None:
            return redirect("policy_draft", pk=draft.pk)
    page = tables.keyset(drafts.visible_to(user).filter(published=None), ("-changed_at", "-id"), request.GET)
    versions = drafts.versions(user).defer("document")
    context = {
        "form": form,
        "page": page,
        "versions": tables.sliced(list(versions.order_by("-effective_from", "-version", "-pk")), request.GET),
        "shipped": shipped_policies(),
    }
    return render(request, "talent/policies.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One part of a draft (`bagian`); a POST saves what was typed in the fields, or the text."""
    user, draft = _asked(request, pk)
    if request.method == "POST":
        return _saved(request, draft, user)
    if request.GET.get("bentuk") == "yaml":
        name = f"{draft.code or 'draf'}-draf-{draft.pk}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(draft.document, content_type="application/yaml; charset=utf-8", headers=headers)
    return _page(request, draft)


@require_POST
def draft_simulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the simulation."""
    user, draft = _asked(request, pk)
    form = SimulationForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, part="simulasi", simulate=form, status=422)
    with told(request):
        domain.start_simulation(draft=draft, on=form.cleaned_data["on"], by=user)
    return redirect(f"{reverse('policy_draft', args=(pk,))}?bagian=simulasi")


@require_POST
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish; shown again, with what changed, when it is no longer what the head saw."""
    user, draft = _asked(request, pk)
    scope.require(user, Permission.PUBLISH_POLICY, draft.agency_id)
    try:
        published = domain.publish(draft=draft, token=request.POST.get("token", ""), by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        draft.refresh_from_db()
        return _page(request, draft, part="terbit", differences=[str(error)], status=error.status)
    return redirect(f"{reverse('policy', args=(published.code,))}?versi={published.version}")


@require_POST
def draft_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft that was never published."""
    user, draft = _asked(request, pk)
    with told(request, _("Draf dihapus.")):
        domain.delete(draft=draft, by=user)
    return redirect("policies")


@require_safe
def draft_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The moved people as a file; the event is written before the first byte leaves."""
    user, draft = _asked(request, pk)
    rows = list(_moves(request, draft).order_by("employee__nip")[: openings.EXPORT_ROWS + 1])
    openings.moves_exported(draft=draft, rows=len(rows), form=form, by=user)
    cells = exports.move_rows(rows, draft)
    content = exports.as_csv(cells) if form == "csv" else exports.as_xlsx(cells, _("Simulasi"))
    name = f"{_('simulasi')}-{draft.pk}-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=_TYPES[form], headers=headers)


def _asked(request: HttpRequest, pk: int) -> tuple[User, PolicyDraft]:
    user = signed_in(request)
    return user, get_object_or_404(drafts.visible_to(user), pk=pk)


def _started(form: DraftForm, user: User) -> tuple[PolicyDraft | None, int]:
    if not form.is_valid():
        return None, 422
    try:
        text = form.uploaded()
        source = "upload" if text is not None else form.cleaned_data["source"]
        return domain.start(agency=form.chosen(), source=source, text=text or "", by=user), 302
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error(None, str(error))
        return None, error.status


def _saved(request: HttpRequest, draft: PolicyDraft, user: User) -> HttpResponse:
    version = request.POST.get("version", "")
    as_text = "document" in request.POST
    part = "yaml" if as_text else "susunan"
    try:
        document = request.POST["document"] if as_text else policy_form.written(draft.document, request.POST)
        number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
        saved = domain.save(draft=draft, document=document, version=number, by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        # What was typed is shown again, over what is there now.
        draft.refresh_from_db()
        return _page(request, draft, part=part, typed=request.POST, problem=str(error), status=error.status)
    if drafts.mistakes(saved):
        return _page(request, saved, part=part, status=422)
    return redirect(f"{reverse('policy_draft', args=(draft.pk,))}?bagian={part}")


def _moves(request: HttpRequest, draft: PolicyDraft) -> Any:
    """The moved people, narrowed to a cell of the table (`dari`, `ke`) or to a list they stand on (`daftar`)."""
    found = drafts.moves(draft)
    for name, of in (("dari", "before"), ("ke", "after")):
        box = request.GET.get(name, "")
        if box in set("0123456789") and box:
            found = found.filter(**{of: int(box)} if box != "0" else {f"{of}__isnull": True})
    listed = request.GET.get("daftar", "")
    if listed.isascii() and listed.isdecimal() and len(listed) < 3:
        stakes = drafts.at_stake(draft, timezone.localdate())
        found = found.filter(employee_id__in=stakes[int(listed)][1] if int(listed) < len(stakes) else [])
    return found


def _page(
    request: HttpRequest,
    draft: PolicyDraft,
    *,
    part: str = "",
    typed: Any = None,
    problem: str = "",
    simulate: SimulationForm | None = None,
    differences: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    part = part or request.GET.get("bagian", "")
    part = part if part in PARTS else PARTS[0]
    mistakes = drafts.mistakes(draft)
    labels = (_("Susunan"), _("Teks YAML"), _("Simulasi"), _("Terbitkan"))
    outdated = "" if mistakes else drafts.why_not_simulated(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "part": part,
        "problem": problem,
        "mistakes": mistakes,
        "outdated": outdated,
        "outcome": drafts.outcome(draft),
        "tabs": [
            {"label": label, "href": f"?bagian={name}", "current": name == part}
            for name, label in zip(PARTS, labels, strict=True)
        ],
        "may_publish": scope.allows(request.user, Permission.PUBLISH_POLICY, draft.agency_id),
    }
    if part == "susunan":
        context["form"] = policy_form.form_of(draft.document, mistakes, typed)
    elif part == "yaml":
        context["document"] = typed["document"] if typed else draft.document
    elif part == "simulasi":
        context |= _simulation(request, draft, simulate)
    elif not mistakes:
        context |= {
            "spans": drafts.timeline(draft.agency, drafts.policy_of(draft)),
            "token": domain.confirmation_token(draft),
            "differences": differences or [],
        }
    return render(request, "talent/policy_draft.html", context, status=status)


def _simulation(request: HttpRequest, draft: PolicyDraft, form: SimulationForm | None) -> dict[str, Any]:
    found = drafts.outcome(draft)
    context: dict[str, Any] = {"simulate": form or SimulationForm(initial={"on": timezone.localdate()})}
    if found is None:
        return context
    boxes = [*range(9, 0, -1), 0]
    context |= {
        "simulated_on": date.fromisoformat(draft.simulation["on"]),
        "columns": boxes,
        "movements": [(old, [(new, found.table.get((old, new), 0)) for new in boxes]) for old in boxes],
        "stakes": drafts.at_stake(draft, timezone.localdate()),
        "page": tables.keyset(_moves(request, draft), ("employee__name", "id"), request.GET),
        "narrowed": {name: request.GET[name] for name in ("dari", "ke", "daftar") if request.GET.get(name)},
        "may_export": scope.allows(request.user, Permission.EXPORT_DATA, draft.agency_id),
        "query": request.GET.urlencode(),
    }
    return context
