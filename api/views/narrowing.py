"""What narrows the gates of agencies: times without replacements, and their own stricter conditions."""

from rest_framework import serializers

from api.parameters import CountField, DayField, IdentifierField, Strict
from api.serializers.narrowing import ConditionsSerializer, FreezeSerializer
from api.views.common import DocumentField
from api.views.decrees import Sort
from rules.wording import CATEGORIES
from succession.domain import narrowing
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind


class FreezeTerms(Strict):
    """`since`: the candidates are fixed, or the head is inaugurated; `until`: the term ends (PILKADA only)."""

    since = DayField()
    until = DayField(required=False)
    document = DocumentField(required=False)


class FreezeBody(FreezeTerms):
    """What begins a time without replacements."""

    agency = IdentifierField()
    kind = serializers.ChoiceField(choices=FreezeKind.values)
    number = serializers.CharField(max_length=100)


class FreezeCorrection(FreezeTerms):
    """As it should have been recorded: what is left out is empty, but for the document, which stays."""

    reason = serializers.CharField(max_length=2_000)


class ConditionTerms(Strict):
    """What is asked beyond the law, from `since` to `until` (inclusive; none: until the next decree)."""

    since = DayField()
    until = DayField(required=False)
    category = serializers.ChoiceField(choices=list(CATEGORIES), required=False)
    score = serializers.FloatField(min_value=0, max_value=400, required=False)
    group = CountField(required=False)
    document = DocumentField(required=False)


class ConditionsBody(ConditionTerms):
    """A decree of the agency's head."""

    agency = IdentifierField()
    number = serializers.CharField(max_length=100)


class ConditionsCorrection(ConditionTerms):
    """As it should have been recorded: what is left out is empty, but for the document, which stays."""

    reason = serializers.CharField(max_length=2_000)


FREEZE = Sort(
    GateFreezeRecord,
    "gate_freezes",
    "gate_freeze",
    "a time without replacements",
    FreezeSerializer,
    FreezeBody,
    FreezeCorrection,
    narrowing.freeze,
    {"until": None},
)
CONDITIONS = Sort(
    GateConditionRecord,
    "gate_conditions",
    "gate_condition",
    "an agency's own conditions",
    ConditionsSerializer,
    ConditionsBody,
    ConditionsCorrection,
    narrowing.conditions,
    {"until": None, "category": None, "score": None, "group": None},
)
