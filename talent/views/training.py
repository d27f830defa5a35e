"""Training groups of a cycle, one group, and the calendar of them all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from jobs.models import Job
from rules.errors import Stale
from talent.domain import openings
from talent.domain import training as domain
from talent.domain.queries import cycles, training
from talent.interfaces import exports, tables
from talent.interfaces.plan_forms import GroupForm, MoveForm, SeatsForm
from talent.models import Employee, ReviewCycle
from talent.views.common import refused, signed_in, told

SEATS = ("employee__name", "id")
# Those without a first day stand last, by cycle.
CALENDAR = ("starts", "cycle_id", "number", "id")
ROWS = 100


@require_safe
def groups_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of a cycle, how steady they are, and who stands apart."""
    return _groups(request, get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk))


def _groups(
    request: HttpRequest, cycle: ReviewCycle, *, form: SeatsForm | None = None, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    advice = training.advice(cycle)
    page = tables.keyset(training.of_cycle(cycle), ("number", "id"), request.GET)
    may_plan = scope.allows(user, Permission.PLAN_TALENT, cycle.agency_id)
    context: dict[str, Any] = {
        "cycle": cycle,
        "page": page,
        "groups": training.shown(page.rows),
        "advice": advice,
        "job": Job.objects.filter(kind=domain.KIND, target=f"training:{cycle.pk}").order_by("-id").first(),
        "form": (form or SeatsForm(initial=training.asked(advice))) if may_plan and cycle.run_id else None,
        "may_export": scope.allows(user, Permission.EXPORT_DATA, cycle.agency_id),
        "nav": "cycles",
    }
    if advice is not None:
        context |= {
            "sizes": training.sizes(advice.document),
            "steadiness": training.steadiness(advice.document),
            "unassessed": training.apart(advice, "unassessed"),
            "may_see_people": scope.allows(user, Permission.VIEW_EMPLOYEES, cycle.agency_id),
        }
    return render(request, "talent/training.html", context, status=status)


@require_POST
def groups_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a proposal."""
    user = signed_in(request)
    cycle = get_object_or_404(cycles.visible_to(user), pk=pk)
    scope.require(user, Permission.PLAN_TALENT, cycle.agency_id)
    form = SeatsForm(request.POST)
    failed = refused(request, form, None, lambda: domain.start(cycle=cycle, seats=form.cleaned_data["seats"], by=user))
    return redirect("training", pk=pk) if failed is None else _groups(request, cycle, form=form, status=failed)


@require_safe
def groups_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Groups and seats as a file for the training calendar."""
    user = signed_in(request)
    cycle: ReviewCycle = get_object_or_404(cycles.visible_to(user), pk=pk)
    scope.require(user, Permission.EXPORT_DATA, cycle.agency_id)
    places = list(training.seats_of(cycle)[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=[place.employee for place in places], form=form, by=user)
    rows: list[list[Any]] = [
        [_("Kelompok"), _("Mulai"), _("Kursi"), _("Biaya per kursi (rupiah)"), _("Yang dikembangkan"),
         _("NIP"), _("Nama")]
    ]  # fmt: skip
    # Of a group once: a whole agency has tens of thousands of seats.
    groups = {place.group_id: place.group for place in places}
    said = {pk: training.in_words(group.profile) for pk, group in groups.items()}
    rows += [
        [
            place.group.name,
            place.group.starts or "",
            place.group.seats or "",
            "" if place.group.cost is None else place.group.cost,
            said[place.group_id],
            place.employee.nip,
            place.employee.name,
        ]
        for place in places
    ]
    return exports.download(rows, form, _("Kelompok pelatihan"), f"pelatihan-{timezone.localdate():%Y-%m-%d}")


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Every dated group of the user's agencies by its first day, then those without a date."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MAPPING)
    page = tables.keyset(training.counted(training.visible_to(user)), CALENDAR, request.GET, size=ROWS)
    groups = training.shown(page.rows)
    months: dict[tuple[int, int], list[training.Shown]] = {}
    for one in groups:
        if first := one.group.starts:
            months.setdefault((first.year, first.month), []).append(one)
    context = {
        "page": page,
        "months": [(held[0].group.starts, held) for held in months.values()],
        "waiting": [one for one in groups if one.group.starts is None],
    }
    return render(request, "talent/training_calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One group with its people; a POST names and dates it."""
    user = signed_in(request)
    group = get_object_or_404(training.visible_to(user), pk=pk)
    may = scope.allows(user, Permission.PLAN_TALENT, group.agency_id)
    values = {name: getattr(group, name) for name in ("name", "starts", "seats", "cost")}
    form, status = GroupForm(initial=values), 200
    if request.method == "POST":
        scope.require(user, Permission.PLAN_TALENT, group.agency_id)
        form = GroupForm(request.POST)
        text = request.POST.get("version", "")
        version = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
        failed = refused(
            request,
            form,
            _("Kelompok disimpan."),
            lambda: domain.revise(group=group, version=version, by=user, **form.cleaned_data),
        )
        if failed is None:
            return redirect("training_group", pk=pk)
        group.refresh_from_db()
        status = failed
    page = tables.keyset(training.seats(group), SEATS, request.GET)
    others = training.nearest(group) if may else []
    context = {
        "group": group,
        "profile": training.in_words(group.profile),
        "page": page,
        "form": form if may else None,
        "others": others,
        "may_see_people": scope.allows(user, Permission.VIEW_EMPLOYEES, group.agency_id),
        "nav": "cycles",
    }
    return render(request, "talent/training_group.html", context, status=status)


@require_POST
def group_move(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """Move one person to another group of the cycle."""
    user = signed_in(request)
    group = get_object_or_404(training.visible_to(user), pk=pk)
    scope.require(user, Permission.PLAN_TALENT, group.agency_id)
    person = get_object_or_404(Employee.objects.filter(agency=group.agency_id), pk=employee)
    form = MoveForm(request.POST, group=group)
    with told(request, _("Dipindahkan.")):
        if form.is_valid():
            domain.move(group=group, employee=person, by=user, **form.cleaned_data)
        else:
            raise Stale(_("Kelompok tujuan tidak ada lagi."))
    return redirect("training_group", pk=pk)
