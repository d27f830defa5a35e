"""Review cycles: open, map, propose, send back, establish, compute again."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed, Stale
from rules.policy import Policy
from talent.domain import cycles as domain
from talent.domain import openings, replies, transitions
from talent.domain.queries import calibrated, cycles, inclusion, published
from talent.domain.queries import replies as replies_of
from talent.domain.queries.policies import NoPolicyInForce
from talent.interfaces import tables
from talent.interfaces.cycle_forms import AnnounceForm, BackForm
from talent.interfaces.forms import CycleForm, EstablishForm
from talent.interfaces.plan_forms import CancelForm
from talent.models import ReviewCycle
from talent.views.common import refused, require_any_of, signed_in, told

State = ReviewCycle.State
# Of those whom no session heard; all of them are counted.
UNHEARD_NAMED = 50
SORTS = {"nama": ("name", "id"), "instansi": ("agency__name", "-on", "id"), "per": ("on", "-id")}


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_list(request: HttpRequest) -> HttpResponse:
    """The cycles, and the form for a new one."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MAPPING)
    may_open = bool(scope.scope(user, Permission.MAP_TALENT))
    form, status = CycleForm(user=user) if may_open else None, 200
    if request.method == "POST":
        scope.require(user, Permission.MAP_TALENT)
        form, status = CycleForm(request.POST, user=user), 422
        cycle = _opened(form, user)
        if cycle is not None:
            return redirect("cycle", pk=cycle.pk)
    sorting = tables.sorting(request.GET, SORTS, "-per")
    page = tables.keyset(cycles.visible_to(user), sorting.order, request.GET)
    return render(request, "talent/cycles.html", {"page": page, "sorting": sorting, "form": form}, status=status)


@require_safe
def cycle_page(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk)
    return _page(request, cycle)


@require_POST
def cycle_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the mapping."""
    user, cycle = _asked(request, pk)
    with told(request):
        domain.start_mapping(cycle=cycle, by=user)
    return redirect("cycle", pk=pk)


@require_POST
def cycle_gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the gathering of data."""
    user, cycle = _asked(request, pk)
    with told(request, _("Pengumpulan data dibuka.")):
        domain.start_gathering(cycle=cycle, by=user)
    return redirect("cycle", pk=pk)


@require_POST
def cycle_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the result up to the PPK; where no session was held, with the reason."""
    user, cycle = _asked(request, pk)
    with told(request, _("Hasil pemetaan diteruskan kepada PPK.")):
        domain.propose(cycle=cycle, reason=request.POST.get("reason", ""), by=user)
    return redirect("cycle", pk=pk)


@require_POST
def cycle_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the cycle to an earlier state, with the reason."""
    user, cycle = _asked(request, pk)
    require_any_of(user, cycle, Permission.ESTABLISH_POOL, Permission.MAP_TALENT)
    form = BackForm(request.POST, cycle=cycle, user=user, auto_id="back_%s")
    for step in [] if form.steps else transitions.backwards(cycle):
        scope.require(user, step.permission, cycle.agency_id)
    if not form.is_valid():
        return _page(request, cycle, back=form, status=422)
    with told(request, _("Siklus dikembalikan.")):
        domain.send_back(cycle=cycle, by=user, **form.cleaned_data)
    return redirect("cycle", pk=pk)


@require_POST
def cycle_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the cycle."""
    user, cycle = _asked(request, pk)
    with told(request, _("Siklus ditutup.")):
        domain.close(cycle=cycle, by=user)
    return redirect("cycle", pk=pk)


@require_POST
def cycle_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a cycle that is not mapped, with the reason."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.MAP_TALENT, cycle.agency_id)
    form = CancelForm(request.POST, auto_id="cancel_%s")
    status = refused(
        request, form, _("Siklus dibatalkan."), lambda: domain.cancel(cycle=cycle, by=user, **form.cleaned_data)
    )
    return redirect("cycle", pk=pk) if status is None else _page(request, cycle, cancel=form, status=status)


@require_POST
def cycle_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the day of the announcement and the window for replies."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.ANSWER_REPLIES, cycle.agency_id)
    form = AnnounceForm(request.POST, anew=replies_of.announced_ahead(cycle))
    status = refused(
        request,
        form,
        _("Pengumuman ditetapkan."),
        lambda: replies.announce(cycle=cycle, by=user, **form.cleaned_data),
    )
    return redirect("cycle", pk=pk) if status is None else _page(request, cycle, announce=form, status=status)


@require_POST
def cycle_establish(request: HttpRequest, pk: int) -> HttpResponse:
    """Penetapan; shown again, with what changed, when it is no longer what the PPK saw."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.ESTABLISH_POOL, cycle.agency_id)
    form = EstablishForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, sign=form, status=422)
    with_message: list[str] = []
    try:
        domain.establish(cycle=cycle, token=request.POST.get("token", ""), by=user, **form.cleaned_data)
    except NotAllowed:
        raise
    except Stale as error:
        with_message, status = [str(error)], error.status
    except DomainError as error:
        form.add_error(None, str(error))
        status = error.status
    else:
        return redirect("cycle", pk=pk)
    return _page(request, _asked(request, pk)[1], sign=form, differences=with_message, status=status)


@require_POST
def cycle_replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the cycle's run again from the dated facts."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.REPLAY, cycle.agency_id)
    with told(request):
        if cycle.run is None:
            raise DomainError(_("Siklus belum dipetakan."), code="transition")
        openings.replay(run=cycle.run, by=user)
    return redirect(f"{reverse('cycle', args=(pk,))}#putar-ulang")


def _asked(request: HttpRequest, pk: int) -> tuple[User, ReviewCycle]:
    user = signed_in(request)
    return user, get_object_or_404(cycles.visible_to(user), pk=pk)


def _shortest_window() -> dict[str, date]:
    today = timezone.localdate()
    return {"announced_on": today, "reply_until": replies_of.shortest(today)}


def _opened(form: CycleForm, user: User) -> ReviewCycle | None:
    if not form.is_valid():
        return None
    try:
        return domain.open_cycle(
            agency=form.chosen(), name=form.cleaned_data["name"], on=form.cleaned_data["on"], by=user
        )
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error("name" if error.code == "cycle_exists" else "on", str(error))
        return None


def _page(
    request: HttpRequest,
    cycle: ReviewCycle,
    *,
    sign: EstablishForm | None = None,
    back: BackForm | None = None,
    announce: AnnounceForm | None = None,
    cancel: CancelForm | None = None,
    differences: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    user = signed_in(request)
    may = {str(permission) for permission in Permission if scope.allows(user, permission, cycle.agency_id)}
    context: dict[str, Any] = {"cycle": cycle, "run": cycle.run, "steps": _steps(cycle), "may_here": may}
    context |= {"reason": cycles.last_reason(cycle), "left_out": cycles.left_out(cycle)}
    open_to = cycle.state in {State.MAPPED, State.CALIBRATION}
    if open_to or cycle.state == State.PROPOSED:
        unheard = cycles.unheard(cycle)
        context["unheard"] = list(unheard[:UNHEARD_NAMED])
        context["unheard_count"] = unheard.count() if context["unheard"] else 0
    context["must_say_why"] = open_to and (bool(context.get("unheard")) or not cycles.deliberated(cycle))
    # Until it ends nothing can be sent up or back.
    context["sitting"] = cycle.sessions.filter(closed_at=None).first()
    context |= _policy(cycle)
    if cycle.run is not None:
        policy, counts = cycles.policy_of(cycle.run), cycles.counts(cycle.run)
        moves = calibrated.in_force(cycle)
        after = calibrated.counts(counts.boxes, moves.values())
        context |= {
            "counts": counts,
            "boxes": after,
            "before": counts.boxes if moves else None,
            "moves": len(moves),
            "contested": replies_of.contesting(cycle).count(),
            "krs": policy.pool_boxes,
            "retired_url": f"{reverse('box', args=(cycle.pk, 0))}?kurang={cycles.RETIRED_BIT}",
            "links": {box: reverse("box", args=(cycle.pk, box)) for box in range(1, 10)},
            "lacking": cycles.lacking(cycle.run),
            "replayed": cycles.last_replay(cycle.run) if Permission.REPLAY in may else None,
            "pool_url": _pool_address(cycle),
            "members": sum(after[box] for box in policy.pool_boxes),
        }
    if cycle.established_date:
        # Whom the decree or a supplementary one names; whoever joined since stands in these boxes before any does.
        context |= {"members": cycle.memberships.count(), "waiting": len(inclusion.waiting_for_decree(cycle))}
        context["declined"] = inclusion.declined(cycle)
    if cycle.state == State.PROPOSED and Permission.ESTABLISH_POOL in may:
        context |= {
            "sign": sign or EstablishForm(initial={"established_date": timezone.localdate()}),
            "token": domain.confirmation_token(cycle),
            "differences": differences,
        }
    elif sign is not None:
        context["problems"] = [*differences, *sign.non_field_errors()] or [
            _("Siklus ini tidak sedang menunggu penetapan.")
        ]
    form = back or BackForm(cycle=cycle, user=user, auto_id="back_%s")
    if form.steps:
        context["back"] = form
    elif back is not None:
        context["problems"] = [_("Siklus ini tidak dapat dikembalikan dari keadaannya sekarang.")]
    anew = replies_of.announced_ahead(cycle)
    to_announce = cycle.state == State.ESTABLISHED and (anew or cycle.announced_on is None)
    if to_announce and Permission.ANSWER_REPLIES in may:
        fixed = {"announced_on": cycle.announced_on, "reply_until": cycle.reply_until}
        context["announce"] = announce or AnnounceForm(anew=anew, initial=fixed if anew else _shortest_window())
    elif announce is not None:
        context["problems"] = announce.non_field_errors()
    live = cycle.job is not None and cycle.job.live
    if cycle.state in {State.DRAFT, State.OPEN} and not live and Permission.MAP_TALENT in may:
        context["cancel"] = cancel or CancelForm(auto_id="cancel_%s")
    elif cancel is not None:
        context["problems"] = cancel.non_field_errors() or [_("Siklus ini tidak lagi dapat dibatalkan.")]
    return render(request, "talent/cycle.html", context, status=status)


def _pool_address(cycle: ReviewCycle) -> str:
    query = urlencode({"agency": cycle.agency_id, "on": cycle.established_date or cycle.on})
    return f"{reverse('pool')}?{query}"


def _policy(cycle: ReviewCycle) -> dict[str, Policy | str]:
    """The policy of the run, or the one that a mapping would use now."""
    try:
        return {"policy": published.of_cycle(cycle)}
    except NoPolicyInForce as error:
        return {"no_policy": str(error)}


def _steps(cycle: ReviewCycle) -> list[dict[str, str]]:
    """Where the cycle stands on its way; a step that is skipped stays blank, and one given up is on none."""
    if cycle.state == State.CANCELLED:
        return []
    at = transitions.WAY.index(State(cycle.state))
    held = cycle.sessions.filter(broken_off=False).exists() if at > transitions.WAY.index(State.CALIBRATION) else True
    return [
        {
            "label": str(state.label).capitalize(),
            "state": "" if state == State.CALIBRATION and not held else "done" if place < at else "now" * (place == at),
        }
        for place, state in enumerate(transitions.WAY)
    ]
