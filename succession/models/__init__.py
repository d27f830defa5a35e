"""The merit system's results, and the filling of senior posts."""

from succession.models.afterwards import MeritObjection, MeritPaper, MeritSuperseding, MeritTask
from succession.models.agreement import Agreement, WiderPoolRecord
from succession.models.appointment import (
    AppointmentDecision,
    CommitteeMember,
    DecidingDeclaration,
    Inauguration,
    NamesDay,
    Nominee,
    Recommendation,
)
from succession.models.assessment import MeritAnswer, MeritAssessment, MeritEvidence, MeritExtract
from succession.models.clarification import MeritQuestion, MeritReply
from succession.models.deviation import Deviation
from succession.models.gate import GateConditionRecord, GateFreezeRecord
from succession.models.gone_over import GoneOver
from succession.models.merit import ApprovalRecord, MeritLevelRecord, MeritRound, MeritRoundRecord, MeritWeights
from succession.models.panel import (
    PanelBallot,
    PanelCandidate,
    PanelRefusal,
    PanelRound,
    PanelScore,
    PanelSignature,
    PanelWaiver,
)
from succession.models.pleno import MeritPleno, MeritPlenoSeat, MeritPlenoSignature
from succession.models.posts import CriticalPostRecord
from succession.models.requirements import AgencyRequirementsRecord, RequirementWaiverRecord
from succession.models.selection import Announcement, Application, ApplicationDocument, StageScore
from succession.models.sight import Sight, SightStep
from succession.models.simulation import Simulation
from succession.models.succession_plan import PlannedSuccessor, SuccessionPlan
from succession.models.sweep import EligibilitySweep, SweptPairs, SweptPost
from succession.models.vacancy import Longlist, LonglistEntry, RouteDecision, Vacancy

__all__ = [
    "AgencyRequirementsRecord",
    "Agreement",
    "Announcement",
    "Application",
    "ApplicationDocument",
    "AppointmentDecision",
    "ApprovalRecord",
    "CommitteeMember",
    "CriticalPostRecord",
    "DecidingDeclaration",
    "Deviation",
    "EligibilitySweep",
    "GateConditionRecord",
    "GateFreezeRecord",
    "GoneOver",
    "Inauguration",
    "Longlist",
    "LonglistEntry",
    "MeritAnswer",
    "MeritAssessment",
    "MeritEvidence",
    "MeritExtract",
    "MeritLevelRecord",
    "MeritObjection",
    "MeritPaper",
    "MeritPleno",
    "MeritPlenoSeat",
    "MeritPlenoSignature",
    "MeritQuestion",
    "MeritReply",
    "MeritRound",
    "MeritRoundRecord",
    "MeritSuperseding",
    "MeritTask",
    "MeritWeights",
    "NamesDay",
    "Nominee",
    "PanelBallot",
    "PanelCandidate",
    "PanelRefusal",
    "PanelRound",
    "PanelScore",
    "PanelSignature",
    "PanelWaiver",
    "PlannedSuccessor",
    "Recommendation",
    "RequirementWaiverRecord",
    "RouteDecision",
    "Sight",
    "SightStep",
    "Simulation",
    "StageScore",
    "SuccessionPlan",
    "SweptPairs",
    "SweptPost",
    "Vacancy",
    "WiderPoolRecord",
]
