"""Clarification of a merit round: questions and answers."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Download, Endpoint, operation, signed_in
from api.parameters import CountField, DayField, Strict
from api.serializers.merit import MeritQuestionSerializer
from api.views.common import DOCUMENTS
from succession.domain import clarifying
from succession.domain.queries import assessments, clarifications
from succession.domain.queries.clarifications import Thread
from succession.models import MeritQuestion
from talent.interfaces.documents import document


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
    read = CountField()


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
        """Everything that is said stays. A document comes from whose share the sub-aspect is, or the head."""
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


class QuestionFile(Download):
    """The document of a question."""

    @operation(
        name="merit_question_file",
        summary="The document that came with a question; leaves an event",
        answer=None,
        requires=(Permission.VIEW_MERIT,),
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 where the question has none."""
        question = _question(request, pk)
        if question.file is None:
            raise Http404
        return document(question.file, clarifying.opened(question=question, by=signed_in(request)))


def _question(request: Request, pk: int) -> MeritQuestion:
    return get_object_or_404(clarifications.visible_to(signed_in(request)), pk=pk)
