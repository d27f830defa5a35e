"""Candidates side by side."""

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer


class ComparedLevelSerializer(ReadSerializer):
    """A competency against the standard of the post; null: not known; `gap`: levels below it."""

    competency = serializers.CharField(source="code")
    level = serializers.FloatField(allow_null=True)
    standard = serializers.FloatField(allow_null=True)
    gap = serializers.FloatField()


class ComparedTechnicalSerializer(ReadSerializer):
    """A technical competency that the post asks; null: not known, which is no level 0."""

    competency = serializers.CharField()
    standard = serializers.IntegerField()
    level = serializers.IntegerField(allow_null=True)
    gap = serializers.IntegerField(allow_null=True)
    assessed_on = serializers.DateField(allow_null=True)


class ComparedSerializer(ReadSerializer):
    """A ranked candidate; `missing`: levels below the standards, all together (null where one is not known)."""

    employee = PersonSerializer(source="entry.employee")
    rank = serializers.IntegerField(source="entry.rank")
    box = serializers.IntegerField(source="entry.box", allow_null=True)
    talent_value = serializers.FloatField(source="entry.talent_value", allow_null=True)
    technical = serializers.FloatField(source="entry.technical", allow_null=True)
    combined = serializers.FloatField(source="entry.combined", allow_null=True)
    assessed_on = serializers.DateField(allow_null=True)
    missing = serializers.FloatField(allow_null=True)
    competencies = ComparedLevelSerializer(many=True)
    technical_missing = serializers.IntegerField(allow_null=True)
    technical_competencies = ComparedTechnicalSerializer(many=True, source="technical")


class ComparisonSerializer(ReadSerializer):
    """Up to five candidates in the order of their ranks; `absent`: ranks that nobody has."""

    longlist = serializers.IntegerField(source="longlist.pk")
    policy = serializers.CharField(source="longlist.policy_name", allow_blank=True)
    people = ComparedSerializer(many=True)
    absent = serializers.ListField(child=serializers.IntegerField())
