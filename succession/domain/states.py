"""The course of a vacancy: which state may follow which, and the one way to go there."""

from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from rules.errors import DomainError
from succession.models import Vacancy
from succession.models.vacancy import Route

State = Vacancy.State

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    State.OPENED: frozenset({State.ROUTED, State.CLOSED}),
    # A route that could not be determined may be asked again once what was missing is recorded.
    State.ROUTED: frozenset({State.ROUTED, State.ANNOUNCED, State.LONGLISTED, State.CLOSED}),
    # Open selection: an extension announces anew, and facts that came since are checked again.
    State.ANNOUNCED: frozenset({State.ANNOUNCED, State.SCREENED, State.CLOSED}),
    State.SCREENED: frozenset({State.ANNOUNCED, State.SCREENED, State.LONGLISTED, State.CLOSED}),
    # An applicant who withdraws, a score that is corrected, or the check done anew leads back to the ranking.
    State.LONGLISTED: frozenset({State.LONGLISTED, State.SCREENED, State.NOMINATED, State.CLOSED}),
    State.NOMINATED: frozenset({State.DECIDED, State.CLOSED}),
    # A withdrawn decision leaves the nominees as they were.
    # Whether a recommendation must come between is dated law, asked for by the inauguration itself.
    State.DECIDED: frozenset({State.RECOMMENDED, State.INAUGURATED, State.NOMINATED}),
    State.RECOMMENDED: frozenset({State.INAUGURATED, State.NOMINATED}),
    State.INAUGURATED: frozenset(),
    State.CLOSED: frozenset(),
}

# What corrections alone take back; no step begins here.
BACK: Final[dict[str, frozenset[str]]] = {
    # Over to open selection, which is announced from there.
    State.ROUTED: frozenset({State.ROUTED}),
    State.LONGLISTED: frozenset({State.ROUTED}),
    # The names, or the recommendation, are taken back.
    State.NOMINATED: frozenset({State.LONGLISTED}),
    State.RECOMMENDED: frozenset({State.DECIDED}),
    # An inauguration is annulled: its decision is over, the names wait for another one.
    State.INAUGURATED: frozenset({State.NOMINATED}),
}


class WrongState(DomainError):
    """The vacancy is not where this step begins."""

    code = "wrong_state"


class ChangedMeanwhile(DomainError):
    """Somebody else moved the vacancy since it was read."""

    code = "changed_meanwhile"


def require(vacancy: Vacancy, to: str) -> None:
    """Raise WrongState unless `vacancy` may go to state `to`."""
    if to not in TRANSITIONS[vacancy.state]:
        raise wrong(vacancy)


def require_at(vacancy: Vacancy, *here: str) -> None:
    """Raise WrongState unless `vacancy` stands in one of these states."""
    if vacancy.state not in here:
        raise wrong(vacancy)


def move(vacancy: Vacancy, to: str, **fields: Any) -> None:
    """Bring `vacancy` to state `to` (and set `fields`), provided that nobody moved it since it was read."""
    require(vacancy, to)
    _write(vacancy, state=to, **fields)


def step_back(vacancy: Vacancy, to: str, **fields: Any) -> None:
    """Bring `vacancy` back to state `to` (and set `fields`), as only a correction does, provided that nobody moved it
    since it was read."""
    if to not in BACK.get(vacancy.state, ()):
        raise wrong(vacancy)
    _write(vacancy, state=to, **fields)


def touch(vacancy: Vacancy) -> None:
    """Leave `vacancy` in its state, provided that nobody moved it since it was read: whoever read it earlier reads it
    again before they move it."""
    _write(vacancy)


def hold(vacancy: Vacancy) -> None:
    """Keep `vacancy` where it is until the transaction ends, provided that nobody moved it since it was read: what is
    looked for from now on (a round that is open) begins only after that."""
    rows = Vacancy.objects.select_for_update().filter(pk=vacancy.pk, version=vacancy.version, state=vacancy.state)
    if not rows.values_list("pk", flat=True):
        raise _changed(vacancy)


def _write(vacancy: Vacancy, **fields: Any) -> None:
    moved = Vacancy.objects.filter(pk=vacancy.pk, version=vacancy.version, state=vacancy.state).update(
        version=F("version") + 1, **fields
    )
    if not moved:
        raise _changed(vacancy)
    vacancy.refresh_from_db()


def _changed(vacancy: Vacancy) -> ChangedMeanwhile:
    message = _("Lowongan %(code)s baru saja diubah orang lain; muat ulang halaman ini.")
    return ChangedMeanwhile(message % {"code": vacancy.code})


def wrong(vacancy: Vacancy) -> WrongState:
    """What is raised for a step that does not begin here."""
    return WrongState(
        _("Lowongan %(code)s berstatus “%(state)s”; langkah ini tidak dapat dilakukan dari situ.")
        % {"code": vacancy.code, "state": _in_words(vacancy)}
    )


def _in_words(vacancy: Vacancy) -> str:
    """As the list of vacancies says it."""
    if vacancy.deviations.filter(signed_at=None, ended_at=None).exists():
        return _("menunggu tanda tangan kedua")
    if vacancy.state == State.LONGLISTED and vacancy.route == Route.OPEN_SELECTION:
        return _("peringkat")
    return vacancy.get_state_display()
