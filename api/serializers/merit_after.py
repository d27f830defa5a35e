"""What follows a decided merit round."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import ReadSerializer
from succession.domain.queries import afterwards


class MeritTaskSerializer(ReadSerializer):
    """A task of a follow-up plan; `done_on` set: `result` says what came of it, `closed_on`: no longer meant, and why.

    `start` and `end`: the rise of a level it was planned for; null by hand. `state`: RUNNING, LATE, DONE or CLOSED.
    """

    id = serializers.IntegerField()
    sub_aspect = serializers.CharField(allow_blank=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    owner = serializers.CharField(allow_blank=True)
    due = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    result = serializers.CharField(allow_blank=True)
    closed_on = serializers.DateField(allow_null=True)
    close_reason = serializers.CharField(allow_blank=True)
    state = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    @extend_schema_field(serializers.ChoiceField(choices=afterwards.TaskState.values))
    def get_state(self, task: Any) -> Any:
        return afterwards.state_of(task, timezone.localdate()).value


class ObjectionSerializer(ReadSerializer):
    """An objection to a decision (`sub_aspect` empty: to all of it), its answer, and the round that is the decision
    it led to (null: none)."""

    id = serializers.IntegerField()
    sub_aspect = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    accepted = serializers.BooleanField(allow_null=True)
    answer = serializers.CharField(allow_null=True)
    led_to = serializers.IntegerField(source="led_to.round_id", allow_null=True)


class DecisionProofSerializer(ReadSerializer):
    """A document that a decision rests on."""

    title = serializers.CharField(source="evidence.title")
    number = serializers.IntegerField(source="evidence.number")
    digest = serializers.CharField(source="evidence.file.digest")
    sub_aspects = serializers.ListField(child=serializers.CharField())


class CommitmentSerializer(ReadSerializer):
    """A signed commitment that is kept; its document has an address of its own."""

    id = serializers.IntegerField()
    authority = serializers.CharField()
    number = serializers.CharField()
    at = serializers.DateTimeField()
    digest = serializers.CharField(source="file.digest")


class PlannedSerializer(ReadSerializer):
    """The plan; how many of its tasks are new, how many were raised to a higher level, and the points that all of them
    bring the round to."""

    made = serializers.IntegerField()
    raised = serializers.IntegerField()
    points = serializers.FloatField()
    tasks = MeritTaskSerializer(many=True)


class FollowUpSerializer(ReadSerializer):
    """What followed a decided round; `digest` is over all its evidence, as the ledger has it."""

    tasks = MeritTaskSerializer(many=True)
    objections = ObjectionSerializer(many=True)
    commitments = CommitmentSerializer(many=True)
    objections_until = serializers.DateField(allow_null=True)
    evidence = DecisionProofSerializer(many=True)
    digest = serializers.CharField(allow_blank=True)
