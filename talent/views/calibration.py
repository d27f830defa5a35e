"""A calibration session as the committee works in it: presence, blind placements, moves."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed
from talent.domain import calibration as domain
from talent.domain.queries import calibrated, cycles, employees, recusal, runs, sittings
from talent.interfaces import tables
from talent.interfaces.cycle_forms import SessionForm
from talent.interfaces.forms import Sought
from talent.models import CalibrationMember, CalibrationMove, CalibrationSession, Employee, Placement
from talent.views.common import refused, signed_in, told
from talent.views.searching import keep, search_of

BOXES = range(1, 10)
ROWS = 50


@dataclass(frozen=True)
class Row:
    """One person on the table: both boxes, and what the one who looks may do about them."""

    placement: Placement
    box: int
    last: CalibrationMove | None
    seen: int
    why_not: str
    blind: int | None
    spread: list[tuple[int, int]]
    contested: int
    failed: dict[str, Any] | None


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """A cycle's sessions, and the form for a new one."""
    return _overview(request, pk)


@require_POST
def session_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a session."""
    user = signed_in(request)
    cycle = get_object_or_404(cycles.visible_to(user), pk=pk)
    scope.require(user, Permission.MAP_TALENT, cycle.agency_id)
    form = SessionForm(request.POST, agency=cycle.agency)
    made: list[CalibrationSession] = []
    status = refused(
        request,
        form,
        _("Sidang dibuka."),
        lambda: made.append(domain.open_session(cycle=cycle, by=user, **_seats(form))),
    )
    return redirect("session", pk=made[0].pk) if status is None else _overview(request, pk, form, status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of the session: the boxes, and the people of one of them, or of whichever box who is looked for (a
    POST says who)."""
    user, session = _asked(request, pk)
    if request.method == "POST":
        return keep(request, "session", Sought, pk)
    return _page(request, session, user)


@require_POST
def session_presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is there."""
    user, session = _asked(request, pk)
    present = [int(one) for one in request.POST.getlist("present") if one.isdecimal()]
    with told(request, _("Daftar hadir dicatat.")):
        domain.record_presence(session=session, present=present, version=_number(request, "version"), by=user)
    return redirect("session", pk=pk)


@require_POST
def session_blind(request: HttpRequest, pk: int) -> HttpResponse:
    """Where this member puts somebody; each is saved by itself."""
    user, session = _asked(request, pk)
    person = _person(request, user, session)
    try:
        domain.place_blind(session=session, employee=person, box=_number(request, "box"), by=user)
        status, said = "pass", _("tersimpan")
    except DomainError as error:
        if isinstance(error, NotAllowed) and not request.headers.get("HX-Request"):
            raise
        status, said = "fail", str(error)
    if request.headers.get("HX-Request"):
        return render(request, "talent/calibration_saved.html", {"status": status, "said": said})
    with told(request, said):
        if status == "fail":
            raise DomainError(said)
    return redirect(_back(request, session))


@require_POST
def session_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """End the blind round."""
    user, session = _asked(request, pk)
    with told(request, _("Penempatan semua anggota diperlihatkan.")):
        domain.reveal(session=session, version=_number(request, "version"), by=user)
    return redirect("session", pk=pk)


@require_POST
def session_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a person; what was written stays on the page when it cannot be done."""
    user, session = _asked(request, pk)
    person = _person(request, user, session)
    box, reason = _number(request, "box"), request.POST.get("reason", "")
    try:
        domain.move(session=session, employee=person, box=box, reason=reason, seen=_number(request, "seen"), by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        failed = {"person": person, "box": box, "reason": reason, "message": str(error)}
        return _page(request, session, user, failed=failed, status=error.status)
    return redirect(f"{_back(request, session)}#pindahan")


def _asked(request: HttpRequest, pk: int) -> tuple[User, CalibrationSession]:
    user = signed_in(request)
    return user, get_object_or_404(sittings.visible_to(user), pk=pk)


def _person(request: HttpRequest, user: User, session: CalibrationSession) -> Employee:
    people = employees.visible_to(user).filter(agency=session.cycle.agency_id).select_related("agency", "current")
    return get_object_or_404(people, pk=_number(request, "employee"))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _back(request: HttpRequest, session: CalibrationSession) -> str:
    box = request.POST.get("kotak", "")
    query = f"?kotak={box}" if box.isascii() and box.isdecimal() and len(box) == 1 else ""
    return reverse("session", args=(session.pk,)) + query


def _seats(form: SessionForm) -> dict[str, Any]:
    return form.cleaned_data | {name: list(form.cleaned_data[name]) for name in ("members", "outside")}


def _overview(request: HttpRequest, pk: int, form: SessionForm | None = None, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    cycle = get_object_or_404(cycles.visible_to(user), pk=pk, run__isnull=False)
    sessions = list(sittings.visible_to(user).filter(cycle=cycle))
    running = any(session.closed_at is None for session in sessions)
    may = scope.allows(user, Permission.MAP_TALENT, cycle.agency_id) and cycle.state in {"MAPPED", "CALIBRATION"}
    if form is None and may and not running:
        form = SessionForm(agency=cycle.agency)
    moves = calibrated.moves_of(cycle).select_related("employee", "by", "session")
    counting = {move.pk for move in calibrated.in_force(cycle).values()}
    context = {
        "nav": "cycles",
        "cycle": cycle,
        "sessions": sessions,
        "form": form,
        "moves": tables.keyset(moves, ("-id",), request.GET, size=ROWS),
        "counting": counting,
    }
    return render(request, "talent/calibration.html", context, status=status)


def _page(
    request: HttpRequest,
    session: CalibrationSession,
    user: User,
    *,
    failed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    cycle = session.cycle
    assert cycle.run is not None
    every = list(calibrated.moves_of(cycle).select_related("employee", "by").order_by("id"))
    policy, moves = cycles.policy_of(cycle.run), calibrated.in_force(cycle, every)
    computed = cycles.counts(cycle.run).boxes
    asked = (request.POST if failed else request.GET).get("kotak", "")
    box = int(asked) if asked in {str(number) for number in BOXES} else max(policy.pool_boxes)
    counts = calibrated.counts(computed, moves.values())
    seats = session.members.select_related("user").annotate(placed=Count("blind_placements"))
    members = list(seats.order_by("user__name", "user_id"))
    seat = next((one for one in members if one.user_id == user.pk), None)
    if seat:
        seat.user = user  # whose roles are at hand
    search = search_of(request, "session", session.pk)
    if search.text:
        assessed = runs.of_run(cycle.run).exclude(box=None).select_related("employee__current__unit")
        found, total = search.among(assessed), None
    else:
        found, total = calibrated.in_box(cycle.run, box, moves), counts[box]
    people = sittings.told(found, session, seat)
    page = tables.keyset(people, ("-talent_value", "employee__nip"), search.address, total=total)
    running, blind = session.closed_at is None, session.blind and session.revealed_at is None
    context = {
        "nav": "cycles",
        "session": session,
        "cycle": cycle,
        "members": members,
        "seat": seat,
        "chairs": session.chair_id == user.pk and running,
        "blind": blind,
        "decides": running and seat is not None and seat.present,
        "quorate": sum(one.present for one in members) >= session.quorum,
        "placed": {one.user_id: one.placed for one in members} if blind else {},
        "box": box,
        "boxes": BOXES,
        "before": computed,
        "counts": counts,
        "krs": policy.pool_boxes,
        "links": {number: f"?kotak={number}" for number in BOXES},
        "page": page,
        "search": search,
        "sought": Sought(),
        "rows": _rows(session, user, page.rows, seat, failed, calibrated.latest(cycle, every)),
        "moves": [move for move in every if move.session_id == session.pk],
        "failed": failed,
    }
    return render(request, "talent/session.html", context, status=status)


def _rows(
    session: CalibrationSession,
    user: User,
    shown: list[Any],
    seat: CalibrationMember | None,
    failed: dict[str, Any] | None,
    latest: dict[int, CalibrationMove],
) -> list[Row]:
    people = [placement.employee for placement in shown]
    if failed and failed["person"] not in people:
        failed = None
    why_not = {}
    if seat:
        declared = {placement.employee_id: placement.declared for placement in shown if placement.declared is not None}
        rated = [placement.employee_id for placement in shown if placement.rated]
        own = recusal.who_is(seat)
        why_not = recusal.recused(user, people, since=session.opened_at, own=own, declared=declared, rated=rated)
    blind = seat is not None and session.blind and session.revealed_at is None
    spread = sittings.spread(session, [person.pk for person in people])
    rows = []
    for placement in shown:
        who = placement.employee_id
        last = latest.get(who)
        counts = last is not None and last.computed_box == placement.box
        rows.append(
            Row(
                placement,
                last.box if last and counts else placement.box or 0,
                last,
                last.number if last else 0,
                why_not.get(who, ""),
                placement.placed if blind else None,
                spread.get(who, []),
                placement.contested or 0,
                failed if failed and failed["person"].pk == who else None,
            )
        )
    return rows
