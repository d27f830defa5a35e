"""Problems (RFC 9457)."""

from typing import Any

from rest_framework import serializers

from api.serializers.meanwhile import MeanwhileSerializer


class FieldProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with one field or parameter."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """`code` is stable and for programs, `detail` for people, in the language asked for.

    `change`: what somebody else did first, where that is why. `differences`: how what a signature was given for differs
    from what there is by now."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldProblemSerializer(many=True, required=False)
    change = MeanwhileSerializer(required=False)
    differences = serializers.ListField(child=serializers.CharField(), required=False)
