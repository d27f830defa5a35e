"""Units, posts and agencies: the list of each, one of them with its versions, its entry, correction and end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import openings
from talent.domain import organisation as domain
from talent.domain.imports import of_installation, permission_for
from talent.domain.queries import organisation, records
from talent.interfaces import exports, record_files, record_tables, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.organisation_filters import SORTS, OrganisationFilter, heads
from talent.interfaces.record_forms import EntryForm, EvidenceForm, RecordForm, WhyForm
from talent.models.evidence import OWNERS
from talent.views.common import UNREADABLE, refused, require_any, signed_in, told
from talent.views.records import with_withdrawals


@require_safe
def organisation_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What is known now, by name unless asked otherwise. No name here is personal data: it may stand in the address."""
    user = signed_in(request)
    require_any(user, *organisation.seen_by(_known(kind)))
    form = OrganisationFilter(request.GET, kind=kind, user=user)
    sorting = tables.sorting(request.GET, SORTS[kind], "nama")
    page = tables.keyset(form.narrowed(organisation.listed(user, kind)), sorting.order, request.GET)
    context = _about(kind, user) | {
        "filters": form,
        "page": page,
        "rows": record_tables.with_evidence(kind, page.rows, {}),
        "heads": heads(kind),
        "sorting": sorting,
        "several_agencies": len({row.agency_id for row in page.rows}) > 1,
        "may_write": bool(scope.scope(user, permission_for(kind))),
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "kept": tables.kept(request.GET),
    }
    return render(request, "talent/organisation.html", context)


@require_safe
def organisation_export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The narrowed list as the workbook of its kind; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    asked = OrganisationFilter(request.GET, kind=_known(kind), user=user, permission=Permission.EXPORT_DATA)
    found = scope.within(asked.narrowed(organisation.listed(user, kind)), user, Permission.EXPORT_DATA)
    order = tables.sorting(request.GET, SORTS[kind], "nama").order
    rows = list(tables.in_order(found, order)[: openings.EXPORT_ROWS + 1])
    openings.organisation_exported(rows=rows, kind=kind, form=form, by=user)
    cells = list(record_files.lines(kind, rows))
    return exports.download(cells, form, str(KINDS[kind].title), f"{kind}-{timezone.localdate():%Y-%m-%d}")


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new unit, post or agency, without a file."""
    user = signed_in(request)
    require_any(user, permission_for(_known(kind)))
    form, status = EntryForm(kind=kind, user=user), 200
    form.initial |= {name: request.GET[name] for name in ("agency", "code") if name in request.GET}
    if request.method == "POST":
        form = EntryForm(request.POST, kind=kind, user=user)
        made: list[Any] = []
        status = refused(request, form, _("Catatan tersimpan."), lambda: made.append(_entered(kind, form, user)))
        if status is None:
            return redirect("organisation_record", kind=kind, pk=made[0].pk)
    return render(request, "talent/organisation_form.html", _about(kind, user) | {"form": form}, status=status)


def _entered(kind: str, form: EntryForm, user: User) -> Any:
    return domain.enter(kind=kind, agency=form.owner(), code=form.identity["code"], values=form.values, by=user)


@require_safe
def organisation_record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every version of a unit, a post or an agency, and what it rests on."""
    user = signed_in(request)
    return organisation_shown(request, user, kind, organisation_row(user, kind, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_correct(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is known instead; who was slower keeps their words and is told who was faster."""
    user = signed_in(request)
    row = organisation_row(user, kind, pk)
    scope.require(user, permission_for(kind), row.agency_id)
    now = organisation.current(kind, row)
    if now is None:
        messages.error(request, _("Catatan ini tidak berlaku lagi; yang dapat dikoreksi hanya yang berlaku."))
        return redirect("organisation_record", kind=kind, pk=pk)
    form, status = RecordForm(kind=kind, employee=None, row=now), 200
    if request.method == "POST":
        form = RecordForm(request.POST, kind=kind, employee=None, row=now)
        done = _("Koreksi tersimpan; catatan lama tetap terbaca.")
        status = refused(request, form, done, lambda: _corrected(kind, row, form, user))
        if status is None:
            return redirect("organisation_record", kind=kind, pk=pk)
    return render(
        request, "talent/organisation_form.html", _about(kind, user) | {"form": form, "row": row}, status=status
    )


def _corrected(kind: str, row: Any, form: RecordForm, user: User) -> None:
    given = form.cleaned_data
    domain.correct(kind=kind, row=row, seen=given["seen"], values=form.values, reason=given["reason"], by=user)


@require_POST
def organisation_retire(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say that there is no such unit or post."""
    user = signed_in(request)
    row = organisation_row(user, kind, pk)
    scope.require(user, permission_for(kind), row.agency_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return organisation_shown(request, user, kind, row, why=form, status=UNREADABLE)
    reason = form.cleaned_data["reason"]
    with told(request, _("Catatan dibatalkan; riwayatnya tetap terbaca.")):
        domain.retire(kind=kind, row=row, seen=request.POST.get("seen", ""), reason=reason, by=user)
    return redirect("organisation_record", kind=kind, pk=pk)


def organisation_shown(
    request: HttpRequest,
    user: User,
    kind: str,
    row: Any,
    *,
    why: WhyForm | None = None,
    attach: EvidenceForm | None = None,
    withdrawal: tuple[int, WhyForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a unit, a post or an agency, with forms as somebody left them."""
    history = organisation.versions(kind, row)
    now = next((version.row for version in history if version.row.known_to is None), None)
    may_write = scope.allows(user, permission_for(kind), row.agency_id)
    context = _about(kind, user) | {
        "row": row,
        "now": now,
        "code": getattr(row, OWNERS[kind]).code,
        "headers": record_tables.headers(kind),
        "versions": list(zip(history, record_tables.plain(kind, [one.row for one in history]), strict=True)),
        "technical": _technical(row) if kind == "positions" else None,
        "evidence": with_withdrawals(records.evidence_of_fact(kind, now or row, user), withdrawal),
        "today": timezone.localdate(),
        "may_write": may_write,
        "why": (why or WhyForm()) if may_write and now and not of_installation(kind) else None,
        "attach": (attach or EvidenceForm()) if may_write and now else None,
    }
    return render(request, "talent/organisation_record.html", context, status=status)


def _technical(row: Any) -> list[record_tables.Line]:
    """What a post asks of technical competencies, and what that rests on."""
    return record_tables.with_evidence("technical_standards", organisation.technical_of(row.position_id), {})


def _about(kind: str, user: User) -> dict[str, Any]:
    kinds = [
        (one, KINDS[one].title)
        for one in organisation.MODELS
        if any(scope.scope(user, permission) for permission in organisation.seen_by(one))
    ]
    nav = "records" if len(kinds) > 1 else "imports"
    return {"kind": kind, "title": KINDS[kind].title, "kinds": kinds, "nav": nav}


def _known(kind: str) -> str:
    if kind not in organisation.MODELS:
        raise Http404
    return kind


def organisation_row(user: User, kind: str, pk: int) -> Any:
    """The row of a kind that the user may see; raises Http404."""
    return get_object_or_404(organisation.visible_to(user, _known(kind)), pk=pk)
