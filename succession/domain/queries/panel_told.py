"""A round of the committee as one of its readers may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from rules.checks import Check
from succession.domain import canonical
from succession.domain.queries import ballots, panel_conflicts, panel_minutes, panels, quorum
from succession.domain.queries.ballots import Line
from succession.domain.queries.panel_conflicts import Conflict
from succession.domain.queries.panel_minutes import Result
from succession.models import CommitteeMember, PanelBallot, PanelRefusal, PanelRound
from talent.models import Employee


@dataclass(frozen=True)
class Seat:
    """A member with their ballot, if it was begun; `conflicts`: None until the names are known to all, or as long as
    the ballot does not count; `refusal`: why they will not sign the minutes as they are."""

    seat: CommitteeMember
    ballot: PanelBallot | None
    conflicts: Sequence[Conflict] | None = None
    refusal: PanelRefusal | None = None


@dataclass(frozen=True)
class Far:
    """How far a round is that is not revealed: so many members, and how many of them declared, and locked."""

    members: int
    declared: int
    locked: int

    @property
    def done(self) -> bool:
        """Whether everybody has locked: the BKD reveals now."""
        return 0 < self.members == self.locked


@dataclass(frozen=True)
class Told:
    """A round as `reader` may read it."""

    held: PanelRound
    reader: User

    @property
    def composition(self) -> tuple[Check, ...]:
        """The committee held against its rule; of a supplementary round also whether it could be blind."""
        blindness = quorum.supplement(self.held)
        return (*quorum.composition(self.held.vacancy), *([blindness] if blindness else ()))

    @property
    def quorum(self) -> Check | None:
        """Whether enough of the seats score."""
        return quorum.quorum(self.held)

    @property
    def seats(self) -> list[Seat]:
        """The members by name."""
        begun = {ballot.member_id: ballot for ballot in self.held.ballots.all()}
        found, against = panel_conflicts.conflicts(self.held), {one.member_id: one for one in self.refused}
        members = panels.members_of(self.held).select_related("user")
        members = members.order_by("user__name", "id")
        return [Seat(one, begun.get(one.pk), found.get(one.pk), against.get(one.pk)) for one in members]

    @property
    def declarable(self) -> list[Employee]:
        """With whom the reader may declare a conflict now, by the alphabet: the names alone say nothing about codes."""
        seated = panels.members_of(self.held).filter(user=self.reader).exists()
        return panels.people(self.held) if seated and ballots.may_declare(self.held, self._ballot) else []

    @property
    def ballot_version(self) -> int | None:
        """Of the reader's ballot; None without one."""
        return ballot.version if (ballot := self._ballot) else None

    @property
    def token(self) -> str | None:
        """What a signature under the minutes as they are is given for; None before the reveal."""
        return canonical.digest(panel_minutes.minutes_of(self.held)) if self.held.revealed_at else None

    @property
    def signed(self) -> list[str]:
        """Who signed them so, by name."""
        done = panel_minutes.signed(self.held) if self.held.revealed_at else set()
        return [str(user) for user in User.objects.filter(pk__in=done).order_by("name", "pk")]

    @property
    def refused(self) -> list[PanelRefusal]:
        """Who will not sign them so, and why."""
        return panel_minutes.refusals(self.held) if self.held.revealed_at else []

    @property
    def own(self) -> list[Line]:
        """The reader's ballot until the round is revealed."""
        return ballots.sheet(self.held, ballot) if (ballot := self._hidden) else []

    @property
    def own_withdrawn(self) -> list[str]:
        """The codes that are on it no more, since their applications were withdrawn."""
        return ballots.own_withdrawn(self.held, ballot) if (ballot := self._hidden) else []

    @property
    def own_void(self) -> int:
        """How many of the scores they gave count no more, since they declared a relation."""
        return ballots.own_void(self.held, ballot) if (ballot := self._hidden) else 0

    @property
    def results(self) -> list[Result]:
        """Everybody's scores once it no longer is."""
        return panel_minutes.results(self.held)

    @property
    def _ballot(self) -> PanelBallot | None:
        """The reader's, if they began one."""
        return ballots.ballot_of(self.held, self.reader)

    @property
    def _hidden(self) -> PanelBallot | None:
        """The same until the round is revealed."""
        return self._ballot if self.held.revealed_at is None else None


def far(seats: Sequence[Seat]) -> Far:
    """How far these members are."""
    begun = [one.ballot for one in seats if one.ballot is not None]
    return Far(len(seats), len(begun), sum(ballot.locked_at is not None for ballot in begun))
