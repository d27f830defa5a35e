"""An inauguration that takes somebody from one agency of this installation into another: a dated move.

The row of the agency that they leave keeps its history and ends; the one that they join makes a row of its own
(`outside.join`). What is written in the agency that was left is written here alone, by `leave` (ADR 0037).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain import second_lock
from audit.domain import ledger
from audit.models import Event
from rules.errors import Invalid
from succession.domain import leaving, posting
from succession.models import Inauguration, Vacancy
from talent.codes import Standing
from talent.domain import pool, records
from talent.domain.importing import Context
from talent.domain.queries.records import MODELS
from talent.models import Agency, AppointmentRecord, Employee, EmployeeRecord, PoolExit

_NOTED = "talent.employee.moved"


@dataclass(frozen=True)
class Move:
    """What a move wrote where it ended: `left`, the row of the agency that was left; `opened`, the vacancy of the post
    that was left there, or `unclear`, its title where the list of posts does not tell which it is; `exits` from its
    pools. `known_at`: records of `left`, and of the row in the agency that was joined, that are known from that instant
    were written by the move, those known until it were closed by it."""

    left: Employee
    known_at: datetime
    exits: list[PoolExit]
    opened: Vacancy | None
    unclear: str

    def records(self, of: Employee) -> dict[str, tuple[list[int], list[int]]]:
        """Kind → ids of the records of `of` (`left`, or the row in the agency that was joined) that were written, and
        of those that were closed."""
        rows = {kind: model.objects.filter(employee=of) for kind, model in MODELS.items()}
        found = {
            kind: tuple(list(rows[kind].filter(**{at: self.known_at}).order_by("id").values_list("pk", flat=True))
                        for at in ("known_from", "known_to"))
            for kind in rows
        }  # fmt: skip
        return {kind: ids for kind, ids in found.items() if any(ids)}  # type: ignore[misc]


def served_elsewhere(person: Employee, agency: Agency) -> Employee | None:
    """Whoever has the person's NIP as an employee of another agency here than `agency` now, which no other reader is
    told; None where the person is an employee of `agency` itself."""
    if person.agency_id == agency.pk:
        return None
    with second_lock.every_row():
        people = Employee.objects.filter(nip=person.nip, outside=False, moved_on=None, current__isnull=False)
        return people.exclude(agency=agency).select_related("agency", "current__unit").first()


def require_entered_there(person: Employee, agency: Agency) -> None:
    """Raise Invalid for an applicant typed as from elsewhere whom another agency here employs: what that agency knows
    of them (a sanction) was not weighed, and a typed NIP ends nobody's service there."""
    if person.outside and served_elsewhere(person, agency) is not None:
        message = _(
            "%(name)s tercatat sebagai pelamar luar, padahal NIP-nya pegawai instansi lain yang terdaftar di sini: "
            "catatan instansi itu, juga hukuman disiplinnya, tidak ikut diperiksa. Keputusan dan pelantikannya tidak "
            "dapat dicatat; tarik lamaran ini, lalu catat lamarannya sebagai pegawai instansi itu, dengan NIP-nya pada "
            "Catat lamaran, oleh yang berwenang pada kedua instansi."
        )
        raise Invalid(message % {"name": person.name}, code="served_here")


def leave(person: Employee, vacancy: Vacancy, dated: date, number: str, context: Context) -> Move:
    """From `dated` on `person` serves the agency of `vacancy`, by the inauguration's `number`: their posts, acting ones
    too, ended on the eve, those yet to begin are known no longer, their standing is MOVED, they are in no pool there,
    and the vacancy of a senior post that they left is opened.

    Within the caller's transaction, at its turn of both agencies. For this alone the rows of the agency that was left
    are open to whoever inaugurates.
    """
    there, by = replace(context, agency=person.agency), context.by
    with second_lock.rows_of_agency(person.agency_id):
        posts = leaving.left_by(person, dated)
        unclear = leaving.unclear(person, posts, vacancy)
        held = [posting.ended(one, dated) for one in posting.held_on(person, dated, acting=True)]
        if posts_held := held + posting.own_ended(person, dated):
            posting.write("appointments", person, there, [one | {"nip": person.nip} for one in posts_held])
        state = posting.state_on(person, dated) | {"standing": Standing.MOVED, "standing_from": dated}
        _end_what_was_to_come(person, dated, there)
        posting.write("employees", person, there, [state])
        moved = {"moved_on": dated, "moved_to": vacancy.agency, "moved_by": number}
        Employee.objects.filter(pk=person.pk).update(**moved)
        exits = pool.moved(person=person, on=dated, reason=_("Pelantikan"), by=by, at=context.known_at)
        opened = leaving.opened(posts, dated, vacancy, context.known_at, by)
        return Move(person, context.known_at, exits, opened, unclear)


def _end_what_was_to_come(person: Employee, dated: date, context: Context) -> None:
    """States that were to begin after the day, and posts that were to begin on it or after, are known no longer."""
    states = EmployeeRecord.objects.filter(employee=person, known_to=None, true_from__gt=dated)
    posts = AppointmentRecord.objects.filter(employee=person, known_to=None, true_from__gte=dated)
    rows: list[tuple[str, Any]] = [("employees", row) for row in states.order_by("id")]
    rows += [("appointments", row) for row in posts.order_by("id")]
    for kind, row in rows:
        MODELS[kind].objects.filter(pk=row.pk).update(known_to=context.known_at)
        records.note("retired", kind, row, context.by, _("Pelantikan"))


def note(move: Move, stored: Inauguration, joined: Employee) -> None:
    """Tell the ledger of the agency that was left: who left, when, for which agency, by which paper, and what came of
    it there."""
    to = joined.agency.code
    payload: dict[str, Any] = {"to": to, "on": stored.dated.isoformat(), "number": stored.number, "joined": joined.pk}
    payload |= {"inauguration": stored.pk, "known_at": move.known_at.isoformat(), "unclear": move.unclear}
    payload |= {"opened": move.opened and move.opened.pk, "exits": [one.pk for one in move.exits]}
    ledger.record(_NOTED, by=stored.by, agency=move.left.agency.code, subject=move.left, payload=payload)


def of(inauguration: Inauguration) -> tuple[Move, Employee] | None:
    """What the move of this inauguration wrote, and the person's row in the agency that was joined; None where nobody
    left another agency for it. Whoever ends it again asks within `second_lock.every_row`."""
    people = Employee.objects.select_related("agency", "current")
    about = [ledger.subject_name(one) for one in people.filter(nip=inauguration.decision.employee.nip)]
    for event in Event.objects.filter(kind=_NOTED, subject__in=about, payload__inauguration=inauguration.pk):
        said = event.payload
        left = people.get(pk=event.subject.rpartition(":")[2])
        exits = list(PoolExit.objects.filter(pk__in=said["exits"]).order_by("id"))
        opened = Vacancy.objects.filter(pk=said["opened"]).first()
        known_at = datetime.fromisoformat(said["known_at"])
        return Move(left, known_at, exits, opened, said["unclear"]), people.get(pk=said["joined"])
    return None
