"""Evidence, and the work-list of records."""

from rest_framework import serializers

from api.serializers.common import PersonSerializer, ReadSerializer
from talent.domain.queries.quality import Fault


class EvidenceSerializer(ReadSerializer):
    """What a record rests on. `kind` and `key` name the fact; with a `batch` (id of an import) it is about every record
    of that file. `digest`: SHA-256 of the document, if there is one."""

    id = serializers.IntegerField()
    batch = serializers.IntegerField(source="batch_id", allow_null=True)
    kind = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    source = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateField(allow_null=True)
    content_type = serializers.CharField(source="file.content_type", default=None, allow_null=True)
    size = serializers.IntegerField(source="file.size", default=None, allow_null=True)
    digest = serializers.CharField(source="file.digest", default=None, allow_null=True)
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class FaultSerializer(ReadSerializer):
    """One line: what is wrong, in how many records, and how many live decisions hang on it. About an employee; where
    that is null, about the unit or post (as `kind` says) of this `code`, whose record now is `record`."""

    employee = PersonSerializer(allow_null=True)
    code = serializers.CharField(help_text="NIP, or code of the unit or post.")
    name = serializers.CharField(source="about.name")
    record = serializers.SerializerMethodField()
    check = serializers.CharField(source="check.code")
    dimension = serializers.CharField(source="check.dimension")
    kind = serializers.CharField(source="check.kind")
    count = serializers.IntegerField()
    decisions = serializers.IntegerField()

    def get_record(self, line: Fault) -> int | None:
        return None if line.employee else line.about.pk


class DimensionsSerializer(ReadSerializer):
    """How many lines each dimension of data quality has."""

    COMPLETENESS = serializers.IntegerField()
    TIMELINESS = serializers.IntegerField()
    ACCURACY = serializers.IntegerField()
    CONSISTENCY = serializers.IntegerField()


class WorklistSerializer(ReadSerializer):
    """A stretch of the list; `count`: of all its lines."""

    results = FaultSerializer(many=True)
    count = serializers.IntegerField()
    dimensions = DimensionsSerializer()
