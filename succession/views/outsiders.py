"""Applicants whose own agency is not here: who is kept, and somebody new with their application."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain import outsiders
from succession.domain.queries import vacancies
from succession.interfaces.selection_forms import OutsiderForm
from succession.models import Application, Vacancy
from succession.views.assessments import read_upload
from succession.views.vacancies import visible
from talent.domain import outside
from talent.interfaces import tables
from talent.views.common import refused, signed_in

SORTS = {"nama": ("name", "id"), "nip": ("nip", "id")}


@require_http_methods(["GET", "HEAD", "POST"])
def selection_outsiders(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the agency keeps, with a form for somebody new while applications are taken; they are entered and apply in
    one step, and what else the requirements ask of them is entered on their page."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    open_now = "apply" in vacancies.steps_for(vacancy, user, vacancies.awaiting(vacancy))
    form, status = OutsiderForm() if open_now else None, 200
    if request.method == "POST":
        given, made = OutsiderForm(request.POST, request.FILES), list[Application]()
        done = _("Pelamar dan lamarannya tercatat; lengkapi catatannya di sini.")
        again = refused(request, given, done, lambda: made.append(_registered(given, vacancy, user)))
        if again is None:
            return redirect("employee", pk=made[0].employee_id)
        form, status = given, again
    here = Application.objects.filter(vacancy=vacancy, employee=OuterRef("pk"), withdrawn_at=None)
    people = outside.kept_by(vacancy.agency).select_related("current__unit").annotate(applied=Exists(here))
    sorting = tables.sorting(request.GET, SORTS, "nama")
    page = tables.keyset(people, sorting.order, request.GET)
    context = {"vacancy": vacancy, "form": form, "page": page, "sorting": sorting}
    return render(request, "succession/outsiders.html", context, status=status)


def _registered(form: OutsiderForm, vacancy: Vacancy, by: Any) -> Application:
    given = form.cleaned_data
    documents = [(given["title"], read_upload(given["document"]))] if given["document"] else []
    return outsiders.register(
        vacancy=vacancy,
        nip=form.identity["nip"],
        origin=given["origin"],
        values=form.values,
        received_on=given["received_on"],
        documents=documents,
        by=by,
    )
