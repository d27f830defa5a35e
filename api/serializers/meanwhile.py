"""What somebody else did first."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import ReadSerializer
from api.serializers.decrees import (
    AgencyRequirementsSerializer,
    CriticalDecreeSerializer,
    DecreeSerializer,
    RequirementWaiverSerializer,
)
from api.serializers.development import PlanSerializer
from api.serializers.merit import (
    AnswerNowSerializer,
    MeritAssessmentSerializer,
    MinutesNowSerializer,
    QuestionNowSerializer,
)
from api.serializers.merit_after import MeritTaskSerializer, ObjectionSerializer
from api.serializers.narrowing import ConditionsSerializer, FreezeSerializer
from api.serializers.people import MadeMoveSerializer, RecordSerializer
from api.serializers.policies import DraftTextSerializer
from api.serializers.review import SessionSerializer
from api.serializers.succession import ApprovalNowSerializer
from api.serializers.work import CycleSerializer
from rules.errors import Change
from succession.models import (
    AgencyRequirementsRecord,
    ApprovalRecord,
    CriticalPostRecord,
    GateConditionRecord,
    GateFreezeRecord,
    MeritAnswer,
    MeritAssessment,
    MeritObjection,
    MeritPleno,
    MeritQuestion,
    MeritTask,
    RequirementWaiverRecord,
    WiderPoolRecord,
)
from talent.models import (
    AgencyRecord,
    CalibrationMove,
    CalibrationSession,
    PolicyDraft,
    PositionRecord,
    ReviewCycle,
    TalentAction,
    UnitRecord,
)
from talent.models.employee import EmployeeFact

_ANSWERS: dict[type[Any], type[ReadSerializer]] = {
    EmployeeFact: RecordSerializer,
    UnitRecord: RecordSerializer,
    PositionRecord: RecordSerializer,
    AgencyRecord: RecordSerializer,
    TalentAction: PlanSerializer,
    MeritAssessment: MeritAssessmentSerializer,
    MeritAnswer: AnswerNowSerializer,
    MeritPleno: MinutesNowSerializer,
    MeritQuestion: QuestionNowSerializer,
    MeritTask: MeritTaskSerializer,
    MeritObjection: ObjectionSerializer,
    PolicyDraft: DraftTextSerializer,
    ApprovalRecord: ApprovalNowSerializer,
    GateFreezeRecord: FreezeSerializer,
    GateConditionRecord: ConditionsSerializer,
    CriticalPostRecord: CriticalDecreeSerializer,
    AgencyRequirementsRecord: AgencyRequirementsSerializer,
    RequirementWaiverRecord: RequirementWaiverSerializer,
    WiderPoolRecord: DecreeSerializer,
    ReviewCycle: CycleSerializer,
    CalibrationSession: SessionSerializer,
    CalibrationMove: MadeMoveSerializer,
}


class MeanwhileSerializer(ReadSerializer):
    """Who was faster, when, and what they did: `kind` for programs, `what` for people.

    `now`: the thing as it is since, as its own address tells it; null once it is gone, or has no address.
    """

    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    what = serializers.CharField()
    now = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
    def get_now(self, change: Change) -> Any:
        answers = (answer for model, answer in _ANSWERS.items() if isinstance(change.now, model))
        return next((answer(change.now).data for answer in answers), None)
