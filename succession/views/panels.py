"""The committee's first round: scored blind, locked, revealed, closed with signed minutes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from rules.panel import OUTLYING
from succession.domain import panel
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import panels
from succession.interfaces import words
from succession.interfaces.panel_forms import DeclareForm, MinutesForm, OpenForm, ScoreForm
from succession.models import PanelBallot, PanelRound, Vacancy
from succession.views.vacancies import visible
from talent.views.common import refused, signed_in

_SALT = "succession.panel"
# Act → what is said once it is done.
DONE = {
    "buka": _("Putaran penilaian dibuka."),
    "nyatakan": _("Pernyataan tercatat."),
    "nilai": _("Nilai tersimpan."),
    "kunci": _("Nilai dikunci."),
    "perlihatkan": _("Nilai dan nama diperlihatkan."),
    "risalah": _("Risalah tersimpan."),
    "tanda-tangan": _("Risalah ditandatangani."),
    "tutup": _("Putaran penilaian ditutup."),
}
PREPARED = ("buka", "perlihatkan", "risalah", "tutup")


@require_safe
def vacancy_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the round is, and what the reader may do in it."""
    return _page(request, visible(request, pk))


@require_POST
def vacancy_panel_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act of the round; refused, the page is shown again with the reason."""
    user, vacancy = signed_in(request), visible(request, pk)
    held = panels.of(vacancy)
    if act not in DONE or (held is None and act != "buka"):
        raise Http404
    scope.require(user, Permission.PREPARE_VACANCY if act in PREPARED else Permission.NOMINATE, vacancy.agency_id)
    form, do = _act(request, act, vacancy, held, user)
    try:
        again = refused(request, form, DONE[act], do, let=(StaleConfirmation,))
    except StaleConfirmation as error:
        return _page(request, vacancy, differences=error.differences or (str(error),), status=error.status)
    if again is None:
        return redirect("vacancy_panel", pk=pk)
    return _page(request, vacancy, given={act: form}, status=again)


def _act(
    request: HttpRequest, act: str, vacancy: Vacancy, held: PanelRound | None, user: User
) -> tuple[Any, Callable[[], object]]:
    """The form of an act, and what a valid one does."""
    data = request.POST
    if held is None or act == "buka":
        opening = OpenForm(data)
        return opening, lambda: panel.open_round(vacancy=vacancy, by=user, **opening.cleaned_data)
    if act == "nyatakan":
        declaring = DeclareForm(data, people=panels.people(held))
        return declaring, lambda: panel.declare(held=held, relations=declaring.relations, by=user)
    if act == "nilai":
        scoring = _scoring(held, panels.ballot_of(held, user), data)
        return scoring, lambda: panel.score(held=held, scores=scoring.scores, by=user)
    if act == "risalah":
        writing = MinutesForm(data)
        return writing, lambda: panel.write_minutes(held=held, by=user, **writing.cleaned_data)
    plain: dict[str, Callable[[], object]] = {
        "kunci": lambda: panel.lock(held=held, by=user),
        "perlihatkan": lambda: panel.reveal(held=held, by=user),
        "tanda-tangan": lambda: panel.sign(held=held, seen=_seen(data.get("token", "")), by=user),
        "tutup": lambda: panel.close(held=held, by=user),
    }
    return Form(data), plain[act]


def _scoring(held: PanelRound, ballot: PanelBallot | None, data: Any = None) -> ScoreForm:
    return ScoreForm(data, lines=panels.sheet(held, ballot) if ballot else ())


def _seen(token: str) -> Mapping[str, Any]:
    try:
        return signing.loads(token, salt=_SALT)  # type: ignore[no-any-return]
    except signing.BadSignature:
        return {}


def _page(
    request: HttpRequest,
    vacancy: Vacancy,
    *,
    given: Mapping[str, Form] | None = None,
    differences: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    user, held, given = signed_in(request), panels.of(vacancy), given or {}
    prepares = scope.allows(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "held": held,
        "composition": panels.composition(vacancy),
        "prepares": prepares,
        "differences": differences,
        "wrong": [error for form in given.values() for error in form.non_field_errors()],
    }
    if held is None:
        opens = prepares and vacancy.state == Vacancy.State.LONGLISTED
        context["opening"] = given.get("buka") or OpenForm() if opens else None
        return render(request, "succession/panel.html", context, status=status)
    seats = context["seats"] = panels.Told(held, user).seats
    seated = any(one.seat.user_id == user.pk for one in seats)
    if seated:
        context |= _own(held, user, given)
    if held.revealed_at is not None:
        said, done = panels.minutes_of(held), panels.signed(held)
        context |= {
            "results": panels.results(held),
            "outlying": shipped().at(OUTLYING, held.longlist.on),
            "signed": done,
            "token": signing.dumps(said, salt=_SALT, compress=True),
            "may_sign": seated and held.minutes and held.closed_at is None and user.pk not in done,
            "writing": given.get("risalah") or MinutesForm(initial={"minutes": held.minutes, "version": held.version})
            if prepares and held.closed_at is None
            else None,
        }
    return render(request, "succession/panel.html", context, status=status)


def _own(held: PanelRound, user: User, given: Mapping[str, Form]) -> dict[str, Any]:
    """What a member sees of their own part while the round is blind."""
    ballot = panels.ballot_of(held, user)
    if held.revealed_at is not None:
        return {}
    found: dict[str, Any] = {"ballot": ballot}
    if ballot is None or ballot.locked_at is None:
        found["declaring"] = given.get("nyatakan") or DeclareForm(people=panels.people(held))
    if ballot is not None:
        lines = panels.sheet(held, ballot)
        form = given.get("nilai") or ScoreForm(lines=lines)
        found["lines"] = [
            (line, words.summary(line.entry), form[f"score_{line.code}"], form[f"reason_{line.code}"]) for line in lines
        ]
        found["left_out"] = held.candidates.count() - len(lines)
    return found
