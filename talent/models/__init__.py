"""People, their records, the cycles that map them and the pool that comes of it."""

from talent.models.agency import Agency, Position, PositionRecord, Unit, UnitRecord
from talent.models.cycle import MappingRun, Placement, PoolMembership, ReviewCycle
from talent.models.employee import Employee, EmployeeRecord
from talent.models.imports import ImportBatch
from talent.models.policy import ScoringPolicy
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
    TrainingRecord,
)

__all__ = [
    "Agency",
    "AppointmentRecord",
    "AssessmentRecord",
    "AttestationRecord",
    "AwardRecord",
    "ComponentsRecord",
    "EducationRecord",
    "Employee",
    "EmployeeRecord",
    "FeedbackRecord",
    "ImportBatch",
    "MappingRun",
    "PerformanceRecord",
    "Placement",
    "PoolMembership",
    "Position",
    "PositionRecord",
    "ReviewCycle",
    "SanctionRecord",
    "ScoringPolicy",
    "TeamAssignmentRecord",
    "TrainingRecord",
    "Unit",
    "UnitRecord",
]
