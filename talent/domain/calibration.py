"""A calibration session: opened by the BKD, led by a chair who decides nothing, closed with signed minutes.

The committee's own rules here (a quorum of more than half, a chair outside committee votes and outside the BKD that
prepared the cycle) are working assumptions: the rules read so far lay down no procedure for the forum.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import errors
from rules.errors import DomainError, Invalid, NotAllowed, Recused
from rules.law import shipped
from talent.domain import cycles
from talent.domain.days import require_by, require_come, require_possible
from talent.domain.queries import meanwhile, recusal, runs, sittings
from talent.models import (
    BlindPlacement,
    CalibrationMember,
    CalibrationMove,
    CalibrationSession,
    DeclaredRelation,
    Employee,
    MinutesSignature,
    ReviewCycle,
)

SHORTEST = 10  # letters or digits
OPENED_AHEAD = timedelta(days=31)


class Contested(DomainError):
    """Somebody else was first; the message says who did what, when and why."""

    code = "contested"


class Stale(errors.Stale):
    """The minutes are not what the person saw; `differences` say how."""

    def __init__(self, message: str, differences: Sequence[str]) -> None:
        super().__init__(message, code=self.code)
        self.differences = list(differences)


@transaction.atomic
def open_session(
    *,
    cycle: ReviewCycle,
    chair: User,
    members: Sequence[User],
    quorum: int,
    held_on: date,
    by: User,
    blind: bool = True,
    outside: Sequence[User] = (),
) -> CalibrationSession:
    """Open a session over a mapped cycle, or a further one while it is in calibration.

    `outside`: members of whom `by` states that they are no employees of the agency. Everybody else has to be linked to
    their employee, so that nobody decides about themselves or their direct reports unrecognised.
    """
    scope.require(by, Permission.MAP_TALENT, cycle.agency_id)
    require_possible(held_on)
    # It closes on its day at the earliest, so a mistyped one is waited for no longer than this.
    require_by(held_on, max(cycle.on, timezone.localdate()) + OPENED_AHEAD)
    _check_seats(cycle, chair, members, quorum, held_on)
    _check_known(cycle, members, outside)
    if held_on < cycle.on:
        raise Invalid(_("Tanggal sidang mendahului tanggal data."), code="date_order")
    if cycle.run and cycle.run.finished_at and held_on < (mapped := timezone.localdate(cycle.run.finished_at)):
        message = _("Sidang membahas hasil pemetaan, jadi tidak mendahului harinya, %(day)s.")
        raise Invalid(message % {"day": date_format(mapped, "DATE_FORMAT")}, code="before_mapping")
    if cycle.job and cycle.job.live:
        raise DomainError(_("Pemetaan siklus ini sedang berjalan."), code="already_running")
    if CalibrationSession.objects.filter(cycle=cycle, closed_at=None).exists():
        raise DomainError(_("Sidang kalibrasi siklus ini masih terbuka."), code="session_open")
    if cycle.state != cycles.State.CALIBRATION:
        cycles.move(cycle, cycles.State.CALIBRATION, by=by)
    session = CalibrationSession.objects.create(
        cycle=cycle, chair=chair, quorum=quorum, blind=blind, held_on=held_on, opened_by=by
    )
    CalibrationMember.objects.bulk_create(
        CalibrationMember(
            session=session,
            user=user,
            outside=user in outside,
            employee=recusal.linked(user, cycle.agency_id),
        )
        for user in members
    )
    payload: dict[str, object] = {"outside": [user.pk for user in members if user in outside]}
    payload |= {"cycle": cycle.pk, "chair": chair.pk, "members": [user.pk for user in members], "quorum": quorum}
    _note(session, "opened", by, payload | {"blind": blind, "on": held_on.isoformat()})
    return session


@transaction.atomic
def record_presence(*, session: CalibrationSession, present: Sequence[int], version: int, by: User) -> None:
    """Who is there (ids of members' users), as the chair sees it."""
    session = _led(session, by)
    sitting = session.members.filter(excused_at=None)
    seats = set(sitting.values_list("user_id", flat=True))
    if not set(present) <= seats:
        raise Invalid(_("Ada nama yang bukan anggota sidang ini."), code="not_a_member")
    decided = {*session.moves.values_list("by_id", flat=True),
               *session.blind_placements.values_list("member__user_id", flat=True)}  # fmt: skip
    if gone := User.objects.filter(pk__in=(decided & seats) - set(present)).order_by("name", "id"):
        names = ", ".join(map(str, gone))
        message = _("Sudah ikut memutuskan, jadi hadir dan ikut menandatangani, atau dilepas dengan alasan: %(names)s.")
        message %= {"names": names}
        raise Invalid(message, code="decided")
    _change(session, version, by)
    session.members.filter(user_id__in=present).update(present=True)
    session.members.exclude(user_id__in=present).update(present=False)
    _note(session, "presence", by, {"present": sorted(present)})


@transaction.atomic
def excuse(*, session: CalibrationSession, member: User, reason: str, version: int, by: User) -> None:
    """Let a member go for good, with the reason: what they decided stays under their name, and they do not sign."""
    session = _led(session, by)
    reason = _why(reason)
    seat = session.members.filter(user=member, excused_at=None).first()
    if seat is None:
        raise Invalid(_("Ada nama yang bukan anggota sidang ini."), code="not_a_member")
    _change(session, version, by)
    session.members.filter(pk=seat.pk).update(present=False, excused_at=timezone.now())
    _note(session, "excused", by, {"member": member.pk}, reason)


@transaction.atomic
def replace_chair(*, session: CalibrationSession, chair: User, reason: str, version: int, by: User) -> None:
    """Another neutral person of the committee leads from here on, with the reason; whoever has a seat cannot."""
    scope.require(by, Permission.MAP_TALENT, session.cycle.agency_id)
    session = _locked(session)
    reason, former = _why(reason), session.chair_id
    if chair.pk == former or session.members.filter(user=chair).exists():
        raise Invalid(_("Ketua sidang bukan anggota yang ikut memutuskan."), code="chair_votes")
    _check_chair(session.cycle, chair)
    _change(session, version, by, chair=chair)
    _note(session, "chair_replaced", by, {"former": former, "member": chair.pk}, reason)


@transaction.atomic
def break_off(*, session: CalibrationSession, reason: str, version: int, by: User) -> None:
    """End the session without a result, with the reason: by its chair, or the head of the BKD where it has none.

    Everybody whom it moved goes back to the box from before it, by a move of its own: all stays readable.
    """
    if by.pk != session.chair_id:
        scope.require(by, Permission.SUBMIT_MAPPING, session.cycle.agency_id)
    session = _locked(session)
    reason = _why(reason)
    _change(session, version, by, closed_at=timezone.now(), broken_off=True)
    for person, last, before in sittings.sheet(session):
        if last.box != before:
            CalibrationMove.objects.create(
                cycle=session.cycle,
                session=session,
                employee=person,
                number=last.number + 1,
                computed_box=last.computed_box,
                from_box=last.box,
                box=before,
                reason=_("Sidang dihentikan: %(reason)s") % {"reason": reason},
                by=by,
            )
    _note(session, "broken_off", by, {"cycle": session.cycle_id}, reason)


@transaction.atomic
def place_blind(*, session: CalibrationSession, employee: Employee, box: int, by: User) -> None:
    """Put a person where this member sees them; nobody else sees it before the chair shows them all.

    May be changed until then. The ledger holds that a person was placed, not where.
    """
    member = _seated(session, by)
    session = _locked(session)
    if not session.blind or session.revealed_at is not None:
        raise DomainError(_("Putaran penempatan buta sudah selesai."), code="revealed")
    _may_decide(session, employee, member)
    _computed(session, employee)
    _check_box(box)
    BlindPlacement.objects.update_or_create(member=member, employee=employee, defaults={"session": session, "box": box})
    _note(session, "placed", by, {"employee": employee.pk})


@transaction.atomic
def reveal(*, session: CalibrationSession, version: int, by: User) -> None:
    """End the blind round: from here on everybody sees where the members put whom."""
    session = _led(session, by)
    if not session.blind or session.revealed_at is not None:
        raise DomainError(_("Penempatan sudah diperlihatkan."), code="revealed")
    _quorum(session)
    _change(session, version, by, revealed_at=timezone.now())
    _note(session, "revealed", by, {"placements": session.blind_placements.count()})


@transaction.atomic
def move(
    *, session: CalibrationSession, employee: Employee, box: int, reason: str, seen: int, by: User
) -> CalibrationMove:
    """Move a person to another box, with a reason of its own.

    `seen`: how many moves of the person the member had before their eyes. Of two members who move the same person at
    once one wins; the other gets Contested with who moved whom, when and why.
    """
    member = _seated(session, by)
    session = _locked(session)
    if session.blind and session.revealed_at is None:
        raise DomainError(_("Penempatan buta belum diperlihatkan oleh ketua."), code="not_revealed")
    _quorum(session)
    _may_decide(session, employee, member)
    computed = _computed(session, employee)
    _check_box(box)
    before, number = sittings.effective_box(session, employee, computed)
    if number != seen:
        raise _contested(session, employee)
    # Whoever stays where a member had put them who turned out to be related is confirmed there by another.
    if box == before and employee.pk not in sittings.unconfirmed(session):
        raise Invalid(_("Orang ini sudah berada di kotak itu."), code="same_box")
    reason = _own_reason(session, employee, reason)
    try:
        with transaction.atomic():
            made = CalibrationMove.objects.create(
                cycle=session.cycle,
                session=session,
                employee=employee,
                number=number + 1,
                computed_box=computed,
                from_box=before,
                box=box,
                reason=reason,
                by=by,
            )
    except IntegrityError as error:
        raise _contested(session, employee) from error
    payload = {"move": made.pk, "employee": employee.pk, "computed": computed, "from": before, "to": box}
    _note(session, "moved", by, payload)
    return made


@transaction.atomic
def write_minutes(*, session: CalibrationSession, text: str, version: int, by: User) -> None:
    """Keep the minutes as the chair has them so far."""
    session = _led(session, by)
    _change(session, version, by, minutes=text.strip())
    _note(session, "minutes", by, {})


@transaction.atomic
def sign(*, session: CalibrationSession, token: str, by: User, seen: dict[str, str] | None = None) -> None:
    """Sign the minutes as they were shown: by the chair and every member present.

    Raises Stale, with the differences to what was `seen`, when something changed since.
    """
    session = _locked(session)
    if by.pk != session.chair_id and not session.members.filter(user=by, present=True).exists():
        raise NotAllowed(_("Risalah ditandatangani oleh ketua dan anggota yang hadir."))
    if not session.minutes:
        raise Invalid(_("Risalah belum ditulis."), code="no_minutes")
    now = sittings.minutes_of(session)
    if token != sittings.token_of(now):
        text = _("Risalah berubah sejak halaman ini dibuka; bacalah kembali sebelum menandatangani.")
        raise Stale(text, sittings.changed_since(seen or {}, now))
    _made, new = MinutesSignature.objects.get_or_create(session=session, user=by, token=token)
    if new:
        _note(session, "signed", by, {"token": token})


@transaction.atomic
def close(*, session: CalibrationSession, version: int, by: User) -> None:
    """End the session, not before its day: with a quorum, and the signature of the chair and of everybody present under
    these minutes."""
    session = _led(session, by)
    require_come(session.held_on)
    _quorum(session)
    missing = [seat.user for seat in sittings.seats(session) if seat.present and not seat.signed]
    if missing:
        names = ", ".join(str(user) for user in missing)
        raise DomainError(_("Risalah belum ditandatangani oleh: %(names)s.") % {"names": names}, code="unsigned")
    if open_ones := sittings.unconfirmed(session):
        names = ", ".join(Employee.objects.filter(pk__in=open_ones).order_by("nip").values_list("name", flat=True))
        message = _("Dipindahkan oleh anggota yang kemudian ternyata berhubungan, dan belum diteguhkan anggota lain: "
                    "%(names)s.")  # fmt: skip
        raise DomainError(message % {"names": names}, code="unconfirmed")
    _change(session, version, by, closed_at=timezone.now())
    payload = {"cycle": session.cycle_id, "moves": session.moves.count(), "token": sittings.minutes_token(session)}
    _note(session, "closed", by, payload)


@transaction.atomic
def declare(*, employee: Employee, relation: str, by: User) -> DeclaredRelation:
    """Say that somebody is a relative (or the like): from now on one decides nothing about them."""
    scope.require(by, Permission.CALIBRATE, employee.agency_id)
    return declared(employee=employee, relation=relation, by=by)


@transaction.atomic
def declared(*, employee: Employee, relation: str, by: User) -> DeclaredRelation:
    """The same for whoever decides on another committee; the caller has asked whether they sit there."""
    if not relation.strip():
        raise Invalid(_("Sebutkan hubungannya."), code="no_relation")
    made, new = DeclaredRelation.objects.get_or_create(
        user=by, employee=employee, ended_at=None, defaults={"relation": relation.strip()}
    )
    if new:
        ledger.record("talent.relation.declared", by=by, agency=employee.agency.code, subject=made)
    return made


@transaction.atomic
def end_relation(*, relation: DeclaredRelation, reason: str, by: User) -> None:
    """Take a declaration back, with the reason; it stays on record, and counts in every session open meanwhile."""
    if relation.user_id != by.pk:
        raise NotAllowed(_("Pernyataan ini milik orang lain."))
    reason = _why(reason)
    if not DeclaredRelation.objects.filter(pk=relation.pk, ended_at=None).update(ended_at=timezone.now()):
        raise DomainError(_("Pernyataan ini sudah diakhiri."), code="ended")
    agency = relation.employee.agency.code
    ledger.record("talent.relation.ended", by=by, agency=agency, subject=relation, reason=reason)


def _check_seats(cycle: ReviewCycle, chair: User, members: Sequence[User], quorum: int, held_on: date) -> None:
    if len({user.pk for user in members}) != len(members) or not members:
        raise Invalid(_("Sebutkan setiap anggota sekali."), code="members")
    smallest = int(shipped().at("talent.forum", held_on).value)
    if len(members) + 1 < smallest:
        text = _("Sidang terdiri atas sedikitnya %(count)s orang, termasuk ketuanya.") % {"count": smallest}
        raise Invalid(text, code="too_few")
    if chair in members:
        raise Invalid(_("Ketua sidang bukan anggota yang ikut memutuskan."), code="chair_votes")
    for user in members:
        _check_role(user, cycle.agency_id)
    _check_chair(cycle, chair)
    if not len(members) < 2 * quorum <= 2 * len(members):
        text = _("Kuorum lebih dari separuh, paling banyak semua anggota (%(count)s).") % {"count": len(members)}
        raise Invalid(text, code="quorum")


def _check_chair(cycle: ReviewCycle, chair: User) -> None:
    _check_role(chair, cycle.agency_id)
    if scope.allows(chair, Permission.MAP_TALENT, cycle.agency_id):
        raise Invalid(_("Ketua sidang tidak berasal dari BKD yang menyiapkan pemetaan."), code="chair_of_bkd")


def _check_role(user: User, agency_id: int) -> None:
    if not user.is_active or not scope.allows(user, Permission.CALIBRATE, agency_id):
        text = _("%(name)s bukan anggota komite talenta pada instansi ini.") % {"name": user}
        raise Invalid(text, code="no_role")


def _check_known(cycle: ReviewCycle, members: Sequence[User], outside: Sequence[User]) -> None:
    for user in members:
        if recusal.linked(user, cycle.agency_id):
            if user in outside:
                text = _("%(name)s pegawai instansi ini menurut akunnya.") % {"name": user}
                raise Invalid(text, code="employee")
        elif user not in outside:
            text = _("Akun %(name)s belum terhubung dengan data pegawai: hubungkan akunnya lewat administrator, atau "
                     "nyatakan bahwa ia bukan pegawai instansi ini.")  # fmt: skip
            raise Invalid(text % {"name": user}, code="unknown_person")


def _locked(session: CalibrationSession) -> CalibrationSession:
    """The session as it is now, held until the end of the transaction; raises DomainError once it is closed."""
    CalibrationSession.objects.select_for_update().get(pk=session.pk)
    session.refresh_from_db()
    if session.closed_at is not None:
        raise DomainError(_("Sidang ini sudah ditutup."), code="session_closed")
    return session


def _led(session: CalibrationSession, by: User) -> CalibrationSession:
    scope.require(by, Permission.CALIBRATE, session.cycle.agency_id)
    if by.pk != session.chair_id:
        raise NotAllowed(_("Ini dilakukan oleh ketua sidang."))
    return _locked(session)


def _seated(session: CalibrationSession, by: User) -> CalibrationMember:
    scope.require(by, Permission.CALIBRATE, session.cycle.agency_id)
    member = sittings.seat_of(session, by)
    if member is None or member.excused_at is not None:
        raise NotAllowed(_("Ini dilakukan oleh anggota sidang."))
    if not member.present:
        raise DomainError(_("Ketua belum mencatat Anda hadir."), code="absent")
    return member


def _may_decide(session: CalibrationSession, employee: Employee, member: CalibrationMember) -> None:
    if employee.agency_id != session.cycle.agency_id:
        raise Invalid(_("Orang ini bukan pegawai instansi sidang."), code="other_agency")
    own = recusal.who_is(member)
    rated = recusal.ratings_by(own, session.cycle).filter(employee=employee).values_list("employee_id", flat=True)
    found = recusal.recused(member.user, [employee], since=session.opened_at, own=own, rated=rated if own else ())
    if why := found.get(employee.pk):
        raise Recused(_("Anda tidak ikut memutuskan tentang orang ini: %(why)s.") % {"why": why})


def _computed(session: CalibrationSession, employee: Employee) -> int:
    run = session.cycle.run
    found = runs.of_run(run).filter(employee=employee).first() if run else None
    if found is None or found.box is None:
        raise Invalid(_("Orang ini belum dapat dinilai, jadi tidak dapat dipindahkan."), code="unassessed")
    return int(found.box)


def _check_box(box: int) -> None:
    if box not in range(1, 10):
        raise Invalid(_("Kotak bernomor 1 sampai 9."), code="box")


def _why(reason: str) -> str:
    reason = reason.strip()
    if len(_bare(reason)) < SHORTEST:
        raise Invalid(_("Tuliskan alasannya, paling sedikit %(count)s huruf.") % {"count": SHORTEST}, code="no_reason")
    return reason


def _bare(reason: str) -> str:
    """Its letters and digits: a full stop or a capital makes no other reason."""
    return "".join(filter(str.isalnum, reason.casefold()))


def _own_reason(session: CalibrationSession, employee: Employee, reason: str) -> str:
    reason = _why(reason)
    others = session.moves.exclude(employee=employee).values_list("reason", flat=True)
    if _bare(reason) in map(_bare, others):
        raise Invalid(
            _("Alasan ini sudah dipakai untuk orang lain; setiap pemindahan punya alasannya sendiri."),
            code="same_reason",
        )
    return reason


def _quorum(session: CalibrationSession) -> None:
    present = session.members.filter(present=True).count()
    if present < session.quorum:
        raise DomainError(
            _("Kuorum belum tercapai: %(present)s dari %(quorum)s anggota hadir.")
            % {"present": present, "quorum": session.quorum},
            code="no_quorum",
        )


def _contested(session: CalibrationSession, employee: Employee) -> Contested:
    last = session.cycle.moves.filter(employee=employee).select_related("employee", "by").order_by("-number").first()
    if last is None:
        return Contested(_("Orang ini baru saja diubah; muat ulang halaman."))
    words = sittings.moved_words(last)
    change = meanwhile.change("talent.calibration.moved", by=str(last.by), at=last.at, now=last)
    at = date_format(timezone.localtime(last.at), "DATETIME_FORMAT")
    return Contested(_("Orang lain lebih dahulu (%(at)s): %(words)s") % {"at": at, "words": words}, change=change)


def _change(session: CalibrationSession, version: int, by: User, **values: object) -> None:
    """Change the session only if nobody changed it since the page was opened; otherwise say who did what."""
    fresh = CalibrationSession.objects.filter(pk=session.pk, version=version)
    if fresh.update(version=F("version") + 1, **values):
        session.refresh_from_db()
        return
    last = meanwhile.last_change(session)
    who = last.by if last else _("seseorang")
    message = _("Sidang ini baru saja diubah oleh %(who)s; bacalah keadaannya kembali.")
    raise Contested(message % {"who": who}, change=last)


def _note(session: CalibrationSession, what: str, by: User, payload: Mapping[str, object], reason: str = "") -> None:
    kind, agency = f"talent.calibration.{what}", session.cycle.agency.code
    ledger.record(kind, by=by, agency=agency, subject=session, reason=reason, payload=dict(payload))
