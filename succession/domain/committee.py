"""The selection committee and the three names it sends to the PPK."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from succession.domain import conflicts, course, panel, sights, states
from succession.domain.confirmation import Seen, confirm
from succession.domain.instants import turn
from succession.domain.queries import blind, few, nominable, panels, vacancies
from succession.domain.queries.ordering import Order
from succession.domain.reasons import SHORTEST, past_date, required_number, required_reason
from succession.models import CommitteeMember, Nominee, SightStep, Vacancy
from succession.models.vacancy import Route
from talent.domain.queries import meanwhile, recusal


class Nomination(NamedTuple):
    """One of the names in the committee's order; `reason` may be blank where nothing asks for one (`nominate`)."""

    employee_id: int
    reason: str = ""


@transaction.atomic
def appoint_member(
    *, vacancy: Vacancy, user: User, by: User, outside: bool = False, replaces: CommitteeMember | None = None
) -> CommitteeMember:
    """Give a user a seat on the vacancy's selection committee, that of a released member if it `replaces` one, then or
    later: a seat that was given up without a successor, and in which nobody locked scores of an open round. While no
    names are sent up. A second time changes nothing, but that a holder of whom nothing was said may be said to be
    `outside`.

    `outside`: `by` states that they are no employee of the agency. Whose account belongs to one of them is internal; of
    anybody else it is not known.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        raise Invalid(_("Pengguna ini tidak berperan sebagai panitia seleksi pada instansi tersebut."), code="no_role")
    if conflicts.decides(user, vacancy.agency_id):
        raise Invalid(
            _("PPK lowongan ini tidak duduk dalam panitianya: panitia mengusulkan, PPK memutuskan."), code="decides"
        )
    # Who has a seat reads no codes, and who read them takes none: nobody reads them meanwhile.
    states.hold(vacancy)
    if blind.read_codes(vacancy, user):
        message = _(
            "Pengguna ini sudah membaca nama di balik kode penilaian lowongan ini; ia tidak dapat menilainya buta."
        )
        raise Invalid(message, code="read_codes")
    employee = recusal.linked(user, vacancy.agency_id)
    if outside and employee is not None:
        raise Invalid(_("Akun ini milik seorang pegawai instansi tersebut."), code="not_outside")
    states.require_at(vacancy, *blind.BEFORE_NAMES)
    _changeable(vacancy, by)
    if replaces is not None:
        _require_empty(replaces, vacancy)
    given = {"internal": True if employee is not None else False if outside else None, "replaces": replaces}
    seat, made = CommitteeMember.objects.get_or_create(vacancy=vacancy, user=user, defaults=given)
    if not made and (seat.released_on is not None or replaces is not None):
        raise Invalid(_("Pengguna ini sudah, atau pernah, duduk dalam panitia lowongan ini."), code="had_a_seat")
    payload: dict[str, Any] = {"user": user.pk}
    if made:
        payload |= {"internal": seat.internal} | ({"replaces": replaces.user_id} if replaces else {})
        kind = "succession.committee.appointed"
    elif outside and seat.internal is None:
        seat.internal, kind = False, "succession.committee.outside"
        seat.save(update_fields=["internal"])
    else:
        return seat
    ledger.record(kind, by=by, agency=vacancy.agency.code, subject=vacancy, payload=payload)
    return seat


@transaction.atomic
def release_member(
    *,
    seat: CommitteeMember,
    released_on: date,
    number: str,
    reason: str,
    successor: User | None = None,
    outside: bool = False,
    by: User,
) -> CommitteeMember:
    """Release a member who cannot go on, by a letter of `number`; `successor` takes over the seat, `outside` as in
    `appoint_member`.

    What they locked counts on, what they did not lock counts for nothing, and nobody waits for them any more. Whether
    enough of the seats then score is held against `selection.quorum` before anything is revealed; between that and the
    end of the round nobody is released: who will not sign its minutes refuses (`panel.refuse`).
    """
    vacancy = seat.vacancy
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.require_at(vacancy, *blind.BEFORE_NAMES)
    running = panels.unfinished(vacancy)
    if running is not None and running.scored and running.revealed_at is not None:
        raise Invalid(
            _(
                "Nilai panitia sudah diperlihatkan: sampai putarannya ditutup tidak ada anggota yang dilepas. Bila ia"
                " menolak menandatangani risalah, catatlah penolakan itu beserta alasannya."
            ),
            code="revealed",
        )
    given: dict[str, Any] = {"release_number": required_number(number), "release_reason": required_reason(reason)}
    given |= {"released_on": past_date(released_on), "released_by": by, "released_at": timezone.now()}
    if not CommitteeMember.objects.filter(pk=seat.pk, released_on=None).update(**given):
        raise meanwhile.overtaken(states.ChangedMeanwhile, _("Anggota ini sudah dilepas."), vacancy)
    seat.refresh_from_db()
    payload = {"user": seat.user_id, "released_on": released_on.isoformat(), "number": seat.release_number}
    kind, code = "succession.committee.released", vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=vacancy, reason=reason.strip(), payload=payload)
    if successor is not None:
        appoint_member(vacancy=vacancy, user=successor, outside=outside, replaces=seat, by=by)
    return seat


def _require_empty(seat: CommitteeMember, vacancy: Vacancy) -> None:
    """Raise Invalid unless somebody may take over this seat of the vacancy (`vacancies.empty_seats`)."""
    # Of two who name a successor at the same time, the second finds the first one's.
    seat = CommitteeMember.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.vacancy_id != vacancy.pk or seat.released_on is None or hasattr(seat, "replaced_by"):
        message = _("Kursi ini tidak kosong; yang dapat diisi ialah kursi yang dilepas tanpa pengganti.")
        raise Invalid(message, code="seat_taken")
    if not vacancies.empty_seats(vacancy).filter(pk=seat.pk).exists():
        raise Invalid(
            _("Anggota ini sudah mengunci nilainya: nilainya tetap dihitung, kursinya tidak digantikan dahulu."),
            code="has_locked",
        )


def _changeable(vacancy: Vacancy, by: User) -> None:
    """Raise Invalid once the committee's scores are shown, or the minutes of a sitting without scores are signed: who
    took part stays who took part, until the round of a stage is closed or the list is made anew, or where no member may
    send the names up (`nominable.stuck`)."""
    held = panels.of(vacancy)
    if held is None or held.revealed_at is None or nominable.stuck(vacancy, by):
        return
    if not held.scored:
        if held.closed_at is not None and panels.is_current(held):
            raise Invalid(_("Risalah panitia sudah ditandatangani; susunannya tidak berubah lagi."), code="signed")
    elif not (held.stage and held.closed_at):
        raise Invalid(_("Nilai panitia sudah diperlihatkan; susunannya tidak berubah lagi."), code="revealed")


def require_nominable(vacancy: Vacancy, by: User, is_so: Mapping[str, object] | None = None) -> None:
    """Raise unless `by` may send the vacancy's three names up now (`nominable.blocker`); `is_so`: what was read along
    (`nominable.beside`)."""
    scope.require(by, Permission.NOMINATE, vacancy.agency_id)
    why = nominable.blocker(vacancy, by) if is_so is None else nominable.why(vacancy, is_so)
    if why is not None:
        raise why


@transaction.atomic
def nominate(
    *, vacancy: Vacancy, nominations: Sequence[Nomination], token: str, named_on: date | None = None, by: User
) -> list[Nominee]:
    """Send different ranked candidates to the PPK, as many as the law asks for (`few.asked`), in order; `named_on`: the
    day on which the committee settled them (to-day, unless it says another; `course`).

    A candidate about whom something is unknown needs a reason, and so does whoever the regime's way of choosing
    (`gate.regime`), the ranking or the committee's own scores would not put there (`ordering`); nobody who fails a
    requirement, in the longlist or by what is known now, can be nominated. Raises Recused for who decides nothing about
    one of the names, or of those whom the ranking would send up (`nominable.passes_over`).
    """
    require_nominable(vacancy, by)
    if vacancy.route == Route.OPEN_SELECTION:
        panel.require_composed(vacancy)
    named_on = named_on or timezone.localdate()
    course.require_namable(named_on, vacancy)
    _check_number(vacancy, nominations)
    if (why := nominable.recused(vacancy, [one.employee_id for one in nominations], by)) is not None:
        raise why
    at = turn(vacancy)
    seen = confirm(vacancy, token, by=by, known_at=at)
    held = sights.order_of(seen, by)
    if (why := nominable.passes_over(vacancy, held.first(few.asked(vacancy)), by)) is not None:
        raise why
    _all_nameable(seen, held, nominations)
    _reasoned(held, nominations)
    about: dict[str, Any] = {"vacancy": vacancy, "named_on": named_on, "by": by, "at": at}
    rows = [
        Nominee(employee_id=who, order=order, reason=reason.strip(), **about)
        for order, (who, reason) in enumerate(nominations, start=1)
    ]
    stored = _store(vacancy, rows, named_on, by)
    sights.keep(SightStep.NAMES, seen, [row.employee_id for row in rows], token=token, at=at, by=by, names=held)
    return stored


def _check_number(vacancy: Vacancy, nominations: Sequence[Nomination]) -> None:
    asked = few.asked(vacancy)
    if len(nominations) != asked or len({nomination.employee_id for nomination in nominations}) != asked:
        message = _("Usulkan tepat %(count)s nama yang berbeda.") % {"count": few.in_words(vacancy)}
        raise Invalid(message, code="three_names")


def _all_nameable(seen: Seen, held: Order, nominations: Sequence[Nomination]) -> None:
    """Raise Invalid for whoever withdrew, left the pool, or was taken by another filling since the list was made, who
    is not ranked, and who fails a requirement by now."""
    ranked = {entry.employee_id: entry.employee.name for entry in seen.concerned}
    names = [one.employee_id for one in nominations]
    for who in names:
        if who in held.gone:
            raise Invalid(f"{ranked[who]} {held.gone[who]}.", code="unavailable")
    for order, who in enumerate(names, start=1):
        if who not in ranked:
            raise Invalid(_("Calon urutan %(order)s tidak ada dalam peringkat.") % {"order": order}, code="not_ranked")
        if who not in held.entries:
            message = _("Calon urutan %(order)s kini tidak memenuhi syarat.")
            raise Invalid(message % {"order": order}, code="not_eligible")


def _reasoned(held: Order, nominations: Sequence[Nomination]) -> None:
    """Raise Invalid for every name that needs a reason and has none."""
    needed = held.reasons([one.employee_id for one in nominations])
    named = {who: entry.employee.name for who, entry in held.entries.items()}
    said = _("Calon urutan %(order)s, %(name)s, perlu alasan, paling sedikit %(count)s huruf: %(why)s.")
    missing = [
        said % {"order": order, "name": named[who], "count": SHORTEST, "why": "; ".join(needed[who])}
        for order, (who, reason) in enumerate(nominations, start=1)
        if who in needed and len(reason.strip()) < SHORTEST
    ]
    if missing:
        raise Invalid(" ".join(missing), code="no_reason")


def _store(vacancy: Vacancy, rows: list[Nominee], named_on: date, by: User) -> list[Nominee]:
    try:
        with transaction.atomic():
            stored = Nominee.objects.bulk_create(rows)
    except IntegrityError as error:
        raise states.ChangedMeanwhile(_("Nama untuk lowongan ini baru saja diusulkan.")) from error
    states.move(vacancy, states.State.NOMINATED)
    ledger.record(
        "succession.nominees.named",
        by=by,
        agency=vacancy.agency.code,
        subject=vacancy,
        payload={"employees": [row.employee_id for row in rows], "named_on": named_on.isoformat()},
    )
    return stored
