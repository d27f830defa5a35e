"""Merit rounds on their way."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, PageQuery, Strict
from api.serializers.merit import (
    FollowUpSerializer,
    MeritAssessmentDetailSerializer,
    MeritAssessmentSerializer,
    MeritQuestionSerializer,
    MeritTaskSerializer,
)
from succession.domain import clarifying, following
from succession.domain.queries import afterwards, assessments, clarifications, merit
from succession.domain.queries.clarifications import Thread
from succession.models import MeritAssessment, MeritQuestion
from talent.domain import known

READING = (Permission.VIEW_MERIT,)


class AssessmentQuery(PageQuery):
    """Filters of the merit rounds on their way."""

    agency = IdentifierField(required=False)
    state = serializers.ChoiceField(choices=MeritAssessment.State.values, required=False)


class AskBody(Strict):
    """What is asked about which sub-aspect, and until when."""

    sub_aspect = serializers.CharField(max_length=6)
    text = serializers.CharField(max_length=4_000)
    due = DayField()


class ReplyBody(Strict):
    """What is said to a question."""

    text = serializers.CharField(max_length=4_000)


class CloseBody(Strict):
    """What came of a question, and how many replies the caller read."""

    outcome = serializers.CharField(max_length=4_000)
    read = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class TaskBody(Strict):
    """A task as it is to be; `version` as it was read."""

    text = serializers.CharField(max_length=4_000)
    owner = serializers.CharField(max_length=120, allow_blank=True)
    due = DayField(allow_null=True)
    done_on = DayField(allow_null=True)
    result = serializers.CharField(max_length=4_000, allow_blank=True)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class AssessmentList(Endpoint):
    """Merit rounds on their way."""

    @operation(
        name="merit_assessments",
        summary="Merit rounds from self-assessment to decision, newest first",
        answer=page_of(MeritAssessmentSerializer),
        requires=READING,
        query=AssessmentQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of your agencies; no verifier sees a draft."""
        found = assessments.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(agency_id=query["agency"])
        if "state" in query:
            found = found.filter(state=query["state"])
        return page(request, query, found, ("-id",))


class AssessmentDetail(Endpoint):
    """One merit round on its way."""

    @operation(
        name="merit_assessment",
        summary="One merit round with its answers, evidence and questions",
        answer=MeritAssessmentDetailSerializer,
        requires=READING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Without the verifier's levels until they are given, but to the verifier."""
        user = signed_in(request)
        return assessments.board_for(user, get_object_or_404(assessments.visible_to(user), pk=pk))


class AssessmentQuestions(Endpoint):
    """Questions about a round."""

    @operation(
        name="merit_question_ask",
        summary="Ask the agency about a sub-aspect while the round is being clarified",
        answer=MeritQuestionSerializer,
        requires=(Permission.VERIFY_MERIT,),
        body=AskBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The documents in use are pinned beside it."""
        user = signed_in(request)
        held = get_object_or_404(assessments.visible_to(user), pk=pk)
        return Thread(clarifying.ask(assessment=held, by=user, **body), [])


class QuestionReply(Endpoint):
    """Answers."""

    @operation(
        name="merit_question_reply",
        summary="Answer a question for the agency, or say something to it as its verifier",
        answer=MeritQuestionSerializer,
        requires=(Permission.ASSESS_MERIT, Permission.VERIFY_MERIT),
        body=ReplyBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Everything that is said stays."""
        question = _question(request, pk)
        clarifying.reply(question=question, by=signed_in(request), **body)
        return Thread(question, list(question.replies.select_related("by")))


class QuestionClose(Endpoint):
    """Closing."""

    @operation(
        name="merit_question_close",
        summary="Close a question with what came of it",
        answer=MeritQuestionSerializer,
        requires=(Permission.VERIFY_MERIT,),
        body=CloseBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody said something since the caller read it."""
        question = _question(request, pk)
        clarifying.close(question=question, by=signed_in(request), **body)
        return Thread(question, list(question.replies.select_related("by")))


class RoundFollowUp(Endpoint):
    """What follows."""

    @operation(
        name="merit_follow_up",
        summary="What followed a merit round: tasks, objections, and the evidence its decision rests on",
        answer=FollowUpSerializer,
        requires=READING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Evidence only of a round that was decided by page."""
        user = signed_in(request)
        held = get_object_or_404(merit.visible_to(user), pk=pk)
        evidence, digest = afterwards.proofs(held)
        return {
            "tasks": afterwards.tasks_seen_by(user).filter(round=held),
            "objections": afterwards.objections_seen_by(user).filter(round=held),
            "objections_until": afterwards.objections_until(merit.known_rounds([held], known.now(held.agency_id))[0]),
            "evidence": evidence,
            "digest": digest,
        }


class TaskRevise(Endpoint):
    """Tasks."""

    @operation(
        name="merit_task_revise",
        summary="Change a task of a merit follow-up plan",
        answer=MeritTaskSerializer,
        requires=(Permission.ASSESS_MERIT,),
        body=TaskBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody changed it since the version that was read."""
        user = signed_in(request)
        task = get_object_or_404(afterwards.tasks_seen_by(user), pk=pk)
        following.revise(task=task, by=user, **body)
        return task


def _question(request: Request, pk: int) -> MeritQuestion:
    return get_object_or_404(clarifications.visible_to(signed_in(request)), pk=pk)
