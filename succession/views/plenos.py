"""The minutes of the plenary session about a round: written, read, signed."""

from typing import Any

from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed
from succession.domain import pleno
from succession.domain.confirmation import StaleConfirmation
from succession.domain.merit_steps import State
from succession.domain.queries import assessments, plenos
from succession.interfaces.merit_forms import PlenoForm
from succession.models import MeritAssessment
from succession.views.assessments import visible
from talent.views.common import refused, signed_in

_SALT = "merit.pleno"


@require_http_methods(["GET", "HEAD", "POST"])
def pleno_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes, where to sign them, and for the verifiers the form that writes them."""
    user, held = signed_in(request), visible(request, pk)
    if request.method != "POST":
        return _page(request, held)
    scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    form = _form(held, request.POST)
    again = refused(request, form, _("Risalah tersimpan."), lambda: pleno.write(assessment=held, by=user, **form.given))
    return redirect("merit_pleno", pk=pk) if again is None else _page(request, held, form=form, status=again)


@require_POST
def pleno_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign; shown again, with what changed, when it is no longer what the person saw."""
    user, held = signed_in(request), visible(request, pk)
    scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    try:
        seen = signing.loads(request.POST.get("token", ""), salt=_SALT)
    except signing.BadSignature:
        seen = {}
    try:
        pleno.sign(assessment=held, seen=seen, by=user)
    except NotAllowed:
        raise
    except StaleConfirmation as error:
        return _page(request, held, differences=error.differences or (str(error),), status=error.status)
    except DomainError as error:
        return _page(request, held, differences=(str(error),), status=error.status)
    return redirect("merit_pleno", pk=pk)


def _form(held: MeritAssessment, data: Any = None) -> PlenoForm:
    found = plenos.minutes_of(held)
    return PlenoForm(data, board=assessments.board(held), minutes=found, candidates=plenos.candidates(held))


def _page(
    request: HttpRequest,
    held: MeritAssessment,
    *,
    form: Form | None = None,
    differences: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    user, minutes = signed_in(request), plenos.minutes_of(held)
    if minutes is None and held.state != State.VERIFIED:
        raise Http404
    writes = held.state == State.VERIFIED and scope.allows(user, Permission.VERIFY_MERIT, held.agency_id)
    signed = {one.pk for one in minutes.signed} if minutes else set()
    here = minutes is not None and user in minutes.present
    board = assessments.board_for(user, held)
    context = {
        "held": held,
        "minutes": minutes,
        "seats": [(one, one.pk in signed) for one in minutes.present] if minutes else [],
        "decided": [
            (row, *minutes.pleno.levels[row.line.id]) for row in board.rows if row.line.id in minutes.pleno.levels
        ]
        if minutes
        else [],
        "form": form or _form(held) if writes else None,
        "may_sign": writes and here and user.pk not in signed,
        "token": signing.dumps(minutes.said, salt=_SALT, compress=True) if minutes else "",
        "differences": differences,
    }
    return render(request, "succession/pleno.html", context, status=status)
