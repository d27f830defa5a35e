"""With whom a member of the committee has a conflict, and whom they therefore leave to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from succession.domain.queries import panels
from succession.models import PanelBallot, PanelRound
from talent.domain.queries import recusal
from talent.models import Employee


@dataclass(frozen=True)
class Conflict:
    """With whom a member has one, and which, in words; `declared_at`: None where it was found and not declared."""

    employee: Employee
    why: str
    declared_at: datetime | None = None


def conflicts(held: PanelRound) -> dict[int, list[Conflict]]:
    """Seat → with whom its holder has a conflict, of the ballots that count or were begun after the round; nobody's
    before the reveal, since a relation would tell whose a code is. Two queries at most."""
    if held.revealed_at is None:
        return {}
    ballots = held.ballots.filter(Q(locked_at__isnull=False) | late(held))
    return _conflicts(held, {ballot.member_id: (ballot.recused, ballot.related_since) for ballot in ballots})


def late(held: PanelRound) -> Q:
    """The ballots begun after the round, which its minutes do not tell of."""
    return Q(declared_at__gt=held.closed_at) if held.closed_at else Q(pk=None)


def recused(held: PanelRound, user: User) -> dict[str, str]:
    """Code → why this user decides nothing about that candidate: by what was so at any moment since the vacancy was
    opened, as whoever nominates, decides and signs is asked. Nobody ends a relation between two rounds in order to
    score."""
    codes = dict(held.candidates.values_list("employee_id", "code"))
    found = recusal.recused(user, panels.people(held), since=held.vacancy.created_at)
    return {codes[who]: why for who, why in found.items()}


def related_since(held: PanelRound, user: User) -> dict[str, str]:
    """Code → the instant (ISO 8601) at which this user declared the relation that is why: maybe long after their first
    declaration."""
    codes = dict(held.candidates.values_list("employee_id", "code"))
    ties = recusal.related(user, panels.people(held), since=held.vacancy.created_at)
    return {codes[who]: tie.declared_at.isoformat() for who, tie in ties.items() if tie.declared_at}


def left_out(held: PanelRound, ballot: PanelBallot) -> dict[str, str]:
    """Code → why a member leaves that candidate out: once they locked as it was kept, before as it is so far."""
    return ballot.recused if ballot.locked_at else recused(held, ballot.member.user)


def own_conflicts(held: PanelRound, ballot: PanelBallot) -> list[Conflict]:
    """The same for the member alone, by names: before the reveal nobody else reads it."""
    since = ballot.related_since if ballot.locked_at else related_since(held, ballot.member.user)
    return _conflicts(held, {ballot.member_id: (left_out(held, ballot), since)})[ballot.member_id]


def _conflicts(
    held: PanelRound, left: Mapping[int, tuple[Mapping[str, str], Mapping[str, str]]]
) -> dict[int, list[Conflict]]:
    """Of each seat whom it leaves out (code → why, code → since when related), by name. One query, none where nobody is
    left out."""
    named = {code for why, _since in left.values() for code in why}
    rows = held.candidates.filter(code__in=named).select_related("employee") if named else held.candidates.none()
    who = [(one.code, one.employee) for one in rows.order_by("employee__name", "code")]
    return {
        seat: [Conflict(one, why[code], _instant(since.get(code))) for code, one in who if code in why]
        for seat, (why, since) in left.items()
    }


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
