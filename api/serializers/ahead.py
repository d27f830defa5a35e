"""Ahead of the vacancy: the calendar, succession plans, and simulations."""

from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import AgencyNameSerializer, PersonSerializer, ReadSerializer, WaivedSerializer
from api.serializers.succession import PostSerializer
from rules.bench import Risk
from rules.vacating import Clock, Ending
from succession.domain.queries import simulations
from succession.domain.queries.succession_plans import STRENGTH, Standing, Successor
from succession.domain.queries.vacating import Falling
from succession.models import Simulation


class EndingSerializer(ReadSerializer):
    """One clock of a post; `day` null: the post is vacant, and nobody knows since when; `basis`: the rule, paper or
    record it comes from, `verified`: read at its source."""

    clock = serializers.ChoiceField(choices=[str(clock) for clock in Clock])
    day = serializers.DateField(source="known_day", allow_null=True)
    basis = serializers.SerializerMethodField()
    verified = serializers.SerializerMethodField()

    def get_basis(self, ending: Ending) -> str:
        return ending.rule.citation if ending.rule else ending.source

    def get_verified(self, ending: Ending) -> bool:
        return ending.rule is None or ending.rule.verified


class FallingSerializer(ReadSerializer):
    """A senior post, the day it falls vacant and every clock, the first to strike first; `standing`: the holder's, code
    (null: not on record); `unsure`: in which of several posts of one title its holder sits is not known, and so no day
    is; `day` null also of a post that is vacant nobody knows since when; `starts`: route → the latest day on which its
    filling begins, where none has (`vacancy`: the one that has) and the day is known."""

    post = PostSerializer(source="position")
    critical = serializers.BooleanField()
    holder = PersonSerializer(source="seat.holder", allow_null=True)
    standing = serializers.CharField(source="seat.holder.current.standing", allow_null=True, default=None)
    unsure = serializers.BooleanField(source="seat.unsure")
    day = serializers.DateField(source="known_day", allow_null=True)
    endings = EndingSerializer(many=True)
    starts = serializers.DictField(child=serializers.DateField())
    vacancy = serializers.SerializerMethodField()

    def get_vacancy(self, one: Falling) -> int | None:
        return one.seat.filling.pk if one.seat.filling else None


class QuarterSerializer(ReadSerializer):
    """How many posts fall vacant in a quarter, by clock."""

    year = serializers.IntegerField()
    quarter = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())


class VacancyCalendarSerializer(ReadSerializer):
    """Lines from `start` on; `past`: vacant already or overdue, by clock; `uncovered`: the first critical post that
    nobody of the pool can be ready for on the day it falls vacant (null: none, or no post is marked critical)."""

    agency = serializers.IntegerField()
    on = serializers.DateField()
    results = FallingSerializer(many=True)
    count = serializers.IntegerField()
    past = serializers.DictField(child=serializers.IntegerField())
    quarters = QuarterSerializer(many=True)
    critical = serializers.IntegerField()
    uncovered = FallingSerializer(allow_null=True)


class SeatOnPaperSerializer(ReadSerializer):
    """Somebody placed on a post on paper; `waived`: whether they meet something only by a document (null: kept before
    that was asked)."""

    employee = PersonSerializer(source="person")
    box = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True)
    waived = serializers.BooleanField(allow_null=True)


class SimulatedPostSerializer(ReadSerializer):
    """A post of a simulation: how many of the pool meet every requirement, of how many that is not known, who is
    placed, and who would be were the posts filled one by one. Of a chain: of the agency's `watched` senior posts,
    `covered` have an eligible member of the pool left after this step, and `lost` are those that had one before it.
    `waived`: how many of the eligible meet something only by a document (null: kept before that was asked)."""

    post = PostSerializer()
    eligible = serializers.IntegerField()
    waived = serializers.IntegerField(allow_null=True)
    unsure = serializers.IntegerField()
    placed = SeatOnPaperSerializer(allow_null=True)
    alone = SeatOnPaperSerializer(allow_null=True)
    beside = SeatOnPaperSerializer(allow_null=True)
    covered = serializers.IntegerField(allow_null=True)
    watched = serializers.IntegerField(allow_null=True)
    lost = PostSerializer(many=True)


class EmptiedSerializer(ReadSerializer):
    """A post that somebody leaves, and how many of the pool could follow them."""

    post = PostSerializer()
    employee = PersonSerializer(source="person")
    eligible = serializers.IntegerField()
    waived = serializers.IntegerField(allow_null=True)
    unsure = serializers.IntegerField()


class SimulationSerializer(ReadSerializer):
    """Posts filled on paper; it decides nothing."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    kind = serializers.ChoiceField(choices=Simulation.Kind.values)
    name = serializers.CharField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    at = serializers.DateTimeField()
    law_digest = serializers.CharField()
    inputs_digest = serializers.CharField()
    results_digest = serializers.CharField()


class SimulationDetailSerializer(SimulationSerializer):
    """A simulation in names; `beside` of each post: who is on it in the one it is held against; `policy`: by which the
    boxes and talent values of its pool were computed."""

    policy = serializers.SerializerMethodField()
    posts = SimulatedPostSerializer(many=True, source="told.lines")
    emptied = EmptiedSerializer(many=True, source="told.emptied")
    filled = serializers.IntegerField(source="told.placed.filled")
    boxes = serializers.IntegerField(source="told.placed.boxes")
    filled_alone = serializers.SerializerMethodField(help_text="Null for a chain.")

    def get_policy(self, one: Any) -> str:
        return simulations.policy_name(one)

    def get_filled_alone(self, one: Any) -> int | None:
        return one.told.alone.filled if one.kind == Simulation.Kind.TOGETHER else None


class CriticalPostSerializer(ReadSerializer):
    """A critical post, its plan (`state` NO_PLAN: none yet) and how many of the named successors stand at each level;
    `ready`: how many can be ready on the day it falls vacant; `strength_waived`, `ready_waived`: how many of them by a
    document."""

    post = PostSerializer(source="position")
    holder = PersonSerializer(source="falling.seat.holder", allow_null=True)
    day = serializers.DateField(source="falling.known_day", allow_null=True)
    state = serializers.ChoiceField(choices=["NO_PLAN", "NAMED", "NONE_SUITABLE", "REVIEW_DUE"])
    risk = serializers.ChoiceField(choices=[str(risk) for risk in Risk])
    strength = serializers.SerializerMethodField()
    strength_waived = serializers.SerializerMethodField()
    ready = serializers.IntegerField()
    ready_waived = serializers.IntegerField()
    stand_in = serializers.SerializerMethodField()
    review_on = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text="0: no plan yet.")

    def get_strength(self, one: Standing) -> dict[str, int]:
        return dict(zip(map(str, STRENGTH), one.strength, strict=True))

    def get_strength_waived(self, one: Standing) -> dict[str, int]:
        return dict(zip(map(str, STRENGTH), one.strength_waived, strict=True))

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_stand_in(self, one: Standing) -> Any:
        return PersonSerializer(one.plan.stand_in).data if one.plan and one.plan.stand_in else None

    @extend_schema_field(OpenApiTypes.DATE)
    def get_review_on(self, one: Standing) -> date | None:
        return one.plan.review_on if one.plan else None

    def get_version(self, one: Standing) -> int:
        return one.plan.version if one.plan else 0


class CriticalPostListSerializer(ReadSerializer):
    """Critical posts from `start` on; `count` of all that were asked for."""

    agency = serializers.IntegerField()
    on = serializers.DateField()
    results = CriticalPostSerializer(many=True)
    count = serializers.IntegerField()


class PlannedSuccessorSerializer(ReadSerializer):
    """A named successor: how ready (null: nothing is known), from which day (null: it cannot be said), and whether that
    is in time; `in_pool`: still a member of the pool; `waived`: what only a document meets."""

    employee = PersonSerializer(source="person")
    level = serializers.SerializerMethodField()
    day = serializers.SerializerMethodField()
    in_time = serializers.BooleanField()
    in_pool = serializers.SerializerMethodField()
    waived = serializers.SerializerMethodField()

    def get_level(self, one: Successor) -> str | None:
        return str(one.readiness.level) if one.readiness else None

    @extend_schema_field(OpenApiTypes.DATE)
    def get_day(self, one: Successor) -> date | None:
        return one.readiness.day if one.readiness else None

    @extend_schema_field(WaivedSerializer(many=True))
    def get_waived(self, one: Successor) -> Any:
        return WaivedSerializer(one.readiness.waived if one.readiness else (), many=True).data

    def get_in_pool(self, one: Successor) -> bool:
        return one.member is not None


class SuccessionPlanSerializer(ReadSerializer):
    """The plan of a post as written last; `version` 0: none yet."""

    post = PostSerializer()
    critical = serializers.BooleanField()
    day = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    outcome = serializers.CharField(allow_null=True)
    decision_number = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    stand_in = PersonSerializer(allow_null=True)
    successors = PlannedSuccessorSerializer(many=True)
