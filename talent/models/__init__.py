"""People, their records, the cycles that map them and the pool that comes of it."""

from talent.models.agency import (
    Agency,
    AgencyRecord,
    Position,
    PositionRecord,
    TechnicalStandardRecord,
    Unit,
    UnitRecord,
)
from talent.models.base import LastInstant
from talent.models.calibration import (
    BlindPlacement,
    CalibrationMember,
    CalibrationMove,
    CalibrationSession,
    DeclaredRelation,
    MinutesSignature,
)
from talent.models.cycle import (
    Advice,
    InclusionDecline,
    MappingRun,
    Placement,
    PoolExit,
    PoolMembership,
    ReviewCycle,
)
from talent.models.development import TalentAction, TrainingGroup, TrainingSeat
from talent.models.employee import Employee, EmployeeRecord
from talent.models.evidence import Evidence, EvidenceFile
from talent.models.imports import ColumnMatch, ImportBatch
from talent.models.policy import PolicyDraft, ScoringPolicy, SimulatedMove
from talent.models.records import (
    AppointmentRecord,
    AssessmentRecord,
    AttestationRecord,
    AwardRecord,
    ComponentsRecord,
    EducationRecord,
    FeedbackRecord,
    PerformanceRecord,
    SanctionRecord,
    TeamAssignmentRecord,
    TechnicalRecord,
    TrainingRecord,
)
from talent.models.reply import Reply
from talent.models.worked import WorkedOut

__all__ = [
    "Advice",
    "Agency",
    "AgencyRecord",
    "AppointmentRecord",
    "AssessmentRecord",
    "AttestationRecord",
    "AwardRecord",
    "BlindPlacement",
    "CalibrationMember",
    "CalibrationMove",
    "CalibrationSession",
    "ColumnMatch",
    "ComponentsRecord",
    "DeclaredRelation",
    "EducationRecord",
    "Employee",
    "EmployeeRecord",
    "Evidence",
    "EvidenceFile",
    "FeedbackRecord",
    "ImportBatch",
    "InclusionDecline",
    "LastInstant",
    "MappingRun",
    "MinutesSignature",
    "PerformanceRecord",
    "Placement",
    "PolicyDraft",
    "PoolExit",
    "PoolMembership",
    "Position",
    "PositionRecord",
    "Reply",
    "ReviewCycle",
    "SanctionRecord",
    "ScoringPolicy",
    "SimulatedMove",
    "TalentAction",
    "TeamAssignmentRecord",
    "TechnicalRecord",
    "TechnicalStandardRecord",
    "TrainingGroup",
    "TrainingRecord",
    "TrainingSeat",
    "Unit",
    "UnitRecord",
    "WorkedOut",
]
