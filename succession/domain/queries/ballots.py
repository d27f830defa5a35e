"""A member's ballot: whom they score, first without knowing whom, and what on it counts no more."""

from dataclasses import dataclass

from accounts.models import User
from succession.domain.queries import blind, panels
from succession.domain.queries.panel_conflicts import left_out
from succession.models import LonglistEntry, PanelBallot, PanelRound


@dataclass(frozen=True)
class Line:
    """What a member knows of a candidate, and what they wrote so far; `name`: "" in the blind round. Neither are their
    values then told: to six decimals they stand beside the name in the pool's list."""

    code: str
    name: str
    entry: LonglistEntry
    score: int | None
    reason: str

    @property
    def talent_value(self) -> float | None:
        """None in the blind round too."""
        return self.entry.talent_value if self.name else None

    @property
    def technical(self) -> float | None:
        """The same."""
        return self.entry.technical if self.name else None


def ballot_of(held: PanelRound, user: User) -> PanelBallot | None:
    """The user's own."""
    return held.ballots.select_related("member").filter(member__user=user).first()


def may_declare(held: PanelRound, ballot: PanelBallot | None) -> bool:
    """Whether a member with this ballot may declare conflicts, or further ones: until they locked their scores, without
    scores until the round is closed. Whoever has declared nothing yet always may, while nobody is named."""
    if held.vacancy.state not in blind.BEFORE_NAMES:
        return False
    return ballot is None or (held.closed_at is None and (not held.scored or ballot.locked_at is None))


def own_void(held: PanelRound, ballot: PanelBallot) -> int:
    """How many scores a member keeps in a ballot that is not locked of candidates whom they leave to others since: they
    count no more. Not of whom, which would tell whose the code is."""
    return ballot.scores.filter(candidate__code__in=left_out(held, ballot)).count()


def sheet(held: PanelRound, ballot: PanelBallot) -> list[Line]:
    """The candidates that a member scores, by their codes: not those about whom they decide nothing, nor those who
    withdrew."""
    gone = {*left_out(held, ballot), *panels.withdrawn(held)}
    hidden = blind.hidden(held.vacancy, ballot.member.user)
    entries = {
        entry.employee_id: entry
        for entry in LonglistEntry.objects.filter(
            longlist=held.longlist_id, employee__in=held.candidates.values("employee")
        )
    }
    for entry in entries.values():
        entry.longlist = held.longlist
    own = {score.candidate_id: score for score in ballot.scores.all()}
    return [
        Line(
            one.code,
            "" if hidden else one.employee.name,
            entries[one.employee_id],
            own[one.pk].score if one.pk in own else None,
            own[one.pk].reason if one.pk in own else "",
        )
        for one in held.candidates.select_related("employee")
        if one.code not in gone
    ]


def own_withdrawn(held: PanelRound, ballot: PanelBallot) -> list[str]:
    """The codes that a member scores no more, or no score of theirs counts, since the application was withdrawn."""
    return sorted(panels.withdrawn(held) - set(left_out(held, ballot)))
