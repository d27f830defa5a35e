"""Scoring policies and their drafts."""

from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, ReadSerializer


class PublishedPolicySerializer(ReadSerializer):
    """A published policy; `agency` null: for every agency without its own. `document`: its YAML."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer(allow_null=True)
    code = serializers.CharField()
    version = serializers.IntegerField()
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(allow_null=True)
    digest = serializers.CharField()
    published_at = serializers.DateTimeField()
    document = serializers.CharField()


class DraftSerializer(ReadSerializer):
    """A draft; `version` guards it against two who save at once."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    code = serializers.CharField()
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    published = serializers.IntegerField(source="published_id", allow_null=True)
    job = serializers.IntegerField(source="job_id", allow_null=True)


class MistakeSerializer(ReadSerializer):
    """What keeps a draft from being a policy, and on which line."""

    line = serializers.IntegerField()
    id = serializers.CharField(source="text.id")
    en = serializers.CharField(source="text.en")


class MoveCountSerializer(ReadSerializer):
    """How many people stand in `before` and would stand in `after`; 0: without a box."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    people = serializers.IntegerField()


class DraftTextSerializer(DraftSerializer):
    """A draft with its text."""

    document = serializers.CharField()


class DraftDetailSerializer(DraftTextSerializer):
    """A draft with its text, its mistakes and what its simulation came to; `token` is what publishing asks back."""

    mistakes = MistakeSerializer(many=True)
    outdated = serializers.CharField(help_text="Why it cannot be published yet; empty when it can.")
    token = serializers.CharField(help_text="Empty while the text has mistakes.")
    moves = MoveCountSerializer(many=True, source="counted")
