"""The matrix of a cycle and the movements between two."""

from rest_framework import serializers

from api.serializers.common import ReadSerializer


class BorderSerializer(ReadSerializer):
    """People within the measurement error of the border between two boxes, on either side of it."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()
    people = serializers.IntegerField()


class MeasurementErrorSerializer(ReadSerializer):
    """Points on either axis, and whether that was read at its source."""

    performance = serializers.FloatField()
    potential = serializers.FloatField()
    citation = serializers.CharField()
    verified = serializers.BooleanField()


class NarrowedMatrixSerializer(ReadSerializer):
    """People by box after calibration, narrowed as asked; by `policy`, its code and version.

    `people` are those in a box and the `unassessed`; who had `retired` by the day of the cycle is counted apart.
    """

    cycle = serializers.IntegerField()
    policy = serializers.CharField()
    boxes = serializers.DictField(child=serializers.IntegerField())
    unassessed = serializers.IntegerField()
    retired = serializers.IntegerField()
    people = serializers.IntegerField()
    on_border = serializers.IntegerField()
    borders = BorderSerializer(many=True)
    error = MeasurementErrorSerializer(allow_null=True)


class MovementSerializer(ReadSerializer):
    """People who stood in one box and stand in another; 0: not assessed, null: not among that cycle's people."""

    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField()


class MovementsSerializer(ReadSerializer):
    """Movements since the agency's last established cycle; `before` null: there is none. Each cycle's boxes are by its
    own policy."""

    cycle = serializers.IntegerField()
    policy = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)
    policy_before = serializers.CharField(allow_null=True)
    movements = MovementSerializer(many=True)


class ChangeSerializer(ReadSerializer):
    """A record that a document can prove."""

    code = serializers.CharField()
    kind = serializers.CharField()
    text = serializers.CharField()
    document = serializers.CharField()
    by = serializers.CharField()


class SmallestChangeSerializer(ReadSerializer):
    """The smallest set of changes that would move the box up, rescored by the rules that scored it."""

    box = serializers.IntegerField()
    changes = ChangeSerializer(many=True)


class SupplySerializer(ReadSerializer):
    """A component that is missing, the document that would say it, and who can supply it."""

    label = serializers.CharField()
    kind = serializers.CharField()
    document = serializers.CharField()
    by = serializers.CharField()
