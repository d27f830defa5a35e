"""What follows a decided merit round: tasks, objections, the signed commitment."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Download, Endpoint, Located, field_error, operation, signed_in
from api.parameters import CountField, DayField, Strict
from api.serializers.merit_after import (
    CommitmentSerializer,
    FollowUpSerializer,
    MeritTaskSerializer,
    ObjectionSerializer,
    PlannedSerializer,
)
from api.serializers.succession import RoundDetailSerializer
from api.views.common import DOCUMENTS, DocumentField, DocumentUpload, address
from succession.domain import following, superseding
from succession.domain.queries import afterwards, merit
from succession.domain.queries.way import WAYS, Efforts
from succession.interfaces import papers
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


class NewTaskBody(Strict):
    """A task by hand; `sub_aspect` empty: about none of them."""

    sub_aspect = serializers.CharField(max_length=6, allow_blank=True, default="")
    text = serializers.CharField(max_length=4_000)
    owner = serializers.CharField(max_length=120, allow_blank=True, default="")
    due = DayField(allow_null=True, default=None)


class CloseTaskBody(Strict):
    """Why a task is no longer meant; `version` as it was read."""

    reason = serializers.CharField(max_length=4_000)
    version = CountField()


class SupersedeBody(Strict):
    """The decision that follows an accepted objection, and its signed copy; `levels`: sub-aspect=level, one each, of
    those that change; `valid_to` left out: until the replaced one would have ended."""

    number = serializers.CharField(max_length=100)
    decided_on = DayField()
    valid_to = DayField(required=False)
    levels = serializers.ListField(child=serializers.RegexField(r"^\d{1,2}\.\d{1,2}=\d{1,3}$"), max_length=100)
    reason = serializers.CharField(max_length=4_000)
    document = DocumentField()


class PlanBody(Strict):
    """Which score to reach, what a step costs where that is not 1 (null: it cannot be taken), and which of the ways."""

    target = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=Decimal("0.25"))
    efforts = serializers.DictField(
        child=serializers.DictField(
            child=serializers.DecimalField(
                max_digits=6, decimal_places=2, min_value=Decimal("0.01"), max_value=1_000, allow_null=True
            )
        ),
        default=dict,
        help_text="Sub-aspect → level reached → effort.",
    )
    way = serializers.IntegerField(default=1, min_value=1, max_value=WAYS, help_text="1 is the cheapest.")


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
    valid_from = DayField(required=False)
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
            "tasks": afterwards.plan_of(held, user),
            "objections": afterwards.objections_seen_by(user).filter(round=held),
            "commitments": [copy for _paper, _state, copies in afterwards.commitments(held) for copy in copies],
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


class RoundTasks(Endpoint):
    """Tasks by hand."""

    @operation(
        name="merit_task_add",
        summary="Add a task to a merit follow-up plan by hand",
        answer=MeritTaskSerializer,
        requires=PLANNING,
        body=NewTaskBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """About one sub-aspect or none."""
        return following.add(merit_round=_round(request, pk), by=signed_in(request), **body)


class TaskClose(Endpoint):
    """The end of tasks."""

    @operation(
        name="merit_task_close",
        summary="Close a task that is no longer meant, with the reason",
        answer=MeritTaskSerializer,
        requires=PLANNING,
        body=CloseTaskBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """It stays to be read. Refused when somebody changed it since the version that was read."""
        user = signed_in(request)
        task = get_object_or_404(afterwards.tasks_seen_by(user), pk=pk)
        following.close(task=task, by=user, **body)
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
        target, efforts = Fraction(body["target"]), _efforts(held, body["efforts"])
        planned = following.plan(merit_round=held, target=target, efforts=efforts, number=body["way"], by=user)
        return planned._asdict() | {"tasks": afterwards.plan_of(held, user)}


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


class ObjectionDecision(DocumentUpload):
    """Decisions after objections."""

    @operation(
        name="merit_superseding",
        summary="Record the decision that follows an accepted objection, in the place of the one objected to",
        answer=RoundDetailSerializer,
        requires=(Permission.VERIFY_MERIT,),
        body=SupersedeBody,
        status=201,
        media_type="multipart/form-data",
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A round of its own, which counts from its date on; the replaced one stays as it was decided."""
        user = signed_in(request)
        held = get_object_or_404(afterwards.objections_seen_by(user), pk=pk)
        given = {"valid_to": None} | body | {"levels": _levels(body["levels"])}
        made = superseding.supersede(objection=held, by=user, **given)
        found = merit.known_rounds(merit.visible_to(user).filter(pk=made.pk), known.now(made.agency_id))[0]
        return Located(found, address("merit_round", made.pk))


class SupersedingFile(Download):
    """Signed copies of such decisions."""

    @operation(
        name="merit_superseding_file",
        summary="The signed copy of the decision that an objection led to; leaves an event",
        answer=None,
        requires=READING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """By the objection; 404 where there is no such decision."""
        user = signed_in(request)
        held = get_object_or_404(afterwards.supersedings_seen_by(user), objection=pk)
        return document(held.file, superseding.opened(superseding=held, by=user))


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
        copies = next(copies for one, _state, copies in afterwards.commitments(held) if one.pk == paper.pk)
        return Located(copies[-1], address("approval", paper.pk))


class CommitmentFile(Download):
    """The commitment for signature."""

    @operation(
        name="merit_commitment_file",
        summary="The commitment after a decision as PDF/A, for signature; leaves an event",
        answer=None,
        requires=READING,
        documents=DOCUMENTS,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """404 while the round is not decided."""
        user, held = signed_in(request), _round(request, pk)
        made = papers.commitment_of(held, user)
        if made is None:
            raise Http404
        following.printed(merit_round=held, by=user)
        return HttpResponse(made, content_type="application/pdf", headers={"Cache-Control": "no-store"})


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


def _efforts(held: MeritRound, given: dict[str, dict[str, Decimal | None]]) -> Efforts:
    """As they are counted; refused where they name no step of the round's instrument."""
    known = set(afterwards.sub_aspects(held))
    strange = [
        f"{sub}→{level}" for sub, steps in given.items() for level in steps if sub not in known or level not in "1234"
    ]
    if strange:
        raise field_error(
            "efforts", _("Bukan kenaikan level instrumen ini: %(ids)s.") % {"ids": ", ".join(strange)}, "invalid"
        )
    return {
        sub: {int(level): None if effort is None else Fraction(effort) for level, effort in steps.items()}
        for sub, steps in given.items()
    }


def _round(request: Request, pk: int) -> MeritRound:
    return get_object_or_404(merit.visible_to(signed_in(request)), pk=pk)


def _levels(given: list[str]) -> dict[str, int]:
    pairs = [one.split("=") for one in given]
    twice = sorted(sub for sub, times in Counter(sub for sub, _level in pairs).items() if times > 1)
    if twice:
        message = _("Disebut lebih dari satu kali: %(ids)s.") % {"ids": ", ".join(twice)}
        raise field_error("levels", message, "repeated")
    return {sub: int(level) for sub, level in pairs}
