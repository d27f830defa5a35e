"""The PPK's decision, what deviates from the nomination, and what follows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import CheckSerializer, ReadSerializer, TextField
from api.serializers.panels import DeclarableSerializer
from rules.vacating import Clock


class BasisSerializer(ReadSerializer):
    """The legal basis of a deviation as the law of its day has it."""

    code = serializers.CharField()
    name = TextField()
    citation = serializers.CharField()
    verified = serializers.BooleanField()


class DeviationSerializer(ReadSerializer):
    """An entry of the deviation register. `state`: waiting, signed or ended; `employee`: who was chosen (null where the
    filling starts again, which `successor` is once it is signed); `cause`: why the first name could not be taken (null
    where they could)."""

    id = serializers.IntegerField(source="held.pk")
    vacancy = serializers.IntegerField(source="held.vacancy_id")
    kind = serializers.CharField(source="held.kind")
    cause = serializers.ChoiceField(source="held.cause", choices=["WITHDREW", "TAKEN", "LEFT"], allow_null=True)
    state = serializers.ChoiceField(source="held.state", choices=["waiting", "signed", "ended"])
    employee = serializers.IntegerField(source="held.decision.employee_id", default=None, allow_null=True)
    dated = serializers.DateField(source="held.dated")
    number = serializers.CharField(source="held.number")
    basis = BasisSerializer()
    reason = serializers.CharField(source="held.reason")
    by = serializers.CharField(source="held.by.name")
    at = serializers.DateTimeField(source="held.at")
    signed_by = serializers.CharField(source="held.signed_by.name", default=None, allow_null=True)
    signed_at = serializers.DateTimeField(source="held.signed_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="held.ended_at", allow_null=True)
    end_reason = serializers.CharField(source="held.end_reason", allow_null=True)
    successor = serializers.IntegerField(source="held.successor_id", allow_null=True)


class DeviationDetailSerializer(DeviationSerializer):
    """The entry; for who may give the second signature also the `token` to post back with it, and the person's
    requirements as they are by now. `undeclared`: to whom they first declare how they are related; until then the
    token is null."""

    token = serializers.CharField(allow_null=True)
    undeclared = DeclarableSerializer(many=True)
    checks = CheckSerializer(many=True)


class WeighedSerializer(ReadSerializer):
    """One of those whom the PPK chooses from, as they stand by now; `order` is null of somebody outside the three;
    `unavailable`: why they cannot be taken (they withdrew or left the pool, another filling took them, they are related
    to you)."""

    employee = serializers.IntegerField()
    order = serializers.IntegerField(allow_null=True)
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    unavailable = serializers.CharField(allow_blank=True)
    checks = CheckSerializer(many=True)


class HolderEndingSerializer(ReadSerializer):
    """By which clock, or plan, the post falls vacant on which day."""

    clock = serializers.ChoiceField(choices=list(Clock))
    day = serializers.DateField()


class HolderSerializer(ReadSerializer):
    """Who still holds the post: `employee` null where nobody does, or the records do not tell who; `warnings`: about
    replacing them, which then takes a cause."""

    employee = serializers.IntegerField(source="person.pk", default=None, allow_null=True)
    name = serializers.CharField(source="person.name", default=None, allow_null=True)
    since = serializers.DateField(allow_null=True)
    endings = HolderEndingSerializer(source="falling.endings", many=True, default=())
    warnings = CheckSerializer(source="checks", many=True)


class ConfirmationSerializer(ReadSerializer):
    """What a decision is made from: its `token` is posted back with the signature. `undeclared`: to whom you first
    declare how you are related; until then no decision is taken."""

    token = serializers.CharField()
    undeclared = DeclarableSerializer(many=True)
    holder = HolderSerializer()
    people = WeighedSerializer(many=True)


class DeclarationSerializer(ReadSerializer):
    """What you declared before a signature: about whom (`people`), and to whom of them you are related."""

    at = serializers.DateTimeField()
    people = serializers.ListField(child=serializers.IntegerField())
    relations = serializers.DictField(child=serializers.CharField(), help_text="Employee → the relation.")


class DecisionMadeSerializer(ReadSerializer):
    """A decision as it was just recorded; `deviation`: the entry that waits for a second signature."""

    id = serializers.IntegerField(source="pk")
    vacancy = serializers.IntegerField(source="vacancy_id")
    employee = serializers.IntegerField(source="employee_id")
    number = serializers.CharField()
    decided_on = serializers.DateField()
    reason = serializers.CharField()
    deviation = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_deviation(self, made: Any) -> int | None:
        return made.deviation.pk if hasattr(made, "deviation") else None
