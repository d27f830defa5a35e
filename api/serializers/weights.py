"""Weights of a merit instrument."""

from collections.abc import Mapping

from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, ReadSerializer
from rules.text import Text


class NameField(serializers.CharField):
    """A name as the law's data has it, in the language asked for."""

    def to_representation(self, value: Mapping[str, str]) -> str:
        """The wording."""
        return str(Text(value["id"], value["en"]))


class MeritWeightsSerializer(ReadSerializer):
    """Weights that somebody accepted for an agency, per cent as decimals; `round`: the one whose result letter brought
    them, `file`: SHA-256 of the workbook."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    instrument = serializers.CharField()
    version = serializers.IntegerField()
    effective_from = serializers.DateField()
    round = serializers.IntegerField(source="round_id", allow_null=True)
    source = serializers.CharField()
    verified = serializers.BooleanField()
    aspects = serializers.DictField(child=serializers.CharField(), source="document.aspects")
    sub_aspects = serializers.DictField(child=serializers.CharField(), source="document.sub_aspects")
    file = serializers.CharField()
    known_from = serializers.DateTimeField()
    accepted_by = serializers.CharField(source="accepted_by.name")


class WeightSerializer(ReadSerializer):
    """What an aspect or a sub-aspect weighs, in per cent; null: not known."""

    id = serializers.CharField()
    name = NameField()
    weight = serializers.FloatField(allow_null=True)


class SubAspectWeightSerializer(WeightSerializer):
    """A sub-aspect, and of which aspect it is."""

    aspect = serializers.CharField()


class PresentWeightsSerializer(ReadSerializer):
    """How an instrument weighs today, where that is said, and whether somebody held it against it; `highest`: the
    level that reaches the maximum."""

    citation = serializers.CharField()
    verified = serializers.BooleanField()
    highest = serializers.IntegerField(source="value.levels.highest")
    aspects = WeightSerializer(many=True, source="value.aspects")
    sub_aspects = SubAspectWeightSerializer(many=True, source="value.sub_aspects")


class AcceptedSerializer(ReadSerializer):
    """For how many agencies weights were new."""

    accepted = serializers.IntegerField()
