"""The three names of a vacancy with everything that stands behind them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain.queries import few, names
from succession.views.vacancies import visible
from talent.domain import openings
from talent.views.common import signed_in


@require_safe
def vacancy_names(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof matrix, who stands nearest and why not, and how stable the order is."""
    user, vacancy = signed_in(request), visible(request, pk)
    found = names.of(vacancy, reader=user)
    if found is None:
        raise Http404
    openings.employees_opened(employees=found.told_of, part="names", by=user)
    context = {
        "vacancy": vacancy,
        "longlist": found.longlist,
        "found": found,
        "many": few.in_words(vacancy),
        "may_see_person": scope.allows(user, Permission.VIEW_EMPLOYEES, vacancy.agency_id),
    }
    return render(request, "succession/names.html", context)
