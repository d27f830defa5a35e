"""Personal plans: everybody's in a list, one person's, one line on its way."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError
from talent.codes import ActionState
from talent.domain import known, openings
from talent.domain import plans as domain
from talent.domain.queries import employees
from talent.domain.queries import plans as queries
from talent.interfaces import exports, tables
from talent.interfaces.plan_forms import CancelForm, DoneForm, LineForm, MonitorForm, NewLineForm, PlanFilter
from talent.models import TalentAction
from talent.views.common import refused, signed_in, told
from talent.views.searching import Search, keep, search_of

SORTS = {"tenggat": ("due", "id"), "nama": ("employee__name", "id"), "keadaan": ("state", "due", "id")}
FORMS: dict[str, type[forms.Form]] = {
    "APPROVED": forms.Form, "DONE": DoneForm, "MONITORED": MonitorForm, "CANCELLED": CancelForm,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans by due day; a POST says whose to look for."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_EMPLOYEES)
    return keep(request, "plans", PlanFilter) if request.method == "POST" else _list(request, user)


@require_safe
def plans_in(request: HttpRequest, state: str) -> HttpResponse:
    """The same list, of one state that the address itself names."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_EMPLOYEES)
    return _list(request, user, state)


def _list(request: HttpRequest, user: User, state: str = "") -> HttpResponse:
    search = search_of(request, "plans")
    if state:
        # Its filters, its search and its file are those of the list.
        search.address["state"] = state
    form, rows = _asked(search, user)
    sorting = tables.sorting(search.address, SORTS, "tenggat")
    page = tables.keyset(rows, sorting.order, search.address)
    approvable = scope.scope(user, Permission.APPROVE_PLANS)
    context = {
        "filters": form,
        "search": search,
        "page": page,
        "costs": queries.costs(rows),
        "sorting": sorting,
        "today": timezone.localdate(),
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "may_approve": bool(approvable) and any(row.state == ActionState.PROPOSED for row in page.rows),
        "nav": "plans",
    }
    return render(request, "talent/plans.html", context)


@require_safe
def plan_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed plans as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    _form, asked = _asked(search_of(request, "plans"), user)
    found = asked.select_related("employee__agency").order_by("due", "id")
    lines = list(found[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=[line.employee for line in lines], form=form, by=user)
    rows: list[list[Any]] = [
        [_("NIP"), _("Nama"), _("Siklus"), _("Jenis"), _("Kegiatan"), _("Penanggung jawab"), _("Tenggat"),
         _("Keadaan"), _("Dilaksanakan pada"), _("Hasil"), _("Hasil pemantauan"), _("Biaya (rupiah)")]
    ]  # fmt: skip
    rows += [
        [
            line.employee.nip,
            line.employee.name,
            line.cycle.title if line.cycle else "",
            line.get_kind_display(),
            line.action,
            line.owner,
            line.due,
            line.get_state_display(),
            line.done_on or "",
            line.result,
            line.observation,
            "" if line.cost is None else line.cost,
        ]
        for line in lines
    ]
    return exports.download(rows, form, _("Rencana"), f"rencana-{timezone.localdate():%Y-%m-%d}")


@require_POST
def plan_approve(request: HttpRequest) -> HttpResponse:
    """Approve the marked lines, each as the page showed it, all or nothing."""
    user = signed_in(request)
    scope.require(user, Permission.APPROVE_PLANS)
    marked = [text.partition(":") for text in request.POST.getlist("line")[:200]]
    seen = {_number(pk, digits=18): _number(version) for pk, _colon, version in marked}
    lines = [(line, seen[line.pk]) for line in queries.visible_to(user).filter(pk__in=seen)]
    with told(request, _("%(n)s rencana disetujui.") % {"n": len(lines)}):
        if not lines:
            raise DomainError(_("Belum ada rencana yang ditandai."), code="nothing_chosen")
        domain.approve(lines=lines, by=user)
    return redirect("plans_waiting")


@require_http_methods(["GET", "HEAD", "POST"])
def person_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's plan with what it can rest on; a POST adds a line."""
    user = signed_in(request)
    person = get_object_or_404(employees.visible_to(user).select_related("agency", "current__unit"), pk=pk)
    may = scope.allows(user, Permission.PLAN_TALENT, person.agency_id)
    today = timezone.localdate()
    found = queries.basis(person, user, on=today, known_at=known.now(person.agency_id))
    form, status = NewLineForm(initial=_taken_up(request, found)), 200
    if request.method == "POST":
        scope.require(user, Permission.PLAN_TALENT, person.agency_id)
        form = NewLineForm(request.POST)
        failed = refused(
            request,
            form,
            _("Rencana diusulkan."),
            lambda: domain.propose(employee=person, cycle=found.cycle, by=user, **form.cleaned_data),
        )
        if failed is None:
            return redirect("person_plan", pk=pk)
        status = failed
    openings.employee_opened(employee=person, part="plan", by=user)
    own = employees.is_own(user, person)
    context = {
        "person": person,
        "age": employees.age(person, today),
        "own": own,
        "nav": "own" if own else "plans",
        "today": today,
        "basis": found,
        "lines": queries.of_person(person, user),
        "form": form if may else None,
        "taken": request.GET.get("usul", ""),
    }
    return render(request, "talent/person_plan.html", context, status=status)


@require_safe
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One line and its next steps."""
    return _page(request, _line(request, pk))


@require_POST
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is proposed."""
    user, line = signed_in(request), _line(request, pk)
    scope.require(user, Permission.PLAN_TALENT, line.agency_id)
    form = LineForm(request.POST)
    status = refused(
        request,
        form,
        _("Rencana diubah."),
        lambda: domain.revise(line=line, version=_version(request), by=user, **form.cleaned_data),
    )
    return redirect("plan", pk=pk) if status is None else _page(request, _line(request, pk), edit=form, status=status)


@require_POST
def plan_step(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """One step on the way of a line."""
    user, line = signed_in(request), _line(request, pk)
    state = to.upper()
    permissions = {step.permission for step in domain.STEPS if step.to == state}
    require_over(user, line, permissions)
    form = FORMS[state](request.POST)
    acts: dict[str, Callable[[], object]] = {
        "APPROVED": lambda: domain.approve(lines=[(line, _version(request))], by=user),
        "DONE": lambda: domain.finish(line=line, version=_version(request), by=user, **form.cleaned_data),
        "MONITORED": lambda: domain.monitor(line=line, version=_version(request), by=user, **form.cleaned_data),
        "CANCELLED": lambda: domain.cancel(line=line, version=_version(request), by=user, **form.cleaned_data),
    }
    status = refused(request, form, _("Tercatat."), acts[state])
    if status is None:
        return redirect("plan", pk=pk)
    return _page(request, _line(request, pk), steps={state: form}, status=status)


def require_over(user: User, line: TalentAction, permissions: set[Permission]) -> None:
    """Raise NotAllowed unless the user holds one of these over the line's agency."""
    if not any(scope.allows(user, permission, line.agency_id) for permission in permissions):
        scope.require(user, min(permissions), line.agency_id)


def _line(request: HttpRequest, pk: int) -> TalentAction:
    return get_object_or_404(queries.visible_to(signed_in(request)), pk=pk)


def _version(request: HttpRequest) -> int:
    return _number(request.POST.get("version", ""))


def _number(text: str, digits: int = 9) -> int:
    """What somebody's form says; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0


def _page(
    request: HttpRequest,
    line: TalentAction,
    *,
    edit: LineForm | None = None,
    steps: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = signed_in(request)
    offered = []
    for step in domain.STEPS:
        if step.source == line.state and scope.allows(user, step.permission, line.agency_id):
            form = (steps or {}).get(step.to) or FORMS[step.to](auto_id=f"{step.to.lower()}_%s")
            offered.append({"step": step, "form": form, "to": step.to.lower()})
    shown = {each["step"].to for each in offered}
    problems = [fault for to, form in (steps or {}).items() if to not in shown for fault in form.non_field_errors()]
    may_edit = line.state == ActionState.PROPOSED and scope.allows(user, Permission.PLAN_TALENT, line.agency_id)
    if edit is not None and not may_edit:
        problems += edit.non_field_errors()
    values = {name: getattr(line, name) for name in ("action", "owner", "due", "cost")}
    context = {
        "line": line,
        "person": line.employee,
        "steps": offered,
        "edit": (edit or LineForm(initial=values)) if may_edit else None,
        "problems": problems,
        "late": line.state in queries.OPEN and line.due < timezone.localdate(),
        "nav": "plans",
    }
    return render(request, "talent/plan.html", context, status=status)


def _asked(search: Search, user: User) -> tuple[PlanFilter, QuerySet[TalentAction]]:
    """The filters of the address, and the lines that they and the search ask for."""
    form = PlanFilter(search.address, user=user)
    rows = queries.visible_to(user)
    return form, search.among(_narrowed(rows, form.cleaned_data)) if form.is_valid() else rows.none()


def _narrowed(rows: QuerySet[TalentAction], asked: dict[str, Any]) -> QuerySet[TalentAction]:
    wanted = Q()
    for name in ("agency", "cycle", "kind"):
        if asked.get(name):
            wanted &= Q(**{name: asked[name]})
    if asked["state"] == "LATE":
        wanted &= queries.overdue(timezone.localdate())
    elif asked["state"]:
        wanted &= Q(state=asked["state"])
    return rows.filter(wanted)


def _taken_up(request: HttpRequest, found: queries.Basis) -> dict[str, Any]:
    """The proposal that the address names, as the beginning of a new line."""
    for proposal in found.proposals:
        if proposal.about == request.GET.get("usul") and proposal.kind == request.GET.get("jenis"):
            return {"kind": proposal.kind, "about": proposal.about, "action": str(proposal.action)}
    return {}
