"""What narrows an agency's gate: times without replacements, and what it asks of itself beyond the law."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.law import shipped
from succession.domain import narrowing
from succession.domain.queries import gate
from succession.domain.queries import narrowing as queries
from succession.interfaces.gate_forms import (
    ConditionsCorrectionForm,
    ConditionsForm,
    FreezeCorrectionForm,
    FreezeForm,
    RevokeForm,
)
from succession.interfaces.route_forms import GateFilter
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.views.papers import uploaded
from talent.domain import known
from talent.interfaces.documents import document
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
        narrowing.freeze(agency=form.chosen(), by=user, **_given(form))

    return _shown(request, form, _("Masa tanpa penggantian tercatat."), act)


@require_POST
def conditions_record(request: HttpRequest) -> HttpResponse:
    """Record what the agency's head asks beyond the law."""
    user = signed_in(request)
    scope.require(user, Permission.PUBLISH_POLICY)
    form = ConditionsForm(request.POST, request.FILES, user=user)

    def act() -> None:
        narrowing.conditions(agency=form.chosen(), by=user, **_given(form))

    return _shown(request, form, _("Syarat instansi tercatat."), act)


@require_http_methods(["GET", "HEAD", "POST"])
def narrowed_correct(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The form that says otherwise of a record."""
    record, form = _named(request, sort, pk), SORTS[sort].form

    def act(given: Form) -> None:
        narrowing.correct(record=record, by=signed_in(request), **_given(given))

    return _ended(request, record, _("Koreksi"), lambda *data: form(*data, record=record), act)


@require_http_methods(["GET", "HEAD", "POST"])
def narrowed_revoke(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The form that ends a record before its time."""
    record = _named(request, sort, pk)

    def act(given: Form) -> None:
        narrowing.revoke(record=record, by=signed_in(request), **_given(given))

    return _ended(request, record, _("Cabut"), RevokeForm, act)


@require_safe
def narrowed_file(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The document of a record; the event is written before the first byte leaves."""
    record = _seen(request, sort, pk)
    if record.file is None:
        raise Http404
    return document(record.file, narrowing.opened(record=record, by=signed_in(request)))


class Sort(NamedTuple):
    """What the address calls a sort of record."""

    model: type[Any]
    permission: Permission
    form: type[Any]


SORTS = {
    "pembekuan": Sort(GateFreezeRecord, Permission.PREPARE_VACANCY, FreezeCorrectionForm),
    "syarat": Sort(GateConditionRecord, Permission.PUBLISH_POLICY, ConditionsCorrectionForm),
}


def _seen(request: HttpRequest, sort: str, pk: int) -> Any:
    if sort not in SORTS:
        raise Http404
    return get_object_or_404(queries.seen_by(signed_in(request), SORTS[sort].model), pk=pk)


def _named(request: HttpRequest, sort: str, pk: int) -> Any:
    record = _seen(request, sort, pk)
    scope.require(signed_in(request), SORTS[sort].permission, record.agency_id)
    return record


def _given(form: Form) -> dict[str, Any]:
    given = {name: value for name, value in form.cleaned_data.items() if name not in ("agency", "document")}
    return given | uploaded(form)


def _ended(
    request: HttpRequest, record: Any, verb: str, made: Callable[..., Form], act: Callable[[Form], None]
) -> HttpResponse:
    form, status = made(), 200
    back = f"{reverse('merit_gate')}?agency={record.agency_id}"
    if request.method == "POST":
        form = made(request.POST, request.FILES)
        again = refused(request, form, _("Tercatat."), lambda: act(form))
        if again is None:
            return redirect(back)
        status = again
    context = {"record": record, "form": form, "verb": verb, "back": back}
    return render(request, "succession/gate_record.html", context, status=status)


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
            "may_freeze": scope.allows(user, Permission.PREPARE_VACANCY, agency.pk),
            "may_ask": scope.allows(user, Permission.PUBLISH_POLICY, agency.pk),
            "may_export": scope.allows(user, Permission.EXPORT_DATA, agency.pk),
        }
    if scope.scope(user, Permission.PREPARE_VACANCY):
        context["freeze"] = given.get("beku") or FreezeForm(user=user)
    if scope.scope(user, Permission.PUBLISH_POLICY):
        context["own"] = given.get("syarat") or ConditionsForm(user=user)
    return render(request, "succession/gate.html", context, status=status)
