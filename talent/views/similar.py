"""Profiles like somebody's, for whoever searches."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from talent.domain import openings
from talent.domain.queries import employees, similar
from talent.interfaces.similar_words import apart_from_all, told
from talent.models import Employee
from talent.views.common import signed_in


@require_safe
def similar_page(request: HttpRequest, pk: int) -> HttpResponse:
    """People of the agency whose competencies and experience are most like this person's; not for themself alone."""
    user = signed_in(request)
    person: Employee = get_object_or_404(employees.visible_to(user).select_related("agency", "current__unit"), pk=pk)
    if not scope.allows(user, Permission.VIEW_EMPLOYEES, person.agency_id):
        raise Http404
    openings.employee_opened(employee=person, part="similar", by=user)
    found = similar.search(person, timezone.localdate())
    rows, shared, differing = apart_from_all(told(found, person))
    context = {"person": person, "nav": "employees", "search": found, "rows": rows}
    context |= {"shared": shared, "differing": differing}
    return render(request, "talent/similar.html", context)
