"""Profiles like somebody's."""

from typing import Any

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer
from talent.labels import label


class LikeLevelSerializer(ReadSerializer):
    """A competency: the level of the one found (`level`) and of the one searched from (`own`), 1-5."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    level = serializers.IntegerField()
    own = serializers.IntegerField()

    def get_name(self, level: Any) -> str:
        return label(level.code, "competency")


class LikeTechnicalSerializer(ReadSerializer):
    """A technical competency: the level in force of the one found (`level`) and of the one searched from (`own`)."""

    competency = serializers.CharField()
    level = serializers.IntegerField()
    own = serializers.IntegerField()


class LikeServiceSerializer(ReadSerializer):
    """A job family and the whole years in it, of the one found and of the one searched from (`own`)."""

    job_family = serializers.CharField(source="family")
    years = serializers.IntegerField()
    own = serializers.IntegerField()


class LikeProfileSerializer(ReadSerializer):
    """Somebody found. `shared` and `differing`: the traits in words, competencies first and then a line for each job
    family; behind them competencies at the `same_levels` and at `other_levels`, and job families in which both served
    a year or longer (`served_both`), or only one of the two did (`served_one`); and of the technical competencies that
    both have those at the same level (`same_technical`) and at another (`other_technical`)."""

    employee = PersonSerializer(source="person")
    position = serializers.CharField(source="person.current.position", allow_null=True, default=None)
    shared = serializers.ListField(child=serializers.CharField())
    differing = serializers.ListField(child=serializers.CharField())
    same_levels = LikeLevelSerializer(source="same", many=True)
    other_levels = LikeLevelSerializer(source="other", many=True)
    served_both = LikeServiceSerializer(source="shared_families", many=True)
    served_one = LikeServiceSerializer(source="apart", many=True)
    same_technical = LikeTechnicalSerializer(many=True)
    other_technical = LikeTechnicalSerializer(many=True)


class SimilarSerializer(ReadSerializer):
    """By name, which is no rank. `assessed`: whether the levels of the one searched from are known, without which
    nobody is found; `among`: how many people were looked at; `narrowed`: only those of the same job family, for there
    are too many of the tier."""

    assessed = serializers.BooleanField()
    among = serializers.IntegerField()
    narrowed = serializers.BooleanField()
    results = LikeProfileSerializer(many=True)
