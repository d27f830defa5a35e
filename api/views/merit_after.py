"""What follows a decided merit round: tasks, objections, the signed commitment."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Download, Endpoint, Located, operation, signed_in
from api.parameters import CountField, DayField, Strict
from api.serializers.merit_after import (
    CommitmentSerializer,
    FollowUpSerializer,
    MeritTaskSerializer,
    ObjectionSerializer,
    PlannedSerializer,
)
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address
from succession.domain import following
from succession.domain.queries import afterwards, merit
from succession.models import MeritRound
from succession.models.merit import Authority
from talent.domain import known
from talent.interfaces.documents import document

READING = (Permission.VIEW_MERIT,)
PLANNING = (Permission.ASSESS_MERIT,)


class TaskBody(Strict):
    """A task as it is to be; `version` as it was read."""

    text = serializers.CharField(max_length=4_000)
    owner = serializers.CharField(max_length=120, allow_blank=True)
    due = DayField(allow_null=True)
    done_on = DayField(allow_null=True)
    result = serializers.CharField(max_length=4_000, allow_blank=True)
    version = CountField()


class PlanBody(Strict):
    """Which score to reach, and what a level costs where that is not 1; null: the sub-aspect cannot rise."""

    target = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=Decimal("0.25"))
    efforts = serializers.DictField(
        child=serializers.DecimalField(
            max_digits=6, decimal_places=2, min_value=Decimal("0.01"), max_value=1_000, allow_null=True
        ),
        default=dict,
        help_text="Sub-aspect → effort of each level.",
    )


class ObjectionBody(Strict):
    """What is held against a decision; `sub_aspect` empty: against all of it."""

    sub_aspect = serializers.CharField(max_length=6, allow_blank=True, default="")
    text = serializers.CharField(max_length=4_000)


class ObjectionAnswerBody(Strict):
    """The overseer's answer."""

    accepted = serializers.BooleanField()
    text = serializers.CharField(max_length=4_000)


class CommitmentBody(Strict):
    """The commitment that was signed, and its copy."""

    authority = serializers.ChoiceField(choices=Authority.values)
    number = serializers.CharField(max_length=100)
    dated = DayField()
    valid_to = DayField(required=False)
    document = DocumentField()


class RoundFollowUp(Endpoint):
    """What follows."""

    @operation(
        name="merit_follow_up",
        summary="What followed a merit round: tasks, objections, commitments, and the evidence its decision rests on",
        answer=FollowUpSerializer,
        requires=READING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Evidence only of a round that was decided by page."""
        user, held = signed_in(request), _round(request, pk)
        evidence, digest = afterwards.proofs(held)
        return {
            "tasks": afterwards.tasks_seen_by(user).filter(round=held),
            "objections": afterwards.objections_seen_by(user).filter(round=held),
            "commitments": afterwards.commitments(held),
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
        requires=PLANNING,
        body=TaskBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody changed it since the version that was read."""
        user = signed_in(request)
        task = get_object_or_404(afterwards.tasks_seen_by(user), pk=pk)
        following.revise(task=task, by=user, **body)
        return task


class RoundPlan(Endpoint):
    """The plan."""

    @operation(
        name="merit_plan",
        summary="Make the cheapest way to a score a plan: a task for each sub-aspect that rises and has none",
        answer=PlannedSerializer,
        requires=PLANNING,
        body=PlanBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Tasks that are there already stay as they are."""
        user, held = signed_in(request), _round(request, pk)
        efforts = {sub: None if effort is None else Fraction(effort) for sub, effort in body["efforts"].items()}
        made = following.plan(merit_round=held, target=Fraction(body["target"]), efforts=efforts, by=user)
        return {"made": made, "tasks": afterwards.tasks_seen_by(user).filter(round=held)}


class RoundObjections(Endpoint):
    """Objections."""

    @operation(
        name="merit_objection",
        summary="Object to a decision, within the days that the law leaves for it",
        answer=ObjectionSerializer,
        requires=(Permission.SUBMIT_MERIT,),
        body=ObjectionBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """To all of it or to one sub-aspect."""
        return following.oppose(merit_round=_round(request, pk), by=signed_in(request), **body)


class ObjectionAnswer(Endpoint):
    """Answers to objections."""

    @operation(
        name="merit_objection_answer",
        summary="Answer an objection, once",
        answer=ObjectionSerializer,
        requires=(Permission.VERIFY_MERIT,),
        body=ObjectionAnswerBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody answered it first."""
        user = signed_in(request)
        objection = get_object_or_404(afterwards.objections_seen_by(user), pk=pk)
        following.answer(objection=objection, by=user, **body)
        return objection


class RoundCommitment(DocumentUpload):
    """The commitment."""

    @operation(
        name="merit_commitment",
        summary="Record the commitment that was signed, with its copy",
        answer=CommitmentSerializer,
        requires=(Permission.RECORD_APPROVAL,),
        body=CommitmentBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The paper that the gate asks for, and beside it the document."""
        held, given = _round(request, pk), {"valid_to": None} | body
        paper = following.commit(merit_round=held, by=signed_in(request), **given)
        copies = afterwards.commitments(held).filter(authority=paper.authority, number=paper.number)
        return Located(copies[0], address("approval", paper.pk))


class PaperFile(Download):
    """Signed copies."""

    @operation(
        name="merit_paper_file",
        summary="The signed copy of a paper; leaves an event",
        answer=None,
        requires=READING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As it was kept."""
        user = signed_in(request)
        held = get_object_or_404(afterwards.papers_seen_by(user), pk=pk)
        return document(held.file, following.opened(paper=held, by=user))


def _round(request: Request, pk: int) -> MeritRound:
    return get_object_or_404(merit.visible_to(signed_in(request)), pk=pk)
