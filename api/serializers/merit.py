"""Merit rounds on their way: answers, evidence, questions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, ReadSerializer
from api.serializers.succession import ScoreSerializer
from succession.domain.queries import clarifications, plenos


class SeenSerializer(ReadSerializer):
    """A document as it stood beside somebody's words."""

    title = serializers.CharField()
    number = serializers.IntegerField()
    digest = serializers.CharField()


class ProofSerializer(ReadSerializer):
    """A document in use: its version and SHA-256."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    digest = serializers.CharField(source="file.digest")


class MeritReplySerializer(ReadSerializer):
    """What was said to a question, by which side, and the documents then."""

    id = serializers.IntegerField()
    side = serializers.CharField()
    text = serializers.CharField()
    seen = SeenSerializer(many=True)
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField()


class MeritQuestionSerializer(ReadSerializer):
    """A question of the overseer; open until `closed_at`, holding the verification up until `due`."""

    id = serializers.IntegerField(source="question.pk")
    sub_aspect = serializers.CharField(source="question.sub_aspect")
    text = serializers.CharField(source="question.text")
    due = serializers.DateField(source="question.due")
    seen = SeenSerializer(many=True, source="question.seen")
    by = serializers.CharField(source="question.by.name")
    at = serializers.DateTimeField(source="question.at")
    closed_at = serializers.DateTimeField(source="question.closed_at", allow_null=True)
    outcome = serializers.CharField(source="question.outcome", allow_null=True)
    replies = MeritReplySerializer(many=True)


class AnswerSerializer(ReadSerializer):
    """A sub-aspect: the agency's level, the verifier's (null until given), and the documents in use."""

    sub_aspect = serializers.CharField(source="line.id")
    level = serializers.IntegerField(source="answer.level", allow_null=True)
    justification = serializers.CharField(source="answer.justification", allow_blank=True)
    verified_level = serializers.IntegerField(source="answer.verified_level", allow_null=True)
    note = serializers.CharField(source="answer.note", allow_blank=True)
    version = serializers.IntegerField(source="answer.version")
    evidence = ProofSerializer(many=True)


class MinutesSerializer(ReadSerializer):
    """The minutes of the plenary session; `levels`: sub-aspect → [level, reason] as it decided."""

    held_on = serializers.DateField(source="pleno.held_on")
    minutes = serializers.CharField(source="pleno.minutes")
    levels = serializers.DictField(source="pleno.levels")
    present = serializers.ListField(child=serializers.CharField())
    signed = serializers.ListField(child=serializers.CharField())
    complete = serializers.BooleanField()
    token = serializers.CharField()


class MeritAssessmentSerializer(ReadSerializer):
    """A merit round on its way."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    name = serializers.CharField()
    instrument = serializers.CharField()
    state = serializers.CharField()
    submitted_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class MeritAssessmentDetailSerializer(MeritAssessmentSerializer):
    """A merit round on its way with everything in it that the reader may see."""

    id = serializers.IntegerField(source="assessment.pk")
    agency = AgencyNameSerializer(source="assessment.agency")
    name = serializers.CharField(source="assessment.name")
    instrument = serializers.CharField(source="assessment.instrument")
    state = serializers.CharField(source="assessment.state")
    submitted_on = serializers.DateField(source="assessment.submitted_on", allow_null=True)
    version = serializers.IntegerField(source="assessment.version")
    own = ScoreSerializer()
    verified = ScoreSerializer(allow_null=True)
    answers = AnswerSerializer(many=True, source="rows")
    questions = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()

    @extend_schema_field(MeritQuestionSerializer(many=True))
    def get_questions(self, board: Any) -> Any:
        threads = clarifications.threads(board.assessment)
        return MeritQuestionSerializer([one for found in threads.values() for one in found], many=True).data

    @extend_schema_field(MinutesSerializer(allow_null=True))
    def get_minutes(self, board: Any) -> Any:
        found = plenos.minutes_of(board.assessment)
        return None if found is None else MinutesSerializer(found).data


class MeritTaskSerializer(ReadSerializer):
    """A task of a follow-up plan; `done_on` set: `result` says what came of it."""

    id = serializers.IntegerField()
    sub_aspect = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    owner = serializers.CharField(allow_blank=True)
    due = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    result = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class ObjectionSerializer(ReadSerializer):
    """An objection to a decision (`sub_aspect` empty: to all of it), and its answer."""

    id = serializers.IntegerField()
    sub_aspect = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    accepted = serializers.BooleanField(allow_null=True)
    answer = serializers.CharField(allow_null=True)


class DecisionProofSerializer(ReadSerializer):
    """A document that a decision rests on."""

    title = serializers.CharField(source="evidence.title")
    number = serializers.IntegerField(source="evidence.number")
    digest = serializers.CharField(source="evidence.file.digest")
    sub_aspects = serializers.ListField(child=serializers.CharField())


class FollowUpSerializer(ReadSerializer):
    """What followed a decided round; `digest` is over all its evidence, as the ledger has it."""

    tasks = MeritTaskSerializer(many=True)
    objections = ObjectionSerializer(many=True)
    objections_until = serializers.DateField(allow_null=True)
    evidence = DecisionProofSerializer(many=True)
    digest = serializers.CharField(allow_blank=True)
