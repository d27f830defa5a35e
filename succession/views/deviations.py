"""Doing otherwise than the committee proposed: the two steps, the register, and the second signature."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import deviation as rule
from rules.errors import NotAllowed
from rules.law import shipped
from succession.domain import confirmation, conflicts, countersigning, decision, deviations, openings, states
from succession.domain.confirmation import Seen
from succession.domain.queries import choosing, few, longlists, names, vacancies
from succession.domain.queries import deviations as register
from succession.interfaces.deviation_forms import AgainForm, DeviationFilter, OutsideForm, RefuseForm
from succession.interfaces.holding import Holding
from succession.interfaces.selection_forms import NipForm
from succession.models import Deviation, Vacancy
from succession.views import declaring
from succession.views.signatures import signed_form
from succession.views.vacancies import visible
from talent.domain import known
from talent.domain.openings import EXPORT_ROWS, employee_opened
from talent.domain.queries import employees
from talent.interfaces import exports, tables
from talent.models import Employee
from talent.views.common import refused, signed_in

SORTS = {"tanggal": ("dated", "-id"), "lowongan": ("vacancy__code", "id"), "penyimpangan": ("kind", "-id")}


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_outside(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody whom the committee did not name: found by NIP, looked at (`calon`, an id), then signed."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.DECIDE, vacancy.agency_id)
    if not _may_begin(request, vacancy, user):
        return redirect("vacancy", pk=pk)
    person = _outside(request.GET.get("calon", ""), vacancy, user)
    if person is None:
        return _found(request, vacancy, user)
    if first := declaring.first(request, vacancy, _("Di luar tiga nama"), person):
        return first
    seen = confirmation.seen(vacancy, known.now(vacancy.agency_id), person)
    holding = Holding.of(vacancy, user)
    asked = {"warned": holding.warned, "moved": vacancy.transfer}
    form, status = OutsideForm(**asked), 200
    differences: Sequence[str] = ()
    if request.method == "POST":
        form, token = OutsideForm(request.POST, **asked), request.POST.get("token", "")
        done = _("Keputusan tercatat; menunggu tanda tangan kedua.")
        signed, differences = signed_form(request, form, done, lambda: _taken(vacancy, person, form, token, user))
        if signed is None:
            return redirect("vacancy", pk=pk)
        status = signed
    employee_opened(employee=person, part="decision", by=user)
    listed = longlists.candidate(user, vacancy.pk, person.pk)
    context = _signing(vacancy, seen, form, differences) | {
        "person": person,
        "entry": listed[0] if listed else None,
        "mean": names.means(vacancy).get(person.pk),
        "holding": holding,
        "failing": seen.failing(person, user),
        "checks": (*seen.told(person, user), *choosing.leaving(person, timezone.localdate())),
        "declared": conflicts.declared_last(vacancy, user),
    }
    return render(request, "succession/outside.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_again(request: HttpRequest, pk: int) -> HttpResponse:
    """None of the three names: the filling starts again once that is signed a second time."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.DECIDE, vacancy.agency_id)
    if not _may_begin(request, vacancy, user):
        return redirect("vacancy", pk=pk)
    if asked := declaring.first(request, vacancy, _("Ulangi pengisian")):
        return asked
    seen = confirmation.seen(vacancy, known.now(vacancy.agency_id))
    form, status = AgainForm(), 200
    differences: Sequence[str] = ()
    if request.method == "POST":
        form, token = AgainForm(request.POST), request.POST.get("token", "")
        done = _("Pengulangan tercatat; menunggu tanda tangan kedua.")

        def act() -> object:
            return countersigning.start_again(vacancy=vacancy, token=token, by=user, **form.cleaned_data)

        signed, differences = signed_form(request, form, done, act)
        if signed is None:
            return redirect("vacancy", pk=pk)
        status = signed
    context = _signing(vacancy, seen, form, differences) | {
        "nominees": vacancies.nominees(vacancy),
        "declared": conflicts.declared_last(vacancy, user),
    }
    return render(request, "succession/again.html", context, status=status)


@require_safe
def deviation_list(request: HttpRequest) -> HttpResponse:
    """The register."""
    user = signed_in(request)
    found = _narrowed(request, user)
    sorting = tables.sorting(request.GET, SORTS, "-tanggal")
    page = tables.keyset(found.rows, sorting.order, request.GET)
    context = {
        "filters": found.form,
        "page": page,
        "sorting": sorting,
        "rows": register.entries(page.rows),
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "rule": shipped().at(rule.RULE, timezone.localdate()),
    }
    return render(request, "succession/deviations.html", context)


@require_safe
def deviation_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed register as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    found = scope.within(_narrowed(request, user).rows, user, Permission.EXPORT_DATA, "vacancy__agency_id")
    entries = register.entries(found.order_by("-dated", "-id")[: EXPORT_ROWS + 1])
    openings.deviations_exported(agencies=[one.held.vacancy.agency for one in entries], form=form, by=user)
    return exports.download(
        register.rows(entries), form, _("Penyimpangan"), f"penyimpangan-{timezone.localdate():%Y-%m-%d}"
    )


@require_safe
def deviation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry, and for who may give it the second signature."""
    return _entry(request, _named(request, pk))


@require_POST
def deviation_declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Say, before the second signature, how one is related to whom it is about."""
    user, held = signed_in(request), _named(request, pk)
    deviations.require_unrelated(held, user)
    form, status = declaring.posted(request, held.vacancy)
    if status is None:
        return redirect("deviation", pk=pk)
    return _entry(request, held, statement=form, status=status)


@require_POST
def deviation_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the second signature."""
    user, held = signed_in(request), _named(request, pk)
    deviations.require_signer(held, user)
    token, form = request.POST.get("token", ""), Form(request.POST)
    done = _("Ditandatangani; keputusannya kini final.")
    act: Callable[[], object] = lambda: countersigning.sign(entry=held, token=token, by=user)  # noqa: E731
    status, differences = signed_form(request, form, done, act)
    if status is None:
        return redirect("deviation", pk=pk)
    return _entry(request, _named(request, pk), sign=form, differences=differences, status=status)


@require_POST
def deviation_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Not sign, with the reason."""
    user, held = signed_in(request), _named(request, pk)
    deviations.require_signer(held, user)
    form = RefuseForm(request.POST, auto_id="refuse_%s")
    done = _("Penyimpangan ditolak; nama yang diusulkan menunggu keputusan lain.")
    again = refused(request, form, done, lambda: countersigning.refuse(entry=held, by=user, **form.cleaned_data))
    if again is None:
        return redirect("deviation", pk=pk)
    return _entry(request, _named(request, pk), refuse=form, status=again)


def _narrowed(request: HttpRequest, user: User) -> DeviationFilter:
    scope.require(user, Permission.VIEW_VACANCIES)
    return DeviationFilter(request.GET, register.visible_to(user), user=user)


def _named(request: HttpRequest, pk: int) -> Deviation:
    held: Deviation = get_object_or_404(register.visible_to(signed_in(request)), pk=pk)
    return held


def _entry(
    request: HttpRequest,
    held: Deviation,
    *,
    sign: Form | None = None,
    statement: Form | None = None,
    refuse: Form | None = None,
    differences: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    user, vacancy = signed_in(request), held.vacancy
    context: dict[str, Any] = {
        "entry": register.entries([held])[0],
        "vacancy": vacancy,
        "signers": rule.signers(held.dated, shipped()),
        "rule": shipped().at(rule.RULE, held.dated),
        "named": vacancy.nominees.exists(),
        "passed": names.passed_over(held),
        "many": few.in_words(vacancy),
    }
    why = deviations.why_not(held, user) if held.state == "waiting" else ""
    if held.state == "waiting" and not why and (statement or conflicts.undeclared(vacancy, user)):
        context |= {"declaring": statement or declaring.blank(vacancy), "decider": conflicts.rule()}
    elif held.state == "waiting" and not why:
        seen, token = deviations.shown(held, known.now(vacancy.agency_id))
        chosen = held.decision.employee if held.decision else None
        if chosen is not None:
            employee_opened(employee=chosen, part="decision", by=user)
        context |= {
            "token": token,
            "form": sign or Form(),
            "differences": differences,
            "refuse": refuse or RefuseForm(auto_id="refuse_%s"),
            "checks": seen.told(chosen, user) if chosen else (),
            "declared": conflicts.declared_last(vacancy, user),
        }
    elif scope.allows(user, Permission.COUNTERSIGN, vacancy.agency_id):
        context["why_not"] = why
        if held.by_id == user.pk and why:
            context["instead"] = conflicts.instead(vacancy, user, Permission.COUNTERSIGN)
    return render(request, "succession/deviation.html", context, status=status)


def _may_begin(request: HttpRequest, vacancy: Vacancy, user: User) -> bool:
    """Whether a deviation can be the user's next step; if not, the page of the vacancy says why."""
    try:
        conflicts.require_decider(vacancy, user)
        states.require_at(vacancy, states.State.NOMINATED)
        deviations.require_none_open(vacancy)
    except (states.WrongState, deviations.NotFinal, NotAllowed) as error:
        messages.error(request, str(error))
        return False
    return True


def _outside(named: str, vacancy: Vacancy, user: User) -> Employee | None:
    if not named:
        return None
    seen = employees.reachable_by(user).select_related("agency", "current__unit")
    person = seen.filter(pk=int(named)).first() if named.isdecimal() and len(named) < 19 else None
    if person is None or vacancy.nominees.filter(employee=person).exists():
        raise Http404
    return person


def _found(request: HttpRequest, vacancy: Vacancy, user: User) -> HttpResponse:
    form, status = NipForm(user=user), 200
    if request.method == "POST":
        form = NipForm(request.POST, user=user)
        if form.is_valid() and vacancy.nominees.filter(employee=form.cleaned_data["nip"]).exists():
            form.add_error("nip", _("Orang ini salah satu dari nama yang diusulkan."))
        if form.is_valid():
            return redirect(f"{reverse('vacancy_outside', args=[vacancy.pk])}?calon={form.cleaned_data['nip'].pk}")
        status = 422
    return render(request, "succession/outside.html", {"vacancy": vacancy, "form": form}, status=status)


def _taken(vacancy: Vacancy, person: Employee, form: OutsideForm, token: str, user: User) -> object:
    given = form.cleaned_data
    return decision.decide(
        vacancy=vacancy,
        employee=person,
        decided_on=given["dated"],
        number=given["number"],
        reason=given["reason"],
        basis=given["basis"],
        token=token,
        outside=True,
        replacing=given.get("replacing", ""),
        by=user,
    )


def _signing(vacancy: Vacancy, seen: Seen, form: Form, differences: Sequence[str]) -> dict[str, Any]:
    return {"vacancy": vacancy, "token": seen.token, "form": form, "differences": differences}
