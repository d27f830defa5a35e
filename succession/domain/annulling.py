"""Annulling an inauguration: what it wrote into the records is taken back by new rows, and the PPK decides again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from succession.domain import conflicts, leaving, moving_back, states
from succession.domain.instants import turn
from succession.domain.moving_back import OVER, Annulment, NotUndone, again, begun, changed_since
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import Inauguration, Vacancy
from talent.domain import known, organisation, records
from talent.domain.importing import TABLES
from talent.domain.queries.records import MODELS
from talent.models import AppointmentRecord, Employee, EmployeeRecord, Position, PositionRecord

State = Vacancy.State


def standing(vacancy: Vacancy) -> Inauguration | None:
    """The vacancy's inauguration that was not annulled."""
    related = ("decision__vacancy__agency", "decision__employee__agency", "opened__agency", "opened__position__current")
    found = Inauguration.objects.filter(decision__vacancy=vacancy, annulled_at=None)
    return found.select_related(*related, "replaced__agency").first()


@transaction.atomic
def annul(*, inauguration: Inauguration, number: str, dated: date, reason: str, by: User) -> Inauguration:
    """The inauguration did not happen, or not as it was recorded, by a paper of `number` and `dated`.

    Whoever was inaugurated holds what they held before, whoever was replaced holds the post again, and of the post and
    the one that was left what was known before is known again: each as new rows, the older ones stay. A vacancy that it
    opened is closed where nothing happened in it. Somebody who moved here by it from another agency of this
    installation serves that one as before (`moving_back`). The three names wait for another decision of the PPK; a day
    or a number that was typed wrongly is recorded anew that way.

    Raises NotUndone, with what comes first, where something followed; Invalid for a paper older than the inauguration.
    """
    decision = inauguration.decision
    vacancy, person = decision.vacancy, decision.employee
    scope.require(by, Permission.INAUGURATE, vacancy.agency_id)
    conflicts.require_unrelated(vacancy, by, person)
    states.require_at(vacancy, State.INAUGURATED)
    number, reason = required_number(number), required_reason(reason)
    if past_date(dated) < inauguration.dated:
        raise Invalid(_("Pembatalan tidak boleh bertanggal sebelum pelantikan."), code="date_order")
    if inauguration.annulled_at is not None:
        raise states.ChangedMeanwhile(_("Pelantikan ini sudah dibatalkan."))
    moved = moving_back.found(inauguration)
    move = moved[0] if moved else None
    if moved is None:
        _require_of_here(inauguration)
    else:
        moving_back.require_nothing_since(*moved)
    opened = moving_back.opened(inauguration, move)
    _require_nothing_since(inauguration, opened)
    at = turn(vacancy, *([move.left.agency_id] if move else []))
    learnt = move.known_at if move else _learnt(inauguration)
    if moved is not None:
        moving_back.back(inauguration, *moved, Annulment(number, reason, at, by))
    own = () if moved else ("appointments", "employees")
    for one, kinds in ((person, own), (inauguration.replaced, ("appointments",))):
        for kind in kinds if one is not None else ():
            assert one is not None
            _undo(kind, one, learnt, at, reason, by)
    _posts_again(inauguration, learnt, at, reason, by)
    _close_opened(opened, reason, by)
    live = Inauguration.objects.filter(pk=inauguration.pk, annulled_at=None)
    given: dict[str, Any] = {"annul_number": number, "annulled_on": dated, "annul_reason": reason}
    if not live.update(annulled_at=at, annulled_by=by, **given):
        raise states.ChangedMeanwhile(_("Pelantikan ini sudah dibatalkan."))
    states.step_back(vacancy, State.NOMINATED)
    inauguration.refresh_from_db()
    kind, code = "succession.appointment.annulled", vacancy.agency.code
    payload = {"decision": decision.pk, "vacancy": vacancy.pk, "employee": person.pk}
    ledger.record(kind, by=by, agency=code, subject=inauguration, reason=reason, payload=payload)
    return inauguration


def _require_of_here(held: Inauguration) -> None:
    """Whoever came from an agency that is not here, or was inaugurated before a move was kept, stays: what it wrote is
    not told apart from what else is known of them."""
    vacancy, person = held.decision.vacancy, held.decision.employee
    mine = {"employee": person}
    elsewhere = [
        entered.filter(**mine).exclude(home=vacancy.agency_id).exists()
        for entered in (vacancy.applications, vacancy.agreements)
    ]
    if person.outside or person.agency_id != vacancy.agency_id or any(elsewhere):
        message = _(
            "Yang dilantik berasal dari instansi yang tidak terdaftar di sini, atau dilantik sebelum perpindahannya "
            "dicatat: pelantikannya belum dapat dibatalkan di sini."
        )
        raise NotUndone(message)


def _require_nothing_since(held: Inauguration, opened: Vacancy | None) -> None:
    vacancy = held.decision.vacancy
    filling = vacancy.position.vacancies.exclude(state__in=OVER).first()
    if filling is not None:
        message = _("Jabatan ini sedang diisi lagi melalui lowongan %(code)s; tutuplah lowongan itu dahulu.")
        raise NotUndone(message % {"code": filling.code})
    with second_lock.every_row():
        later = Inauguration.objects.filter(at__gt=held.at, annulled_at=None)
        of_post = later.filter(decision__vacancy__position=vacancy.position_id)
        if (of_post | later.filter(decision__employee__nip=held.decision.employee.nip)).exists():
            message = _("Sesudahnya ada pelantikan lain pada jabatan ini, atau atas orang ini; batalkan itu dahulu.")
            raise NotUndone(message)
        replaced = held.replaced
        if replaced is not None and later.filter(decision__employee__nip=replaced.nip).exists():
            message = _(
                "%(name)s, yang digantikan, sesudahnya dilantik pada jabatan lain; batalkan pelantikan itu dahulu."
            )
            raise NotUndone(message % {"name": replaced.name})
        # Also by a vacancy that ran already, and that the inauguration did not open.
        left = later.filter(decision__vacancy__position__in=_left(held))
        taken = left.select_related("decision__vacancy").first()
    if taken is not None and taken.decision.vacancy.agency_id != vacancy.agency_id:
        raise NotUndone(moving_back.filled_there())
    if taken is not None:
        raise NotUndone(_filled(taken.decision.vacancy))
    if opened is not None and opened.agency_id != vacancy.agency_id:
        moving_back.require_not_begun(opened)
    elif opened is not None and begun(opened):
        message = _("Lowongan %(code)s, yang dibukanya, sudah berjalan; tutuplah lowongan itu dahulu.")
        raise NotUndone(message % {"code": opened.code})
    elif opened is not None and opened.state == State.INAUGURATED:
        raise NotUndone(_filled(opened))


def _filled(by: Vacancy) -> str:
    message = _("Jabatan yang ditinggalkan sudah diisi melalui lowongan %(code)s; batalkan pelantikan itu dahulu.")
    return message % {"code": by.code}


def _left(held: Inauguration) -> list[Position]:
    """The senior post that the person held by their own row when they were inaugurated: of several that may be it,
    each."""
    person = held.decision.employee
    rows = known.known_at(EmployeeRecord.objects.filter(employee=person), held.at)
    return leaving.posts_of(rows.order_by(F("true_from").asc(nulls_first=True), "id").last(), person.agency_id) or []


def _learnt(held: Inauguration) -> datetime:
    """The instant at which what the inauguration wrote became known."""
    rows = AppointmentRecord.objects.filter(
        employee=held.decision.employee, true_from=held.dated, known_from__gt=held.at
    )
    first = rows.order_by("known_from", "id").first()
    if first is None:
        raise NotUndone(changed_since())
    return first.known_from


def _undo(kind: str, person: Employee, learnt: datetime, at: datetime, reason: str, by: User) -> None:
    """Close what became known of the person at `learnt`, and know again what it took the place of."""
    model: Any = MODELS[kind]
    written = model.objects.filter(employee=person, known_from=learnt).select_related("employee__agency")
    for row in written.order_by("id"):
        if row.known_to is not None:
            raise NotUndone(changed_since())
        model._default_manager.filter(pk=row.pk, known_to=None).update(known_to=at)
        before = model.objects.filter(employee=person, key=row.key, known_to=learnt).exclude(pk=row.pk).last()
        if before is None:
            records.note("retired", kind, row, by, reason)
            continue
        fresh = again(model, before, at)
        records.note("corrected", kind, fresh, by, reason, replaces=row.pk)
    settle = TABLES[kind].settle
    if settle is not None:
        settle(person.agency, [person.pk])


def _posts_again(held: Inauguration, learnt: datetime, at: datetime, reason: str, by: User) -> None:
    """The post that was filled and the one that was left are empty from the day on that was known before; of a post of
    which something else became known since, that stays."""
    rows = PositionRecord.objects.filter(agency=held.decision.vacancy.agency_id).select_related("position__agency")
    before = dict(rows.filter(known_to=learnt).values_list("position", "vacant_from"))
    for row in rows.filter(known_from=learnt, position__in=before).order_by("id"):
        now = PositionRecord.objects.filter(position=row.position_id, known_to=None).order_by("id").last()
        if now is not None and now.vacant_from == row.vacant_from:
            since = before[row.position_id]
            organisation.vacant(position=row.position, since=since, known_at=at, by=by, reason=reason)


def _close_opened(opened: Vacancy | None, reason: str, by: User) -> None:
    if opened is None or opened.state in OVER:
        return
    # That of a post in the agency that somebody left is closed there.
    with second_lock.rows_of_agency(opened.agency_id):
        states.move(opened, State.CLOSED)
        ledger.record("succession.vacancy.closed", by=by, agency=opened.agency.code, subject=opened, reason=reason)
