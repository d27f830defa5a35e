"""The committee's first round: how it is composed, what a member scores without knowing whom, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from rules import panel as law_of_panel
from rules.checks import Check
from rules.law import NoRuleInForce, shipped
from rules.panel import Opinion
from succession.domain import canonical
from succession.models import (
    CommitteeMember,
    LonglistEntry,
    PanelBallot,
    PanelCandidate,
    PanelRound,
    PanelScore,
    Vacancy,
)
from talent.domain.queries import recusal
from talent.models import Employee

Said = dict[str, str]


@dataclass(frozen=True)
class Line:
    """What a member knows of a candidate in the blind round, and what they wrote so far."""

    code: str
    entry: LonglistEntry
    score: int | None
    reason: str


@dataclass(frozen=True)
class Seat:
    """A member with their ballot, if it was begun."""

    seat: CommitteeMember
    ballot: PanelBallot | None


@dataclass(frozen=True)
class Given:
    """What a member gave a candidate (None: recused), and whether it is outlying."""

    seat: CommitteeMember
    given: PanelScore | None
    outlying: bool


@dataclass(frozen=True)
class Result:
    """A candidate with every member's score, and what these make together."""

    candidate: PanelCandidate
    scores: list[Given]
    opinion: Opinion | None
    rank: int | None


@dataclass(frozen=True)
class Told:
    """A round as `reader` may read it."""

    held: PanelRound
    reader: User

    @property
    def composition(self) -> tuple[Check, ...]:
        """The committee held against its rule."""
        return composition(self.held.vacancy)

    @property
    def seats(self) -> list[Seat]:
        """The members by name."""
        begun = {ballot.member_id: ballot for ballot in self.held.ballots.all()}
        members = self.held.vacancy.committee.select_related("user").order_by("user__name", "id")
        return [Seat(one, begun.get(one.pk)) for one in members]

    @property
    def own(self) -> list[Line]:
        """The reader's ballot while the round is blind."""
        ballot = ballot_of(self.held, self.reader) if self.held.revealed_at is None else None
        return sheet(self.held, ballot) if ballot else []

    @property
    def results(self) -> list[Result]:
        """Everybody's scores once it no longer is."""
        return results(self.held)


def of(vacancy: Vacancy) -> PanelRound | None:
    """The round of a vacancy, if one was opened."""
    return PanelRound.objects.select_related("longlist", "vacancy__agency").filter(vacancy=vacancy).first()


def composition(vacancy: Vacancy) -> tuple[Check, ...]:
    """The committee held against the rule of the vacancy's decision date; nothing where there is none."""
    internal = list(vacancy.committee.order_by("id").values_list("internal", flat=True))
    try:
        return law_of_panel.composition(internal, str(vacancy.route), vacancy.decision_date, shipped())
    except NoRuleInForce:
        return ()


def ballot_of(held: PanelRound, user: User) -> PanelBallot | None:
    """The user's own."""
    return held.ballots.select_related("member").filter(member__user=user).first()


def people(held: PanelRound) -> list[Employee]:
    """Who is scored, by their names: the order says nothing about their codes."""
    found = Employee.objects.filter(pk__in=held.candidates.values("employee")).select_related("current")
    return list(found.order_by("name", "id"))


def recused(held: PanelRound, user: User) -> dict[str, str]:
    """Code → why this user decides nothing about that candidate."""
    codes = dict(held.candidates.values_list("employee_id", "code"))
    found = recusal.recused(user, people(held), since=held.opened_at)
    return {codes[who]: why for who, why in found.items()}


def sheet(held: PanelRound, ballot: PanelBallot) -> list[Line]:
    """The candidates that a member scores, by their codes: not those about whom they decide nothing."""
    left_out = set(ballot.recused if ballot.locked_at else recused(held, ballot.member.user))
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
            entries[one.employee_id],
            own[one.pk].score if one.pk in own else None,
            own[one.pk].reason if one.pk in own else "",
        )
        for one in held.candidates.all()
        if one.code not in left_out
    ]


def results(held: PanelRound) -> list[Result]:
    """What came out, the best first; nothing while the round is blind."""
    if held.revealed_at is None:
        return []
    seats = list(
        CommitteeMember.objects.filter(ballots__round=held).select_related("user").order_by("user__name", "id")
    )
    given: dict[int, dict[int, PanelScore]] = {}
    for score in PanelScore.objects.filter(ballot__round=held).select_related("ballot"):
        given.setdefault(score.candidate_id, {})[score.ballot.member_id] = score
    found = []
    for one in held.candidates.select_related("employee"):
        own = given.get(one.pk, {})
        opinion = law_of_panel.opinion({seat: score.score for seat, score in own.items()}, held.longlist.on, shipped())
        alone = opinion.outlying if opinion else ()
        found.append((one, [Given(seat, own.get(seat.pk), seat.pk in alone) for seat in seats], opinion))
    found.sort(key=lambda row: (-row[2].mean if row[2] else 1.0, row[0].code))
    means = [opinion.mean for _one, _scores, opinion in found if opinion]
    # Who has the same mean has the same place.
    return [
        Result(one, scores, opinion, means.index(opinion.mean) + 1 if opinion else None)
        for one, scores, opinion in found
    ]


def minutes_of(held: PanelRound) -> Said:
    """What a signature under the minutes is given for, each part by its name."""
    said = {
        "minutes": held.minutes,
        "members": ",".join(str(pk) for pk in held.ballots.order_by("member").values_list("member_id", flat=True)),
    }
    for ballot in held.ballots.order_by("member"):
        said[f"recused {ballot.member_id}"] = canonical.digest(ballot.recused)
    for row in results(held):
        given = [(one.seat.pk, one.given.score, one.given.reason) for one in row.scores if one.given]
        said[row.candidate.code] = canonical.digest([row.candidate.employee_id, sorted(given)])
    return said


def signed(held: PanelRound) -> set[int]:
    """Users who signed what the minutes say now."""
    token = canonical.digest(minutes_of(held))
    return set(held.signatures.filter(token=token).values_list("user_id", flat=True))


def differences(seen: Mapping[str, Any], now: Said) -> list[str]:
    """What the minutes say otherwise than somebody saw, in words."""
    words = {"minutes": _("naskah risalah berubah"), "members": _("susunan penilai berubah")}
    parts = [name for name in now if seen.get(name) != now[name]]
    return [words.get(name) or _("penilaian %(name)s berubah") % {"name": name} for name in parts]
