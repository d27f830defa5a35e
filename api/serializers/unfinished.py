"""What is answered while something is still being worked out."""

from rest_framework import serializers

from api.serializers.common import ReadSerializer


class UnfinishedSerializer(ReadSerializer):
    """How far it is; asked again after `Retry-After` seconds, it is further."""

    done = serializers.IntegerField(help_text="People worked out so far.")
    total = serializers.IntegerField()
