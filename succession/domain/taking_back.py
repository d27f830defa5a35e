"""Taking back what was recorded wrongly, before anything followed from it: the three names, the recommendation.

Both stay as they were recorded, with who took them back, when and why.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError
from succession.domain import deviations, states
from succession.domain.instants import turn
from succession.domain.queries import nominable
from succession.domain.reasons import required_reason
from succession.models import AppointmentDecision, Recommendation, Vacancy

State = Vacancy.State


@transaction.atomic
def take_names_back(*, vacancy: Vacancy, reason: str, by: User) -> None:
    """A member of the committee takes the three names back as long as the PPK has not decided: the longlist waits for
    three names again.

    Raises NotAllowed for who has no seat, or decides nothing about one of the names, Invalid for who declared nothing
    before they were sent up (`nominable.keeper`), DomainError once the PPK decided, even where that was taken back
    (what becomes of the names then is theirs to say, `countersigning.start_again`), NotFinal while a deviation waits.
    """
    scope.require(by, Permission.NOMINATE, vacancy.agency_id)
    states.require_at(vacancy, State.NOMINATED)
    if (why := nominable.keeper(vacancy, by)) is not None:
        raise why
    deviations.require_none_open(vacancy)
    reason = required_reason(reason)
    if vacancy.decisions.exists():
        message = _(
            "PPK sudah memutuskan atas usulan ini; usulannya tidak ditarik lagi. PPK dapat mengulang pengisiannya."
        )
        raise DomainError(message, code="decided_once")
    names = list(vacancy.nominees.values_list("employee_id", flat=True))
    vacancy.nominees.update(withdrawn_at=turn(vacancy), withdrawn_by=by, withdraw_reason=reason)
    states.step_back(vacancy, State.LONGLISTED)
    kind, code = "succession.nominees.withdrawn", vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=vacancy, reason=reason, payload={"employees": names})


@transaction.atomic
def take_recommendation_back(*, decision: AppointmentDecision, reason: str, by: User) -> Recommendation:
    """The recommendation on an open decision no longer stands; another one may be recorded in its place. Not once
    somebody is inaugurated."""
    vacancy = decision.vacancy
    scope.require(by, Permission.RECORD_RECOMMENDATION, vacancy.agency_id)
    states.require_at(vacancy, State.RECOMMENDED)
    reason = required_reason(reason)
    standing = Recommendation.objects.filter(decision=decision, withdrawn_at=None)
    if not standing.update(withdrawn_at=turn(vacancy), withdrawn_by=by, withdraw_reason=reason):
        raise states.ChangedMeanwhile(_("Rekomendasi ini sudah ditarik."))
    states.step_back(vacancy, State.DECIDED)
    taken = Recommendation.objects.filter(decision=decision).latest("withdrawn_at")
    kind, code, payload = "succession.recommendation.withdrawn", vacancy.agency.code, {"decision": decision.pk}
    ledger.record(kind, by=by, agency=code, subject=taken, reason=reason, payload=payload)
    return taken
