"""Who waits for a supplementary decree of a cycle, and whom the PPK declined."""

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer


class LatecomerSerializer(ReadSerializer):
    """Somebody who joined an established cycle in a box of its pool; `employee` is their id."""

    employee = serializers.IntegerField(source="employee_id")
    box = serializers.IntegerField(help_text="After calibration.")
    computed_box = serializers.IntegerField()
    talent_value = serializers.FloatField(allow_null=True)


class LatecomersSerializer(ReadSerializer):
    """Who waits, in rank order; `count`: all of them."""

    results = LatecomerSerializer(many=True)
    count = serializers.IntegerField()
    policy = serializers.CharField(allow_null=True, help_text="By which their boxes were computed.")
    token = serializers.CharField(
        allow_null=True, help_text="Digest of everybody who waits; null unless you may establish or decline them."
    )


class DeclineSerializer(ReadSerializer):
    """That the PPK did not take somebody into the pool; in force while `offered_at` is null. `again`: the person joined
    anew since, in another box."""

    id = serializers.IntegerField()
    employee = PersonSerializer(source="placement.employee")
    box = serializers.IntegerField(source="placement.box")
    policy = serializers.CharField(source="placement.run.policy_name")
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    offered_at = serializers.DateTimeField(allow_null=True)
    offered_because = serializers.CharField(allow_null=True)
    again = serializers.BooleanField()


class CountedSerializer(ReadSerializer):
    """How many people it was done with."""

    people = serializers.IntegerField()
