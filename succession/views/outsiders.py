"""Applicants whose own agency is not here: who is kept, and somebody new with their application."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain import outsiders
from succession.domain.queries import blind, vacancies
from succession.interfaces.selection_forms import OutsiderForm, outsider_rows
from succession.models import Application, Vacancy
from succession.views.assessments import read_upload
from succession.views.vacancies import visible
from talent.domain import openings, outside
from talent.domain.queries import employees
from talent.interfaces import exports, tables
from talent.interfaces.forms import Sought
from talent.views.common import refused, signed_in
from talent.views.searching import Search, keep, search_of

SORTS = {"nama": ("name", "id"), "nip": ("nip", "id")}


@require_http_methods(["GET", "HEAD", "POST"])
def selection_outsiders(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the agency keeps, with a form for somebody new while applications are taken; they are entered and apply in
    one step, and what else the requirements ask of them is entered on their page. Not for who scores blind. A POST with
    `q` says whom to look for."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    blind.require_names(vacancy, user)
    if "q" in request.POST:
        return keep(request, "selection_outsiders", Sought, vacancy.pk)
    open_now = "apply" in vacancies.steps_for(vacancy, user, vacancies.awaiting(vacancy))
    form, status = OutsiderForm() if open_now else None, 200
    if request.method == "POST":
        given, made = OutsiderForm(request.POST, request.FILES), list[Application]()
        done = _("Pelamar dan lamarannya tercatat; lengkapi catatannya di sini.")
        again = refused(request, given, done, lambda: made.append(_registered(given, vacancy, user)))
        if again is None:
            return redirect("employee", pk=made[0].employee_id)
        form, status = given, again
    search = search_of(request, "selection_outsiders", vacancy.pk)
    sorting = tables.sorting(search.address, SORTS, "nama")
    page = tables.keyset(_kept(vacancy, search), sorting.order, search.address)
    context = {"vacancy": vacancy, "form": form, "page": page, "sorting": sorting, "search": search}
    context |= {"sought": Sought(), "may_export": scope.allows(user, Permission.EXPORT_DATA, vacancy.agency_id)}
    return render(request, "succession/outsiders.html", context, status=status)


@require_safe
def outsiders_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Those who are looked for as a file; the event is written before the first byte leaves."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    scope.require(user, Permission.EXPORT_DATA, vacancy.agency_id)
    blind.require_names(vacancy, user)
    search = search_of(request, "selection_outsiders", vacancy.pk)
    kept = _kept(vacancy, search).select_related("agency__outside_of")
    people = list(kept.order_by(*tables.sorting(search.address, SORTS, "nama").order)[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=people, form=f"outsiders.{form}", by=user)
    title = f"pelamar-luar-{vacancy.code}-{timezone.localdate():%Y-%m-%d}"
    return exports.download(outsider_rows(people), form, _("Pelamar luar"), title)


def _kept(vacancy: Vacancy, search: Search) -> QuerySet[Any]:
    """Whom the agency keeps, as far as they are looked for; `applied`: since when they apply for this vacancy."""
    here = Application.objects.filter(vacancy=vacancy, employee=OuterRef("pk"), withdrawn_at=None)
    people = outside.kept_by(vacancy.agency).select_related("current__unit")
    if search.text:
        people = employees.matching(people, search.text)
    return people.annotate(applied=Subquery(here.values("received_on")))


def _registered(form: OutsiderForm, vacancy: Vacancy, by: Any) -> Application:
    given = form.cleaned_data
    documents = [(given["title"], read_upload(given["document"]))] if given["document"] else []
    return outsiders.register(
        vacancy=vacancy,
        nip=form.identity["nip"],
        origin=given["origin"],
        values=form.values,
        received_on=given["received_on"],
        reason=given["reason"],
        documents=documents,
        by=by,
    )
