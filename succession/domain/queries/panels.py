"""The committee's rounds: how it is composed, what a member scores, first without knowing whom, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rules import panel as law_of_panel
from rules.checks import Check
from rules.law import NoRuleInForce, shipped
from rules.panel import Opinion
from succession.domain import canonical
from succession.domain.queries import blind
from succession.domain.queries.of_route import is_left, of_route, since_route
from succession.models import (
    Application,
    CommitteeMember,
    Longlist,
    LonglistEntry,
    PanelBallot,
    PanelCandidate,
    PanelRefusal,
    PanelRound,
    PanelScore,
    PanelWaiver,
    StageScore,
    Vacancy,
)
from talent.domain.queries import recusal
from talent.models import Employee

Said = dict[str, str]


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


@dataclass(frozen=True)
class Coded:
    """Whose a code is, and whether they took their application back."""

    code: str
    employee: Employee
    withdrawn: bool


@dataclass(frozen=True)
class Conflict:
    """With whom a member has one, and which, in words; `declared_at`: None where it was found and not declared."""

    employee: Employee
    why: str
    declared_at: datetime | None = None


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
class Given:
    """What a member gave a candidate (None: `recused`, or the application was withdrawn as they locked), and whether it
    is outlying."""

    seat: CommitteeMember
    given: PanelScore | None
    outlying: bool
    recused: bool


@dataclass(frozen=True)
class Result:
    """A candidate with every member's score, and what these make together (None: every member was recused); `whole`:
    everybody scored them who locked a ballot and may, otherwise nothing of it counts and there is no `opinion`."""

    candidate: PanelCandidate
    scores: list[Given]
    whole: bool
    opinion: Opinion | None
    rank: int | None


@dataclass(frozen=True)
class Told:
    """A round as `reader` may read it."""

    held: PanelRound
    reader: User

    @property
    def composition(self) -> tuple[Check, ...]:
        """The committee held against its rule; of a supplementary round also whether it could be blind."""
        blindness = supplement(self.held)
        return (*composition(self.held.vacancy), *([blindness] if blindness else ()))

    @property
    def quorum(self) -> Check | None:
        """Whether enough of the seats score."""
        return quorum(self.held)

    @property
    def seats(self) -> list[Seat]:
        """The members by name."""
        begun = {ballot.member_id: ballot for ballot in self.held.ballots.all()}
        found, against = conflicts(self.held), {one.member_id: one for one in self.refused}
        members = members_of(self.held).select_related("user")
        members = members.order_by("user__name", "id")
        return [Seat(one, begun.get(one.pk), found.get(one.pk), against.get(one.pk)) for one in members]

    @property
    def declarable(self) -> list[Employee]:
        """With whom the reader may declare a conflict now, by the alphabet: the names alone say nothing about codes."""
        seated = members_of(self.held).filter(user=self.reader).exists()
        return people(self.held) if seated and may_declare(self.held, ballot_of(self.held, self.reader)) else []

    @property
    def ballot_version(self) -> int | None:
        """Of the reader's ballot; None without one."""
        ballot = ballot_of(self.held, self.reader)
        return ballot.version if ballot else None

    @property
    def token(self) -> str | None:
        """What a signature under the minutes as they are is given for; None before the reveal."""
        return canonical.digest(minutes_of(self.held)) if self.held.revealed_at else None

    @property
    def signed(self) -> list[str]:
        """Who signed them so, by name."""
        done = signed(self.held) if self.held.revealed_at else set()
        return [str(user) for user in User.objects.filter(pk__in=done).order_by("name", "pk")]

    @property
    def refused(self) -> list[PanelRefusal]:
        """Who will not sign them so, and why."""
        return refusals(self.held) if self.held.revealed_at else []

    @property
    def own(self) -> list[Line]:
        """The reader's ballot until the round is revealed."""
        ballot = ballot_of(self.held, self.reader) if self.held.revealed_at is None else None
        return sheet(self.held, ballot) if ballot else []

    @property
    def own_withdrawn(self) -> list[str]:
        """The codes that are on it no more, since their applications were withdrawn."""
        ballot = ballot_of(self.held, self.reader) if self.held.revealed_at is None else None
        return own_withdrawn(self.held, ballot) if ballot else []

    @property
    def own_void(self) -> int:
        """How many of the scores they gave count no more, since they declared a relation."""
        ballot = ballot_of(self.held, self.reader) if self.held.revealed_at is None else None
        return own_void(self.held, ballot) if ballot else 0

    @property
    def results(self) -> list[Result]:
        """Everybody's scores once it no longer is."""
        return results(self.held)


def far(seats: Sequence[Seat]) -> Far:
    """How far these members are."""
    begun = [one.ballot for one in seats if one.ballot is not None]
    return Far(len(seats), len(begun), sum(ballot.locked_at is not None for ballot in begun))


def rounds(vacancy: Vacancy) -> list[PanelRound]:
    """Every round of a vacancy, the first opened first."""
    return list(PanelRound.objects.select_related("longlist__cycle__run", "vacancy__agency").filter(vacancy=vacancy))


def of(vacancy: Vacancy, stage: str = "", supplement: int | None = None) -> PanelRound | None:
    """The first round over a stage, or the one of this id that supplements it; without a stage the round that was
    opened last, if any was; of the vacancy's route."""
    related = ("longlist__cycle__run", "vacancy__agency", "supplements__longlist")
    found = PanelRound.objects.select_related(*related).filter(of_route("longlist"), vacancy=vacancy)
    if supplement is not None:
        return found.filter(stage=stage, supplements__isnull=False, pk=supplement).first()
    return found.filter(stage=stage).first() if stage else found.last()


def with_id(vacancy: Vacancy, pk: int) -> PanelRound | None:
    """The round of this id, though it is of a pool that the vacancy left."""
    return next((one for one in rounds(vacancy) if one.pk == pk), None)


def of_left_pool(held: PanelRound) -> bool:
    """Whether the round is of a pool that its vacancy left: kept to be read, and nothing of it counts."""
    return is_left(held.longlist, held.vacancy)


def members_of(held: PanelRound) -> QuerySet[CommitteeMember]:
    """Who sits there now; as long as a supplementary round is open, those of them who scored the round it completes,
    or took over the seat of somebody who did."""
    seats = CommitteeMember.objects.filter(vacancy=held.vacancy_id, released_on=None)
    if held.supplements_id is None or held.closed_at is not None:
        return seats
    return seats.filter(pk__in=set[int]().union(*_chains(held)))


def takes_part(held: PanelRound, seat: CommitteeMember) -> bool:
    """Whether the holder of a seat begins a ballot in this round, or declares after it."""
    return members_of(held).filter(pk=seat.pk).exists()


def _chains(held: PanelRound) -> list[set[int]]:
    """Of each seat that scored the round which this one supplements: its holder then, and whoever took it over since.
    Two queries."""
    scored = PanelBallot.objects.filter(round=held.supplements_id, locked_at__isnull=False)
    rows = CommitteeMember.objects.filter(vacancy=held.vacancy_id, replaces__isnull=False)
    after = dict(rows.values_list("replaces", "pk"))
    found = []
    for seat in scored.values_list("member", flat=True):
        chain = {seat}
        while (seat := after.get(seat, 0)) and seat not in chain:
            chain.add(seat)
        found.append(chain)
    return found


def signed_on(vacancy: Vacancy) -> date | None:
    """The day on which the last round was closed, its minutes signed; None before any was."""
    closed = PanelRound.objects.filter(vacancy=vacancy).aggregate(last=Max("closed_at"))["last"]
    return None if closed is None else timezone.localdate(closed)


def unfinished(vacancy: Vacancy) -> PanelRound | None:
    """The round that is open, if one is."""
    return PanelRound.objects.filter(vacancy=vacancy, closed_at=None).first()


def closed_of_stages(vacancy: Vacancy) -> QuerySet[PanelRound]:
    """The rounds whose means are what a stage of the selection gave, the first opened first."""
    rounds = PanelRound.objects.select_related("vacancy__agency", "longlist")
    return rounds.filter(vacancy=vacancy, closed_at__isnull=False).exclude(stage="")


def bind_list(vacancy: Vacancy) -> bool:
    """Whether the list may not be made anew: its best were scored, or a committee scores for a stage or sits now."""
    best = Q(stage="", scored=True)
    return PanelRound.objects.filter(best | Q(closed_at=None), of_route("longlist"), vacancy=vacancy).exists()


def is_current(held: PanelRound) -> bool:
    """Whether the round is about the list that was made last."""
    return not Longlist.objects.filter(vacancy=held.vacancy_id, pk__gt=held.longlist_id).exists()


def waiver(vacancy: Vacancy) -> PanelWaiver | None:
    """That there is no blind round, if it was decided on the vacancy's route."""
    return PanelWaiver.objects.select_related("by").filter(since_route(), vacancy=vacancy).last()


def composition(vacancy: Vacancy) -> tuple[Check, ...]:
    """The committee held against the rule of the vacancy's decision date; nothing where there is none."""
    seats = vacancy.committee.filter(released_on=None)
    internal = list(seats.order_by("id").values_list("internal", flat=True))
    try:
        return law_of_panel.composition(internal, str(vacancy.route), vacancy.decision_date, shipped())
    except NoRuleInForce:
        return ()


def supplement(held: PanelRound) -> Check | None:
    """Whether a supplementary round has enough candidates to be blind, by the rule of the vacancy's decision date; None
    of any other round, and where there is no rule."""
    if held.supplements_id is None:
        return None
    try:
        return law_of_panel.supplement(held.candidates.count(), held.vacancy.decision_date, shipped())
    except NoRuleInForce:
        return None


def quorum(held: PanelRound) -> Check | None:
    """Whether enough of the seats score, by the rule of the vacancy's decision date: before the reveal those whose
    holders declared their conflicts, afterwards those whose ballots were locked and who did not refuse to sign; never
    who left every candidate to others, but in a supplementary round, which may have nobody else. Where nothing is
    scored those that declared and signed the minutes as they are. None where there is no rule."""
    vacancy, begun = held.vacancy, held.scored and held.revealed_at is None
    takes = Q(ballots__round=held, ballots__locked_at__isnull=False)
    if held.scored and held.supplements_id is None:
        takes &= Q(ballots__scores__isnull=False)
    if not held.scored:
        takes &= Q(user__in=signed(held))
    elif begun:
        takes |= Q(ballots__round=held, ballots__locked_at=None, released_on=None)
    against = [one.member_id for one in refusals(held)] if held.scored and held.revealed_at else []
    able = set(vacancy.committee.filter(takes).exclude(pk__in=against).values_list("pk", flat=True))
    filled = set(vacancy.committee.filter(released_on=None).values_list("pk", flat=True)) if begun else set()
    filled -= set(held.ballots.values_list("member_id", flat=True)) if begun else set()
    writing = begun and held.ballots.filter(locked_at=None, member__in=able).exists()
    # A seat that somebody took over counts as theirs; of a supplementary round those count that scored the first.
    seats = [{seat} for seat in vacancy.committee.filter(replaced_by=None).values_list("pk", flat=True)]
    if held.supplements_id is not None:
        seats = _chains(held)
    taking = sum(not able.isdisjoint(seat) for seat in seats)
    undeclared = sum(able.isdisjoint(seat) and not filled.isdisjoint(seat) for seat in seats)
    about: dict[str, Any] = {"scored": held.scored, "refused": bool(against), "begun": writing}
    about["undeclared"] = undeclared
    try:
        return law_of_panel.quorum(taking, len(seats), vacancy.decision_date, shipped(), **about)
    except NoRuleInForce:
        return None


def ballot_of(held: PanelRound, user: User) -> PanelBallot | None:
    """The user's own."""
    return held.ballots.select_related("member").filter(member__user=user).first()


def may_declare(held: PanelRound, ballot: PanelBallot | None) -> bool:
    """Whether a member with this ballot may declare conflicts, or further ones: until they locked their scores, without
    scores until the round is closed. Whoever has declared nothing yet always may, while nobody is named."""
    if held.vacancy.state not in blind.BEFORE_NAMES:
        return False
    return ballot is None or (held.closed_at is None and (not held.scored or ballot.locked_at is None))


def conflicts(held: PanelRound) -> dict[int, list[Conflict]]:
    """Seat → with whom its holder has a conflict, of the ballots that count or were begun after the round; nobody's
    before the reveal, since a relation would tell whose a code is. Three queries at most."""
    if held.revealed_at is None:
        return {}
    late = Q(declared_at__gt=held.closed_at) if held.closed_at else Q(pk=None)
    ballots = list(held.ballots.filter(Q(locked_at__isnull=False) | late).select_related("member"))
    return _conflicts(held, {ballot.member: ballot.recused for ballot in ballots})


def scored_by_committee(application: Application) -> frozenset[str]:
    """The stages whose score of this application comes from the committee's ballots, or will: those in which the person
    was scored, whatever application they had then; not those of a closed round in which nobody could score them. Of
    whoever came after a round (`applicants.latecomers`) it comes from a supplementary one."""
    rounds = PanelRound.objects.filter(vacancy=application.vacancy_id).exclude(stage="")
    candidate = PanelCandidate.objects.filter(round=OuterRef("pk"), employee__nip=application.employee.nip)
    own, given = Exists(candidate), Exists(candidate.filter(scores__ballot__locked_at__isnull=False))
    scored = rounds.filter(Q(closed_at=None) | given, own).values_list("stage", flat=True)
    early = PanelBallot.objects.filter(round=OuterRef("pk"), locked_at__lt=application.at)
    before = rounds.filter(own, ~Exists(early), closed_at__isnull=False).values_list("stage", flat=True)
    there = {*before, *application.scores.values_list("stage", flat=True)}
    others = rounds.filter(Exists(StageScore.objects.filter(round=OuterRef("pk")))).exclude(stage__in=there)
    return frozenset({*scored, *others.values_list("stage", flat=True)})


def withdrawn(held: PanelRound) -> set[str]:
    """The codes of applicants who took their application back since the round was opened, and have no other, in
    whatever row they are kept."""
    if not held.stage:
        return set()
    live = held.vacancy.applications.filter(withdrawn_at=None).values("employee__nip")
    return set(held.candidates.exclude(employee__nip__in=live).values_list("code", flat=True))


def people(held: PanelRound) -> list[Employee]:
    """Who is scored, by their names: the order says nothing about their codes."""
    found = Employee.objects.filter(pk__in=held.candidates.values("employee")).select_related("current")
    return list(found.order_by("name", "id"))


def codes(held: PanelRound) -> list[Coded]:
    """Whose each code is: not before it was noted who reads it (`panel.unmask`)."""
    gone = withdrawn(held)
    return [Coded(one.code, one.employee, one.code in gone) for one in held.candidates.select_related("employee")]


def recused(held: PanelRound, user: User) -> dict[str, str]:
    """Code → why this user decides nothing about that candidate: by what was so at any moment since the vacancy was
    opened, as whoever nominates, decides and signs is asked. Nobody ends a relation between two rounds in order to
    score."""
    codes = dict(held.candidates.values_list("employee_id", "code"))
    found = recusal.recused(user, people(held), since=held.vacancy.created_at)
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


def own_void(held: PanelRound, ballot: PanelBallot) -> int:
    """How many scores a member keeps in a ballot that is not locked of candidates whom they leave to others since: they
    count no more. Not of whom, which would tell whose the code is."""
    return ballot.scores.filter(candidate__code__in=left_out(held, ballot)).count()


def sheet(held: PanelRound, ballot: PanelBallot) -> list[Line]:
    """The candidates that a member scores, by their codes: not those about whom they decide nothing, nor those who
    withdrew."""
    gone = {*left_out(held, ballot), *withdrawn(held)}
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
    return sorted(withdrawn(held) - set(left_out(held, ballot)))


def results(held: PanelRound) -> list[Result]:
    """What came out, the best first; nothing before the reveal, nor where nothing is scored. Ballots that were never
    locked count for nothing."""
    if held.revealed_at is None or not held.scored:
        return []
    counted = PanelBallot.objects.filter(round=held, locked_at__isnull=False)
    barred = dict(counted.values_list("member", "recused"))
    seats = list(
        CommitteeMember.objects.filter(ballots__in=counted).select_related("user").order_by("user__name", "id")
    )
    given: dict[int, dict[int, PanelScore]] = {}
    for score in PanelScore.objects.filter(ballot__in=counted).select_related("ballot"):
        given.setdefault(score.candidate_id, {})[score.ballot.member_id] = score
    found = []
    for one in held.candidates.select_related("employee"):
        own = given.get(one.pk, {})
        whole = all(seat.pk in own or one.code in barred[seat.pk] for seat in seats)
        scores = {seat: score.score for seat, score in own.items()} if whole else {}
        opinion = law_of_panel.opinion(scores, held.longlist.on, shipped())
        alone = opinion.outlying if opinion else ()
        lines = [Given(seat, own.get(seat.pk), seat.pk in alone, one.code in barred[seat.pk]) for seat in seats]
        found.append(Result(one, lines, whole, opinion, None))
    found.sort(key=lambda row: (-row.opinion.mean if row.opinion else 1.0, row.candidate.code))
    means = [row.opinion.mean for row in found if row.opinion]
    # Who has the same mean has the same place.
    return [replace(row, rank=means.index(row.opinion.mean) + 1) if row.opinion else row for row in found]


def minutes_of(held: PanelRound) -> Said:
    """What a signature under the minutes is given for, each part by its name."""
    ballots = held.ballots.filter(locked_at__isnull=False).order_by("member")
    # Whoever is released once it is closed had signed.
    left = Q(member__released_at__lt=held.closed_at) if held.closed_at else Q(member__released_at__isnull=False)
    released = held.ballots.filter(left).order_by("member").values_list("member_id", flat=True)
    said = {
        "minutes": held.minutes,
        "members": ",".join(str(ballot.member_id) for ballot in ballots),
        "released": ",".join(map(str, released)),
    }
    for ballot in ballots:
        said[f"recused {ballot.member_id}"] = canonical.digest(ballot.recused)
    for row in results(held):
        given = [(one.seat.pk, one.given.score, one.given.reason) for one in row.scores if one.given]
        said[row.candidate.code] = canonical.digest([row.candidate.employee_id, sorted(given)])
    return said


def signed(held: PanelRound) -> set[int]:
    """Users who signed what the minutes say now."""
    token = canonical.digest(minutes_of(held))
    return set(held.signatures.filter(token=token).values_list("user_id", flat=True))


def signers(held: PanelRound) -> QuerySet[CommitteeMember]:
    """The members whose signature the minutes want: who scored (without scores: declared) and was not released."""
    return CommitteeMember.objects.filter(ballots__round=held, ballots__locked_at__isnull=False, released_on=None)


def refusals(held: PanelRound) -> list[PanelRefusal]:
    """Who refused to sign what the minutes say now, by name, and did not sign it since."""
    if not held.refusals.exists():
        return []
    token = canonical.digest(minutes_of(held))
    against = held.refusals.filter(token=token).exclude(member__user__in=signed(held))
    return list(against.select_related("member__user").order_by("member__user__name", "id"))


def differences(seen: Mapping[str, Any], now: Said) -> list[str]:
    """What the minutes say otherwise than somebody saw, in words."""
    members = _("susunan penilai berubah")
    words = {"minutes": _("naskah risalah berubah"), "members": members, "released": members}
    parts = [name for name in now if seen.get(name) != now[name]]
    return [words.get(name) or _("penilaian %(name)s berubah") % {"name": name} for name in parts]
