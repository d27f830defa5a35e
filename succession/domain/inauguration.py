"""The inauguration: the person takes the post, and the records say so."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid
from rules.law import shipped
from rules.replacing import HOLDER_CODE
from succession.domain import canonical, conflicts, deviations, leaving, moving, posting, states
from succession.domain import decision as decisions
from succession.domain.instants import turn
from succession.domain.queries import available, choosing, seats, untold, vacating
from succession.domain.queries.choosing import must_be_recommended
from succession.domain.queries.chosen import chosen
from succession.domain.queries.gate import frozen
from succession.domain.queries.words import said
from succession.domain.reasons import SHORTEST, past_date, required_number
from succession.models import AppointmentDecision, Inauguration
from talent.display import cited
from talent.domain import known as learning
from talent.domain import organisation, outside
from talent.domain.importing import Context
from talent.models import Employee, Position


@transaction.atomic
def inaugurate(*, decision: AppointmentDecision, dated: date, number: str, reason: str = "", by: User) -> Inauguration:
    """Record the inauguration; from `dated` on the person holds the post, and the one held before has ended: where
    that was a senior post too, its vacancy is opened. Whoever is employed by another agency here moves to this one
    (`moving`). Whoever alone holds the post by the records until then held it to the day before; what they hold since
    is not known by that, and their own row stays as it is.

    Needs the second signature of a decision that deviates, the overseer's recommendation where the regime of `dated`
    asks for one (`gate.regime`), and in a time without replacements the minister's permit for the post
    (`gate.freezes`), whatever the route. The person is held against every requirement again, on `dated`, as known now:
    what is unknown needs a `reason`, which is kept; so does taking them, or whoever holds the post, out of a senior
    post within two years (`selection.early_replacement`), unless the decision named the holder's cause. Raises
    DomainError without them, Contested when the person withdrew or another filling took them, Invalid when the
    recommendation, or the decision, is dated later, or the person no longer meets a requirement.
    """
    vacancy = decision.vacancy
    scope.require(by, Permission.INAUGURATE, vacancy.agency_id)
    conflicts.require_unrelated(vacancy, by, decision.employee, may=Permission.INAUGURATE)
    deviations.require_final(decision)
    recommendation = decision.recommendation
    if recommendation is None and must_be_recommended(vacancy, dated):
        raise DomainError(_("Pelantikan memerlukan rekomendasi yang tercatat lebih dahulu."), code="no_recommendation")
    states.require(vacancy, states.State.INAUGURATED)
    number = required_number(number)
    if past_date(dated) < decision.decided_on:
        raise Invalid(_("Pelantikan tidak boleh sebelum tanggal keputusan."), code="date_order")
    if recommendation is not None and dated < recommendation.dated:
        raise Invalid(_("Pelantikan tidak boleh sebelum tanggal rekomendasi."), code="date_order")
    # The person's records may be kept by another agency than the one that fills the post, and they may serve a third.
    moving.require_entered_there(decision.employee, vacancy.agency)
    served = moving.served_elsewhere(decision.employee, vacancy.agency)
    homes = sorted({vacancy.agency_id, decision.employee.agency_id, *([served.agency_id] if served else [])})
    at = turn(vacancy, *homes)
    checks = frozen(vacancy, dated, at)
    for check in checks:
        if check.decides and check.status != Status.PASS:
            words = {"fact": said(check.fact), "limit": said(check.limit), "citation": check.citation}
            message = _("Pelantikan tidak boleh pada tanggal itu: %(fact)s (%(limit)s; %(citation)s).")
            raise DomainError(message % words, code="frozen")
    person = decision.employee
    if gone := available.why_not(vacancy, person, by, decision.decided_on):
        raise decisions.Contested(_("%(why)s PPK menarik kembali keputusannya dan memutuskan lagi.") % {"why": gone})
    # What is to come in an agency that they leave ends with it (`moving.leave`).
    here = (outside.employed(person, vacancy.agency) or person) if person.outside else person
    if here.agency_id == vacancy.agency_id or here.outside:
        posting.require_later(vacancy, here, dated)
    weighed = chosen(decision, dated, at)
    warned = _warned(decision, dated)
    reason = _caused(_meets(weighed.checks, person, reason.strip(), by), warned, decision)
    # Later than `at`, so that what was known when the person was weighed does not hold what came of it.
    learnt = max(learning.turn(home) for home in homes)
    person = here
    context = Context(agency=vacancy.agency, by=by, known_at=learnt)
    left: list[Position] | None = None
    unclear, moved = "", None
    if person.agency_id == vacancy.agency_id:
        left = leaving.left_by(person, dated)
        unclear = leaving.unclear(person, left, vacancy)
    else:
        moved = moving.leave(served, vacancy, dated, number, context) if served else None
        person = outside.join(
            person=person, agency=vacancy.agency, on=dated, known_at=learnt, by=by, reason=_("Pelantikan")
        )
    posting.record_post(vacancy, person, dated, context)
    replaced = seats.sole_holder(vacancy.position, dated, but=person)
    if replaced is not None:
        posting.record_end(replaced, vacancy.position, dated, context)
    organisation.vacant(position=vacancy.position, since=None, known_at=learnt, by=by, reason=_("Pelantikan"))
    opened = leaving.opened(left, dated, vacancy, learnt, by)
    stored = Inauguration.objects.create(
        decision=decision,
        dated=dated,
        number=number,
        checks=[canonical.to_json(check) for check in (*checks, *warned)],
        weighed=[canonical.to_json(check) for check in weighed.checks],
        reason=reason,
        inputs_digest=weighed.inputs_digest,
        law_digest=shipped().digest,
        results_digest=weighed.results_digest,
        opened=opened,
        unclear=unclear,
        replaced=replaced,
        by=by,
        at=at,
    )
    decisions.end(decision, _("dilantik"))
    states.move(vacancy, states.State.INAUGURATED)
    ledger.record(
        "succession.appointment.inaugurated",
        by=by,
        agency=vacancy.agency.code,
        subject=stored,
        reason=reason,
        payload={
            "decision": decision.pk,
            "vacancy": vacancy.pk,
            "employee": decision.employee_id,
            "checks": {check.code: str(check.status) for check in (*checks, *warned)},
            "weighed": {check.code: str(check.status) for check in weighed.checks},
        }
        | ({"replaced": replaced.pk} if replaced else {})
        | ({"moved_from": moved.left.agency.code, "joined": person.pk} if moved else {}),
    )
    if moved:
        moving.note(moved, stored, person)
    return stored


def _meets(found: Iterable[Check], person: Employee, reason: str, by: User) -> str:
    """The reason, where something is unknown a written one; raises Invalid for what is not met on that day, saying no
    more of it than `by` may read."""
    told = untold.checks((check for check in found if check.decides), person, by)
    if failed := [check for check in told if check.status == Status.FAIL]:
        message = _(
            "%(name)s tidak memenuhi syarat pada tanggal pelantikan: %(what)s. Pelantikan tidak dapat dicatat; PPK "
            "menarik kembali keputusannya dan memutuskan lagi."
        )
        raise Invalid(message % {"name": person.name, "what": _worded(failed)}, code="not_eligible")
    doubtful = [check for check in told if check.status == Status.UNKNOWN]
    if doubtful and len(reason) < SHORTEST:
        message = _(
            "Belum diketahui pada tanggal pelantikan: %(what)s. Lengkapi datanya, atau tuliskan alasan melantik, "
            "paling sedikit %(count)s huruf."
        )
        raise Invalid(message % {"what": _worded(doubtful), "count": SHORTEST}, code="no_reason")
    return reason


def _warned(decision: AppointmentDecision, dated: date) -> tuple[Check, ...]:
    """What is warned about the post that the person leaves, and about whoever holds the one that they take."""
    held = vacating.of_vacancy(decision.vacancy, dated)
    other = held is not None and held.seat.holder is not None and held.seat.holder.nip != decision.employee.nip
    about_holder = held.replaced(dated, dated) if held is not None and other else None
    return (*choosing.leaving(decision.employee, dated), *([about_holder] if about_holder else []))


def _caused(reason: str, warned: Iterable[Check], decision: AppointmentDecision) -> str:
    """The reason; raises Invalid where a warning that stands has none."""
    named = {HOLDER_CODE} if decision.replacing else set()
    early = [check for check in warned if check.status == Status.FAIL and check.code not in named]
    if early and len(reason) < SHORTEST:
        message = _(
            "Belum dua tahun pada tanggal pelantikan: %(what)s. Tuliskan sebabnya sebagai alasan melantik, paling "
            "sedikit %(count)s huruf."
        )
        raise Invalid(message % {"what": _worded(early), "count": SHORTEST}, code="no_reason")
    return reason


def _worded(checks: Iterable[Check]) -> str:
    return "; ".join(
        f"{said(one.label)}: {said(one.fact)} ({said(one.limit)}; {cited(one.citation)})".replace("; )", ")")
        for one in checks
    )
