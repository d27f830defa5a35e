"""The three names of a vacancy."""

from typing import Any

from rest_framework import serializers

from api.serializers.common import CheckSerializer, PersonSerializer, ReadSerializer, ServedSerializer
from succession.domain.queries.names import Beside


class ProofDocumentSerializer(ReadSerializer):
    """A document in use behind a record; `digest`: SHA-256 of its file, if one is kept."""

    source = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateField(allow_null=True)
    digest = serializers.CharField(source="file.digest", default=None, allow_null=True)


class GroundSerializer(ReadSerializer):
    """A record that a requirement rests on, and when it holds; `served`: what of it counts, where time served is asked
    for (null: something else is)."""

    kind = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    documents = ProofDocumentSerializer(many=True)
    served = ServedSerializer(allow_null=True)


class NameProofSerializer(ReadSerializer):
    """A requirement with what it rests on; `told`: whether you may read that."""

    check = CheckSerializer()
    told = serializers.BooleanField()
    grounds = GroundSerializer(many=True)


class NameSerializer(ReadSerializer):
    """One of the three; `agrees`: the proofs say what the longlist kept; `among_three`: in how many re-rankings they
    stood among three (null: not tested); `mean`: of the committee's scores of the pool (null: it gave none)."""

    order = serializers.IntegerField()
    employee = PersonSerializer(source="entry.employee")
    rank = serializers.IntegerField(source="entry.rank", allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    agrees = serializers.BooleanField()
    among_three = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    proofs = NameProofSerializer(many=True)


class BesideSerializer(ReadSerializer):
    """Somebody left out: for what they fail, or by what they come after the last name (`own` against `other`); with
    neither the committee named others."""

    employee = PersonSerializer(source="entry.employee")
    rank = serializers.IntegerField(source="entry.rank", allow_null=True)
    among_three = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    failing = CheckSerializer(many=True)
    decider = serializers.CharField(allow_blank=True)
    own = serializers.SerializerMethodField()
    other = serializers.SerializerMethodField()

    def get_own(self, one: Beside) -> str | None:
        return _said(one.own)

    def get_other(self, one: Beside) -> str | None:
        return _said(one.other)


class ReversalSerializer(ReadSerializer):
    """`lower` stood before `upper`, who is ranked before them, in `times` re-rankings."""

    upper = PersonSerializer()
    lower = PersonSerializer()
    times = serializers.IntegerField()


class NamesSerializer(ReadSerializer):
    """The three names, or before the nomination the first three. `more`: how many others would stand before the last
    name but fail or were not named; `draws`: how many re-rankings (0: not tested)."""

    longlist = serializers.IntegerField(source="longlist.pk")
    nominated = serializers.BooleanField()
    names = NameSerializer(many=True)
    beside = BesideSerializer(many=True)
    more = serializers.IntegerField()
    draws = serializers.IntegerField()
    reversals = ReversalSerializer(many=True)


def _said(value: Any) -> str | None:
    """A number, code or day that decided."""
    return None if value is None else str(value.date() if hasattr(value, "date") else value)
