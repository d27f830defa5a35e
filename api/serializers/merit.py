"""Merit rounds on their way: answers, evidence, questions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, ReadSerializer, TextField
from api.serializers.review import UserNameSerializer
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


class ExtractSerializer(ReadSerializer):
    """Of what the system's own records an extract is, of which day, as known when; `facts`: digest of what counted."""

    kind = serializers.CharField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    facts = serializers.CharField()


class EvidenceVersionSerializer(ProofSerializer):
    """A version of a document: for which sub-aspect, who brought it when, and since when it is out of use; `extract`:
    that the system made it of its own records (null: it did not)."""

    sub_aspect = serializers.CharField()
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    extract = ExtractSerializer(source="file.merit_extract", allow_null=True)


class OfferSerializer(ReadSerializer):
    """An extract that may prove a sub-aspect; `lacking`: what is missing where there is nothing to show yet."""

    sub_aspect = serializers.CharField()
    kind = serializers.CharField(source="offer.kind.code")
    title = serializers.CharField(source="offer.kind.title")
    there = serializers.BooleanField(source="offer.there")
    lacking = serializers.CharField(source="offer.kind.lacking")


class AgainSerializer(ReadSerializer):
    """An extract made again from what was known then: whether every byte is the same, and what was counted."""

    identical = serializers.BooleanField()
    same_facts = serializers.BooleanField()


class DocumentsSerializer(ReadSerializer):
    """Documents as they were just kept."""

    evidence = EvidenceVersionSerializer(many=True)


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


class QuestionNowSerializer(ReadSerializer):
    """A question as somebody else left it."""

    id = serializers.IntegerField()
    sub_aspect = serializers.CharField()
    text = serializers.CharField()
    due = serializers.DateField()
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class AnswerSerializer(ReadSerializer):
    """A sub-aspect: the agency's level, the verifier's (null until given), and the documents in use.

    `owner`: whose share it is. `settled`: the level that the plenary session decided instead of the verifier's.
    `meanings`: level → what it means. `changed`: the documents are others than when the verifier gave the level.
    """

    sub_aspect = serializers.CharField(source="line.id")
    name = TextField(source="line.name")
    weight = serializers.FloatField(source="line.weight", allow_null=True)
    owner = UserNameSerializer(source="answer.owner", allow_null=True)
    level = serializers.IntegerField(source="answer.level", allow_null=True)
    justification = serializers.CharField(source="answer.justification", allow_blank=True)
    verified_level = serializers.IntegerField(source="answer.verified_level", allow_null=True)
    settled = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(source="answer.note", allow_blank=True)
    version = serializers.IntegerField(source="answer.version")
    evidence = ProofSerializer(many=True)
    changed = serializers.BooleanField()
    meanings = serializers.DictField(child=TextField())


class AnswerNowSerializer(ReadSerializer):
    """A sub-aspect as somebody else left it."""

    sub_aspect = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    justification = serializers.CharField(allow_blank=True)
    verified_level = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class LackingSerializer(ReadSerializer):
    """What keeps a round from being submitted."""

    sub_aspect = serializers.CharField(source="id")
    what = serializers.CharField()


class DifferenceSerializer(ReadSerializer):
    """Where the verifier gave another level than the agency, and what it changes (null: no weight is known)."""

    sub_aspect = serializers.CharField(source="line.id")
    points = serializers.FloatField(allow_null=True)


class StepSerializer(ReadSerializer):
    """A step that the reader may take; `back`: it returns the round, with a reason."""

    to = serializers.CharField()
    name = serializers.CharField()
    back = serializers.BooleanField()


class ShareSerializer(ReadSerializer):
    """Somebody's share: how many of their sub-aspects have a level."""

    name = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class MinutesSerializer(ReadSerializer):
    """The minutes of the plenary session; `levels`: sub-aspect → [level, reason] as it decided.

    `said`: all that a signature under them is given for, `token` its digest.
    """

    held_on = serializers.DateField(source="pleno.held_on")
    minutes = serializers.CharField(source="pleno.minutes")
    levels = serializers.DictField(source="pleno.levels")
    present = serializers.ListField(child=serializers.CharField())
    signed = serializers.ListField(child=serializers.CharField())
    complete = serializers.BooleanField()
    token = serializers.CharField()
    said = serializers.DictField(child=serializers.CharField())
    version = serializers.IntegerField(source="pleno.version")


class MinutesNowSerializer(ReadSerializer):
    """Minutes as somebody else left them."""

    held_on = serializers.DateField()
    minutes = serializers.CharField()
    levels = serializers.DictField()
    version = serializers.IntegerField()


class MeritAssessmentSerializer(ReadSerializer):
    """A merit round on its way; `round`: the records that its decision became."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    name = serializers.CharField()
    instrument = serializers.CharField()
    state = serializers.CharField()
    begun_on = serializers.DateField()
    submitted_on = serializers.DateField(allow_null=True)
    round = serializers.IntegerField(source="round_id", allow_null=True)
    version = serializers.IntegerField()


class MeritAssessmentDetailSerializer(MeritAssessmentSerializer):
    """A merit round on its way with everything in it that the reader may see.

    `lacking` keeps it from being submitted, `unexplained` does not. `offers`: extracts, for those who
    may add evidence. `weighed_by`: where the weights come from. `team`: who may have a share, for those who answer.
    `verifiers`: who may sit in the plenary session, for them.
    """

    id = serializers.IntegerField(source="board.assessment.pk")
    agency = AgencyNameSerializer(source="board.assessment.agency")
    name = serializers.CharField(source="board.assessment.name")
    instrument = serializers.CharField(source="board.assessment.instrument")
    state = serializers.CharField(source="board.assessment.state")
    begun_on = serializers.DateField(source="board.assessment.begun_on")
    submitted_on = serializers.DateField(source="board.assessment.submitted_on", allow_null=True)
    round = serializers.IntegerField(source="board.assessment.round_id", allow_null=True)
    version = serializers.IntegerField(source="board.assessment.version")
    own = ScoreSerializer(source="board.own")
    verified = ScoreSerializer(source="board.verified", allow_null=True)
    answers = AnswerSerializer(many=True, source="board.rows")
    differences = DifferenceSerializer(many=True, source="board.differences")
    lacking = LackingSerializer(many=True, source="board.lacking")
    unexplained = LackingSerializer(many=True, source="board.unexplained")
    missing = serializers.ListField(child=TextField(), source="board.missing")
    weighed_by = serializers.CharField(source="board.instrument.citation")
    offers = OfferSerializer(many=True)
    shares = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()
    steps = StepSerializer(many=True)
    team = UserNameSerializer(many=True)
    verifiers = UserNameSerializer(many=True)

    @extend_schema_field(ShareSerializer(many=True))
    def get_shares(self, held: Any) -> Any:
        return [{"name": name, "done": done, "total": total} for name, done, total in held["board"].shares]

    @extend_schema_field(MeritQuestionSerializer(many=True))
    def get_questions(self, held: Any) -> Any:
        threads = clarifications.threads(held["board"].assessment)
        return MeritQuestionSerializer([one for found in threads.values() for one in found], many=True).data

    @extend_schema_field(MinutesSerializer(allow_null=True))
    def get_minutes(self, held: Any) -> Any:
        found = plenos.minutes_of(held["board"].assessment)
        return None if found is None else MinutesSerializer(found).data
