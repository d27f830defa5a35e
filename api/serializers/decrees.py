"""Dated records of an agency that rest on a decree."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, PersonSerializer, ReadSerializer
from api.serializers.succession import PostSerializer
from succession.models import AgencyRequirementsRecord


class DecreeSerializer(ReadSerializer):
    """What every sort says; `document`: SHA-256 of the file, which has an address of its own."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    number = serializers.CharField()
    since = serializers.DateField(source="true_from")
    until = serializers.DateField(source="true_to", allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)
    revoke_reason = serializers.CharField(allow_null=True)
    document = serializers.CharField(source="file.digest", allow_null=True, default=None)
    known_from = serializers.DateTimeField()


class CriticalDecreeSerializer(DecreeSerializer):
    """A decree that a post is critical; `criteria`: those of the agency that it meets, in the decree's own words."""

    position = PostSerializer(source="post")
    criteria = serializers.CharField()


class AgencyRequirementsSerializer(DecreeSerializer):
    """What an agency's head asks of candidates for posts of `tier` beyond the law, in the form of the law's files."""

    tier = serializers.CharField()
    requirements = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": {}}})
    def get_requirements(self, decree: AgencyRequirementsRecord) -> Any:
        return json.loads(decree.requirements)


class RequirementWaiverSerializer(DecreeSerializer):
    """A document of `authority` of the day `granted` that frees `employee` from the requirement `code`; `position`:
    for this post alone (null: for every one)."""

    employee = PersonSerializer(source="person")
    code = serializers.CharField()
    position = PostSerializer(source="post", allow_null=True)
    authority = serializers.CharField()
    granted = serializers.DateField()
    grounds = serializers.CharField()
