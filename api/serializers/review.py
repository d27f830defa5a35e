"""Calibration sessions, employees' replies, raters."""

from typing import Any

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer


class UserNameSerializer(ReadSerializer):
    """A user as other answers name them."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class SessionSerializer(ReadSerializer):
    """One sitting of the talent committee over a cycle; open while `closed_at` is null."""

    id = serializers.IntegerField()
    cycle = serializers.IntegerField(source="cycle_id")
    agency = serializers.IntegerField(source="cycle.agency_id")
    chair = UserNameSerializer()
    quorum = serializers.IntegerField()
    blind = serializers.BooleanField()
    held_on = serializers.DateField()
    opened_at = serializers.DateTimeField()
    revealed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    broken_off = serializers.BooleanField(help_text="Closed without a result; its moves were taken back.")
    version = serializers.IntegerField()


class SeatSerializer(ReadSerializer):
    """A member or the chair; `signed`: they signed the minutes as these are now. `outside`: said to be no employee of
    the agency; `excused`: they left for good, what they decided stays."""

    user = UserNameSerializer()
    chairs = serializers.BooleanField()
    present = serializers.BooleanField()
    signed = serializers.BooleanField()
    outside = serializers.BooleanField()
    excused = serializers.BooleanField()


class RelationSerializer(ReadSerializer):
    """That a member declared to be related to somebody: from `declared_at` on they decide nothing about them."""

    user = UserNameSerializer()
    employee = PersonSerializer()
    relation = serializers.CharField()
    declared_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class SessionDetailSerializer(ReadSerializer):
    """A sitting with its seats and minutes; its moves are under the cycle's `moves/`."""

    session = SessionSerializer()
    seats = SeatSerializer(many=True)
    moves = serializers.IntegerField()
    minutes = serializers.CharField(allow_blank=True)
    relations = RelationSerializer(many=True, help_text="That counted at any moment while it was open.")
    said = serializers.DictField(child=serializers.CharField(), help_text="What a signature is given for.")
    token = serializers.CharField(help_text="Digest of it.")


class ReplySerializer(ReadSerializer):
    """A request for correction or an objection to a box; its words are in the detail."""

    id = serializers.IntegerField()
    cycle = serializers.IntegerField(source="cycle_id")
    agency = serializers.IntegerField(source="cycle.agency_id")
    employee = PersonSerializer()
    kind = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class ReplyDetailSerializer(ReplySerializer):
    """A reply with what was written, and its answer."""

    text = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class JudgedSerializer(ReadSerializer):
    """A rater or unit. `official`: the mean of the points on record, of `official_of` ratings (null in advice of before
    it was kept); beside it `effect` and its 95 % interval in points after shrinkage, null where not judged."""

    label = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    person = serializers.IntegerField(allow_null=True)
    ratings = serializers.IntegerField(source="n")
    others = serializers.IntegerField()
    official = serializers.FloatField(allow_null=True)
    official_of = serializers.IntegerField(allow_null=True)
    effect = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    verdict = serializers.CharField()
    together = serializers.FloatField(
        allow_null=True, help_text="Points of a rater with the teams rated, or of a unit with its raters."
    )
    alone = serializers.BooleanField(help_text="Hardly any rating stands beside another's in the same team.")


class RatersSerializer(ReadSerializer):
    """Advice about the raters of a cycle, beside its figures and never in them; `count`: of all that were asked for."""

    cycle = serializers.IntegerField()
    side = serializers.CharField()
    known_at = serializers.DateTimeField()
    verdicts = serializers.DictField(child=serializers.IntegerField())
    results: Any = JudgedSerializer(many=True)
    count = serializers.IntegerField()
