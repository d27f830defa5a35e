"""Members of other agencies' succession groups who agreed."""

from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, PersonSerializer, ReadSerializer


class AgreementSerializer(ReadSerializer):
    """By which letter somebody agreed to be considered for a vacancy; `home`: whose group they stand in, `document`:
    SHA-256 of the letter, which has an address of its own. Withdrawn, it stays as it was."""

    id = serializers.IntegerField()
    vacancy = serializers.IntegerField(source="vacancy_id")
    employee = PersonSerializer()
    home = AgencyNameSerializer()
    number = serializers.CharField()
    dated = serializers.DateField()
    document = serializers.CharField(source="file.digest")
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdraw_reason = serializers.CharField(allow_null=True)
