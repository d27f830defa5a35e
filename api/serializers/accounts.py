"""Who asks, and the ledger."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, ReadSerializer


class RoleSerializer(ReadSerializer):
    """A role and what it is bound to: an agency, one employee, or (both null) the installation."""

    role = serializers.CharField()
    name = serializers.CharField(source="kind.name")
    agency = AgencyNameSerializer(allow_null=True)
    employee = serializers.IntegerField(source="employee_id", allow_null=True)


class MeSerializer(ReadSerializer):
    """The signed-in user."""

    id = serializers.IntegerField(source="user.pk")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.name")
    roles = RoleSerializer(many=True)
    permissions = serializers.ListField(child=serializers.CharField())


class EventSerializer(ReadSerializer):
    """One event; `actor` is a user's id, `subject` reads `app.model:id`."""

    id = serializers.IntegerField()
    key = serializers.UUIDField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    actor = serializers.IntegerField()
    agency = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    payload = extend_schema_field({"type": "object", "additionalProperties": {}})(serializers.JSONField)()
    digest = serializers.CharField()
