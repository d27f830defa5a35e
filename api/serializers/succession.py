"""Merit, route, vacancies and candidates."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import (
    AgencyNameSerializer,
    CheckSerializer,
    FreedSerializer,
    PeriodSerializer,
    PersonSerializer,
    ReadSerializer,
    TextField,
)
from api.serializers.comparing import ComparedTechnicalSerializer
from succession.domain.queries import chosen, longlists, settled, vacancies
from succession.domain.queries.papers import State, state_on
from succession.domain.queries.seats import Seat
from succession.models import AppointmentDecision, ApprovalRecord, Inauguration, Vacancy
from talent.models import Position


class ScoreSerializer(ReadSerializer):
    """What a round comes to; null where it cannot be computed."""

    score = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    index = serializers.FloatField(allow_null=True)
    category = serializers.CharField(allow_null=True)


class ScoreDetailSerializer(ScoreSerializer):
    """The score with points by aspect, what is missing, and what does not apply to the agency."""

    aspects = serializers.DictField(child=serializers.FloatField())
    missing = serializers.ListField(child=serializers.CharField())
    left_out = serializers.ListField(child=serializers.CharField())


class RoundSerializer(ReadSerializer):
    """A merit assessment as known now."""

    id = serializers.IntegerField(source="round.pk")
    agency = AgencyNameSerializer(source="round.agency")
    name = serializers.CharField(source="round.name")
    instrument = serializers.CharField(source="round.instrument")
    submitted_on = serializers.DateField(source="record.submitted_on", allow_null=True)
    decided_on = serializers.DateField(source="record.decided_on", allow_null=True)
    decision_number = serializers.CharField(source="record.decision_number", allow_null=True)
    valid_to = serializers.DateField(source="record.valid_to", allow_null=True)
    result = ScoreSerializer(source="score")


class LevelSerializer(ReadSerializer):
    """A sub-aspect's level as the agency and the verifier saw it; −1: it does not apply."""

    sub_aspect = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    verified_level = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class RoundDetailSerializer(RoundSerializer):
    """A merit assessment with its levels; `replaced_by`, `replaces`: the rounds that are the decision in its place, and
    the one in whose place it is (null: none)."""

    result = ScoreDetailSerializer(source="score")
    replaced_by = serializers.IntegerField(source="round.replaced_by.round_id", allow_null=True)
    replaces = serializers.IntegerField(source="round.replacing.replaced_id", allow_null=True)
    levels = serializers.SerializerMethodField()

    @extend_schema_field(LevelSerializer(many=True))
    def get_levels(self, found: Any) -> Any:
        rows = [
            {"sub_aspect": code, "level": own, "verified_level": verified, "note": found.notes.get(code, "")}
            for code, (own, verified) in sorted(found.levels.items())
        ]
        return LevelSerializer(rows, many=True).data


class ApprovalSerializer(ReadSerializer):
    """A paper of the day `dated`: valid from `valid_from` to `valid_to` (null: no end named), no longer from
    `revoked_on` on; about one `tier` (null: every one) and certain `posts` (none: all). `round`: of a commitment, the
    name of the merit round whose decision it follows, where that was said."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    kind = serializers.CharField()
    authority = serializers.CharField()
    number = serializers.CharField()
    dated = serializers.DateField(source="letter_date", allow_null=True)
    valid_from = serializers.DateField(source="true_from", allow_null=True)
    valid_to = serializers.DateField(source="true_to", allow_null=True)
    tier = serializers.CharField(allow_null=True)
    posts = serializers.SerializerMethodField()
    round = serializers.CharField(source="round.name", default=None, allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)
    revoke_reason = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=[str(state) for state in State])
    known_from = serializers.DateTimeField()

    def get_posts(self, paper: ApprovalRecord) -> list[str]:
        return (paper.posts or "").splitlines()


class ApprovalNowSerializer(ApprovalSerializer):
    """A paper as it stands today."""

    state = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.STR)
    def get_state(self, paper: ApprovalRecord) -> str:
        return str(state_on(paper, timezone.localdate()))


class RouteAnswerSerializer(ReadSerializer):
    """The gate's answer for an agency and tier on a date."""

    agency = serializers.IntegerField()
    tier = serializers.CharField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    route = serializers.ChoiceField(choices=["talent_pool", "open_selection", "undetermined"])
    checks = CheckSerializer(many=True)


class RouteDecisionSerializer(ReadSerializer):
    """The gate's answer as it was kept for a vacancy; `decisions`: the ids of every one kept for it, newest first."""

    id = serializers.IntegerField()
    vacancy = serializers.IntegerField(source="vacancy_id")
    decisions = serializers.ListField(child=serializers.IntegerField())
    tier = serializers.CharField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    route = serializers.ChoiceField(choices=["talent_pool", "open_selection", "undetermined"])
    checks = CheckSerializer(many=True, source="worded")
    law_digest = serializers.CharField()
    inputs_digest = serializers.CharField()
    results_digest = serializers.CharField()
    at = serializers.DateTimeField()


class PostSerializer(ReadSerializer):
    """A *jabatan* as other answers name it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    tier = serializers.SerializerMethodField()

    def get_name(self, post: Position) -> str | None:
        return post.current.name if post.current else None

    def get_tier(self, post: Position) -> str | None:
        return post.current.tier if post.current else None


class PostSeatSerializer(PostSerializer):
    """A senior post with who sits there; `standing`: the holder's, code (null: not on record); `unsure`: in which of
    several posts of one title its holder sits is not known; `vacant_from`: since when it is known to be empty, `ends`:
    the day its holder reaches the retirement age, `term_ends`: the day after their term, `vacancy`: by which it is
    being filled."""

    id = serializers.IntegerField(source="position.pk")
    agency = AgencyNameSerializer(source="position.agency")
    code = serializers.CharField(source="position.code")
    holder = PersonSerializer(allow_null=True)
    standing = serializers.CharField(source="holder.current.standing", allow_null=True, default=None)
    unsure = serializers.BooleanField()
    vacant_from = serializers.DateField(allow_null=True)
    ends = serializers.DateField(allow_null=True)
    term_ends = serializers.DateField(allow_null=True)
    vacancy = serializers.SerializerMethodField()

    def get_name(self, seat: Seat) -> str | None:  # type: ignore[override]
        return super().get_name(seat.position)

    def get_tier(self, seat: Seat) -> str | None:  # type: ignore[override]
        return super().get_tier(seat.position)

    def get_vacancy(self, seat: Seat) -> int | None:
        return seat.filling.pk if seat.filling else None


class PostSeatListSerializer(ReadSerializer):
    """Lines from `start` on; `count` of all."""

    results = PostSeatSerializer(many=True)
    count = serializers.IntegerField()


class VacancySerializer(ReadSerializer):
    """A *lowongan*; `transfer`: it is filled by a transfer between senior posts (PP 11/2017 Pasal 131); `unsigned`:
    what the PPK did otherwise than proposed waits for its second signature, and until then `state` is not final."""

    id = serializers.IntegerField()
    agency = AgencyNameSerializer()
    position = PostSerializer()
    code = serializers.CharField()
    opened_on = serializers.DateField()
    decision_date = serializers.DateField()
    reference_date = serializers.DateField()
    running_since = serializers.DateField(allow_null=True)
    cause = serializers.CharField(allow_null=True)
    target_date = serializers.DateField(allow_null=True)
    transfer = serializers.BooleanField()
    state = serializers.CharField()
    unsigned = serializers.SerializerMethodField()
    route = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def get_unsigned(self, vacancy: Vacancy) -> bool:
        return vacancies.unsigned(vacancy)


class RecommendationSerializer(ReadSerializer):
    """The overseer's recommendation on a decision."""

    authority = serializers.CharField()
    number = serializers.CharField()
    dated = serializers.DateField()


class WithdrawnRecommendationSerializer(RecommendationSerializer):
    """One that was taken back, and why."""

    withdrawn_at = serializers.DateTimeField()
    withdraw_reason = serializers.CharField()


class InaugurationSerializer(ReadSerializer):
    """The *pelantikan* that a decision led to; `checks`: what could have forbidden it that day, whatever the route;
    `weighed`: requirement → how the person stood that day (null: nobody looked), `reason`: why in spite of it;
    `opened`: the vacancy of the senior post that the person left (null: none was); `unclear`: the title of that post
    where none could be opened, for it is not clear which one of the list it is;
    `replaced`: the employee who held the post until then, where the records named one alone; `annulled_on`: by which
    paper, and why, it was annulled (null: it stands)."""

    number = serializers.CharField()
    dated = serializers.DateField()
    reason = serializers.CharField()
    opened = serializers.IntegerField(source="opened_id", allow_null=True)
    unclear = serializers.CharField()
    replaced = serializers.IntegerField(source="replaced_id", allow_null=True)
    annulled_on = serializers.DateField(allow_null=True)
    annul_number = serializers.CharField(allow_null=True)
    annul_reason = serializers.CharField(allow_null=True)
    checks = serializers.SerializerMethodField()
    weighed = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_weighed(self, held: Inauguration) -> dict[str, str] | None:
        if held.weighed is None:
            return None
        return {check.code: str(check.status) for check in chosen.stood(held)}

    @extend_schema_field(CheckSerializer(many=True))
    def get_checks(self, held: Inauguration) -> Any:
        return CheckSerializer(vacancies.checks_at(held), many=True).data


class AppointmentSerializer(ReadSerializer):
    """A choice of the PPK; `ended_at`: it was withdrawn then, for `end_reason`. `holder`: the employee who still held
    the post (null: nobody), `replacing`: for which cause they are replaced before two years."""

    employee = serializers.IntegerField(source="employee_id")
    number = serializers.CharField()
    decided_on = serializers.DateField()
    reason = serializers.CharField()
    holder = serializers.IntegerField(source="holder_id", allow_null=True)
    replacing = serializers.CharField(allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_null=True)
    recommendation = RecommendationSerializer(allow_null=True)
    recommendations_withdrawn = serializers.SerializerMethodField(help_text="Those that were taken back, oldest first.")
    inauguration = InaugurationSerializer(allow_null=True)

    @extend_schema_field(WithdrawnRecommendationSerializer(many=True))
    def get_recommendations_withdrawn(self, decision: AppointmentDecision) -> Any:
        gone = decision.recommendations_withdrawn  # type: ignore[attr-defined]
        return WithdrawnRecommendationSerializer(gone, many=True).data


class TakenBackSerializer(ReadSerializer):
    """A name that was sent up and taken back, and why."""

    employee = serializers.IntegerField(source="employee_id")
    order = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField()
    withdraw_reason = serializers.CharField()


class NamesDaySerializer(ReadSerializer):
    """That the names sent up at `names_at` were settled on `named_on` and not on the day recorded before (`was`; null:
    none was)."""

    names_at = serializers.DateTimeField()
    was = serializers.DateField(allow_null=True)
    named_on = serializers.DateField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class GoneOverSerializer(ReadSerializer):
    """That a vacancy left the talent pool route for an open selection; `route_decision`: the gate's answer that was
    left, `eligible`: how many could have been named then."""

    route_decision = serializers.IntegerField(source="route_id")
    eligible = serializers.IntegerField()
    number = serializers.CharField()
    dated = serializers.DateField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class VacancyDetailSerializer(VacancySerializer):
    """A vacancy with what was kept for it; names stand in the longlist. `gone_over`: null unless it left the talent
    pool route."""

    gone_over = serializers.SerializerMethodField()
    longlist = serializers.SerializerMethodField()
    nominees = serializers.SerializerMethodField(help_text="Ids of employees in the order of the nomination.")
    named_on = serializers.SerializerMethodField(
        help_text="The day on which the names were settled (null: there are none, or it was not kept)."
    )
    named_on_corrections = serializers.SerializerMethodField(
        help_text="Days of names that were recorded wrongly, oldest first."
    )
    taken_back = serializers.SerializerMethodField(help_text="Names sent up and taken back, the last time first.")
    decisions = serializers.SerializerMethodField(help_text="Every decision of the PPK, newest first.")

    @extend_schema_field(GoneOverSerializer(allow_null=True))
    def get_gone_over(self, vacancy: Vacancy) -> Any:
        gone = getattr(vacancy, "gone_over", None)
        return None if gone is None else GoneOverSerializer(gone).data

    def get_longlist(self, vacancy: Vacancy) -> int | None:
        found = longlists.current(vacancy)
        return None if found is None else found.pk

    def get_nominees(self, vacancy: Vacancy) -> list[int]:
        return list(vacancy.nominees.order_by("order").values_list("employee_id", flat=True))

    def get_named_on(self, vacancy: Vacancy) -> date | None:
        return settled.day_of(vacancy)

    @extend_schema_field(NamesDaySerializer(many=True))
    def get_named_on_corrections(self, vacancy: Vacancy) -> Any:
        return NamesDaySerializer(settled.corrections(vacancy), many=True).data

    @extend_schema_field(TakenBackSerializer(many=True))
    def get_taken_back(self, vacancy: Vacancy) -> Any:
        return TakenBackSerializer(vacancies.taken_back(vacancy), many=True).data

    @extend_schema_field(AppointmentSerializer(many=True))
    def get_decisions(self, vacancy: Vacancy) -> Any:
        return AppointmentSerializer(vacancies.decisions(vacancy), many=True).data


class LonglistSerializer(ReadSerializer):
    """Pool members, or in an open selection (no `cycle`) the applicants, held against the requirements (`codes`);
    `wider_pool`: the decree by which members of other agencies' pools who agreed are among them."""

    id = serializers.IntegerField()
    vacancy = serializers.IntegerField(source="vacancy_id")
    cycle = serializers.IntegerField(source="cycle_id", allow_null=True)
    wider_pool = serializers.IntegerField(source="wider_id", allow_null=True)
    policy = serializers.CharField(source="policy_name", allow_blank=True)
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    codes = serializers.ListField(child=serializers.CharField())
    law_digest = serializers.CharField()
    inputs_digest = serializers.CharField()
    results_digest = serializers.CharField()


class KeptReplaySerializer(ReadSerializer):
    """What was kept computed again; `differences` says what came out otherwise (at most 100). `kept` false: earlier
    releases did not keep it, so there is nothing to hold it against, and `identical` is false."""

    identical = serializers.BooleanField()
    kept = serializers.BooleanField()
    inputs_same = serializers.BooleanField()
    law_same = serializers.BooleanField()
    differences = serializers.ListField(child=TextField())


class CandidateSerializer(ReadSerializer):
    """One candidate of the agency `home`, their box and talent value by `policy` (empty of an applicant, and of another
    agency's member); `statuses`: requirement → pass, fail or unknown; `waived`: passed only by a document."""

    position = serializers.IntegerField()
    rank = serializers.IntegerField(allow_null=True)
    employee = PersonSerializer()
    home = AgencyNameSerializer(source="employee.agency")
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    policy = serializers.CharField(source="policy_name", allow_blank=True)
    box = serializers.IntegerField(allow_null=True)
    talent_value = serializers.FloatField(allow_null=True)
    technical = serializers.FloatField(allow_null=True)
    combined = serializers.FloatField(allow_null=True)
    decided_by = serializers.CharField(allow_blank=True)
    statuses = serializers.DictField(child=serializers.ChoiceField(choices=["pass", "fail", "unknown"]))
    waived = FreedSerializer(many=True, source="freed")


class CandidateDetailSerializer(CandidateSerializer):
    """A candidate with every requirement in words, rebuilt from the dated facts; `periods`: code of a requirement about
    time served → what it counts, by the first day. The technical competencies decide nothing."""

    checks = CheckSerializer(many=True, source="worded")
    periods = serializers.DictField(child=PeriodSerializer(many=True))
    technical_competencies = ComparedTechnicalSerializer(many=True)


class EligibilitySerializer(ReadSerializer):
    """One employee against the requirements of a tier, or of a `position` of it with what its agency asks (`own`) and
    whom documents free (`waived`), or of a `transfer` to it; `periods` as of a candidate."""

    employee = serializers.IntegerField()
    tier = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)
    transfer = serializers.BooleanField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=["pass", "fail", "unknown"])
    checks = CheckSerializer(many=True)
    periods = serializers.DictField(child=PeriodSerializer(many=True))
