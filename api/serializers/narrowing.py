"""What narrows an agency's gate."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.decrees import DecreeSerializer
from rules.wording import CATEGORIES
from succession.domain.queries import narrowing
from succession.models import GateFreezeRecord
from succession.models.gate import FreezeKind


class FreezeSerializer(DecreeSerializer):
    """What begins a time without replacements. `since`: the candidates are fixed, or a head is inaugurated; `first` to
    `last` (null: not known) nobody is replaced unless the minister permits it."""

    kind = serializers.ChoiceField(choices=FreezeKind.values)
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.DATE)
    def get_first(self, row: GateFreezeRecord) -> Any:
        return narrowing.frozen(row).first.isoformat()

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_last(self, row: GateFreezeRecord) -> Any:
        last = narrowing.frozen(row).last
        return last and last.isoformat()


class ConditionsSerializer(DecreeSerializer):
    """What an agency's head asks beyond the law; null: nothing of the kind."""

    category = serializers.ChoiceField(choices=list(CATEGORIES), allow_null=True)
    score = serializers.FloatField(allow_null=True)
    group = serializers.IntegerField(allow_null=True)
