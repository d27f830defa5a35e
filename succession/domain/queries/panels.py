"""The committee's rounds: which there are, who sits there, whom they score."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from succession.domain.queries.of_route import is_left, of_route, since_route
from succession.models import (
    Application,
    CommitteeMember,
    Longlist,
    PanelBallot,
    PanelCandidate,
    PanelRound,
    PanelWaiver,
    StageScore,
    Vacancy,
)
from talent.models import Employee


@dataclass(frozen=True)
class Coded:
    """Whose a code is, and whether they took their application back."""

    code: str
    employee: Employee
    withdrawn: bool


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
    seats = CommitteeMember.objects.held().filter(vacancy=held.vacancy_id)
    if held.supplements_id is None or held.closed_at is not None:
        return seats
    return seats.filter(pk__in=set[int]().union(*chains(held)))


def takes_part(held: PanelRound, seat: CommitteeMember) -> bool:
    """Whether the holder of a seat begins a ballot in this round, or declares after it."""
    return members_of(held).filter(pk=seat.pk).exists()


def chains(held: PanelRound) -> list[set[int]]:
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
