"""The end of a calibration session: its sheet of before and after, the minutes, the signatures."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed
from talent.domain import calibration as domain
from talent.domain import openings
from talent.domain.queries import sittings
from talent.interfaces import exports
from talent.models import CalibrationSession
from talent.views.common import signed_in, told

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "calibration.minutes"


@require_safe
def minutes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet, the minutes, and where to sign them."""
    user, session = _asked(request, pk)
    return _page(request, session, user)


@require_POST
def minutes_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the chair's text; on a conflict it stays on the page."""
    user, session = _asked(request, pk)
    text = request.POST.get("text", "")[:20_000]
    try:
        domain.write_minutes(session=session, text=text, version=_version(request), by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        session.refresh_from_db()
        return _page(request, session, user, text=text, problems=[str(error)], status=error.status)
    with told(request, _("Risalah disimpan.")):
        return redirect("session_minutes", pk=pk)


@require_POST
def minutes_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign; shown again, with what changed, when it is no longer what the member saw."""
    user, session = _asked(request, pk)
    try:
        seen = signing.loads(request.POST.get("token", ""), salt=_SALT)
    except signing.BadSignature:
        seen = {}
    try:
        domain.sign(session=session, token=sittings.token_of(seen), seen=seen, by=user)
    except domain.Stale as error:
        return _page(request, session, user, differences=error.differences or [str(error)], status=error.status)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, session, user, problems=[str(error)], status=error.status)
    return redirect("session_minutes", pk=pk)


@require_POST
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the session."""
    user, session = _asked(request, pk)
    with told(request, _("Sidang ditutup; hasilnya berlaku.")):
        domain.close(session=session, version=_version(request), by=user)
    return redirect("session_minutes", pk=pk)


@require_POST
def session_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Excuse a member (`what` = `excuse:ID`), have somebody else lead (`chair:ID`) or break the session off."""
    user, session = _asked(request, pk)
    what, _colon, who = request.POST.get("what", "").partition(":")
    given: dict[str, Any] = {"session": session, "reason": request.POST.get("reason", "")[:1_000]}
    given |= {"version": _version(request), "by": user}
    with told(request, _("Perubahan sidang dicatat.")):
        if what == "break_off":
            domain.break_off(**given)
        elif what == "excuse":
            domain.excuse(member=_somebody(who), **given)
        else:
            domain.replace_chair(chair=_somebody(who), **given)
    return redirect("session_minutes", pk=pk)


@require_safe
def sheet_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Before and after as a workbook; the event is written before the first byte leaves."""
    user, session = _asked(request, pk)
    scope.require(user, Permission.EXPORT_DATA, session.cycle.agency_id)
    rows = sittings.sheet(session)
    openings.sheet_exported(session=session, rows=len(rows), by=user)
    head = [_("NIP"), _("Nama"), _("Kotak hasil hitung"), _("Sebelum sidang"), _("Sesudah sidang"), _("Oleh"),
            _("Alasan"), _("Kebijakan pemetaan")]  # fmt: skip
    run = session.cycle.run
    policy = run.policy_name if run else ""
    body = [
        [person.nip, person.name, move.computed_box, before, move.box, str(move.by), move.reason, policy]
        for person, move, before in rows
    ]
    content = exports.as_xlsx([head, *body], _("Sebelum dan sesudah"))
    headers = {
        "Content-Disposition": f'attachment; filename="kalibrasi-{session.pk}.xlsx"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=_XLSX, headers=headers)


def _asked(request: HttpRequest, pk: int) -> tuple[User, CalibrationSession]:
    user = signed_in(request)
    return user, get_object_or_404(sittings.visible_to(user), pk=pk)


def _somebody(number: str) -> User:
    known = number.isascii() and number.isdecimal() and len(number) < 18
    return get_object_or_404(User, pk=int(number) if known else 0)


def _amendable(session: CalibrationSession, user: User, seats: Sequence[sittings.Seat]) -> list[tuple[str, str]]:
    """What this user may change about the session's seats: (what, in words)."""
    agency, chairs = session.cycle.agency, session.chair_id == user.pk
    found = []
    if chairs:
        seated = [seat for seat in seats if not seat.chairs and not seat.excused]
        found = [(f"excuse:{seat.user.pk}", _("Lepas %(who)s") % {"who": seat.user}) for seat in seated]
    if scope.allows(user, Permission.MAP_TALENT, agency.pk):
        others = sittings.candidates(agency).exclude(pk__in=[seat.user.pk for seat in seats])
        found += [(f"chair:{one.pk}", _("Ketua diganti %(who)s") % {"who": one}) for one in others]
    if chairs or scope.allows(user, Permission.SUBMIT_MAPPING, agency.pk):
        found.append(("break_off", _("Hentikan sidang; pemindahannya tidak berlaku")))
    return found


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _page(
    request: HttpRequest,
    session: CalibrationSession,
    user: User,
    *,
    text: str | None = None,
    problems: Sequence[str] = (),
    differences: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    seats, running = sittings.seats(session), session.closed_at is None
    mine = next((seat for seat in seats if seat.user.pk == user.pk), None)
    said = sittings.minutes_of(session)
    relations = list(sittings.relations_in(session))
    ended = sittings.why_ended(relations)
    context = {
        "nav": "cycles",
        "session": session,
        "cycle": session.cycle,
        "seats": seats,
        "amendments": sittings.amendments(session),
        "amendable": _amendable(session, user, seats) if running else [],
        "unconfirmed": sittings.unconfirmed(session) if running else set(),
        "relations": [(one, ended.get(one.pk, "")) for one in relations],
        "rows": sittings.sheet(session),
        "text": session.minutes if text is None else text,
        "chairs": running and session.chair_id == user.pk,
        "may_sign": running and mine is not None and mine.present and not mine.signed and bool(session.minutes),
        "ready": all(seat.signed for seat in seats if seat.present),
        "token": signing.dumps(said, salt=_SALT, compress=True),
        "digest": sittings.token_of(said),
        "problems": problems,
        "differences": differences,
        "may_export": scope.allows(user, Permission.EXPORT_DATA, session.cycle.agency_id),
    }
    return render(request, "talent/minutes.html", context, status=status)
