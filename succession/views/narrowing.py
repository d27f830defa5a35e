"""What narrows an agency's gate: times without replacements, and what it asks of itself beyond the law."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.law import shipped
from succession.domain import narrowing
from succession.domain.queries import gate
from succession.domain.queries import narrowing as queries
from succession.interfaces.forms import GateFilter
from succession.interfaces.gate_forms import ConditionsForm, FreezeForm
from succession.views.papers import uploaded
from talent.domain import known
from talent.views.common import refused, signed_in


@require_safe
def gate_page(request: HttpRequest) -> HttpResponse:
    """Both lists of one agency, with their forms."""
    scope.require(signed_in(request), Permission.VIEW_MERIT)
    return _page(request)


@require_POST
def freeze_record(request: HttpRequest) -> HttpResponse:
    """Record what begins a time without replacements."""
    user = signed_in(request)
    scope.require(user, Permission.PREPARE_VACANCY)
    form = FreezeForm(request.POST, request.FILES, user=user)

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("agency", "document")}
        narrowing.freeze(agency=form.chosen(), by=user, **given, **uploaded(form))

    return _shown(request, form, _("Masa tanpa penggantian tercatat."), act)


@require_POST
def conditions_record(request: HttpRequest) -> HttpResponse:
    """Record what the agency's head asks beyond the law."""
    user = signed_in(request)
    scope.require(user, Permission.PUBLISH_POLICY)
    form = ConditionsForm(request.POST, request.FILES, user=user)

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("agency", "document")}
        score = given.pop("score")
        points = None if score is None else float(score)
        narrowing.conditions(agency=form.chosen(), score=points, by=user, **given, **uploaded(form))

    return _shown(request, form, _("Syarat instansi tercatat."), act)


def _shown(request: HttpRequest, form: Form, done: str, act: Callable[[], object]) -> HttpResponse:
    again = refused(request, form, done, act)
    if again is None:
        return redirect("merit_gate")
    return _page(request, {str(form.prefix): form}, again)


def _page(request: HttpRequest, given: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    user, given = signed_in(request), given or {}
    filters = GateFilter(request.GET, user=user)
    agency = filters.chosen if filters.is_valid() else None
    context: dict[str, Any] = {"filters": filters, "agency": agency}
    if agency is not None:
        now = known.now(agency.pk)
        context |= {
            "regional": gate.regional(agency),
            "freezes": queries.freezes(agency, now),
            "conditions": list(queries.conditions(agency, now)),
            "rule": shipped().versions("gate.freezes")[-1],
        }
    if scope.scope(user, Permission.PREPARE_VACANCY):
        context["freeze"] = given.get("beku") or FreezeForm(user=user)
    if scope.scope(user, Permission.PUBLISH_POLICY):
        context["own"] = given.get("syarat") or ConditionsForm(user=user)
    return render(request, "succession/gate.html", context, status=status)
