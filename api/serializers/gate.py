"""The calendar of the gate, the way to a category, and all agencies side by side."""

from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, CheckSerializer, ReadSerializer, TextField

ROUTES = ["talent_pool", "open_selection", "undetermined"]


class StretchSerializer(ReadSerializer):
    """Days with one route for the same reasons; `last` (inclusive) null: nothing known ends it."""

    first = serializers.DateField()
    last = serializers.DateField(allow_null=True)
    route = serializers.ChoiceField(choices=ROUTES, source="outcome")
    against = CheckSerializer(many=True)


class ClosingSerializer(ReadSerializer):
    """The end of the direct route: its last day, days left, what stands against it afterwards, and which warning has
    been reached (null: none yet)."""

    last = serializers.DateField()
    days = serializers.IntegerField()
    warning = serializers.IntegerField(allow_null=True)
    against = CheckSerializer(many=True)


class CalendarSerializer(ReadSerializer):
    """The calendar of a tier or post, oldest first; `route` and `closing` (null: it is not open, or nothing known ends
    it) as of today, `pool_to`: the last day of the pool that holds today (null: none)."""

    stretches = StretchSerializer(many=True)
    route = serializers.ChoiceField(choices=ROUTES, source="now.outcome")
    closing = ClosingSerializer(allow_null=True)
    pool_to = serializers.DateField(allow_null=True)


class RiseSerializer(ReadSerializer):
    """A sub-aspect that rises from `start` to `end`."""

    sub_aspect = serializers.CharField(source="line.id")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    points = serializers.FloatField()
    effort = TextField()


class PlannedWaySerializer(ReadSerializer):
    """One way, and the points of the round once it is gone."""

    points = serializers.FloatField()
    effort = TextField()
    steps = RiseSerializer(many=True)


class WaySerializer(ReadSerializer):
    """The ways to `target`, the cheapest first, from the `points` of today; none where it is reached already or more
    than the `most` there can be."""

    points = serializers.FloatField()
    most = serializers.FloatField()
    target = serializers.FloatField()
    ways = PlannedWaySerializer(many=True)


class MeritStandingSerializer(ReadSerializer):
    """An agency with its newest decided round; `rank` 1 is the highest score, null where there is none; `change`:
    points since the round before by the same instrument; on `holds_to` the decision holds for the last time."""

    rank = serializers.IntegerField(allow_null=True)
    agency = AgencyNameSerializer()
    round = serializers.IntegerField(source="newest.id")
    name = serializers.CharField(source="newest.name")
    instrument = serializers.CharField(source="newest.instrument")
    decided_on = serializers.DateField(source="newest.decided_on")
    holds_to = serializers.DateField(source="newest.holds_to")
    score = serializers.FloatField(allow_null=True)
    category = serializers.CharField(source="newest.category", allow_null=True)
    change = serializers.FloatField(source="moved", allow_null=True)


class MeritStandingListSerializer(ReadSerializer):
    """Agencies from `start` on; `count` of all."""

    results = MeritStandingSerializer(many=True)
    count = serializers.IntegerField()
