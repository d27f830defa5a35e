"""Units and posts: the list of either, one of them with its versions, and its entry, correction and end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import organisation as domain
from talent.domain.queries import organisation
from talent.interfaces import record_tables, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.organisation_filters import OrganisationFilter
from talent.interfaces.record_forms import EntryForm, RecordForm, WhyForm
from talent.views.common import UNREADABLE, refused, require_any, signed_in, told


@require_safe
def organisation_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What is known now, by name. A unit's or a post's name is no personal data: it may stand in the address."""
    user = signed_in(request)
    require_any(user, Permission.VIEW_EMPLOYEES)
    form = OrganisationFilter(request.GET, user=user)
    found = form.narrowed(organisation.listed(user, _known(kind)), organisation.OWNERS[kind])
    page = tables.keyset(found, ("name", "id"), request.GET)
    context = _about(kind) | {
        "filters": form,
        "page": page,
        "rows": list(zip(page.rows, record_tables.plain(kind, page.rows), strict=True)),
        "headers": record_tables.headers(kind),
        "several_agencies": len({row.agency_id for row in page.rows}) > 1,
        "may_write": bool(scope.scope(user, Permission.IMPORT_RECORDS)),
    }
    return render(request, "talent/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new unit or post, without a file."""
    user = signed_in(request)
    require_any(user, Permission.IMPORT_RECORDS)
    form, status = EntryForm(kind=_known(kind), user=user), 200
    if request.method == "POST":
        form = EntryForm(request.POST, kind=kind, user=user)
        made: list[Any] = []
        status = refused(request, form, _("Catatan tersimpan."), lambda: made.append(_entered(kind, form, user)))
        if status is None:
            return redirect("organisation_record", kind=kind, pk=made[0].pk)
    return render(request, "talent/organisation_form.html", _about(kind) | {"form": form}, status=status)


def _entered(kind: str, form: EntryForm, user: User) -> Any:
    return domain.enter(kind=kind, agency=form.chosen(), code=form.identity["code"], values=form.values, by=user)


@require_safe
def organisation_record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every version of a unit or a post."""
    user = signed_in(request)
    return _shown(request, user, kind, _row(user, kind, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_correct(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is known instead; who was slower keeps their words and is told who was faster."""
    user = signed_in(request)
    row = _row(user, kind, pk)
    scope.require(user, Permission.IMPORT_RECORDS, row.agency_id)
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
    return render(request, "talent/organisation_form.html", _about(kind) | {"form": form, "row": row}, status=status)


def _corrected(kind: str, row: Any, form: RecordForm, user: User) -> None:
    given = form.cleaned_data
    domain.correct(kind=kind, row=row, seen=given["seen"], values=form.values, reason=given["reason"], by=user)


@require_POST
def organisation_retire(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say that there is no such unit or post."""
    user = signed_in(request)
    row = _row(user, kind, pk)
    scope.require(user, Permission.IMPORT_RECORDS, row.agency_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, user, kind, row, why=form, status=UNREADABLE)
    reason = form.cleaned_data["reason"]
    with told(request, _("Catatan dibatalkan; riwayatnya tetap terbaca.")):
        domain.retire(kind=kind, row=row, seen=request.POST.get("seen", ""), reason=reason, by=user)
    return redirect("organisation_record", kind=kind, pk=pk)


def _shown(
    request: HttpRequest, user: User, kind: str, row: Any, *, why: WhyForm | None = None, status: int = 200
) -> HttpResponse:
    history = organisation.versions(kind, row)
    now = next((version.row for version in history if version.row.known_to is None), None)
    may_write = scope.allows(user, Permission.IMPORT_RECORDS, row.agency_id)
    context = _about(kind) | {
        "row": row,
        "now": now,
        "code": getattr(row, organisation.OWNERS[kind]).code,
        "headers": record_tables.headers(kind),
        "versions": list(zip(history, record_tables.plain(kind, [one.row for one in history]), strict=True)),
        "may_write": may_write,
        "why": (why or WhyForm()) if may_write and now else None,
    }
    return render(request, "talent/organisation_record.html", context, status=status)


def _about(kind: str) -> dict[str, Any]:
    kinds = [(one, KINDS[one].title) for one in organisation.MODELS]
    return {"kind": kind, "title": KINDS[kind].title, "kinds": kinds, "nav": "records"}


def _known(kind: str) -> str:
    if kind not in organisation.MODELS:
        raise Http404
    return kind


def _row(user: User, kind: str, pk: int) -> Any:
    return get_object_or_404(organisation.visible_to(user, _known(kind)), pk=pk)
