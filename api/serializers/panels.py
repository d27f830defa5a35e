"""The committee's first round."""

from rest_framework import serializers

from api.serializers.common import CheckSerializer, PersonSerializer, ReadSerializer


class PanelSeatSerializer(ReadSerializer):
    """A member and how far their ballot is; `internal`: whether they are of the agency (null: not known)."""

    name = serializers.CharField(source="seat.user.name")
    internal = serializers.BooleanField(source="seat.internal", allow_null=True)
    declared_at = serializers.DateTimeField(source="ballot.declared_at", default=None, allow_null=True)
    locked_at = serializers.DateTimeField(source="ballot.locked_at", default=None, allow_null=True)


class LineSerializer(ReadSerializer):
    """A candidate of your own ballot, by the code; `score` is null where you gave none yet."""

    code = serializers.CharField()
    box = serializers.IntegerField(source="entry.box", allow_null=True)
    talent_value = serializers.FloatField(source="entry.talent_value", allow_null=True)
    technical = serializers.FloatField(source="entry.technical", allow_null=True)
    outcome = serializers.CharField(source="entry.outcome")
    score = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class GivenSerializer(ReadSerializer):
    """What one member gave; null where they decide nothing about the candidate."""

    member = serializers.CharField(source="seat.user.name")
    score = serializers.IntegerField(source="given.score", default=None, allow_null=True)
    reason = serializers.CharField(source="given.reason", default=None, allow_null=True)
    outlying = serializers.BooleanField()


class ResultSerializer(ReadSerializer):
    """A candidate after the reveal; `mean` and `spread` are null where every member was recused."""

    code = serializers.CharField(source="candidate.code")
    employee = PersonSerializer(source="candidate.employee")
    rank = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(source="opinion.mean", default=None, allow_null=True)
    spread = serializers.IntegerField(source="opinion.spread", default=None, allow_null=True)
    scores = GivenSerializer(many=True)


class PanelSerializer(ReadSerializer):
    """A round: blind until `revealed_at`, done at `closed_at`. `own`: your ballot while it is blind; `candidates`: none
    before the reveal."""

    vacancy = serializers.IntegerField(source="held.vacancy_id")
    opened_at = serializers.DateTimeField(source="held.opened_at")
    revealed_at = serializers.DateTimeField(source="held.revealed_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="held.closed_at", allow_null=True)
    minutes = serializers.CharField(source="held.minutes", allow_blank=True)
    composition = CheckSerializer(many=True)
    seats = PanelSeatSerializer(many=True)
    own = LineSerializer(many=True)
    candidates = ResultSerializer(many=True, source="results")
