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


class VerdictSerializer(ReadSerializer):
    """What came of recomputing the ledger; `fault`: the first event or seal that does not hold, `kind:id`."""

    holds = serializers.BooleanField()
    fault = serializers.CharField(allow_null=True)
    events = serializers.IntegerField()
    sealed = serializers.IntegerField()
    seals = serializers.IntegerField()
    checkpoint = serializers.BooleanField(help_text="Whether it was held against heads kept elsewhere.")
    clock_back = serializers.ListField(
        child=serializers.IntegerField(), help_text="Events before which the server's clock was set back."
    )


class HeadSerializer(ReadSerializer):
    """The head of a seal over `count` events up to `last`."""

    seal = serializers.IntegerField()
    last = serializers.IntegerField()
    count = serializers.IntegerField()
    at = serializers.CharField()
    head = serializers.CharField()


class HeadsSerializer(ReadSerializer):
    """The heads of all seals."""

    heads = HeadSerializer(many=True)
