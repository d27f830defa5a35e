"""With whom a member of the committee has a conflict, and whom they therefore leave to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from succession.domain.queries import panels
from succession.models import CommitteeMember, PanelBallot, PanelRound
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
    before the reveal, since a relation would tell whose a code is. Three queries at most."""
    if held.revealed_at is None:
        return {}
    late = Q(declared_at__gt=held.closed_at) if held.closed_at else Q(pk=None)
    ballots = list(held.ballots.filter(Q(locked_at__isnull=False) | late).select_related("member"))
    return _conflicts(held, {ballot.member: ballot.recused for ballot in ballots})


def recused(held: PanelRound, user: User) -> dict[str, str]:
    """Code → why this user decides nothing about that candidate: by what was so at any moment since the vacancy was
    opened, as whoever nominates, decides and signs is asked. Nobody ends a relation between two rounds in order to
    score."""
    codes = dict(held.candidates.values_list("employee_id", "code"))
    found = recusal.recused(user, panels.people(held), since=held.vacancy.created_at)
    return {codes[who]: why for who, why in found.items()}


def left_out(held: PanelRound, ballot: PanelBallot) -> dict[str, str]:
    """Code → why a member leaves that candidate out: once they locked as it was kept, before as it is so far."""
    return ballot.recused if ballot.locked_at else recused(held, ballot.member.user)


def own_conflicts(held: PanelRound, ballot: PanelBallot) -> list[Conflict]:
    """The same for the member alone, by names: before the reveal nobody else reads it."""
    return _conflicts(held, {ballot.member: left_out(held, ballot)})[ballot.member_id]


def _conflicts(held: PanelRound, left: Mapping[CommitteeMember, Mapping[str, str]]) -> dict[int, list[Conflict]]:
    """Of each seat whom it leaves out (code → why), by name; a relation with its own instant, maybe long after the
    member's first declaration. Two queries, none where nobody is left out."""
    named = {code for why in left.values() for code in why}
    rows = held.candidates.filter(code__in=named).select_related("employee") if named else held.candidates.none()
    who = [(one.code, one.employee) for one in rows.order_by("employee__name", "code")]
    users, people = [seat.user_id for seat in left], [person for _code, person in who]
    said = recusal.declarations(users, people, since=held.vacancy.created_at) if named else {}

    def conflict(seat: CommitteeMember, person: Employee, why: str) -> Conflict:
        declared = said.get((seat.user_id, person.pk), {})
        at = [at for relation, at in declared.items() if why.endswith(f": {relation}")]
        return Conflict(person, why, at[-1] if at else None)

    return {
        seat.pk: [conflict(seat, person, why[code]) for code, person in who if code in why]
        for seat, why in left.items()
    }
