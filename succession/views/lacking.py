"""The work-list of a vacancy: which facts are missing of its candidates, and who can supply them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.changes import SUPPLIERS
from rules.law import shipped
from succession.domain.queries import blind, lacking
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.lacking import WorkList
from succession.interfaces.lacking_forms import LackFilter, entered_at, file_rows, may_enter, title_of
from succession.views.vacancies import visible
from talent.domain import openings
from talent.domain.queries import employees
from talent.interfaces import exports, tables
from talent.models import Employee
from talent.views.common import signed_in
from talent.views.searching import Search, keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_lacking(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fact that is missing; a POST says whom to look for."""
    vacancy, user = visible(request, pk), signed_in(request)
    blind.require_names(vacancy, user)
    if request.method == "POST":
        return keep(request, "vacancy_lacking", LackFilter, vacancy.pk)
    search = search_of(request, "vacancy_lacking", vacancy.pk)
    context: dict[str, Any] = {"vacancy": vacancy, "search": search}
    try:
        whole = lacking.of_vacancy(vacancy, reader=user)
    except CannotEvaluate as error:
        return render(request, "succession/lacking.html", context | {"problem": str(error)})
    filters, found = _narrowed(search, whole, user)
    page = tables.sliced(found, search.address)
    context |= {
        "filters": filters,
        "page": page,
        "every": len(whole),
        "rule": shipped().at(SUPPLIERS, vacancy.reference_date),
        "people": len({place[0] for place in whole.places}),
        "deciding": len({place[0] for place in whole.places if place[3]}),
        "rows": [(line, title_of(line.lack.kind), entered_at(line, vacancy) if may_enter(line, user) else "")
                 for line in page.rows],
        "may_export": scope.allows(user, Permission.EXPORT_DATA, vacancy.agency_id),
        "may_see_person": scope.allows(user, Permission.VIEW_EMPLOYEES, vacancy.agency_id),
    }  # fmt: skip
    return render(request, "succession/lacking.html", context)


@require_safe
def lacking_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    vacancy, user = visible(request, pk), signed_in(request)
    scope.require(user, Permission.EXPORT_DATA, vacancy.agency_id)
    blind.require_names(vacancy, user)
    search = search_of(request, "vacancy_lacking", vacancy.pk)
    _filters, found = _narrowed(search, lacking.of_vacancy(vacancy, reader=user), user)
    openings.at_most(len(found))
    lines = found[:]
    people = list({line.person.pk: line.person for line in lines}.values())
    openings.employees_exported(rows=people, form=f"lacking.{form}", by=user)
    title = f"data-kurang-{vacancy.code}-{timezone.localdate():%Y-%m-%d}"
    return exports.download(file_rows(lines), form, _("Data yang kurang"), title)


def _narrowed(search: Search, whole: WorkList, user: User) -> tuple[LackFilter, WorkList]:
    form, among = LackFilter(search.asked, whole=whole), None
    if search.text:
        candidates = Employee.objects.filter(pk__in=whole.people or ())
        among = list(employees.matching(candidates, search.text).values_list("pk", flat=True))
    return form, form.narrowed(whole, among)
