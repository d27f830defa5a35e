"""Employees and their records."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, PersonSerializer, ReadSerializer, UnitNameSerializer, plain
from api.serializers.matrix import SmallestChangeSerializer, SupplySerializer
from talent.domain.queries import employees, organisation
from talent.domain.queries.pool import Leaving
from talent.models import Employee
from talent.models.base import Known
from talent.models.evidence import OWNERS

_OWNERS: dict[type[Known], str] = {model: OWNERS[kind] for kind, model in organisation.MODELS.items()}
_PERIODS = {field.name for field in Known._meta.get_fields()} | {"id", "employee"}


class StateSerializer(ReadSerializer):
    """What is known now of an employee's status, grade and post."""

    status = serializers.CharField(allow_null=True)
    grade = serializers.CharField(allow_null=True)
    grade_from = serializers.DateField(allow_null=True)
    unit = UnitNameSerializer(allow_null=True)
    position = serializers.CharField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    job_family = serializers.CharField(allow_null=True)
    post_from = serializers.DateField(allow_null=True)
    standing = serializers.CharField(allow_null=True)
    standing_from = serializers.DateField(allow_null=True)


class EmployeeSerializer(PersonSerializer):
    """An employee in a list; `box`: in the agency's latest mapped cycle, after calibration, by `policy`, its code and
    version; `contested`: how many of their replies wait for an answer."""

    agency = AgencyNameSerializer()
    current = StateSerializer(allow_null=True)
    box = serializers.IntegerField(allow_null=True)
    computed_box = serializers.IntegerField(allow_null=True)
    policy = serializers.CharField(allow_null=True)
    contested = serializers.IntegerField()


class EmployeeDetailSerializer(PersonSerializer):
    """An employee; birth, month of appointment and sex are read out of the NIP."""

    agency = AgencyNameSerializer()
    current = StateSerializer(allow_null=True)
    born = serializers.DateField()
    age = serializers.SerializerMethodField()
    hired_month = serializers.DateField()
    sex = serializers.IntegerField()
    records = serializers.SerializerMethodField(help_text="Kinds of records, as the address of each names them.")

    def get_age(self, person: Employee) -> int:
        return employees.age(person, timezone.localdate())

    def get_records(self, person: Employee) -> list[str]:
        return list(employees.RECORDS)


class RecordSerializer(ReadSerializer):
    """A dated fact: true from … to (inclusive), known from … until. `values`: the members of its kind.

    `digest`: of its content, which a correction names as what was `seen`.
    """

    id = serializers.IntegerField()
    true_from = serializers.DateField(allow_null=True)
    true_to = serializers.DateField(allow_null=True)
    known_from = serializers.DateTimeField()
    known_to = serializers.DateTimeField(allow_null=True)
    batch = serializers.IntegerField(source="batch_id", allow_null=True)
    digest = serializers.CharField()
    values = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_values(self, record: Any) -> dict[str, Any]:
        own = [field for field in record._meta.concrete_fields if field.name not in _PERIODS]
        return {field.name: plain(getattr(record, field.attname)) for field in own}


class HouseRecordSerializer(RecordSerializer):
    """A record of a unit, a post or an agency, by its code."""

    agency = AgencyNameSerializer()
    code = serializers.SerializerMethodField()

    def get_code(self, record: Any) -> str:
        """Of whom it is about."""
        return str(getattr(record, _OWNERS[type(record)]).code)


class ReasonSerializer(ReadSerializer):
    """One component of one person: its value, its share, the facts it looked at."""

    id = serializers.CharField()
    label = serializers.SerializerMethodField()
    column = serializers.CharField()
    weight = serializers.FloatField()
    share = serializers.FloatField()
    axis_share = serializers.FloatField()
    value = serializers.FloatField(allow_null=True)
    contribution = serializers.FloatField(allow_null=True)
    source = serializers.CharField()
    inputs = serializers.SerializerMethodField()
    replaced = serializers.BooleanField()
    verified = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    children = serializers.SerializerMethodField()

    def get_label(self, node: Any) -> str:
        return str(node.label)

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_inputs(self, node: Any) -> dict[str, Any]:
        return dict(plain(node.inputs))

    def get_verified(self, node: Any) -> bool:
        return bool(node.tag == "V")

    def get_note(self, node: Any) -> str:
        return str(node.note)

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Reason"}})
    def get_children(self, node: Any) -> list[Any]:
        return [ReasonSerializer(child).data for child in node.children]


class PlacementSerializer(ReadSerializer):
    """One person's place under `policy`, its code and version; `missing` names what lacks for a box.

    `box`: after calibration; the scores and bands are those of `computed_box`.

    `contested`: how many of the person's replies, to this cycle or one before it, wait for an answer.
    """

    employee = PersonSerializer()
    contested = serializers.IntegerField()
    policy = serializers.CharField(source="policy_name")
    performance = serializers.FloatField(allow_null=True)
    potential = serializers.FloatField(allow_null=True)
    talent_value = serializers.FloatField(allow_null=True)
    performance_band = serializers.CharField(allow_null=True)
    potential_band = serializers.CharField(allow_null=True)
    box = serializers.IntegerField(source="after", allow_null=True)
    computed_box = serializers.IntegerField(source="box", allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), source="lacks")


class PlacedSerializer(ReadSerializer):
    """Where a cycle put somebody (`box`: after calibration); its address in the cycle says why."""

    cycle = serializers.IntegerField(source="of.pk")
    name = serializers.CharField(source="of.name")
    on = serializers.DateField(source="of.on")
    run = serializers.IntegerField(source="run_id")
    policy = serializers.CharField(source="policy_name")
    performance = serializers.FloatField(allow_null=True)
    potential = serializers.FloatField(allow_null=True)
    talent_value = serializers.FloatField(allow_null=True)
    performance_band = serializers.CharField(allow_null=True)
    potential_band = serializers.CharField(allow_null=True)
    box = serializers.IntegerField(source="after", allow_null=True)
    computed_box = serializers.IntegerField(source="box", allow_null=True)


class PlacementHistorySerializer(ReadSerializer):
    """Somebody's places, newest cycle first."""

    results = PlacedSerializer(many=True)


class MadeMoveSerializer(ReadSerializer):
    """One person moved by the talent committee; `number` counts the person's moves in the cycle."""

    id = serializers.IntegerField()
    employee = PersonSerializer()
    session = serializers.IntegerField(source="session_id")
    policy = serializers.CharField(source="cycle.run.policy_name")
    number = serializers.IntegerField()
    computed_box = serializers.IntegerField()
    from_box = serializers.IntegerField()
    box = serializers.IntegerField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class MoveSerializer(MadeMoveSerializer):
    """A move; `counts`: whether it decides the person's box today."""

    counts = serializers.BooleanField()


class PolicyNameSerializer(ReadSerializer):
    """A scoring policy as other answers name it."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    citation = serializers.CharField()


class ExplanationSerializer(ReadSerializer):
    """A placement with its reasons, rebuilt from the dated facts; `agrees`: both say the same."""

    cycle = serializers.IntegerField()
    run = serializers.IntegerField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    policy = PolicyNameSerializer()
    placement = PlacementSerializer()
    agrees = serializers.BooleanField()
    performance = ReasonSerializer()
    potential = ReasonSerializer()
    lacking = SupplySerializer(many=True)
    smallest_change = SmallestChangeSerializer(allow_null=True)


class PoolMemberSerializer(ReadSerializer):
    """Somebody in the *Kelompok Rencana Suksesi*; `contested`: how many of their replies wait for an answer."""

    id = serializers.IntegerField()
    rank = serializers.IntegerField()
    employee = PersonSerializer()
    contested = serializers.IntegerField()
    cycle = serializers.IntegerField(source="cycle_id")
    policy = serializers.CharField(source="policy_name")
    box = serializers.IntegerField(help_text="After calibration.")
    computed_box = serializers.SerializerMethodField()
    talent_value = serializers.FloatField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()

    def get_computed_box(self, member: Any) -> int:
        return int(member.computed_box or member.box)


class PoolExitSerializer(ReadSerializer):
    """That somebody left the pool; `cause` and the reasons are null for who may not read them. One that was revoked is
    none since `revoked_at`."""

    id = serializers.IntegerField(source="record.pk")
    on = serializers.DateField(source="record.on")
    cause = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    at = serializers.DateTimeField(source="record.at")
    revoked_at = serializers.DateTimeField(source="record.revoked_at", allow_null=True)
    revoked_because = serializers.SerializerMethodField()

    def get_cause(self, left: Leaving) -> str | None:
        return left.record.cause if left.told else None

    def get_reason(self, left: Leaving) -> str | None:
        return left.reason if left.told else None

    def get_revoked_because(self, left: Leaving) -> str | None:
        return left.record.revoked_because if left.told else None


class MembershipSerializer(PoolMemberSerializer):
    """A membership with every exit that was recorded of it, in the order they were recorded."""

    entry_reason = serializers.CharField(allow_null=True)
    exits = PoolExitSerializer(many=True, source="leavings")
