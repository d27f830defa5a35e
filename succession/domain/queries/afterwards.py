"""What followed a decided merit round, for the eye: evidence it rests on, tasks, objections, the signed commitment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Min, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import merit as law_of_merit
from rules.dates import add_years
from rules.law import Rule, shipped
from succession.domain.queries import assessments, merit, papers, rounds
from succession.domain.queries.merit import KnownRound
from succession.domain.queries.rounds import Result
from succession.models import (
    ApprovalRecord,
    MeritAssessment,
    MeritEvidence,
    MeritObjection,
    MeritPaper,
    MeritRound,
    MeritSuperseding,
    MeritTask,
)
from succession.models.merit import ApprovalKind
from talent.domain import known as learning

# An objection that is not done with: no answer yet, or accepted and without the decision that follows.
UNDECIDED = Q(answered_at=None) | Q(accepted=True, led_to=None)


class TaskState(TextChoices):
    """How a task of a follow-up plan stands on a day."""

    RUNNING = "RUNNING", _("berjalan")
    LATE = "LATE", _("terlambat")
    DONE = "DONE", _("selesai")
    CLOSED = "CLOSED", _("ditutup")


@dataclass(frozen=True)
class Proof:
    """A document that a decision rests on, and the sub-aspects that it serves."""

    evidence: MeritEvidence
    sub_aspects: list[str]


def proofs(merit_round: MeritRound) -> tuple[list[Proof], str]:
    """The documents that a decided round rests on, each once, and the digest over all of them that stands in the
    ledger; nothing for a round that came by workbook. A decision in the place of another rests on the same."""
    held = MeritAssessment.objects.filter(round=chain(merit_round)[0]).first()
    if held is None:
        return [], ""
    in_use = list(held.evidence.filter(withdrawn_at=None).select_related("file").order_by("id"))
    served: dict[int, list[MeritEvidence]] = defaultdict(list)
    for one in in_use:
        served[one.file_id].append(one)
    found = [Proof(rows[0], [row.sub_aspect for row in rows]) for rows in served.values()]
    return found, assessments.proof(in_use)


def chain(merit_round: MeritRound) -> list[MeritRound]:
    """The decisions on one assessment, the oldest first: what this one replaced, itself, and what replaced it."""
    after: dict[int, MeritRound] = {}
    before: dict[int, MeritRound] = {}
    told = MeritSuperseding.objects.filter(round__agency=merit_round.agency_id)
    for one in told.select_related("round__agency", "replaced__agency"):
        after[one.replaced_id], before[one.round_id] = one.round, one.replaced
    found = [merit_round]
    while found[0].pk in before:
        found.insert(0, before[found[0].pk])
    while found[-1].pk in after:
        found.append(after[found[-1].pk])
    return found


def course(known: KnownRound) -> Rule:
    """What counts after the decision of a round."""
    return law_of_merit.course(known.decided_on or timezone.localdate(), shipped())


def objections_until(known: KnownRound) -> date | None:
    """The last day on which the agency may object; None while the round is not decided. A decision that was recorded
    here later than its date was not there to be read before."""
    if known.decided_on is None:
        return None
    here = MeritRound.objects.filter(Q(assessment__isnull=False) | Q(replacing__isnull=False), pk=known.round.pk)
    recorded = here.aggregate(first=Min("records__known_from"))["first"]
    first = max(known.decided_on, timezone.localdate(recorded)) if recorded else known.decided_on
    return first + timedelta(days=int(course(known).value["objection_days"]))


def reached(known: KnownRound) -> float | None:
    """The points of the round were all tasks of its plan done; None where a weight is not known."""
    every = (line for aspect in rounds.aspects(known, known.score()) for line in aspect.lines)
    lines = {line.id: line for line in every if not line.left_out}
    if any(line.weight is None for line in lines.values()):
        return None
    ends: dict[str, int] = {}
    for task in MeritTask.objects.filter(round__in=chain(known.round), closed_on=None).exclude(end=None):
        ends[task.sub_aspect] = max(ends.get(task.sub_aspect, 0), task.end or 0)
    weighed = (Fraction(str(line.weight)) * max(line.counted or 0, ends.get(line.id, 0)) for line in lines.values())
    return float(sum(weighed, Fraction(0)))


def sub_aspects(merit_round: MeritRound) -> list[str]:
    """The ids of the round's sub-aspects."""
    return assessments.sub_aspects(merit_round.instrument)


def tasks_seen_by(user: User) -> QuerySet[MeritTask]:
    """Tasks of the agencies whose merit system the user may see."""
    held = MeritTask.objects.select_related("round__agency")
    return scope.within(held, user, Permission.VIEW_MERIT, "round__agency_id")


def plan_of(merit_round: MeritRound, user: User) -> QuerySet[MeritTask]:
    """The tasks after a decision: they stay when another takes its place."""
    return tasks_seen_by(user).filter(round__in=chain(merit_round))


def state_of(task: MeritTask, on: date) -> TaskState:
    """How a task stands on a day; it is late from the day after its due date."""
    if task.closed_on is not None:
        return TaskState.CLOSED
    if task.done_on is not None:
        return TaskState.DONE
    return TaskState.LATE if task.due is not None and task.due < on else TaskState.RUNNING


def late(user: User, on: date) -> QuerySet[MeritTask]:
    """Tasks of the agencies whose merit system the user assesses, that should have been done by `on`."""
    held = MeritTask.objects.filter(due__lt=on, done_on=None, closed_on=None).select_related("round")
    return scope.within(held, user, Permission.ASSESS_MERIT, "round__agency_id").order_by("due", "id")


def undecided_objections(user: User) -> QuerySet[MeritObjection]:
    """Objections that wait for this overseer: for an answer, or accepted and for the decision that follows."""
    held = MeritObjection.objects.filter(UNDECIDED).select_related("round__agency")
    return scope.within(held, user, Permission.VERIFY_MERIT, "round__agency_id").order_by("id")


def supersedings_seen_by(user: User) -> QuerySet[MeritSuperseding]:
    """Decisions in the place of others, of those agencies."""
    held = MeritSuperseding.objects.select_related("round__agency", "objection", "file", "by")
    return scope.within(held, user, Permission.VIEW_MERIT, "round__agency_id")


def objections_seen_by(user: User) -> QuerySet[MeritObjection]:
    """Objections of those agencies."""
    held = MeritObjection.objects.select_related("round__agency", "by", "answered_by", "led_to__round", "led_to__file")
    return scope.within(held, user, Permission.VIEW_MERIT, "round__agency_id")


def papers_seen_by(user: User) -> QuerySet[MeritPaper]:
    """Signed copies of those agencies' papers."""
    return scope.within(MeritPaper.objects.select_related("agency", "file", "by"), user, Permission.VIEW_MERIT)


def commitments(merit_round: MeritRound) -> list[papers.Stated]:
    """The commitments after the round's decision, the newest first: those that name it, and of those that name none the
    ones that follow it by their date."""
    agency_id, at = merit_round.agency_id, learning.now(merit_round.agency_id)
    asked = ApprovalRecord.objects.filter(agency=agency_id, kind=ApprovalKind.COMMITMENT)
    decided, own = merit.by_agency([agency_id], at)[agency_id], {one.pk for one in chain(merit_round)}

    def followed(paper: ApprovalRecord) -> int | None:
        found = merit.latest(decided, paper.letter_date or date.min) if paper.round_id is None else None
        return found.round.pk if found else paper.round_id

    rows = learning.known_at(asked, at).select_related("agency").order_by("-true_from", "-id")
    return papers.with_copies([one for one in rows if followed(one) in own], timezone.localdate())


def due_again(results: Iterable[Result], on: date) -> set[int]:
    """The agencies whose decision is about to be a year old or to lapse on `on`, and that have begun no assessment
    since."""
    near = {
        one.round.agency_id
        for one in results
        if one.known.decided_on
        for days in [int(course(one.known).value["reminder_days"])]
        if min(one.holds_to or date.max, add_years(one.known.decided_on, 1)) - timedelta(days=days) <= on
    }
    if not near:
        return set()
    running = MeritAssessment.objects.filter(agency__in=near).exclude(state__in=["DECIDED", "CANCELLED"])
    return near - set(running.values_list("agency_id", flat=True))
