"""Calibration sessions: who sits, who was placed where, what was moved, and what the minutes say."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import Roles
from audit.models import Event
from talent.domain.queries import calibrated, recusal, replies
from talent.models import (
    Agency,
    BlindPlacement,
    CalibrationMember,
    CalibrationMove,
    CalibrationSession,
    DeclaredRelation,
    Employee,
    Placement,
)


@dataclass(frozen=True)
class Seat:
    """A member (or the chair), and whether what they signed is what the minutes say now."""

    user: User
    present: bool
    chairs: bool
    signed: bool
    outside: bool = False
    excused: bool = False


def visible_to(user: User) -> QuerySet[CalibrationSession]:
    """The sessions over cycles whose mapping the user may see."""
    found = CalibrationSession.objects.select_related("cycle__agency", "cycle__run", "chair", "opened_by")
    return scope.within(found, user, Permission.VIEW_MAPPING, "cycle__agency_id")


def open_for(user: User) -> QuerySet[CalibrationSession]:
    """The open sessions in which the user has a seat, or which they chair."""
    mine = visible_to(user).filter(closed_at=None)
    return mine.filter(Q(chair=user) | Q(pk__in=CalibrationMember.objects.filter(user=user).values("session")))


def candidates(agency: Agency) -> QuerySet[User]:
    """Who may sit on the agency's committee."""
    roles = [code for code, role in Roles.ALL.items() if Permission.CALIBRATE in role.permissions and code != "SYSTEM"]
    held = RoleAssignment.objects.filter(agency=agency, ended_at=None, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("name", "id")


def unrecognised(agency: Agency) -> QuerySet[User]:
    """Those of them of whom nothing says which of the agency's employees they are, if any."""
    own = RoleAssignment.objects.filter(ended_at=None, employee__agency=agency)
    return candidates(agency).exclude(pk__in=own.values("user_id"))


def seats(session: CalibrationSession) -> list[Seat]:
    """The chair first, then the members by name."""
    token = minutes_token(session)
    signed = set(session.signatures.filter(token=token).values_list("user_id", flat=True))
    members = session.members.select_related("user").order_by("user__name", "user_id")
    chair = Seat(session.chair, True, True, session.chair_id in signed)
    return [
        chair,
        *(
            Seat(one.user, one.present, False, one.user_id in signed, one.outside, one.excused_at is not None)
            for one in members
        ),
    ]


def seat_of(session: CalibrationSession, user: User) -> CalibrationMember | None:
    """The user's seat; None for the chair, who decides nothing, and for everybody else."""
    return session.members.filter(user=user).first()


def told(
    people: QuerySet[Placement], session: CalibrationSession, member: CalibrationMember | None
) -> QuerySet[Placement]:
    """These placements, each with what a row of the session's table tells: how many replies are open (`contested`),
    and to a member how they declared to be related (`declared`), whether they rated the person (`rated`) and where they
    put them (`placed`)."""
    here = OuterRef("employee")
    found = people.annotate(contested=replies.beside(replies.open_before(session.cycle)))
    if member is None:
        return found
    related = recusal.declared_since(session.opened_at).filter(user=member.user_id, employee=here)
    put = BlindPlacement.objects.filter(member=member, employee=here)
    rated = recusal.ratings_by(recusal.who_is(member), session.cycle).filter(employee=here)
    found = found.annotate(declared=Subquery(related.values("relation")[:1]), placed=Subquery(put.values("box")[:1]))
    return found.annotate(rated=Exists(rated))


def spread(session: CalibrationSession, people: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Employee → (box, members) pairs by box; nothing before the chair shows them.

    Without those of members who declared a relation since: they stay on record, and count no more.
    """
    if session.revealed_at is None:
        return {}
    found: dict[int, Counter[int]] = {}
    counted = session.blind_placements.filter(employee_id__in=list(people)).exclude(Exists(_related(session)))
    for who, box in counted.values_list("employee_id", "box"):
        found.setdefault(who, Counter())[box] += 1
    return {who: sorted(boxes.items()) for who, boxes in found.items()}


def _related(session: CalibrationSession) -> QuerySet[DeclaredRelation]:
    """For a blind placement: how its member is related to the person."""
    since = recusal.declared_since(session.opened_at)
    return since.filter(user=OuterRef("member__user"), employee=OuterRef("employee"))


def unconfirmed(session: CalibrationSession) -> set[int]:
    """Employees whose last move in the session is by a member who turned out to be related to them, declared or by
    what is known of both since: another member moves them, or puts them where they stand once more, before it closes.
    """
    last = dict(session.moves.order_by("number").values_list("employee_id", "by_id"))
    people = Employee.objects.select_related("current").in_bulk(list(last))
    found: set[int] = set()
    for member in session.members.filter(user_id__in=set(last.values())).select_related("user"):
        moved = [people[who] for who, by in last.items() if by == member.user_id]
        own = recusal.who_is(member)
        ratings = recusal.ratings_by(own, session.cycle).filter(employee__in=moved) if own else None
        rated = ratings.values_list("employee_id", flat=True) if ratings is not None else ()
        found |= recusal.recused(member.user, moved, since=session.opened_at, own=own, rated=rated).keys()
    return found


def amendments(session: CalibrationSession) -> list[tuple[str, Event]]:
    """What became of its seats, in their order: who was excused, who leads instead of whom, why it was broken off."""
    kinds = {
        "talent.calibration.excused": _("%(who)s dilepas; yang diputuskannya tetap, dan ia tidak menandatangani"),
        "talent.calibration.chair_replaced": _("%(who)s menggantikan %(former)s sebagai ketua"),
        "talent.calibration.broken_off": _("sidang dihentikan; pemindahannya tidak berlaku"),
    }
    found = Event.objects.filter(subject=f"talent.calibrationsession:{session.pk}", kind__in=kinds)
    events = list(found.order_by("id"))
    ids = {event.payload.get(name) for event in events for name in ("member", "former")} - {None}
    names = User.objects.in_bulk(ids) if ids else {}
    return [
        (
            kinds[event.kind]
            % {"who": names.get(event.payload.get("member")), "former": names.get(event.payload.get("former"))},
            event,
        )
        for event in events
    ]


def moves(session: CalibrationSession) -> QuerySet[CalibrationMove]:
    """The session's moves, in their order."""
    return session.moves.select_related("employee", "by").order_by("id")


def minutes_of(session: CalibrationSession) -> dict[str, str]:
    """What a signature under the minutes is given for, each part with its words for the one who signs."""
    run = session.cycle.run
    said = {
        "chair": str(session.chair_id),
        "held": session.held_on.isoformat(),
        "quorum": str(session.quorum),
        "results": (run.results_digest or "") if run else "",
        "present": ",".join(map(str, sorted(session.members.filter(present=True).values_list("user_id", flat=True)))),
        "minutes": hashlib.sha256(session.minutes.encode()).hexdigest(),
    }
    # What is not there is not named: minutes signed before it could be stay signed.
    outside = session.members.filter(outside=True).order_by("user_id").values_list("user_id", flat=True)
    excused = session.members.exclude(excused_at=None).order_by("user_id").values_list("user_id", flat=True)
    said |= {"excused": ",".join(map(str, excused))} if excused else {}
    declared = [f"{one.pk} {one.user_id} {one.employee_id} {one.relation}" for one in relations_in(session)]
    said |= {"outside": ",".join(map(str, outside))} if outside else {}
    said |= {"relations": hashlib.sha256("|".join(declared).encode()).hexdigest()} if declared else {}
    for move in session.moves.order_by("id"):
        reason = hashlib.sha256(move.reason.encode()).hexdigest()[:16]
        said[f"move {move.pk}"] = f"{move.employee_id} {move.computed_box} {move.from_box} {move.box} {reason}"
    return said


def minutes_token(session: CalibrationSession) -> str:
    """The digest of the minutes as they are now."""
    return token_of(minutes_of(session))


def token_of(said: dict[str, str]) -> str:
    """The digest of minutes."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def changed_since(seen: dict[str, str], now: dict[str, str]) -> list[str]:
    """What is different from what somebody saw, in words."""
    words = {
        "chair": _("ketua sidang berganti"),
        "held": _("tanggal sidang berubah"),
        "quorum": _("kuorum berubah"),
        "results": _("hasil pemetaan berubah"),
        "present": _("daftar hadir berubah"),
        "minutes": _("naskah risalah berubah"),
        "outside": _("pernyataan tentang anggota dari luar berubah"),
        "relations": _("pernyataan hubungan anggota berubah"),
        "excused": _("anggota dilepas dari sidang"),
    }
    parts = [name for name in now if seen.get(name) != now[name]]
    plain = [words[name] for name in parts if name in words]
    ids = [int(name.removeprefix("move ")) for name in parts if name not in words]
    for move in CalibrationMove.objects.filter(pk__in=ids).select_related("employee", "by").order_by("id"):
        plain.append(moved_words(move))
    return plain


def moved_words(move: CalibrationMove) -> str:
    """Who moved whom from where to where, and why."""
    return _("%(name)s dipindahkan dari kotak %(source)s ke kotak %(to)s oleh %(by)s: %(reason)s") % {
        "name": move.employee.name,
        "source": move.from_box,
        "to": move.box,
        "by": move.by,
        "reason": move.reason,
    }


def relations_of(user: User) -> QuerySet[DeclaredRelation]:
    """What the user declared about people they may calibrate, live first."""
    own = DeclaredRelation.objects.filter(user=user).select_related("employee").order_by("ended_at", "-id")
    return scope.within(own, user, Permission.CALIBRATE, "employee__agency_id")


def relations_in(session: CalibrationSession) -> QuerySet[DeclaredRelation]:
    """What its members had declared about people of the agency at any moment while the session was open."""
    found = recusal.declared_since(session.opened_at).select_related("user", "employee").order_by("id")
    if session.closed_at is not None:
        found = found.filter(declared_at__lte=session.closed_at)
    found = found.filter(user__in=session.members.values("user"), employee__agency=session.cycle.agency_id)
    placed = session.blind_placements.filter(member__user=OuterRef("user"), employee=OuterRef("employee"))
    moved = session.moves.filter(by=OuterRef("user"), employee=OuterRef("employee"))
    return found.annotate(placed=Exists(placed), moved=Exists(moved))


def why_ended(relations: Iterable[DeclaredRelation]) -> dict[int, str]:
    """Relation → the reason for which it was ended, as the ledger has it."""
    ended = {f"talent.declaredrelation:{one.pk}": one.pk for one in relations if one.ended_at is not None}
    events = Event.objects.filter(kind="talent.relation.ended", subject__in=list(ended))
    return {ended[subject]: reason for subject, reason in events.values_list("subject", "reason")}


def sheet(session: CalibrationSession) -> list[tuple[Employee, CalibrationMove, int]]:
    """Before and after: each person moved in the session, their last move in it, and the box they came from."""
    found: dict[int, tuple[Employee, CalibrationMove, int]] = {}
    for move in moves(session).select_related("employee__current__unit", "by"):
        before = found[move.employee_id][2] if move.employee_id in found else move.from_box
        found[move.employee_id] = (move.employee, move, before)
    return sorted(found.values(), key=lambda row: (-row[1].box, row[0].nip))


def effective_box(session: CalibrationSession, employee: Employee, computed: int) -> tuple[int, int]:
    """The box that counts now, and how many moves of the person the cycle has."""
    last = calibrated.moves_of(session.cycle).filter(employee=employee).order_by("-number").first()
    if last is None:
        return computed, 0
    return (last.box if last.computed_box == computed else computed), last.number
