"""Plans, training groups and readiness."""

from typing import Any

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer, TextField, WaivedSerializer


class PlanSerializer(ReadSerializer):
    """One line of somebody's plan (development, retention or placement) on its way."""

    id = serializers.IntegerField()
    agency = serializers.IntegerField(source="agency_id")
    cycle = serializers.IntegerField(source="cycle_id", allow_null=True)
    employee = PersonSerializer()
    kind = serializers.CharField()
    about = serializers.CharField(allow_blank=True, help_text="What it rests on: `gap:…` or `box:…`.")
    action = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.DateField()
    state = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)
    result = serializers.CharField(allow_blank=True)
    observation = serializers.CharField(allow_blank=True)
    cost = serializers.IntegerField(allow_null=True, help_text="In rupiah.")
    approved_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class TrainingGroupSerializer(ReadSerializer):
    """People with like gaps. `profile`: competency → mean missing levels; `lacking`: the same in words."""

    id = serializers.IntegerField()
    agency = serializers.IntegerField(source="agency_id")
    cycle = serializers.IntegerField(source="cycle_id")
    number = serializers.IntegerField()
    name = serializers.CharField()
    profile = serializers.DictField(child=serializers.FloatField())
    lacking = serializers.CharField()
    people = serializers.IntegerField()
    starts = serializers.DateField(allow_null=True)
    seats = serializers.IntegerField(allow_null=True)
    cost = serializers.IntegerField(allow_null=True, help_text="Rupiah a seat.")
    version = serializers.IntegerField()


class TrainingSeatSerializer(ReadSerializer):
    """Somebody in a training group."""

    id = serializers.IntegerField()
    employee = PersonSerializer()


class NeedSerializer(ReadSerializer):
    """A requirement that is not met yet; `earliest` null: the day cannot be said, or not to your role."""

    code = serializers.CharField()
    status = serializers.ChoiceField(choices=["fail", "unknown"])
    label = TextField()
    fact = TextField()
    limit = TextField()
    earliest = serializers.DateField(allow_null=True)
    reason = TextField()
    who = TextField()
    citation = serializers.CharField()


class StandingSerializer(ReadSerializer):
    """A member of the pool: the first `day` on which every requirement can be met, and what is missing till then.

    `level`: NOW, SOON (within 2 years), MID (3 to 5), LATER, CLOSED. `closes`: when age or retirement rules it out.
    `day` null: it cannot be said, or not to your role. `waived`: what only a document meets; `lapses`: when that ends.
    `seated`: on a post of that tier, or of one above, already. `contested`: the person's replies without an answer."""

    employee = PersonSerializer(source="member.employee")
    box = serializers.IntegerField(source="member.box")
    rank = serializers.IntegerField(source="member.rank")
    level = serializers.CharField(source="readiness.level")
    day = serializers.DateField(source="readiness.day", allow_null=True)
    closes = serializers.DateField(source="readiness.closes", allow_null=True)
    needs = NeedSerializer(source="readiness.needs", many=True)
    waived = WaivedSerializer(source="readiness.waived", many=True)
    lapses = serializers.DateField(source="readiness.lapses", allow_null=True)
    seated = serializers.BooleanField()
    contested = serializers.IntegerField(source="member.contested")


class LevelsSerializer(ReadSerializer):
    """How many of the pool's members stand at each level, whatever was asked for."""

    NOW = serializers.IntegerField()
    SOON = serializers.IntegerField()
    MID = serializers.IntegerField()
    LATER = serializers.IntegerField()
    CLOSED = serializers.IntegerField()


class ReadinessListSerializer(ReadSerializer):
    """A stretch of the members, the readiest first; `count`: of all that were asked for; `waived`: how many of those
    in `levels` by a document."""

    agency = serializers.IntegerField()
    target = serializers.CharField()
    on = serializers.DateField()
    policy = serializers.CharField(allow_blank=True, help_text="By which the members' boxes were computed.")
    results: Any = StandingSerializer(many=True)
    count = serializers.IntegerField()
    levels = LevelsSerializer()
    waived = LevelsSerializer()
