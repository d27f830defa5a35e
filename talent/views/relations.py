"""The relatives whom a member of the committee declares."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.queries import scope
from accounts.permissions import Permission
from talent.domain import calibration as domain
from talent.domain.queries import employees, sittings
from talent.interfaces.cycle_forms import RelationForm
from talent.models import Employee
from talent.views.common import refused, signed_in, told


@require_http_methods(["GET", "HEAD", "POST"])
def relation_list(request: HttpRequest) -> HttpResponse:
    """One's own declarations, and the form for another."""
    user = signed_in(request)
    scope.require(user, Permission.CALIBRATE)
    people = employees.visible_to(user)
    form, status = RelationForm(people=people), 200
    if request.method == "POST":
        form = RelationForm(request.POST, people=people)

        def act() -> None:
            person: Employee = form.cleaned_data["nip"]
            domain.declare(employee=person, relation=form.cleaned_data["relation"], by=user)

        answered = refused(request, form, _("Hubungan dinyatakan."), act)
        if answered is None:
            return redirect("relations")
        status = answered
    known = bool(scope.scope(user, Permission.VIEW_OWN).employees)
    context = {"form": form, "relations": sittings.relations_of(user), "known": known}
    return render(request, "talent/relations.html", context, status=status)


@require_POST
def relation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a declaration back."""
    user = signed_in(request)
    relation = get_object_or_404(sittings.relations_of(user), pk=pk)
    with told(request, _("Pernyataan diakhiri.")):
        domain.end_relation(relation=relation, reason=request.POST.get("reason", "")[:1_000], by=user)
    return redirect("relations")
