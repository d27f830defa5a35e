"""Writing the succession plan of a critical post: each edit is a new version, with its reason."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from succession.domain.queries import seats, vacating
from succession.domain.reasons import past_date, required_number, required_reason
from succession.domain.states import ChangedMeanwhile
from succession.models import PlannedSuccessor, SuccessionPlan
from succession.models.succession_plan import PlanOutcome
from talent.codes import Standing
from talent.domain import known
from talent.domain.days import require_near, require_possible
from talent.domain.queries import meanwhile, pool
from talent.models import Employee, Position

# More names say nothing about who is to follow.
MOST = 9
# A plan is looked at again within this time.
REVIEW_YEARS = 3


def name(
    *,
    position: Position,
    successors: Sequence[Employee],
    stand_in: Employee | None,
    review_on: date | None,
    reason: str,
    version: int,
    by: User,
) -> SuccessionPlan:
    """Name who is to follow, in this order. `version`: of the plan as it was read, 0 where there was none.

    Raises Invalid for what cannot be right, ChangedMeanwhile when somebody wrote another version since.
    """
    scope.require(by, Permission.PREPARE_VACANCY, position.agency_id)
    if not successors:
        message = _("Pilih sedikitnya satu penerus, atau catat keputusan bahwa belum ada yang cocok.")
        raise Invalid(message, code="no_successor")
    if len(successors) > MOST:
        raise Invalid(_("Paling banyak %(most)s penerus.") % {"most": MOST}, code="too_many_successors")
    if len({one.pk for one in successors}) < len(successors):
        raise Invalid(_("Seorang penerus disebut dua kali."), code="named_twice")
    holder = _holder(position)
    members = set(pool.members(position.agency_id, timezone.localdate()).values_list("employee_id", flat=True))
    for one in successors:
        if one.pk not in members:
            words = {"name": one.name}
            raise Invalid(_("%(name)s bukan anggota kelompok suksesi yang berlaku.") % words, code="not_in_pool")
        _not_holder(one, holder)
    plan = SuccessionPlan(outcome=PlanOutcome.NAMED)
    return _write(plan, position, successors, stand_in, review_on, reason, version, holder, by)


def none_suitable(
    *,
    position: Position,
    number: str,
    decided_on: date,
    stand_in: Employee | None,
    review_on: date,
    reason: str,
    version: int,
    by: User,
) -> SuccessionPlan:
    """Record the decision that nobody suits, to be reviewed on a day to come; otherwise as `name`."""
    scope.require(by, Permission.PREPARE_VACANCY, position.agency_id)
    plan = SuccessionPlan(outcome=PlanOutcome.NONE_SUITABLE)
    plan.decision_number, plan.decided_on = required_number(number), past_date(decided_on)
    return _write(plan, position, (), stand_in, review_on, reason, version, _holder(position), by)


@transaction.atomic
def _write(
    plan: SuccessionPlan,
    position: Position,
    successors: Sequence[Employee],
    stand_in: Employee | None,
    review_on: date | None,
    reason: str,
    version: int,
    holder: Employee | None,
    by: User,
) -> SuccessionPlan:
    if not vacating.is_critical(position, timezone.localdate()):
        message = _("Rencana suksesi dibuat untuk jabatan kritikal; jabatan ini tidak ditandai kritikal.")
        raise Invalid(message, code="not_critical")
    _check_review(review_on)
    if stand_in is not None:
        _check_stand_in(stand_in, position, holder)
    plan.agency_id, plan.position, plan.version = position.agency_id, position, version + 1
    plan.stand_in, plan.review_on, plan.reason, plan.by = stand_in, review_on, required_reason(reason), by
    plan.at = known.turn(position.agency_id)
    newest = SuccessionPlan.objects.filter(position=position).select_related("by").first()
    if (newest.version if newest else 0) != version:
        raise _changed(newest)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        raise _changed(SuccessionPlan.objects.filter(position=position).select_related("by").first()) from error
    PlannedSuccessor.objects.bulk_create(
        PlannedSuccessor(plan=plan, employee=one, order=place) for place, one in enumerate(successors, start=1)
    )
    payload = {"post": position.pk, "version": plan.version, "outcome": str(plan.outcome)}
    payload |= {"successors": [one.pk for one in successors], "stand_in": stand_in.pk if stand_in else None}
    agency = position.agency.code
    ledger.record("succession.plan.written", by=by, agency=agency, subject=plan, payload=payload, reason=plan.reason)
    return plan


def _check_review(review_on: date | None) -> None:
    if review_on is None:
        return
    require_possible(review_on)
    if review_on <= timezone.localdate():
        raise Invalid(_("Tanggal peninjauan harus di masa depan."), code="review_past")
    require_near(review_on, years=REVIEW_YEARS)


def _check_stand_in(person: Employee, position: Position, holder: Employee | None) -> None:
    _not_holder(person, holder)
    serving = person.current is not None and person.current.standing == Standing.ACTIVE
    if person.agency_id != position.agency_id or not serving:
        message = _("Pengganti darurat harus pegawai aktif instansi ini.")
        raise Invalid(message, code="stand_in_not_serving")


def _not_holder(person: Employee, holder: Employee | None) -> None:
    if holder is not None and person.pk == holder.pk:
        raise Invalid(_("%(name)s memegang jabatan itu sendiri.") % {"name": person.name}, code="holder")


def _holder(position: Position) -> Employee | None:
    (seat,) = seats.of_posts([position], timezone.localdate())
    return seat.holder


def _changed(newest: SuccessionPlan | None) -> DomainError:
    if newest is None:
        return ChangedMeanwhile(_("Rencana ini belum ada; muat ulang halaman ini."))
    words = {"version": newest.version, "reason": newest.reason}
    message = _("Rencana ini sementara itu ditulis lagi (versi %(version)s: %(reason)s); muat ulang.") % words
    return meanwhile.overtaken(ChangedMeanwhile, message, newest)
