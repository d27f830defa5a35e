"""The PPK's decision, and taking it back. The database decides contests: one person, one post."""

from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Check, Status
from rules.deviation import Kind
from rules.errors import DomainError, Invalid
from rules.law import shipped
from succession.domain import canonical, conflicts, course, deviations, moving, states
from succession.domain.confirmation import confirm
from succession.domain.instants import turn
from succession.domain.queries import available, vacating
from succession.domain.queries.words import said
from succession.domain.reasons import SHORTEST, required_number, required_reason
from succession.models import AppointmentDecision, Nominee, Vacancy
from talent.display import cited
from talent.models import Employee


class Contested(DomainError):
    """Another decision already holds the post or the person, or another filling took the person."""

    code = "contested"


@transaction.atomic
def decide(
    *,
    vacancy: Vacancy,
    employee: Employee,
    decided_on: date,
    number: str,
    reason: str,
    token: str,
    basis: str = "",
    outside: bool = False,
    replacing: str = "",
    by: User,
) -> AppointmentDecision:
    """Choose one of the nominees, or with `outside` somebody else; the reason is always written.

    Whoever is not the first name is a deviation: it needs a legal `basis` (`selection.deviation`), enters the register
    and is not final before its second signature, though the post and the person are held from now on. That the first
    name withdrew, or was inaugurated elsewhere, changes nothing of that: the entry says so as its cause. Raises Invalid
    for a day before the names were settled (`course`).

    Where somebody still holds the post, who came to it less than two years ago, `replacing` says for which cause they
    are replaced (`selection.early_replacement`); it is kept.
    """
    scope.require(by, Permission.DECIDE, vacancy.agency_id)
    conflicts.require_decider(vacancy, by, employee)
    conflicts.require_declared(vacancy, by, *([employee] if outside else []))
    at = turn(vacancy, employee.agency_id)
    if _open_decisions().filter(vacancy=vacancy).exists():
        raise Contested(_won(vacancy, employee, by))
    states.require(vacancy, states.State.DECIDED)
    deviations.require_none_open(vacancy)
    number, reason = required_number(number), required_reason(reason)
    nominee = vacancy.nominees.filter(employee=employee).first()
    _check_name(nominee, employee, outside, by)
    moving.require_entered_there(employee, vacancy.agency)
    if gone := available.why_not(vacancy, employee, by, decided_on):
        raise Contested(gone)
    course.require_decidable(decided_on, vacancy)
    held, warned, replacing = _replaced(vacancy, employee, decided_on, replacing.strip())
    seen = confirm(vacancy, token, by=by, known_at=at, outside=employee if outside else None)
    seen.require_eligible(employee, by)
    decision = AppointmentDecision(
        vacancy=vacancy,
        employee=employee,
        nip=employee.nip,
        decided_on=decided_on,
        number=number,
        reason=reason,
        token=token,
        checks=[canonical.to_json(check) for check in seen.unread(employee.pk)],
        inputs_digest=seen.inputs_digest,
        law_digest=shipped().digest,
        results_digest=seen.results_digest,
        holder=held,
        warned=[canonical.to_json(check) for check in warned],
        replacing=replacing,
        by=by,
        at=at,
    )
    _insert(decision)
    states.move(vacancy, states.State.DECIDED)
    order = nominee.order if nominee else None
    ledger.record(
        "succession.appointment.decided",
        by=by,
        agency=vacancy.agency.code,
        subject=decision,
        reason=reason,
        payload={"vacancy": vacancy.pk, "employee": employee.pk, "order": order, "token": token}
        | ({"holder": held.pk, "replacing": replacing} if held and replacing else {}),
    )
    kind = Kind.OUTSIDE if outside else Kind.NOT_FIRST if order != 1 else None
    if kind is not None:
        deviations.enter(
            vacancy=vacancy,
            kind=kind,
            cause=available.cause(vacancy, decided_on) if kind == Kind.NOT_FIRST else None,
            basis=basis,
            dated=decided_on,
            number=number,
            reason=reason,
            token=token,
            at=at,
            decision=decision,
            by=by,
        )
    return decision


def _replaced(
    vacancy: Vacancy, chosen: Employee, on: date, cause: str
) -> tuple[Employee | None, tuple[Check, ...], str]:
    """Who holds the post, what is warned about replacing them on that day, and for which cause it is done; raises
    Invalid where one has to be written."""
    held = vacating.of_vacancy(vacancy, on)
    if held is None or held.seat.holder is None or held.seat.holder.nip == chosen.nip:
        return None, (), ""
    warning = held.replaced(vacating.taken_on(vacancy, on), on)
    early = warning is not None and warning.status == Status.FAIL
    if warning is not None and early and len(cause) < SHORTEST:
        words = {"name": held.seat.holder.name, "fact": said(warning.fact), "limit": said(warning.limit)}
        words |= {"citation": cited(warning.citation), "count": SHORTEST}  # type: ignore[dict-item]
        message = _(
            "%(name)s masih memegang jabatan ini %(fact)s: %(limit)s (%(citation)s). Tuliskan sebab menggantinya, "
            "paling sedikit %(count)s huruf."
        )
        raise Invalid(message % words, code="no_cause")
    return held.seat.holder, (warning,) if warning else (), cause if warning else ""


def _check_name(nominee: Nominee | None, employee: Employee, outside: bool, by: User) -> None:
    if nominee is None and not outside:
        raise Invalid(_("Hanya salah satu dari nama yang diusulkan yang dapat diputuskan."), code="not_nominated")
    if nominee is not None and outside:
        raise Invalid(_("Orang ini salah satu dari nama yang diusulkan."), code="nominated")
    if outside:
        scope.require(by, Permission.VIEW_EMPLOYEES, employee.agency_id)


@transaction.atomic
def withdraw(*, decision: AppointmentDecision, reason: str, by: User) -> None:
    """Take an open decision back before the inauguration; the nominees stay for another one."""
    vacancy = decision.vacancy
    scope.require(by, Permission.DECIDE, vacancy.agency_id)
    conflicts.require_decider(vacancy, by, decision.employee)
    reason = required_reason(reason)
    states.require(vacancy, states.State.NOMINATED)
    end(decision, reason)
    deviations.ended(Q(decision=decision), reason, by)
    states.move(vacancy, states.State.NOMINATED)
    ledger.record(
        "succession.appointment.withdrawn", by=by, agency=vacancy.agency.code, subject=decision, reason=reason
    )


def end(decision: AppointmentDecision, reason: str) -> None:
    """Close an open decision, so that the post and the person are free for another one."""
    at = timezone.now()
    if not _open_decisions().filter(pk=decision.pk).update(ended_at=at, end_reason=reason):
        raise states.ChangedMeanwhile(_("Keputusan ini sudah berakhir."))
    decision.ended_at, decision.end_reason = at, reason


def _open_decisions() -> models.QuerySet[AppointmentDecision]:
    return AppointmentDecision.objects.filter(ended_at=None)


def _insert(decision: AppointmentDecision) -> None:
    # Decisions older than the column that the database compares do not say whose NIP theirs is.
    with second_lock.every_row():
        taken = _open_decisions().filter(nip=None, employee__nip=decision.nip).exists()
    if taken:
        raise Contested(_won(decision.vacancy, decision.employee, decision.by))
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        raise Contested(_won(decision.vacancy, decision.employee, decision.by)) from error


def _won(vacancy: Vacancy, employee: Employee, by: User) -> str:
    """Who or what won, naming another agency's vacancy only to those who may see it."""
    held = _open_decisions().filter(vacancy=vacancy).select_related("employee").first()
    if held is not None:
        return _("Lowongan %(code)s sudah diputuskan untuk %(name)s.") % {
            "code": vacancy.code,
            "name": held.employee.name,
        }
    elsewhere = _open_decisions().filter(employee__nip=employee.nip).select_related("vacancy").first()
    if elsewhere is not None and scope.allows(by, Permission.VIEW_VACANCIES, elsewhere.vacancy.agency_id):
        return _("Orang ini sudah diputuskan untuk lowongan %(code)s.") % {"code": elsewhere.vacancy.code}
    return _("Orang ini sudah diputuskan untuk lowongan lain.")
