"""Succession plans: the risk of all critical posts, and the plan of one with its bench and its history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.bench import ENOUGH, RISKS
from rules.errors import Invalid
from rules.law import shipped
from rules.readiness import LEVELS
from succession.domain import planning
from succession.domain.queries import succession_plans
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.succession_plans import STRENGTH, Behind, Nearest
from succession.interfaces.plan_forms import STATES, PlanFilter, PlanForm, file_rows
from succession.interfaces.vacating_forms import CLOCKS, basis
from succession.models import SuccessionPlan
from succession.models.succession_plan import PlanOutcome
from talent.domain import openings
from talent.interfaces import exports, tables
from talent.interfaces.forms import Sought
from talent.models import Position
from talent.views.common import refused, signed_in, worked_out_first

# So many of the pool are offered as successors, the readiest first.
OFFERED = 200


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every critical post with its risk, plan and bench."""
    user = signed_in(request)
    found = _asked(request, user)
    page = tables.sliced(found.get("rows", []), request.GET)
    page.rows[:] = [_row(one) for one in page.rows]
    may_export = bool(found.get("agency")) and scope.allows(user, Permission.EXPORT_DATA, found["agency"].pk)
    found |= {"page": page, "may_export": may_export, "levels": [LEVELS[level] for level in STRENGTH]}
    return render(request, "succession/plans.html", found)


@require_safe
def plan_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    found = _asked(request, user)
    if "working" in found:
        return worked_out_first(request, "succession_plans")
    rows = found.get("rows", [])
    openings.employees_exported(rows=succession_plans.people_of(rows), form=form, by=user)
    title = _("Risiko jabatan kritikal")
    return exports.download(file_rows(rows), form, title, f"jabatan-kritikal-{timezone.localdate():%Y-%m-%d}")


@require_http_methods(["GET", "HEAD", "POST"])
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of one post: who follows and when, the bench, who stands in, every version; and the next one. A POST
    with `seek` looks for successors by `q`; the rest of the form stays as it was filled in."""
    user = signed_in(request)
    post = get_object_or_404(succession_plans.posts_of(user), pk=pk)
    if request.method == "POST":
        scope.require(user, Permission.PREPARE_VACANCY, post.agency_id)
        plan = succession_plans.newest([post.pk]).prefetch_related("successors__employee").first()
        # Whoever was chosen is looked up alone: the pool behind the post may just be worked out anew.
        about = {"plan": plan, "offered": _chosen(request, post), "agency_id": post.agency_id}
        if "seek" in request.POST:
            return _page(request, post, user, PlanForm(typed=request.POST, **about))
        form = PlanForm(request.POST, **about)
        again = refused(request, form, _("Rencana suksesi disimpan."), lambda: _write(form, post, user))
        if again is None:
            return redirect("succession_plan", pk=post.pk)
        return _page(request, post, user, form, again)
    return _page(request, post, user)


def _page(
    request: HttpRequest, post: Position, user: User, form: PlanForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    falling, critical = succession_plans.falling(post, today)
    versions = list(succession_plans.history(post))
    plan = versions[0] if versions else None
    may = scope.allows(user, Permission.PREPARE_VACANCY, post.agency_id) and falling.critical
    context: dict[str, Any] = {
        "post": post,
        "falling": falling,
        "endings": [(CLOCKS[each.clock], each.known_day, basis(each)) for each in falling.endings],
        "critical": falling.critical,
        "plan": plan,
        "due": succession_plans.review_due(plan, today),
        "versions": versions,
        "today": today,
        "rule": shipped().at(ENOUGH, today),
    }
    behind, sought = None, Sought(request.POST)
    text = sought.cleaned_data["q"] if sought.is_valid() else ""
    context |= {"sought": sought, "text": text, "seeking": "seek" in request.POST}
    try:
        successors = succession_plans.successors_of(plan, falling, today, reader=user) if plan else []
        context |= {"successors": successors, "ready": sum(one.in_time for one in successors)}
        told = [(one.readiness.level, one.readiness.waived != ()) for one in successors if one.readiness]
        context["strength"] = [
            (LEVELS[level], sum(at == level for at, _by in told), told.count((level, True))) for level in STRENGTH
        ]
        behind = succession_plans.behind(falling, critical, today, most=OFFERED if may else 0, text=text if may else "")
    except CannotEvaluate as error:
        context["problem"] = str(error)
    working = behind.working if behind else None
    if behind and not working:
        context["pool"] = behind
    if form is not None:
        # The page does not go on with the pool by itself: it would take away what was typed.
        _offer(form, request, post, behind)
        context |= {"form": form if may else None, "chosen_alone": working}
    elif working:
        context["working"] = working
    elif may:
        context["form"] = PlanForm(plan=plan, offered=behind.nearest if behind else (), agency_id=post.agency_id)
    return render(request, "succession/plan.html", context, status=status)


def _offer(form: PlanForm, request: HttpRequest, post: Position, behind: Behind | None) -> None:
    """What a refused form is chosen from again: the nearest of the pool, as far as they are known, and those chosen."""
    nearest = list(behind.nearest) if behind else []
    known = {one.employee_id for one in nearest}
    form.offer([*nearest, *(one for one in _chosen(request, post) if one.employee_id not in known)])


def _chosen(request: HttpRequest, post: Position) -> list[Nearest]:
    return succession_plans.chosen(post, request.POST.getlist("successors"), timezone.localdate())


def _write(form: PlanForm, post: Position, user: User) -> SuccessionPlan:
    given = form.cleaned_data
    same = {name: given[name] for name in ("review_on", "reason", "version")}
    same |= {"position": post, "stand_in": form.person(), "by": user}
    if given["outcome"] == PlanOutcome.NAMED:
        return planning.name(successors=form.in_order(), **same)
    if given["decided_on"] is None or given["review_on"] is None:
        raise Invalid(_("Isi tanggal keputusan dan tanggal peninjauan kembali."), code="no_decision")
    return planning.none_suitable(number=given["decision_number"], decided_on=given["decided_on"], **same)


def _row(one: succession_plans.Standing) -> dict[str, Any]:
    ending = one.falling.ending
    return {
        "one": one,
        "clock": CLOCKS[ending.clock] if ending else "",
        "state": STATES[one.state],
        "risk": RISKS[one.risk],
        "strength": list(zip(one.strength, one.strength_waived, strict=True)),
    }


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    for permission in succession_plans.READING:
        scope.require(user, permission)
    form, today = PlanFilter(request.GET, user=user), timezone.localdate()
    context: dict[str, Any] = {"filters": form, "today": today}
    if not form.is_valid() or form.agency is None:
        return context
    context |= {"agency": form.agency, "rule": shipped().at(ENOUGH, today)}
    try:
        found = succession_plans.standings(form.agency, today)
    except CannotEvaluate as error:
        return context | {"problem": str(error)}
    if found.working:
        return context | {"working": found.working}
    return context | {"rows": form.narrowed(found.rows), "every": len(found.rows)}
