"""Everybody held against an agency's posts."""

from typing import Any

from rest_framework import serializers

from api.serializers.common import (
    AgencyNameSerializer,
    CheckSerializer,
    FreedSerializer,
    PersonSerializer,
    ReadSerializer,
)
from succession.domain.queries import sweeps
from succession.models import EligibilitySweep, SweptPost


class SweepSerializer(ReadSerializer):
    """A sweep: requirements measured `on` a day, by what was known at `known_at`; `people` and `finished_at` null
    while it is being computed."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    posts = serializers.SerializerMethodField(help_text="How many.")
    people = serializers.IntegerField(allow_null=True)
    law_digest = serializers.CharField()
    results_digest = serializers.CharField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_posts(self, sweep: EligibilitySweep) -> int:
        return len(sweep.posts)


class StoppingSerializer(ReadSerializer):
    """A requirement: of how many people it is not met, of how many that is not known, and for how many nothing else is
    missing."""

    code = serializers.CharField()
    failed = serializers.IntegerField()
    unknown = serializers.IntegerField()
    alone = serializers.IntegerField()


class SweptPostSerializer(ReadSerializer):
    """A post of a sweep, with the requirement that stops most people first; `requirements`: the codes of all; `waived`:
    how many of the eligible pass something only by a document (null: swept before that was kept)."""

    id = serializers.IntegerField()
    position = serializers.IntegerField(source="position_id")
    code = serializers.CharField(source="position.code")
    name = serializers.CharField(source="position")
    tier = serializers.CharField()
    requirements = serializers.ListField(source="codes", child=serializers.CharField())
    people = serializers.IntegerField()
    eligible = serializers.IntegerField()
    waived = serializers.IntegerField(allow_null=True)
    unsure = serializers.IntegerField()
    stops = serializers.SerializerMethodField()

    def get_stops(self, post: SweptPost) -> list[dict[str, Any]]:
        return [dict(StoppingSerializer(stop).data) for stop in sweeps.stopping(post)]


class SweptLineSerializer(ReadSerializer):
    """Somebody against the post, with the requirements that are not met, those of which that is not known, and those
    that are passed only by a document."""

    employee = PersonSerializer(source="person")
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    failed = serializers.ListField(child=serializers.CharField())
    unknown = serializers.ListField(child=serializers.CharField())
    waived = FreedSerializer(many=True, source="freed")


class SweptPeopleSerializer(ReadSerializer):
    """Lines from `start` on: the eligible, then those of whom that is not known, then those who miss least; `count` of
    all that were asked for."""

    post = SweptPostSerializer()
    results = SweptLineSerializer(many=True)
    count = serializers.IntegerField()


class SweptPersonSerializer(ReadSerializer):
    """One person against the post, every requirement rebuilt from the dated facts; `agrees`: what is stored says the
    same."""

    employee = serializers.IntegerField()
    post = SweptPostSerializer()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    agrees = serializers.BooleanField()
    checks = CheckSerializer(many=True)
