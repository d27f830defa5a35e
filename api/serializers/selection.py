"""Open selection: announcements, applications, scores."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, PersonSerializer, ReadSerializer
from succession.models import Announcement, Application


class AnnouncementSerializer(ReadSerializer):
    """An announcement; `weights`: percent by stage, null of an extension, which has a `reason`. `corrects`: the one in
    whose place it stands, for what `correction` says; `corrected`: another stands in its place."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    published_on = serializers.DateField()
    closes_on = serializers.DateField()
    place = serializers.CharField()
    weights = serializers.DictField(child=serializers.CharField(), allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    corrects = serializers.IntegerField(source="corrects_id", allow_null=True)
    correction = serializers.CharField(allow_blank=True)
    corrected = serializers.SerializerMethodField()
    at = serializers.DateTimeField()

    def get_corrected(self, held: Announcement) -> bool:
        return hasattr(held, "corrected_by")


class ApplicationDocumentSerializer(ReadSerializer):
    """A document of an application; its content stands at an address of its own."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    name = serializers.CharField(source="file.name")
    digest = serializers.CharField(source="file.digest")
    at = serializers.DateTimeField()


class ApplicationSerializer(ReadSerializer):
    """Somebody's application; `home`: whose records theirs were, `origin`: the name of the agency that they come from
    (which may not be here); `reason`: why it was recorded only after the administrative check. Withdrawn, it stays as
    it was."""

    id = serializers.IntegerField()
    vacancy = serializers.IntegerField(source="vacancy_id")
    employee = PersonSerializer()
    home = AgencyNameSerializer()
    origin = serializers.CharField()
    received_on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdraw_reason = serializers.CharField(allow_null=True)


class OutsiderSerializer(PersonSerializer):
    """An applicant of an agency that is not here; `origin`: that agency's name."""

    origin = serializers.CharField(source="comes_from")
    position = serializers.CharField(source="current.position", allow_null=True)
    tier = serializers.CharField(source="current.tier", allow_null=True)


class StageScoreSerializer(ReadSerializer):
    """What a stage gave; of several for a stage the first one here counts. `by_committee`: the mean of its ballots;
    else `number` and `dated` say on which document it stands (null: from before that was asked for)."""

    id = serializers.IntegerField()
    stage = serializers.CharField()
    score = serializers.DecimalField(max_digits=9, decimal_places=6, coerce_to_string=False)
    by_committee = serializers.BooleanField(source="round_id")
    reason = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_null=True)
    dated = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its documents and every score, newest first."""

    documents = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()

    @extend_schema_field(ApplicationDocumentSerializer(many=True))
    def get_documents(self, application: Application) -> Any:
        return ApplicationDocumentSerializer(application.documents.select_related("file"), many=True).data

    @extend_schema_field(StageScoreSerializer(many=True))
    def get_scores(self, application: Application) -> Any:
        return StageScoreSerializer(application.scores.order_by("-id"), many=True).data
