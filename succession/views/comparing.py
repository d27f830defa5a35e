"""Candidates of a vacancy side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from succession.domain.queries import comparing
from succession.interfaces.comparing import FIRST, BesideForm, ranks_in
from succession.views.vacancies import visible
from talent.domain import openings
from talent.interfaces.person_drawing import small_radar
from talent.views.common import signed_in


@require_safe
def vacancy_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Radars and table of up to five ranked candidates against the standard of the post."""
    user, vacancy = signed_in(request), visible(request, pk)
    form = BesideForm.asked(request.GET)
    first = () if form.is_bound else ranks_in(FIRST)
    found = comparing.of(vacancy, form.cleaned_data["peringkat"] if form.is_valid() else first, reader=user)
    if found is None:
        raise Http404
    form.initial["peringkat"] = ", ".join(str(one.entry.rank) for one in found.people)
    openings.employees_opened(employees=[one.entry.employee for one in found.people], part="comparison", by=user)
    context = {
        "vacancy": vacancy,
        "longlist": found.longlist,
        "found": found,
        "form": form,
        "people": [(one, small_radar(one.competencies)) for one in found.people],
    }
    return render(request, "succession/compare.html", context, status=422 if form.errors else 200)
