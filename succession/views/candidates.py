"""Why one candidate is, or is not, eligible."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.checks import Status
from succession.domain.queries import agreed, comparing, longlists, reasons
from succession.interfaces import words
from talent.domain import openings
from talent.views.common import signed_in


@require_safe
def candidate_page(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """Every requirement with fact, limit and source, and what put the candidate at this place."""
    user = signed_in(request)
    found_entry = longlists.candidate(user, pk, employee)
    if found_entry is None:
        raise Http404
    entry, above = found_entry
    openings.employee_opened(employee=entry.employee, part="candidate", by=user)
    found = reasons.reasons(entry, reader=user)
    longlist = entry.longlist
    context: dict[str, Any] = {
        "vacancy": longlist.vacancy,
        "longlist": longlist,
        "agreement": agreed.by_which(longlist.vacancy, entry.employee, longlist.known_at),
        "entry": entry,
        "person": entry.employee,
        "found": found,
        "summary": words.summary(entry),
        "order": reasons.order(longlist.vacancy),
        "above": above,
        "decider": reasons.decider(entry),
        "may_see_person": scope.allows(user, Permission.VIEW_EMPLOYEES, entry.employee.agency_id),
    }
    if found:
        order = (Status.FAIL, Status.UNKNOWN, Status.PASS)
        grouped = [(status, [check for check in found.checks if check.status == status]) for status in order]
        longlist = entry.longlist
        fit = comparing.technical_of(longlist.vacancy, [entry.employee_id], longlist.on, longlist.known_at)
        context |= {
            "technical": fit[entry.employee_id],
            "groups": [(str(status), checks) for status, checks in grouped if checks],
            "served": [
                (next(check for check in found.checks if check.code == code), served)
                for code, served in found.periods.items()
            ],
        }
    return render(request, "succession/candidate.html", context)
