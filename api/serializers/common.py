"""Forms that many answers share."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from rest_framework import serializers

from rules.text import Text


class ReadSerializer(serializers.Serializer[Any]):
    """An answer: every member is always there, null where nothing is known."""


class AgencySerializer(ReadSerializer):
    """An *instansi*."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    province = serializers.CharField()


class AgencyNameSerializer(ReadSerializer):
    """An agency as other answers name it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class UnitNameSerializer(ReadSerializer):
    """A unit as other answers name it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class UnitSerializer(UnitNameSerializer):
    """A *unit kerja*."""

    agency = AgencyNameSerializer()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)


class PersonSerializer(ReadSerializer):
    """An employee as other answers name them."""

    id = serializers.IntegerField()
    nip = serializers.CharField()
    name = serializers.CharField()


class TextField(serializers.CharField):
    """A text of the rules, in the language asked for."""

    def to_representation(self, value: Text | str) -> str:
        """The wording."""
        return str(value)


class FreedSerializer(ReadSerializer):
    """A requirement that is passed only by a document: its number, and the SHA-256 of its file."""

    code = serializers.CharField()
    number = serializers.CharField()
    document = serializers.CharField(allow_blank=True)


class WaivedSerializer(ReadSerializer):
    """A requirement only a document meets; `until`: its last day (null: no end), `document`: SHA-256 of the file."""

    code = serializers.CharField()
    label = TextField()
    said = TextField(help_text="By whom, and what it is without.")
    number = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    document = serializers.CharField(allow_blank=True)


class CheckSerializer(ReadSerializer):
    """One condition held against one fact; `decides` false: only shown.

    `note`: what an unverified rule assumes. `readings`: by which of two readings of the limit it is met; else empty.
    `own`: asked by the agency, not by the law. `waived`: the document that frees the person from it; else empty.
    """

    code = serializers.CharField()
    status = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    label = TextField()
    fact = TextField()
    limit = TextField()
    citation = serializers.CharField()
    verified = serializers.BooleanField()
    decides = serializers.BooleanField()
    note = TextField()
    readings = TextField()
    own = serializers.BooleanField()
    waived = TextField()


class GapSerializer(ReadSerializer):
    """The first and last day of a time of which nothing is certain to count."""

    first = serializers.DateField()
    last = serializers.DateField()
    days = serializers.IntegerField()


class LeftOutSerializer(ReadSerializer):
    """The kind of an appointment that does not count as time served, and the rule by which it does not."""

    kind = serializers.CharField()
    reason = TextField(source="rule.note")
    citation = serializers.CharField(source="rule.citation")
    verified = serializers.BooleanField(source="rule.verified")


class ServedSerializer(ReadSerializer):
    """What of a period counts as time served, in days: `counted`, and `overlap`, which an earlier one has been counted
    for already (both null: not certain to count); `gap`: before it (null: none); `left_out`: by which rule it does not
    count at all (null: it is not left out)."""

    sure = serializers.BooleanField()
    counted = serializers.IntegerField(allow_null=True)
    overlap = serializers.IntegerField(allow_null=True)
    gap = GapSerializer(allow_null=True)
    left_out = LeftOutSerializer(allow_null=True)


class PeriodSerializer(ServedSerializer):
    """An appointment that counts, or may count, towards a requirement; `until` null: it is running."""

    position = serializers.CharField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    job_family = serializers.CharField(allow_null=True)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


def plain(value: Any) -> Any:
    """Values of the rules as JSON knows them: numbers as numbers, days in ISO 8601, nothing as null."""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Fraction):
        return float(value)
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value
