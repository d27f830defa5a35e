"""The inauguration: the person takes the post, and the records say so."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid
from rules.law import shipped
from succession.domain import canonical, conflicts, deviations, leaving, states
from succession.domain import decision as decisions
from succession.domain.instants import turn
from succession.domain.queries import available, seats, untold
from succession.domain.queries.choosing import must_be_recommended
from succession.domain.queries.chosen import chosen
from succession.domain.queries.gate import frozen
from succession.domain.queries.posts import record_of
from succession.domain.queries.words import said
from succession.domain.reasons import SHORTEST, past_date, required_number
from succession.models import AppointmentDecision, Inauguration, Vacancy
from talent.domain import known as learning
from talent.domain import organisation, outside, records
from talent.domain.importing import WRITERS, Context
from talent.domain.outside import APPOINTMENT, STATE
from talent.domain.queries.records import MODELS
from talent.models import AppointmentRecord, Employee, EmployeeRecord, Position, PositionRecord


@transaction.atomic
def inaugurate(*, decision: AppointmentDecision, dated: date, number: str, reason: str = "", by: User) -> Inauguration:
    """Record the inauguration; from `dated` on the person holds the post, and the one held before has ended: where
    that was a senior post too, its vacancy is opened. Whoever alone holds the post by the records until then held it to
    the day before; what they hold since is not known by that, and their own row stays as it is.

    Needs the second signature of a decision that deviates, the overseer's recommendation where the regime of `dated`
    asks for one (`gate.regime`), and in a time without replacements the minister's permit for the post
    (`gate.freezes`), whatever the route. The person is held against every requirement again, on `dated`, as known now:
    what is unknown needs a `reason`, which is kept. Raises DomainError without them, Contested when the person withdrew
    or another filling took them, Invalid when the recommendation, or the decision, is dated later, or the person no
    longer meets a requirement.
    """
    vacancy = decision.vacancy
    scope.require(by, Permission.INAUGURATE, vacancy.agency_id)
    conflicts.require_unrelated(vacancy, by, decision.employee)
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
    # Whoever fills the post may be another agency than the one that keeps the person's records.
    homes = sorted({vacancy.agency_id, decision.employee.agency_id})
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
    weighed = chosen(decision, dated, at)
    reason = _meets(weighed.checks, person, reason.strip(), by)
    # Later than `at`, so that what was known when the person was weighed does not hold what came of it.
    learnt = max(learning.turn(home) for home in homes)
    if person.outside:
        person = outside.employed(person, vacancy.agency) or person
    left = leaving.left_by(person, dated)
    unclear = leaving.unclear(person, left, vacancy)
    if person.outside:
        person = outside.join(person=person, agency=vacancy.agency, known_at=learnt, by=by, reason=_("Pelantikan"))
    context = Context(agency=vacancy.agency, by=by, known_at=learnt)
    _record_post(vacancy, person, dated, context)
    replaced = seats.sole_holder(vacancy.position, dated, but=person)
    if replaced is not None:
        _record_end(replaced, vacancy.position, dated, context)
    organisation.vacant(position=vacancy.position, since=None, known_at=learnt, by=by, reason=_("Pelantikan"))
    opened = leaving.opened(left, dated, vacancy, learnt, by)
    stored = Inauguration.objects.create(
        decision=decision,
        dated=dated,
        number=number,
        checks=[canonical.to_json(check) for check in checks],
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
            "checks": {check.code: str(check.status) for check in checks},
            "weighed": {check.code: str(check.status) for check in weighed.checks},
        }
        | ({"replaced": replaced.pk} if replaced else {}),
    )
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


def _worded(checks: Iterable[Check]) -> str:
    return "; ".join(
        f"{said(one.label)}: {said(one.fact)} ({said(one.limit)}; {one.citation})".replace("; )", ")") for one in checks
    )


def _record_post(vacancy: Vacancy, employee: Employee, dated: date, context: Context) -> None:
    post = record_of(vacancy.position, dated, context.known_at)
    if post is None:
        raise Invalid(_("Jabatan ini belum punya data; impor data jabatannya dahulu."), code="unknown_post")
    # The records' home may be another agency than the one that fills the post.
    context = replace(context, agency=employee.agency)
    _write(
        "appointments",
        employee,
        context,
        [_ended(held, dated) | {"nip": employee.nip} for held in _held_on(employee, dated)]
        + [_begun(post, vacancy, employee, dated) | {"nip": employee.nip}],
    )
    _write("employees", employee, context, [_employee_row(employee, post, dated)])


def _record_end(replaced: Employee, post: Position, dated: date, context: Context) -> None:
    """Until the day before they held the post: said of their appointments to it, or where there is none of the post in
    their own row, whose first day it knows."""
    assert post.current is not None
    title, row = post.current.name, replaced.current
    open_ones = [one for one in _held_on(replaced, dated) if one.position.casefold() == title.casefold()]
    rows = [_ended(one, dated) for one in open_ones]
    if not rows and row is not None and row.post_from is not None and row.post_from < dated:
        told = AppointmentRecord.objects.filter(employee=replaced, known_to=None, true_from=row.post_from)
        # An appointment that ended earlier stays as it was told.
        if not told.filter(position__iexact=title).exists():
            unit, own = row.unit.code if row.unit else None, post.agency.code
            values = (title, row.tier, row.post_from, dated - timedelta(days=1), "DEFINITIVE", None, row.job_family)
            rows = [dict(zip(APPOINTMENT, (*values, unit, own), strict=True))]
    if rows:
        _write("appointments", replaced, context, [one | {"nip": replaced.nip} for one in rows])


def _write(kind: str, employee: Employee, context: Context, rows: list[dict[str, object]]) -> None:
    """Write them, and tell the ledger of each as of any record: what was worked out of the person is out of date."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    written = WRITERS[kind](columns, len(rows), context)
    if written.errors:
        raise DomainError(written.errors[0].message, code=written.errors[0].code)
    of_person = MODELS[kind].objects.filter(employee=employee)
    closed = dict(of_person.filter(known_to=context.known_at).values_list("key", "pk"))
    for row in of_person.filter(known_from=context.known_at, known_to=None).select_related("employee__agency"):
        if row.key in closed:
            records.note("corrected", kind, row, context.by, _("Pelantikan"), replaces=closed[row.key])
        else:
            records.note("added", kind, row, context.by, _("Pelantikan"))


def _held_on(employee: Employee, dated: date) -> list[AppointmentRecord]:
    """Definitive posts, as known now, that have not ended on the day before."""
    return list(
        AppointmentRecord.objects.filter(
            Q(kind="DEFINITIVE") | Q(kind=None),
            Q(true_to=None) | Q(true_to__gte=dated),
            employee=employee,
            known_to=None,
            true_from__lt=dated,
        ).order_by("id")
    )


def _ended(held: AppointmentRecord, dated: date) -> dict[str, object]:
    return {name: getattr(held, name) for name in APPOINTMENT} | {"true_to": dated - timedelta(days=1)}


def _begun(post: PositionRecord, vacancy: Vacancy, employee: Employee, dated: date) -> dict[str, object]:
    values = (
        post.name,
        post.tier,
        dated,
        None,
        "DEFINITIVE",
        None,
        post.job_family,
        _unit(post, employee),
        # Agencies change their names; the code is what stays.
        vacancy.agency.code,
    )
    return dict(zip(APPOINTMENT, values, strict=True))


def _employee_row(employee: Employee, post: PositionRecord, dated: date) -> dict[str, object]:
    """The employee's state from the day on: everything as before, but for the post."""
    known = EmployeeRecord.objects.filter(employee=employee, known_to=None).select_related("unit")
    begun = known.filter(Q(true_from=None) | Q(true_from__lte=dated)).order_by("-true_from", "-id")
    held = begun.exclude(true_from=None).first() or begun.first() or known.order_by("true_from", "id").first()
    row: dict[str, object] = {"nip": employee.nip, "name": employee.name}
    row |= {name: getattr(held, name, None) for name in STATE}
    grade_from = held.grade_from if held else None
    if grade_from is not None and grade_from > dated:
        row |= {"grade": None, "grade_from": None}
    standing_from = held.standing_from if held else None
    if standing_from is not None and standing_from > dated:
        row["standing_from"] = None
    return row | {
        "unit": _unit(post, employee),
        "position": post.name,
        "tier": post.tier,
        "job_family": post.job_family,
        "post_from": dated,
    }


def _unit(post: PositionRecord, employee: Employee) -> str | None:
    """The code of the post's unit; none for whoever is kept by another agency, where that code is nobody's or
    another's."""
    return post.unit.code if post.unit and post.unit.agency_id == employee.agency_id else None
