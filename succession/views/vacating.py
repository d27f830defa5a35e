"""The vacancy calendar: two clocks and planned moves, quarter by quarter."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import vacating as rules
from rules.law import shipped
from rules.vacating import Clock
from succession.domain.queries import bench, vacating
from succession.domain.queries.candidates import CannotEvaluate
from succession.interfaces.vacating_forms import CLOCKS, SHORT, CalendarFilter, basis, file_rows
from succession.models.vacancy import Cause
from talent.domain import openings
from talent.interfaces import exports, tables
from talent.views.common import signed_in

# What a forecast becomes once the vacancy is opened; of a post that stands empty already nobody said why.
CAUSES = {Clock.RETIREMENT: Cause.RETIREMENT, Clock.TERM: Cause.TERM_END, Clock.MOVE: Cause.TRANSFER}

# The picture ends where nobody plans any more, whatever the list says.
FURTHEST_YEARS = 5


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Which posts fall vacant when, and the first critical one that nobody is ready for."""
    user = signed_in(request)
    found = _asked(request, user)
    page = tables.sliced(found.get("lines", []), request.GET)
    page.rows[:] = [
        {
            "one": one,
            "endings": [(CLOCKS[each.clock], each.day, basis(each)) for each in one.endings],
            "opening": _opening(one),
        }
        for one in page.rows
    ]
    agency = found.get("agency")
    may = {
        f"may_{what}": agency is not None and scope.allows(user, permission, agency.pk)
        for what, permission in (("export", Permission.EXPORT_DATA), ("open", Permission.PREPARE_VACANCY))
    }
    return render(request, "succession/vacating.html", found | {"page": page} | may)


@require_safe
def calendar_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed calendar as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    found = _asked(request, user)
    lines = found.get("lines", [])
    holders = [one.seat.holder for one in lines if one.seat.holder]
    for holder in holders:
        holder.agency = found["agency"]
    openings.employees_exported(rows=holders, form=form, by=user)
    return exports.download(
        file_rows(lines), form, _("Kalender lowongan"), f"kalender-lowongan-{timezone.localdate():%Y-%m-%d}"
    )


def _opening(one: vacating.Falling) -> str:
    """The question that begins the vacancy's form with this post, its cause and its day."""
    ending, told = one.ending, {"jabatan": str(one.position.pk)}
    if ending is not None and ending.clock in CAUSES:
        told |= {"sebab": CAUSES[ending.clock], "sasaran": ending.day.isoformat()}
    return urlencode(told)


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    for permission in vacating.READING:
        scope.require(user, permission)
    form, today = CalendarFilter(request.GET, user=user), timezone.localdate()
    context: dict[str, Any] = {"filters": form, "today": today}
    if not form.is_valid() or form.agency is None:
        return context
    every = vacating.calendar(form.agency, today, moves=form.cleaned_data["moves"] != "0")
    until = form.until(today)
    lines = form.narrowed(every, until)
    context |= {"agency": form.agency, "lines": form.of_quarter(lines), "until": until}
    context |= {"every": len(every), "rules": _rules(today), "clocks": SHORT}
    return context | _picture(lines, today, until) | _uncovered(form.agency, every, today)


def _picture(lines: list[vacating.Falling], today: date, until: date) -> dict[str, Any]:
    last = min(until, rules.add_years(today, FURTHEST_YEARS).item())
    past, ahead = rules.counted([one.ending for one in lines if one.ending], today, last)
    rows = [("", _("hingga kini"), past)] if any(past.values()) else []
    rows += [
        (f"{year}-{number}", _("TW %(n)s %(year)s") % {"n": number, "year": year}, counts)
        for (year, number), counts in ahead.items()
    ]
    told = [
        {"code": code, "label": label, "counts": [counts[clock] for clock in Clock], "all": sum(counts.values())}
        for code, label, counts in rows
    ]
    return {"quarters": told, "bars": [(row["label"], row["counts"]) for row in told]}


def _uncovered(agency: Any, every: list[vacating.Falling], today: date) -> dict[str, Any]:
    critical = [one for one in every if one.critical]
    context: dict[str, Any] = {"critical": len(critical)}
    if not critical:
        return context
    try:
        benches = bench.of_pool(agency, [one.seat for one in critical], today)
    except CannotEvaluate as error:
        return context | {"problem": str(error)}
    if benches.working:
        return context | {"working": benches.working}
    return context | {"uncovered": vacating.first_uncovered(critical, benches.of, today), "told": True}


def _rules(today: date) -> list[Any]:
    law = shipped()
    return [law.at(name, today) for name in (rules.RETIREMENT, rules.TERM, rules.STEPS, rules.ANNOUNCEMENT)]
