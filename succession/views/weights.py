"""Weights of the instruments: those that were accepted, the workbook of those in force, and a new one to accept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, Invalid, NotAllowed
from rules.merit import INSTRUMENTS
from succession.domain import weighing
from succession.domain.queries import weights
from succession.interfaces import weight_files
from succession.interfaces.filters import WeightsFilter
from succession.interfaces.merit_forms import WeightsForm
from succession.models.merit import Instrument
from succession.views.assessments import read_upload
from talent.domain import known
from talent.domain.queries import employees
from talent.interfaces import exports, tables
from talent.interfaces.sheets.errors import CellError, FileRefused
from talent.views.common import UNREADABLE, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def weight_list(request: HttpRequest) -> HttpResponse:
    """The weights that were accepted, the newest first, and the form for others."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    form, status = WeightsForm(user=user) if scope.scope(user, Permission.IMPORT_MERIT) else None, 200
    errors: list[CellError] = []
    if request.method == "POST":
        scope.require(user, Permission.IMPORT_MERIT)
        form, status = WeightsForm(request.POST, request.FILES, user=user), UNREADABLE
        if form.is_valid():
            errors = _accepted(form, user)
            if not form.errors and not errors:
                messages.success(request, _("Bobot diterima."))
                return redirect("merit_weights")
    found = WeightsFilter(request.GET, weights.visible_to(user), user=user)
    context = {
        "filters": found.form if found.filters else None,
        "page": tables.keyset(found.rows, ("-id",), request.GET),
        "form": form,
        "errors": errors,
        "instruments": Instrument.choices,
    }
    return render(request, "succession/weights.html", context, status=status)


@require_safe
def weight_file(request: HttpRequest, instrument: str, form: str) -> HttpResponse:
    """The weights of an instrument as its workbook, those in force for the agency in the address; what is not known is
    empty, so that it is the template too."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    if instrument not in INSTRUMENTS:
        raise Http404
    asked = request.GET.get("agency", "")
    agency = (
        employees.agencies_of(user, Permission.VIEW_MERIT).filter(pk=int(asked) if asked.isdecimal() else 0).first()
    )
    if asked and agency is None:
        raise Http404
    rule = weights.present(instrument, agency, timezone.localdate(), known.now(agency.pk if agency else None))
    name = f"bobot-{instrument}" + (f"-{agency.code}" if agency else "")
    return exports.download(list(weight_files.lines(rule)), form, _("Bobot sub-aspek"), name)


def _accepted(form: WeightsForm, user: User) -> list[CellError]:
    """Accept what the form brings; what is wrong with the file's cells, and on the form what is wrong at all."""
    given: dict[str, Any] = dict(form.cleaned_data)
    for name in ("agency", "everywhere"):
        given.pop(name, None)
    errors: list[CellError] = []
    try:
        rows, errors, file = weight_files.read(*read_upload(given.pop("workbook")))
        if errors:
            raise Invalid(_("Bobot tidak diterima; tidak ada yang tersimpan."))
        code = given.pop("instrument")
        weighing.accept_for(agencies=form.agencies, code=code, rows=rows, file=file, by=user, **given)
    except NotAllowed:
        raise
    except FileRefused as refusal:
        form.add_error("workbook", str(refusal.message))
    except DomainError as error:
        form.add_error(None, str(error))
        if isinstance(error, weighing.WeightsRefused):
            errors = [weight_files.placed(fault) for fault in error.faults]
    return errors
