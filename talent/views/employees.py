"""The employees, one employee, and the list as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from talent.codes import ReplyState
from talent.domain import openings
from talent.domain.queries import calibrated, cycles, employees, inclusion, placements, replies
from talent.domain.queries import records as record_queries
from talent.domain.queries.person import lacking, sees_sanctions
from talent.interfaces import border_words, exports, record_tables, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.cycle_forms import ReplyForm
from talent.interfaces.filters import EmployeeFilter
from talent.models import Employee, Placement, ReviewCycle
from talent.views.common import require_any, signed_in
from talent.views.person import drawn, picture
from talent.views.searching import keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def employee_list(request: HttpRequest) -> HttpResponse:
    """The narrowed list; a POST says whom to look for."""
    user = signed_in(request)
    require_any(user, Permission.VIEW_EMPLOYEES, Permission.VIEW_OWN)
    if request.method == "POST":
        return keep(request, "employees", EmployeeFilter)
    search = search_of(request, "employees")
    found = EmployeeFilter(search.asked, employees.visible_to(user), user=user)
    page = tables.keyset(found.rows.select_related("agency", "current__unit"), found.order, search.address)
    places = found.placements(page.rows)
    policies = {place.policy_name for place in places.values()}  # type: ignore[attr-defined]
    context = {
        "filters": found.form if found.filters else None,
        "page": page,
        "sorting": tables.sorting(search.address, {"nama": ("name", "id"), "nip": ("nip", "id")}, "nama"),
        "rows": [(person, places.get(person.pk)) for person in page.rows],
        "with_boxes": bool(found.runs),
        "policies": sorted(policies),
        "several_agencies": len({person.agency_id for person in page.rows}) > 1,
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "may_import": bool(scope.scope(user, Permission.IMPORT_RECORDS)),
        "search": search,
    }
    return render(request, "talent/employees.html", context)


@require_safe
def employee_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    found = EmployeeFilter(search_of(request, "employees").asked, employees.exportable_by(user), user=user)
    chosen = found.rows.select_related("agency", "current__unit").order_by(*found.order)
    people = list(chosen[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=people, form=form, by=user)
    rows = exports.employee_rows(people, found.placements(people))
    return exports.download(rows, form, _("Pegawai"), f"{_('pegawai')}-{timezone.localdate():%Y-%m-%d}")


@require_safe
def employee_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The box and why, or with `bagian=catatan` the records; of an applicant from elsewhere, these alone."""
    user = signed_in(request)
    related = ("agency", "current__unit", "moved_to")
    person = get_object_or_404(employees.reachable_by(user).select_related(*related), pk=pk)
    part = "catatan" if person.outside or request.GET.get("bagian") == "catatan" else "kotak"
    openings.employee_opened(employee=person, part="records" if part == "catatan" else "box", by=user)
    own = employees.is_own(user, person)
    context: dict[str, Any] = {
        "person": person,
        "age": employees.age(person, timezone.localdate()),
        "own": own,
        "nav": "own" if own else "employees",
        "part": part,
        "tabs": [
            {"label": _("Kotak dan alasannya"), "href": f"{request.path}", "current": part == "kotak"},
            {"label": _("Catatan"), "href": f"{request.path}?bagian=catatan", "current": part == "catatan"},
        ],
    }
    if part == "catatan":
        may_write = scope.allows(user, Permission.IMPORT_RECORDS, person.agency_id)
        context["may_write"] = may_write and person.moved_on is None
        return render(request, "talent/employee_records.html", context | _records(request, person))
    history = placements.history(person, user)
    context |= {"history": history} | _why(request, history, person)
    return render(request, "talent/employee.html", context | picture(request, person, context.get("why")))


@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """One's own data, at an address that says so; not found for those who are no employee here."""
    own = scope.scope(signed_in(request), Permission.VIEW_OWN).employees
    if not own:
        raise Http404
    return employee_page(request, min(own))


def _records(request: HttpRequest, person: Employee) -> dict[str, Any]:
    everything = request.GET.get("semua") == "1"
    records = employees.records_of(person, superseded=everything)
    if not sees_sanctions(signed_in(request), person):
        records["sanctions"] = []
    titles = {kind: KINDS[kind].title for kind in records}
    names = employees.names_of_codes(person, records["appointments"])
    return {
        "tables": record_tables.of_person(records, titles, names),
        "addable": [(kind, titles[kind]) for kind in record_queries.MODELS],
        "everything": everything,
    }


def _why(request: HttpRequest, history: list[tuple[ReviewCycle, Placement]], person: Employee) -> dict[str, Any]:
    chosen = next((pair for pair in history if str(pair[0].pk) == request.GET.get("siklus")), None)
    cycle, placement = chosen or (history[0] if history else (None, None))
    if cycle is None or placement is None:
        return {"cycle": None}
    # Who joined the cycle later was placed by a run of their own: of another day, known at another instant.
    run, found = placement.run, placements.why(placement)
    policy, sanctions = cycles.policy_of(run), sees_sanctions(signed_in(request), person)
    lacks = cycles.lack_labels(placement.missing, policy)
    context = {"cycle": cycle, "run": run, "placement": placement, "why": found, "missing": lacks}
    calibrated.boxed((past.pk, place) for past, place in history)
    context["moves"] = calibrated.moves_of(cycle).filter(employee=placement.employee_id).select_related("by")
    if run.extends_id:
        context["declines"] = list(inclusion.declines_of(cycle, person))
    context["replies"] = list(replies.of_person(cycle, person))
    context["contested"] = any(reply.state == ReplyState.OPEN for reply in context["replies"])
    if employees.is_own(signed_in(request), person) and replies.window_open(cycle, person, timezone.localdate()):
        context |= {"reply_form": ReplyForm(cycle=cycle), "reply_until": replies.last_day(cycle, person)}
    context |= {"lacking": lacking(placement, policy, sanctions=sanctions), "sees_sanctions": sanctions}
    context |= {"near": border_words.near(placement, policy, run)}
    return context | (drawn(found, sanctions=sanctions) if found else {})
