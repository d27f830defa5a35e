"""The work-list of a vacancy."""

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer, TextField


class MissingFactSerializer(ReadSerializer):
    """A requirement of which the data cannot say whether a candidate meets it: what is `missing`, in which `kind` of
    record it is entered, by which `document`, `by` whom; `deciding`: nothing else rules the candidate out already."""

    employee = PersonSerializer(source="person")
    agency = serializers.IntegerField(source="person.agency_id")
    code = serializers.CharField(source="lack.code")
    label = TextField(source="lack.label")
    limit = TextField(source="lack.limit")
    fact = TextField(source="lack.fact")
    missing = TextField(source="lack.missing")
    kind = serializers.CharField(source="lack.kind")
    document = TextField(source="lack.document")
    by = TextField(source="lack.by")
    page = serializers.CharField(help_text="Address on the site where it is entered.")
    deciding = serializers.BooleanField()


class MissingFactListSerializer(ReadSerializer):
    """Lines from `start` on, those that decide first; `count` of all that were asked for."""

    on = serializers.DateField()
    results = MissingFactSerializer(many=True)
    count = serializers.IntegerField()
