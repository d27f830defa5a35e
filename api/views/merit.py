"""Merit rounds on their way: begun, answered, submitted, verified, decided."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import CountField, DayField, IdentifierField, LevelField, PageQuery, Strict, VersionField
from api.serializers.merit import (
    AnswerSerializer,
    MeritAssessmentDetailSerializer,
    MeritAssessmentSerializer,
    MinutesSerializer,
)
from api.serializers.succession import RoundDetailSerializer
from api.views.common import address, agency_named
from succession.domain import assessing, merit_evidence, pleno, verifying
from succession.domain.merit_steps import onward
from succession.domain.queries import assessments, extracts, merit, plenos
from succession.domain.queries.assessments import Row
from succession.models import MeritAnswer, MeritAssessment
from succession.models.merit import Instrument
from talent.domain import known

READING, VERIFYING = (Permission.VIEW_MERIT,), (Permission.VERIFY_MERIT,)


class AssessmentQuery(PageQuery):
    """Filters of the merit rounds on their way."""

    agency = IdentifierField(required=False)
    state = serializers.ChoiceField(choices=MeritAssessment.State.values, required=False)


class BeginBody(Strict):
    """A new round; it keeps its instrument for ever."""

    agency = IdentifierField()
    name = serializers.CharField(max_length=60)
    instrument = serializers.ChoiceField(choices=Instrument.values)


class AnswerBody(Strict):
    """The agency's level of a sub-aspect (null: not answered; −1: it does not apply, where `meanings` has that), why,
    whose share it is; `version` as it was read."""

    level = LevelField(allow_null=True)
    justification = serializers.CharField(max_length=4_000, allow_blank=True)
    owner = IdentifierField(allow_null=True, help_text="Id of a member of the round's `team`.")
    version = VersionField()


class VerifyBody(Strict):
    """The verifier's level (null: none yet), a remark where it differs, and the version that was read."""

    level = LevelField(allow_null=True)
    remark = serializers.CharField(max_length=4_000, allow_blank=True)
    version = VersionField()


class StepBody(Strict):
    """Where the round goes, and the version that was read."""

    to = serializers.ChoiceField(choices=[str(to) for to in verifying.PRESSED])
    version = VersionField()


class BackBody(Strict):
    """Why the round is returned, and the version that was read."""

    reason = serializers.CharField(max_length=4_000)
    version = VersionField()


class DecideBody(Strict):
    """The decision, and the version that was read."""

    number = serializers.CharField(max_length=100)
    decided_on = DayField()
    valid_to = DayField(allow_null=True)
    version = VersionField()


class SettledBody(Strict):
    """What a session decided on a sub-aspect."""

    level = LevelField()
    reason = serializers.CharField(max_length=1_000, allow_blank=True)


class MinutesBody(Strict):
    """The whole minutes, and the version that was read (0: there were none)."""

    held_on = DayField()
    present = serializers.ListField(
        child=IdentifierField(), max_length=100, help_text="Ids of the round's `verifiers` who were there."
    )
    minutes = serializers.CharField(max_length=20_000)
    levels = serializers.DictField(child=SettledBody(), help_text="Sub-aspect → what the session decided.")
    version = CountField()


class SignBody(Strict):
    """What the signature is given for: `said` of the minutes as they were read."""

    said = serializers.DictField(child=serializers.CharField(allow_blank=True, trim_whitespace=False))


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

    @operation(
        name="merit_assessment_begin",
        summary="Begin a merit round",
        answer=MeritAssessmentSerializer,
        requires=(Permission.ASSESS_MERIT,),
        body=BeginBody,
        status=201,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A draft with every sub-aspect unanswered. Refused for an instrument that is not in force today."""
        user = signed_in(request)
        agency = agency_named(body.pop("agency"), user)
        made = assessing.begin(agency=agency, on=timezone.localdate(), by=user, **body)
        return Located(made, address("merit_assessment", made.pk))


class AssessmentDetail(Endpoint):
    """One merit round on its way."""

    @operation(
        name="merit_assessment",
        summary="One merit round with its answers, shares, differences, questions, minutes and next steps",
        answer=MeritAssessmentDetailSerializer,
        requires=READING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Without the verifier's levels until they are given, but to the verifier."""
        user, held = signed_in(request), named(request, pk)
        may = {one: scope.allows(user, one, held.agency_id) for one in (Permission.ASSESS_MERIT, *VERIFYING)}
        return {
            "board": assessments.board_for(user, held),
            "steps": onward(held, user),
            "team": assessments.team(held) if may[Permission.ASSESS_MERIT] else [],
            "verifiers": plenos.candidates(held) if may[Permission.VERIFY_MERIT] else [],
            "offers": _offers(held) if may[Permission.ASSESS_MERIT] and held.state in merit_evidence.OPEN else [],
        }


class AssessmentAnswer(Endpoint):
    """The agency's levels."""

    @operation(
        name="merit_answer",
        summary="Say which level a sub-aspect of a draft has, why, and whose share it is",
        answer=AnswerSerializer,
        requires=(Permission.ASSESS_MERIT,),
        body=AnswerBody,
    )
    def post(self, request: Request, pk: int, sub: str, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """All four. Refused when somebody else changed the sub-aspect since `version`."""
        user, answer = signed_in(request), answer_of(request, pk, sub)
        owner = body.pop("owner")
        member = assessments.team(answer.assessment).filter(pk=owner).first() if owner else None
        if owner and member is None:
            message = _("Penanggung jawab harus anggota tim merit instansi ini.")
            raise field_error("owner", message, "not_of_the_team")
        assessing.answer(answer=answer, owner=member, by=user, **body)
        return _row(user, answer)


class AssessmentVerify(Endpoint):
    """The verifier's levels."""

    @operation(
        name="merit_verify",
        summary="Give the verifier's level of a sub-aspect; one that differs needs a remark",
        answer=AnswerSerializer,
        requires=VERIFYING,
        body=VerifyBody,
    )
    def post(self, request: Request, pk: int, sub: str, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when somebody else changed the sub-aspect since `version`."""
        user, answer = signed_in(request), answer_of(request, pk, sub)
        verifying.verify(answer=answer, by=user, **body)
        return _row(user, answer)


class AssessmentStep(Endpoint):
    """Steps."""

    @operation(
        name="merit_step",
        summary="Submit a round, open its clarification, or close its verification",
        answer=MeritAssessmentSerializer,
        requires=(Permission.SUBMIT_MERIT, *VERIFYING),
        body=StepBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused with what is lacking, and when somebody else moved the round since `version`."""
        held = named(request, pk)
        verifying.PRESSED[body["to"]](assessment=held, version=body["version"], by=signed_in(request))
        return named(request, pk)


class AssessmentBack(Endpoint):
    """The way back."""

    @operation(
        name="merit_send_back",
        summary="Return a round: the verified to clarification, otherwise to the agency; or cancel a draft",
        answer=MeritAssessmentSerializer,
        requires=(*VERIFYING, Permission.SUBMIT_MERIT),
        body=BackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A draft is out of its verifier's sight: the answer is the round as it was left."""
        held = named(request, pk)
        assessing.send_back(assessment=held, by=signed_in(request), **body)
        held.refresh_from_db()
        return held


class AssessmentMinutes(Endpoint):
    """Minutes."""

    @operation(
        name="merit_minutes",
        summary="Keep the minutes of the plenary session about a verified round",
        answer=MinutesSerializer,
        requires=VERIFYING,
        body=MinutesBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The whole of them. Whatever changes what they say voids the signatures under it."""
        user, held = signed_in(request), named(request, pk)
        scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
        ids = set(body.pop("present"))
        there = [one for one in plenos.candidates(held) if one.pk in ids]
        if len(there) < len(ids):
            raise field_error("present", _("Sebutkan verifikator instansi ini yang hadir."), "unknown")
        levels = {sub: (one["level"], one["reason"]) for sub, one in body.pop("levels").items()}
        pleno.write(assessment=held, present=there, levels=levels, by=user, **body)
        return plenos.minutes_of(held)


class MinutesSign(Endpoint):
    """Signatures under minutes."""

    @operation(
        name="merit_minutes_sign",
        summary="Sign the minutes as they were read",
        answer=MinutesSerializer,
        requires=VERIFYING,
        body=SignBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused with the differences when they say something else by now."""
        held = named(request, pk)
        pleno.sign(assessment=held, seen=body["said"], by=signed_in(request))
        return plenos.minutes_of(held)


class AssessmentDecide(Endpoint):
    """Decisions."""

    @operation(
        name="merit_decide",
        summary="Record the decision on a verified round",
        answer=RoundDetailSerializer,
        requires=VERIFYING,
        body=DecideBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The round becomes the dated records that a workbook would have brought."""
        made = verifying.decide(assessment=named(request, pk), by=signed_in(request), **body)
        found = merit.known_rounds([made], known.now(made.agency_id))[0]
        return Located(found, address("merit_round", made.pk))


def named(request: Request, pk: int) -> MeritAssessment:
    """A round that the caller may see; raises Http404."""
    return get_object_or_404(assessments.visible_to(signed_in(request)), pk=pk)


def answer_of(request: Request, pk: int, sub: str) -> MeritAnswer:
    """A sub-aspect of such a round; raises Http404."""
    held = named(request, pk)
    found = get_object_or_404(MeritAnswer, assessment=held, sub_aspect=sub)
    found.assessment = held
    return found


def _offers(held: MeritAssessment) -> list[dict[str, Any]]:
    found = extracts.offered(
        held.agency,
        held.instrument,
        assessments.scored_as_of(held),
        assessments.sub_aspects(held.instrument),
        timezone.localdate(),
        known.now(held.agency_id),
    )
    return [{"sub_aspect": sub, "offer": one} for sub, offers in found.items() for one in offers]


def _row(user: User, answer: MeritAnswer) -> Row:
    board = assessments.board_for(user, answer.assessment)
    return next(row for row in board.rows if row.line.id == answer.sub_aspect)
