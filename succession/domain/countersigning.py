"""Starting a filling again, and the second signature under what deviates from the committee's nomination."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.deviation import Kind
from succession.domain import conflicts, course, deviations, sights, states, vacancies
from succession.domain import decision as decisions
from succession.domain.confirmation import confirm
from succession.domain.instants import turn
from succession.domain.queries import available
from succession.domain.reasons import required_number, required_reason
from succession.models import Deviation, SightStep, Vacancy


@transaction.atomic
def start_again(
    *, vacancy: Vacancy, dated: date, number: str, basis: str, reason: str, token: str, by: User
) -> Deviation:
    """None of the three names is taken: once it is signed a second time, this vacancy is closed and the post has a new
    one. `token`: of what the PPK saw, as for a decision. Until it is signed or refused nobody is decided on."""
    scope.require(by, Permission.DECIDE, vacancy.agency_id)
    conflicts.require_decider(vacancy, by)
    conflicts.require_declared(vacancy, by)
    states.require_at(vacancy, states.State.NOMINATED)
    deviations.require_none_open(vacancy)
    number, reason = required_number(number), required_reason(reason)
    course.require_decidable(dated, vacancy)
    at = turn(vacancy)
    seen = confirm(vacancy, token, by=by, known_at=at)
    given = {"dated": dated, "number": number, "basis": basis, "reason": reason, "token": token, "at": at, "by": by}
    entry = deviations.enter(vacancy=vacancy, kind=Kind.AGAIN, **given)  # type: ignore[arg-type]
    sights.keep(SightStep.AGAIN, seen, seen.named, token=token, at=at, by=by, deviation=entry)
    states.touch(vacancy)
    return entry


@transaction.atomic
def sign(*, entry: Deviation, token: str, by: User) -> Deviation:
    """Give the second signature; from now on the decision is final, or the filling begins anew.

    `token`: over the entry and what is known now of whom it is about. Raises NotAllowed for who may not sign,
    StaleConfirmation when facts or rules changed since the page was shown, Invalid when the person no longer meets a
    requirement, ChangedMeanwhile when somebody signed, refused or took it back first.
    """
    vacancy, chosen = entry.vacancy, entry.decision
    deviations.require_signer(entry, by)
    at = turn(vacancy, *([chosen.employee.agency_id] if chosen else []))
    seen = deviations.confirmed(entry, token, at, by)
    if chosen is None:
        states.require_at(vacancy, states.State.NOMINATED)
        deviations.signed(entry, token, at, by, _reopened(vacancy, entry, by))
        sights.keep(SightStep.SECOND, seen, seen.named, token=token, at=at, by=by, deviation=entry)
        return entry
    if chosen.ended_at is not None:
        raise states.ChangedMeanwhile(_("Keputusan ini sudah berakhir."))
    states.require_at(vacancy, states.State.DECIDED)
    seen.require_eligible(chosen.employee, by)
    if gone := available.why_not(vacancy, chosen.employee, by, chosen.decided_on):
        raise decisions.Contested(gone)
    deviations.signed(entry, token, at, by)
    sights.keep(SightStep.SECOND, seen, [chosen.employee_id], token=token, at=at, by=by, deviation=entry)
    states.touch(vacancy)
    return entry


@transaction.atomic
def refuse(*, entry: Deviation, reason: str, by: User) -> None:
    """Not sign: the decision ends, and the three names wait for another one."""
    deviations.require_signer(entry, by)
    reason = required_reason(reason)
    vacancy = entry.vacancy
    if entry.decision is not None:
        decisions.end(entry.decision, reason)
        states.move(vacancy, states.State.NOMINATED)
    else:
        states.touch(vacancy)
    deviations.ended(Q(pk=entry.pk), reason, by)


def _reopened(vacancy: Vacancy, entry: Deviation, by: User) -> Vacancy:
    """The post's next vacancy: the same need, from to-day on; the one before is closed."""
    states.move(vacancy, states.State.CLOSED)
    agency, today = vacancy.agency, timezone.localdate()
    ledger.record("succession.vacancy.closed", by=by, agency=agency.code, subject=vacancy, reason=entry.reason)
    target = vacancy.target_date
    again = Vacancy(
        agency=agency,
        position=vacancy.position,
        code=vacancies.next_code(agency, vacancy.code),
        opened_on=today,
        decision_date=today,
        reference_date=max(today, vacancy.reference_date),
        cause=vacancy.cause,
        target_date=target if target and target >= today else None,
        transfer=vacancy.transfer,
    )
    return vacancies.write(again, {"again": vacancy.pk}, by)
