"""The two signatures of a filling: three names by the committee, one by the PPK. Nobody signs what they did not see."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.errors import Invalid
from succession.domain import committee, confirmation, conflicts, course, decision, deviations, sights, states
from succession.domain.confirmation import Seen, StaleConfirmation
from succession.domain.queries import (
    applicants,
    available,
    blind,
    choosing,
    few,
    names,
    nominable,
    ordering,
    quorum,
    vacancies,
)
from succession.interfaces import words
from succession.interfaces.forms import OFFERED, DecideForm, NominateForm, RanksForm
from succession.interfaces.holding import Holding
from succession.models import LonglistEntry, Vacancy
from succession.views import declaring
from succession.views.vacancies import visible
from talent.domain import known, openings
from talent.interfaces import tables
from talent.models import Employee
from talent.views.common import refused, signed_in, told


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranked candidates as they stand at this moment, and the three names to sign."""
    user = signed_in(request)
    vacancy = visible(request, pk, **nominable.beside(user))
    try:
        committee.require_nominable(vacancy, user, vars(vacancy))
    except (states.WrongState, blind.StillBlind, Invalid) as error:
        messages.error(request, str(error))
        return redirect("vacancy" if isinstance(error, states.WrongState) else "vacancy_panel", pk=pk)
    seen = confirmation.seen(vacancy, vacancies.read_at(vacancy))
    asked = RanksForm(request.GET)
    also = asked.cleaned_data["ranks"] if asked.is_valid() else ()
    order = sights.order_of(seen, user)
    recused = nominable.recusals(vacancy, [one.employee for one in order.entries.values()], user)
    options: dict[str, Any] = {"order": order, "also": also, "asked": few.asked(vacancy)}
    options |= {"recused": [person.pk for person, _why in recused]}
    form, status = NominateForm(**options), 200
    differences: Sequence[str] = ()
    if request.method == "POST":
        form = NominateForm(request.POST, **options)
        token = request.POST.get("token", "")
        signed, differences = signed_form(
            request,
            form,
            capfirst(_("%(count)s nama diteruskan kepada PPK.") % {"count": few.in_words(vacancy)}),
            lambda: committee.nominate(
                vacancy=vacancy,
                nominations=form.nominations,
                token=token,
                named_on=form.cleaned_data["named_on"],
                by=user,
            ),
        )
        if signed is None:
            return redirect("vacancy", pk=pk)
        status = signed
    page = tables.sliced(seen.concerned, request.GET)
    context = _context(vacancy, seen, form, differences) | {"rows": _rows(seen, order, page.rows), "page": page}
    context |= {"order": order, "asked": asked if len(seen.concerned) > OFFERED else None}
    context |= {"enough": few.check(vacancy, len(order.entries)), "recused": recused}
    first = order.first(few.asked(vacancy))
    passes_over = conflicts.bars_passing_over() and not {person for person, _why in recused}.isdisjoint(first)
    context["left_to_others"] = passes_over
    context["nobody"] = passes_over and nominable.nobody(vacancy, first)
    context["full"] = context["nobody"] and quorum.full(vacancy)
    return render(request, "succession/nominate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The three names with everything about them, and the PPK's choice to sign."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.DECIDE, vacancy.agency_id)
    if not _ready(request, vacancy, states.State.DECIDED):
        return redirect("vacancy", pk=pk)
    with told(request) as wrong:
        deviations.require_none_open(vacancy)
    if wrong:
        return redirect("vacancy", pk=pk)
    recused = conflicts.why_seated(vacancy, user) or conflicts.why_not(vacancy, user)
    if not recused and (asked := declaring.first(request, vacancy, _("Putuskan"))):
        return asked
    seen = confirmation.seen(vacancy, known.now(vacancy.agency_id))
    nominees = vacancies.nominees(vacancy)
    named = [one.employee for one in nominees]
    gone = available.unavailable(vacancy, named, user)
    # Whoever left the pool since can still be chosen on a day before; the day that is signed tells.
    barred = gone and available.unavailable(vacancy, named, user, course.first_decidable(vacancy))
    left = [one for one in nominees if one.employee_id not in barred]
    holding = Holding.of(vacancy, user)
    form, status = DecideForm(nominees=left, warned=holding.warned), 200
    differences: Sequence[str] = ()
    if request.method == "POST":
        form = DecideForm(request.POST, nominees=left, warned=holding.warned)
        token = request.POST.get("token", "")
        chosen = {one.employee_id: one.employee for one in nominees}
        first = request.POST.get("employee") == str(nominees[0].employee_id)
        signed, differences = signed_form(
            request,
            form,
            _("Keputusan tercatat; menunggu rekomendasi.")
            if first
            else _("Keputusan tercatat; menunggu tanda tangan kedua."),
            lambda: _decided(vacancy, chosen, form, token, request),
        )
        if signed is None:
            return redirect("vacancy", pk=pk)
        status = signed
    entries = {entry.employee_id: entry for entry in seen.concerned}
    for one in nominees:
        openings.employee_opened(employee=one.employee, part="decision", by=user)
    by_rule = choosing.choices(seen.longlist, seen.outcomes)
    means = names.means(vacancy)
    stages = applicants.stage_scores(vacancy, entries, seen.longlist.known_at)
    people = [
        (
            one,
            entries.get(one.employee_id),
            by_rule.get(one.employee_id),
            means.get(one.employee_id),
            (*seen.told(one.employee, user), *choosing.leaving(one.employee, timezone.localdate())),
            gone.get(one.employee_id, ""),
            stages.get(one.employee_id, ()),
        )
        for one in nominees
    ]
    context = _context(vacancy, seen, form, differences) | {
        "people": people,
        "scored": any(one.employee_id in means for one in nominees),
        "outcomes": seen.outcomes,
        "recused": recused,
        "holding": holding,
        "decider": conflicts.rule(),
        "declared": conflicts.declared_last(vacancy, user),
    }
    return render(request, "succession/decide.html", context, status=status)


def _ready(request: HttpRequest, vacancy: Vacancy, to: str) -> bool:
    """Whether this signature can be the next step; if not, the page of the vacancy will say why."""
    try:
        states.require(vacancy, to)
    except states.WrongState as error:
        messages.error(request, str(error))
        return False
    return True


def signed_form(
    request: HttpRequest, form: Form, done: str, act: Callable[[], object]
) -> tuple[int | None, Sequence[str]]:
    """As `refused`, with the differences that a stale signature met."""
    try:
        return refused(request, form, done, act, let=(StaleConfirmation,)), ()
    except StaleConfirmation as error:
        return error.status, error.differences or (str(error),)


def _decided(vacancy: Vacancy, chosen: dict[int, Employee], form: DecideForm, token: str, request: HttpRequest) -> None:
    data = form.cleaned_data
    decision.decide(
        vacancy=vacancy,
        employee=chosen[int(data["employee"])],
        decided_on=data["decided_on"],
        number=data["number"],
        reason=data["reason"],
        basis=data["basis"],
        replacing=data.get("replacing", ""),
        token=token,
        by=signed_in(request),
    )


def _context(vacancy: Vacancy, seen: Seen, form: Form, differences: Sequence[str]) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "longlist": seen.longlist,
        "way": choosing.way_of(vacancy),
        "many": few.in_words(vacancy),
        "form": form,
        "token": seen.token,
        "differences": differences,
    }


def _rows(
    seen: Seen, order: ordering.Order, entries: Sequence[LonglistEntry]
) -> list[tuple[Any, dict[str, object], str, str, int | None]]:
    """Of each also why they can no longer be taken ("" where they can), and their place by the committee's scores."""
    for entry in entries:
        entry.longlist = seen.longlist
    places = order.places or {}
    return [
        (
            entry,
            words.summary(entry),
            order.outcomes[entry.employee_id],
            order.gone.get(entry.employee_id, ""),
            places.get(entry.employee_id),
        )
        for entry in entries
    ]
