"""Merit rounds, one round to the last sub-aspect, the way to a category, and the gate's answer to a question."""

from collections import Counter
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules import gate_calendar
from rules.errors import DomainError, NotAllowed
from succession.domain import gate, openings
from succession.domain.queries import afterwards, closings, comparison, merit, papers, plenos, rounds, way
from succession.domain.queries.words import said
from succession.interfaces import words
from succession.interfaces.filters import MeritRoundFilter
from succession.interfaces.route_forms import EXAMPLES, CalendarFilter, RouteForm
from succession.interfaces.standing_forms import WayForm
from succession.models import MeritRound
from talent.domain import known as learning
from talent.domain.openings import EXPORT_ROWS
from talent.interfaces import exports, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.record_files import SOURCES, lines
from talent.models import Agency
from talent.views.common import signed_in

ROUNDS = 12
PAPERS = 20


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    found = MeritRoundFilter(request.GET, merit.visible_to(user), user=user)
    page = tables.keyset(found.rows, ("agency__name", "-id"), request.GET, size=ROUNDS)
    results = rounds.results(page.rows, learning.now(None))
    context = {
        "filters": found.form if found.filters else None,
        "page": page,
        "rows": [(result, words.CATEGORY_MARKS[result.score.category]) for result in results],
        "may_import": bool(scope.scope(user, Permission.IMPORT_MERIT)),
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
    }
    return render(request, "succession/rounds.html", context)


@require_safe
def merit_export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """What is known now of rounds, levels or papers as the workbook of its kind, of the agency in the address or all;
    the events are written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    scope.require(user, Permission.VIEW_MERIT)
    allowed = scope.within(Agency.objects.all(), user, Permission.EXPORT_DATA, "pk")
    found = MeritRoundFilter(request.GET, MeritRound.objects.filter(agency__in=allowed), user=user)
    asked = found.form.cleaned_data.get("agency") if found.form.is_valid() else "0"
    agencies = list(allowed.filter(pk=int(asked)) if asked else allowed)
    source = SOURCES[kind]
    rows = list(source.rows(agencies)[: EXPORT_ROWS + 1])
    by_code = {agency.code: agency for agency in agencies}
    of = [by_code[source.read["agency"](row)] for row in rows]
    openings.merit_exported(kind=kind, agencies=of, form=form, by=user)
    title = str(KINDS[kind].title)
    return exports.download(list(lines(kind, rows)), form, title, f"{kind}-{timezone.localdate():%Y-%m-%d}")


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sub-aspect, the total, the category with its thresholds, and the overseer's papers of the agency."""
    user = signed_in(request)
    asked = get_object_or_404(merit.visible_to(user), pk=pk)
    now = learning.now(asked.agency_id)
    result = rounds.results([asked], now)[0]
    score, beside = result.score, comparison.beside(result, user, now)
    found = merit.approvals_visible_to(user, now).filter(agency=asked.agency_id)
    page = tables.keyset(found, ("-true_from", "-id"), request.GET, size=PAPERS)
    context = {
        "result": result,
        "session": plenos.session_of(asked),
        "course": afterwards.course(result.known),
        "score": score,
        "mark": words.CATEGORY_MARKS[score.category],
        "instrument": rounds.instrument(result.known),
        "aspects": rounds.aspects(result.known, score),
        "thresholds": rounds.thresholds(result.known.scored_as_of),
        "reasons": rounds.reasons(result.known, score),
        "missing": rounds.missing(result.known, score),
        "beside": beside,
        "bars": [(f"{one.id} {said(one.name)}", one.now, one.before, one.mean) for one in beside.shares]
        if beside
        else [],
        "points": [(one.round.name, one.score.score) for one in beside.rounds] if beside else [],
        "paged": page,
        "papers": papers.with_copies(page.rows, timezone.localdate()),
    }
    return render(request, "succession/round.html", context)


@require_safe
def way_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The cheapest rises from this round's levels to a category or so many points; nothing is kept of it."""
    user = signed_in(request)
    merit_round = get_object_or_404(merit.visible_to(user), pk=pk)
    result = rounds.results([merit_round], learning.now(merit_round.agency_id))[0]
    known, asked, goals = result.known, way.asked(result.known), way.goals(result.known)
    context: dict[str, Any] = {"result": result, "score": result.score, "goals": goals}
    if asked is None:
        context |= {"missing": rounds.missing(known, result.score)}
        return render(request, "succession/way.html", context)
    form = WayForm.of(request.GET, asked, goals[0][0] if goals else float(asked.most))
    context |= {"form": form, "asked": asked}
    context |= {"may_plan": scope.allows(user, Permission.ASSESS_MERIT, merit_round.agency_id)}
    context |= {"later": way.overtaken_by(known)}
    if form.is_valid():
        target, efforts = Fraction(form.cleaned_data["target"]), form.efforts
        context |= {"target": float(target), "plans": way.plans(known, target, efforts)}
        context |= {"reached": asked.points >= target, "most": float(way.most(known, efforts))}
    return render(request, "succession/way.html", context, status=422 if form.errors else 200)


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """From which day to which each route is open for an agency and a tier or post, and what ends the direct one."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    form = CalendarFilter(request.GET, user=user)
    context: dict[str, Any] = {"filters": form, "today": timezone.localdate()}
    if form.is_valid() and form.chosen is not None:
        today, tier, post = timezone.localdate(), form.cleaned_data["tier"], form.cleaned_data["post"]
        try:
            found = gate.calendar(form.chosen, tier, today, learning.now(form.chosen.pk), post=post or None)
        except DomainError as error:
            form.add_error("post", str(error))
            return render(request, "succession/calendar.html", context, status=422)
        context |= {
            "agency": form.chosen,
            "tier": tier,
            "post": post,
            "rows": [(one, words.ROUTE_MARKS[one.outcome], one.holds(today)) for one in reversed(found.stretches)],
            "calendar": found,
            "mark": words.ROUTE_MARKS[found.now.outcome],
        }
    return render(request, "succession/calendar.html", context)


@require_safe
def closing_list(request: HttpRequest) -> HttpResponse:
    """Every agency one sees whose direct route closes within the longest warning, the nearest first."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    lines = closings.of_user(user, timezone.localdate(), learning.now(None))
    limits = Counter(line.warned.closing.warning for line in lines)
    context = {
        "page": tables.sliced(lines, request.GET),
        "limits": [(limit, limits[limit]) for limit in gate_calendar.WARNINGS if limits[limit]],
        "agencies": len({line.agency.pk for line in lines}),
        "longest": max(gate_calendar.WARNINGS),
    }
    return render(request, "succession/closings.html", context)


@require_safe
def route_page(request: HttpRequest) -> HttpResponse:
    """The gate's answer for an agency and a tier, on up to three dates side by side; nothing is kept of it."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    asked = "on" in request.GET
    form = RouteForm(request.GET if asked else None, user=user, initial=EXAMPLES | {"tier": "JPT_PRATAMA"})
    answers: list[dict[str, Any]] = []
    agency, now, problem = None, None, ""
    if asked and form.is_valid():
        agency = form.chosen()
        try:
            scope.require(user, Permission.VIEW_MERIT, agency.pk)
            now, tier, post = (
                learning.asked(form.known_at, agency.pk),
                form.cleaned_data["tier"],
                form.cleaned_data["post"],
            )
            for on in form.dates:
                decision = gate.ask(agency, tier, on, now, post=post or None)
                mark = words.ROUTE_MARKS[decision.outcome]
                answers.append({"on": on, "decision": decision, "mark": mark})
        except NotAllowed:
            raise
        except DomainError as error:
            problem = str(error)
    context = {"form": form, "agency": agency, "answers": answers, "problem": problem, "known_at": now}
    context |= {name: form.cleaned_data[name] for name in ("tier", "post")} if answers else {}
    return render(request, "succession/route.html", context, status=422 if form.errors or problem else 200)
