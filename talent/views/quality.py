"""The work-list of an agency's records."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import openings
from talent.domain.queries import employees
from talent.domain.queries.quality import DIMENSIONS, Worklist, worklist
from talent.interfaces import exports, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.worklists import WorklistForm, export_rows, units_shown
from talent.views.common import require_any, signed_in, worked_out_first

# The part of the page that tells how far the newer list is, and by which address it goes on without a script.
NEWER, ON = "yang-baru", "lanjutkan"


@require_safe
def worklist_page(request: HttpRequest) -> HttpResponse:
    """What to mend first, counted by unit and dimension."""
    user = signed_in(request)
    require_any(user, Permission.VIEW_EMPLOYEES)
    htmx = request.htmx  # type: ignore[attr-defined]
    form = WorklistForm(request.GET, agencies=employees.agencies_of(user, Permission.VIEW_EMPLOYEES))
    asked_on = bool(htmx and htmx.target == NEWER)
    whole, narrowed = _narrowed(form, user, go_on=asked_on or ON in request.GET)
    if ON in request.GET:
        return redirect(f"{request.path}?{form.address(request.GET)}")
    if asked_on:
        return render(
            request, "components/newer.html", {"working": whole.working, "as_of": whole.as_of, "name": _("Mutu data")}
        )
    page = tables.sliced(narrowed, request.GET, size=tables.SIZE)
    kept = form.address(request.GET)
    context: dict[str, Any] = {
        "filters": form,
        # Nothing is counted before it is worked out, but what was so before.
        "page": None if whole.working and not whole.as_of else page,
        "rows": [(fault, KINDS[fault.check.kind].title) for fault in page.rows],
        "agency": form.agency,
        "working": whole.working,
        "as_of": whole.as_of,
        "dimensions": [
            (dimension.label, count, form.address(request.GET, dimension=dimension))
            for dimension, count in whole.by_dimension().items()
        ],
        "names": [dimension.label for dimension in DIMENSIONS],
        "units": units_shown(whole, form, request.GET),
        "kept": kept,
        "may_mend": form.agency is not None and scope.allows(user, Permission.IMPORT_RECORDS, form.agency.pk),
        "may_export": form.agency is not None and scope.allows(user, Permission.EXPORT_DATA, form.agency.pk),
    }
    return render(request, "talent/worklist.html", context)


@require_safe
def worklist_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    user: User = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    asked = WorklistForm(request.GET, agencies=employees.agencies_of(user, Permission.EXPORT_DATA))
    if asked.agency is None:
        raise Http404
    whole, narrowed = _narrowed(asked, user)
    if whole.working:
        return worked_out_first(request, "worklist")
    rows = narrowed[: openings.EXPORT_ROWS + 1]
    openings.employees_exported(rows=[fault.about for fault in rows], form=f"quality.{form}", by=user)
    return exports.download(export_rows(rows), form, _("Mutu data"), f"mutu-data-{timezone.localdate():%Y-%m-%d}")


def _narrowed(form: WorklistForm, user: User, *, go_on: bool = True) -> tuple[Worklist, Worklist]:
    """The agency's whole list and what is asked for of it; empty where the question cannot be understood."""
    whole = Worklist.empty()
    if form.agency is not None:
        sanctions = scope.allows(user, Permission.VIEW_SANCTIONS, form.agency.pk)
        whole = worklist(form.agency, timezone.localdate(), sanctions=sanctions, go_on=go_on)
    if not form.is_valid():
        return whole, Worklist.empty()
    return whole, whole.narrowed(**form.asked())
