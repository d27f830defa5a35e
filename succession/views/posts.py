"""The senior posts, their holders, and the way to a vacancy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules import vacating as rules
from rules.law import shipped
from succession.domain.queries import seats, vacating
from succession.interfaces.forms import PostSearch
from talent.interfaces import tables
from talent.views.common import signed_in


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """Vacant posts first. What is looked for is a title: no personal data, so it may stand in the address."""
    user = signed_in(request)
    scope.require(user, Permission.PREPARE_VACANCY)
    form, today = PostSearch(request.GET, user=user), timezone.localdate()
    found: list[seats.Seat] = []
    if form.is_valid():
        agency = form.cleaned_data.get("agency")
        found = seats.marked(user, today, title=form.cleaned_data["title"], agency_id=agency.pk if agency else None)
    page = tables.sliced(found, request.GET)
    page.rows[:] = vacating.with_terms(page.rows, today)
    context = {
        "filters": form,
        "page": page,
        "rule": shipped().at(rules.RETIREMENT, today),
        "term_rule": shipped().at(rules.TERM, today),
        "several_agencies": "agency" in form.fields,
        "undecreed": any(seat.critical and not seat.critical.decree for seat in page.rows),
        "narrowed": bool(form.changed_data),
    }
    return render(request, "succession/posts.html", context)
