"""The merit system's results, and the filling of senior posts."""

from succession.models.appointment import AppointmentDecision, CommitteeMember, Inauguration, Nominee, Recommendation
from succession.models.assessment import MeritAnswer, MeritAssessment, MeritEvidence
from succession.models.merit import ApprovalRecord, MeritLevelRecord, MeritRound, MeritRoundRecord
from succession.models.vacancy import Longlist, LonglistEntry, RouteDecision, Vacancy

__all__ = [
    "AppointmentDecision",
    "ApprovalRecord",
    "CommitteeMember",
    "Inauguration",
    "Longlist",
    "LonglistEntry",
    "MeritAnswer",
    "MeritAssessment",
    "MeritEvidence",
    "MeritLevelRecord",
    "MeritRound",
    "MeritRoundRecord",
    "Nominee",
    "Recommendation",
    "RouteDecision",
    "Vacancy",
]
