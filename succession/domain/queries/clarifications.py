"""Questions about a merit round with their answers, and those that still wait."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import assessments
from succession.models import MeritAssessment, MeritQuestion, MeritReply


@dataclass(frozen=True)
class Thread:
    """A question and what was said to it, the oldest first."""

    question: MeritQuestion
    replies: list[MeritReply]

    @property
    def open(self) -> bool:
        """Whether nobody closed it yet."""
        return self.question.closed_at is None

    @property
    def lapsed(self) -> bool:
        """Whether it is open past its deadline, and so holds nothing up any more."""
        return self.open and self.question.due < timezone.localdate()

    @property
    def answered(self) -> bool:
        """Whether the agency said something to it."""
        return any(reply.side == MeritReply.Side.AGENCY for reply in self.replies)


def visible_to(user: User) -> QuerySet[MeritQuestion]:
    """The questions about the rounds that the user may see."""
    held = MeritQuestion.objects.select_related("assessment__agency", "file", "by", "closed_by")
    return assessments.readable(scope.within(held, user, Permission.VIEW_MERIT, "assessment__agency_id"), user)


def threads(assessment: MeritAssessment) -> dict[str, list[Thread]]:
    """Sub-aspect → its questions with their answers, the oldest first; two queries in all."""
    replies: dict[int, list[MeritReply]] = defaultdict(list)
    for reply in MeritReply.objects.filter(question__assessment=assessment).select_related("by"):
        replies[reply.question_id].append(reply)
    found: dict[str, list[Thread]] = defaultdict(list)
    for question in assessment.questions.select_related("by", "closed_by", "file"):
        found[question.sub_aspect].append(Thread(question, replies[question.pk]))
    return found


def waiting(assessment: MeritAssessment, on: date) -> QuerySet[MeritQuestion]:
    """The questions that hold the verification up on `on`: neither closed nor past their deadline."""
    return assessment.questions.filter(closed_at=None, due__gte=on)


def unanswered(user: User) -> QuerySet[MeritQuestion]:
    """Open questions to the agencies for which the user answers, without an answer, the nearest deadline first."""
    mine = scope.within(MeritQuestion.objects.all(), user, Permission.ASSESS_MERIT, "assessment__agency_id")
    states = Q(closed_at=None, assessment__state=MeritAssessment.State.CLARIFICATION)
    answered = MeritReply.objects.filter(side=MeritReply.Side.AGENCY).values("question_id")
    return mine.filter(states).exclude(pk__in=answered).select_related("assessment__agency").order_by("due", "id")
