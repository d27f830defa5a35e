"""A move between two agencies that an annulled inauguration made is taken back in both: new rows say again what was
known before it, the older ones stay (ADR 0037)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.models import User
from audit.domain import ledger
from rules.errors import DomainError
from succession.domain import moving
from succession.domain.moving import Move
from succession.domain.states import State
from succession.models import AppointmentDecision, Inauguration, Vacancy
from talent.domain import bulk, organisation, pool, records
from talent.domain.importing import TABLES
from talent.domain.queries.records import MODELS
from talent.models import Employee, PoolMembership, PositionRecord
from talent.models.employee import EmployeeFact


class NotUndone(DomainError):
    """Something followed from the inauguration: that comes first."""

    code = "not_undone"


OVER = (State.INAUGURATED, State.CLOSED)


@dataclass(frozen=True)
class Annulment:
    """By which paper an inauguration is annulled, why, known from when, and by whom."""

    number: str
    reason: str
    at: datetime
    by: User


def changed_since() -> str:
    """What is said where records were written, or closed, after the inauguration wrote them."""
    return _("Catatan yang ditulis pelantikan ini sudah berubah sesudahnya; koreksi itu ditarik dahulu.")


def require_nothing_since(move: Move, joined: Employee) -> None:
    """Raise NotUndone where anything else became known of the person since they moved, in either agency, where they
    entered a pool of the one that they joined, or are decided for once more."""
    with second_lock.every_row():
        for person in (move.left, joined):
            for model in MODELS.values():
                told = model._default_manager.filter(employee=person)
                if (told.filter(known_from__gt=move.known_at) | told.filter(known_to__gt=move.known_at)).exists():
                    raise NotUndone(changed_since())
        if PoolMembership.objects.filter(employee=joined, known_from__gt=move.known_at).exists():
            raise NotUndone(_("Sesudah pindah orang ini masuk kelompok suksesi instansi ini; keluarkan ia dahulu."))
        if AppointmentDecision.objects.filter(nip=joined.nip, ended_at=None).exists():
            raise NotUndone(_("Orang ini sudah diputuskan lagi melalui lowongan lain; tarik keputusan itu dahulu."))


def begun(opened: Vacancy) -> bool:
    """Whether anything happened in the vacancy of a post that was left, and it is not over."""
    return opened.state not in OVER and (opened.state != State.OPENED or opened.committee.exists())


def require_not_begun(opened: Vacancy) -> None:
    """Raise NotUndone where the agency that somebody left fills their post already; which vacancy that is, is its own
    to know."""
    with second_lock.rows_of_agency(opened.agency_id):
        if begun(opened) or opened.state == State.INAUGURATED:
            raise NotUndone(filled_there())


def filled_there() -> str:
    """What is said where somebody else comes into the post that was left in the other agency."""
    return _(
        "Pengisian jabatan yang ditinggalkan di instansi asalnya sudah berjalan; instansi itu menutup"
        " lowongannya, atau membatalkan pelantikannya, dahulu."
    )


def back(held: Inauguration, move: Move, joined: Employee, annulment: Annulment) -> None:
    """The person serves the agency that they left as if they never had: what the move wrote in both rows is known no
    longer, what it closed is known again, the row in the agency that was joined ends on the day on which it began, and
    there they are in the pools and hold the post that they left.

    Within the caller's transaction, at its turn of both agencies. For this alone the rows of the agency that was left
    are open to whoever annuls.
    """
    _as_before(joined, move.known_at, annulment)
    moved = {"moved_on": held.dated, "moved_to": move.left.agency, "moved_by": annulment.number}
    Employee.objects.filter(pk=joined.pk).update(**moved)
    with second_lock.rows_of_agency(move.left.agency_id):
        stays: dict[str, Any] = dict.fromkeys(moved)
        Employee.objects.filter(pk=move.left.pk).update(**stays)
        _as_before(move.left, move.known_at, annulment)
        pool.moved_back(exits=move.exits, known_at=move.known_at, reason=annulment.reason, by=annulment.by,
                        at=annulment.at)  # fmt: skip
        _post_held(move, held.dated, annulment)
        payload = {"inauguration": held.pk, "joined": joined.pk, "number": annulment.number}
        kind, code = "talent.employee.moved_back", move.left.agency.code
        ledger.record(kind, by=annulment.by, agency=code, subject=move.left, reason=annulment.reason, payload=payload)


def _post_held(move: Move, dated: date, annulment: Annulment) -> None:
    """The post that they left is held again, where the move put on record that it is vacant."""
    emptied = PositionRecord.objects.filter(
        position__agency=move.left.agency_id, known_from=move.known_at, known_to=None, vacant_from=dated
    )
    for row in emptied.select_related("position__agency").order_by("id"):
        before = PositionRecord.objects.filter(position=row.position_id, known_to=move.known_at).order_by("id").last()
        since = before.vacant_from if before is not None else None
        given = {"known_at": annulment.at, "by": annulment.by, "reason": annulment.reason}
        organisation.vacant(position=row.position, since=since, **given)  # type: ignore[arg-type]


def _as_before(person: Employee, learnt: datetime, annulment: Annulment) -> None:
    """Of every kind what became known of the person at `learnt` is known no longer, and what was closed then is known
    again."""
    for kind, model in MODELS.items():
        told = model._default_manager.filter(employee=person).select_related("employee__agency").order_by("id")
        before = {row.key: row for row in told.filter(known_to=learnt, known_from__lt=learnt)}
        for row in told.filter(known_from=learnt, known_to=None):
            model._default_manager.filter(pk=row.pk, known_to=None).update(known_to=annulment.at)
            if row.key not in before:
                records.note("retired", kind, row, annulment.by, annulment.reason)
                continue
            fresh = again(model, before.pop(row.key), annulment.at)
            records.note("corrected", kind, fresh, annulment.by, annulment.reason, replaces=row.pk)
        for old in before.values():
            fresh = again(model, old, annulment.at)
            records.note("added", kind, fresh, annulment.by, annulment.reason)
        settle = TABLES[kind].settle
        if settle is not None:
            settle(person.agency, [person.pk])


def again(model: Any, before: EmployeeFact, at: datetime) -> Any:
    """The same fact, known from now on."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    instead = {"known_from": at, "known_to": None, "batch_id": None}
    bulk.insert(model, {name: [instead.get(name, getattr(before, name))] for name in names})
    return model.objects.select_related("employee__agency").get(
        employee=before.employee_id, key=before.key, known_from=at, known_to=None
    )


def found(held: Inauguration) -> tuple[Move, Employee] | None:
    """The move that the inauguration made, whoever asks."""
    with second_lock.every_row():
        return moving.of(held)


def opened(held: Inauguration, move: Move | None) -> Vacancy | None:
    """The vacancy of the post that was left, in either agency."""
    return move.opened if move is not None else held.opened
