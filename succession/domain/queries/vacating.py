"""The vacancy calendar: when each senior post of an agency falls vacant, by which clock, and from what it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import CharField, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import replacing, vacating
from rules.checks import Check
from rules.law import NoRuleInForce, shipped
from rules.vacating import Clock, Ending
from succession.domain.queries import decreed, deviations, seats
from succession.domain.queries.bench import Bench
from succession.domain.queries.critical import Criticality, criticality
from succession.domain.queries.seats import Seat
from succession.models import AppointmentDecision, Vacancy
from succession.models.vacancy import Route
from talent.codes import JPT_TIERS, ActionKind, ActionState, AppointmentKind
from talent.domain.queries import employees
from talent.models import Agency, AppointmentRecord, Employee, Position, TalentAction

READING = (Permission.VIEW_VACANCIES, Permission.VIEW_EMPLOYEES)
OVER = (Vacancy.State.INAUGURATED, Vacancy.State.CLOSED)
ROUTES = (Route.TALENT_POOL, Route.OPEN_SELECTION)


@dataclass(frozen=True)
class Falling:
    """A post and its clocks, the first to strike first (none: nothing is known); `starts`: route → the latest day on
    which its filling begins, where none has and the day it falls vacant is known; `criticality`: whether it is
    critical, and who says so."""

    seat: Seat
    endings: tuple[Ending, ...]
    starts: Mapping[str, date] = field(default_factory=dict)
    criticality: Criticality | None = None

    @property
    def position(self) -> Position:
        return self.seat.position

    @property
    def critical(self) -> bool:
        return self.criticality is not None and self.criticality.critical

    @property
    def ending(self) -> Ending | None:
        return self.endings[0] if self.endings else None

    @property
    def day(self) -> date | None:
        return self.ending.day if self.ending else None

    @property
    def known_day(self) -> date | None:
        """The same, to tell it: None also where the post is vacant nobody knows since when."""
        return self.ending.known_day if self.ending else None

    def emptied_by(self, on: date) -> bool:
        """Whether a clock, and not the PPK, ends the holder's time on `on` at the latest."""
        return any(one.day <= on for one in self.endings if one.clock in (Clock.RETIREMENT, Clock.TERM))

    def replaced(self, taken_on: date, on: date) -> Check | None:
        """The warning about the holder, who would be replaced by a choice of `on`; None where there is none, no such
        rule, or where a clock empties the post by `taken_on`, the day on which somebody else is to have it."""
        if self.seat.holder is None or self.emptied_by(taken_on):
            return None
        held = self.seat.holder.current
        return replacing.early_holder(held.post_from if held else None, on, shipped())


def is_critical(position: Position, on: date) -> bool:
    """Whether the post is critical on that day, as known now."""
    decrees = decreed.of_agency(position.agency_id, decreed.NOW)
    said = criticality(decrees.critical.get(position.pk, ()), position.current, on)
    return said is not None and said.critical


def agencies_of(user: User) -> list[Agency]:
    """The agencies of which the user reads vacancies and people both."""
    held = [scope.scope(user, permission) for permission in READING]
    of_first = employees.agencies_of(user, READING[0])
    return [agency for agency in of_first if all(one.covers(agency.pk) for one in held)]


def first_uncovered(falling: Iterable[Falling], benches: Mapping[int, Bench], on: date) -> Falling | None:
    """Of critical posts in their order the first for which nobody of the pool can be ready on the day it falls
    vacant, or on `on` where that is past; those without data are passed over."""
    for one in falling:
        bench = benches.get(one.position.pk)
        if one.critical and one.day is not None and bench and not bench.ready_by(max(one.day, on)):
            return one
    return None


def calendar(agency: Agency, on: date, *, moves: bool = True) -> list[Falling]:
    """Every senior post of the agency, the soonest to fall vacant first, those of which nothing is known last.

    `moves`: with what is decided or planned for holders; without, the two clocks alone. Four queries.
    """
    live = FilteredRelation("vacancies", condition=~Q(vacancies__state__in=OVER))
    posts = Position.objects.filter(agency=agency, current__tier__in=JPT_TIERS).select_related("current", "agency")
    named = {f"live_{name}": F(f"live__{name}") for name in ("pk", "code", "state")}
    unsigned = deviations.unsigned(vacancy__position=OuterRef("pk"))
    found: list[Any] = list(posts.annotate(live=live, unsigned=unsigned, **named))
    # One at most is being filled by each post: its key says so.
    filling: dict[int, Any] = {}
    for post in found:
        if post.live_pk is not None:
            filling[post.pk] = Vacancy(pk=post.live_pk, code=post.live_code, state=post.live_state)
            filling[post.pk].unsigned = post.unsigned
    return of_posts(found, on, moves=moves, filling=filling, whole=True)


def of_vacancy(vacancy: Vacancy, on: date) -> Falling | None:
    """Who still holds the post of a filling that is not over, and what empties it; None where nobody does. Three
    queries; two where `vacancies.with_closing` said whether another post has its title."""
    post = vacancy.position
    if vacancy.state in OVER or post.current is None:
        return None
    alone = getattr(vacancy, "title_shared", None) is False
    (seat,) = seats.of_posts([post], on, {}, whole=alone)
    if seat.vacant:
        return None
    return _falling(seat, on, _known({one.pk: one for one in [seat.holder] if one}), moves=True)


def taken_on(vacancy: Vacancy, on: date) -> date:
    """The day on which somebody is to have the post: as far as is known on `on`."""
    return max(on, vacancy.target_date or vacancy.reference_date)


def of_posts(
    posts: Sequence[Position],
    on: date,
    *,
    moves: bool = True,
    filling: Mapping[int, Vacancy] | None = None,
    whole: bool = False,
) -> list[Falling]:
    """The same of these posts of one agency; `filling` and `whole` as for `seats.of_posts`."""
    if not posts:
        return []
    found = seats.of_posts(posts, on, filling, whole=whole)
    decrees = decreed.of_agency(posts[0].agency_id, decreed.NOW)
    asks = decrees.held_against({post.pk: decreed.by_record(post.current) for post in posts if post.current}, on)
    critical = {post.pk: criticality(decrees.critical.get(post.pk, ()), post.current, on) for post in posts}
    known = _known({seat.holder.pk: seat.holder for seat in found if seat.holder})
    told = [
        replace(_falling(seat, on, known, moves=moves), criticality=critical[seat.position.pk])
        for seat in (replace(one, asks=asks[one.position.pk]) for one in found)
    ]
    return sorted(told, key=lambda one: (one.day is None, one.day or date.max, str(one.position), one.position.pk))


def with_terms(found: Sequence[Seat], on: date) -> list[Seat]:
    """The same with the day after their holder's term: of the recorded last day, else by the law of `on`. One query."""
    known = _known({seat.holder.pk: seat.holder for seat in found if seat.holder})
    law = shipped()

    def ends(seat: Seat) -> date | None:
        began = seat.holder.current.post_from if seat.holder and seat.holder.current else None
        if began is None or seat.holder is None:
            return None
        return vacating.term(began, known.ends.get(seat.holder.pk), on, law).day

    return [replace(seat, term_ends=ends(seat)) for seat in found]


def _falling(seat: Seat, on: date, known: "_Known", *, moves: bool) -> Falling:
    if seat.unsure:
        return Falling(seat, ())
    endings = _of_vacant(seat, on) if seat.holder is None else _of_held(seat, on, known, moves=moves)
    ordered = vacating.in_order(endings)
    vacant = ordered[0].known_day if ordered else None
    starts = {} if seat.filling or vacant is None else _starts(vacant, on)
    return Falling(seat, ordered, starts)


def _of_vacant(seat: Seat, on: date) -> list[Ending]:
    if seat.vacant_from:
        return [Ending(Clock.LEFT, seat.vacant_from)]
    return [Ending(Clock.LEFT, on, source=_("tidak ada pejabat tercatat"), unknown=True)]


def _of_held(seat: Seat, on: date, known: "_Known", *, moves: bool) -> list[Ending]:
    holder, record = seat.holder, seat.position.current
    assert holder is not None
    assert record is not None
    law = shipped()
    found = [vacating.retirement(holder.born, record.tier, on, law)]
    began = holder.current.post_from if holder.current else None
    if began is not None:
        found.append(vacating.term(began, known.ends.get(holder.pk), on, law))
    if moves:
        if record.vacant_from is not None and record.vacant_from > on:
            found.append(Ending(Clock.LEFT, record.vacant_from, source=_("tercatat pada data jabatan")))
        found += known.leaving.get(holder.pk, [])
    return found


def _starts(vacant: date, on: date) -> dict[str, date]:
    try:
        return {str(route): vacating.latest_start(str(route), vacant, on, shipped()) for route in ROUTES}
    except NoRuleInForce:
        return {}


@dataclass
class _Known:
    """Of holders: the last day on record of the definitive appointment to the post they hold, and what is decided
    finally, or planned and approved, that takes them elsewhere."""

    ends: dict[int, date] = field(default_factory=dict)
    leaving: dict[int, list[Ending]] = field(default_factory=dict)


def _known(holders: Mapping[int, Employee]) -> _Known:
    """One query."""
    found = _Known()
    for person, day, kind, text, code in sorted(_ends(holders).union(_decided(holders), _planned(holders), all=True)):
        if kind == "END":
            current = holders[person].current
            begun = current.post_from if current else None
            if current and text == current.position and (begun is None or day >= begun):
                found.ends[person] = max(day, found.ends.get(person, day))
            continue
        if kind == "DECIDED":
            source = _("keputusan %(number)s bagi lowongan %(code)s") % {"number": text, "code": code}
        else:
            source = _("rencana penempatan yang disetujui: %(action)s") % {"action": text}
        found.leaving.setdefault(person, []).append(Ending(Clock.MOVE, day, source=source))
    return found


def _ends(holders: Iterable[int]) -> QuerySet[Any, Any]:
    kinds = Q(kind=None) | Q(kind=AppointmentKind.DEFINITIVE)
    rows = AppointmentRecord.objects.filter(kinds, employee__in=holders, known_to=None, true_to__isnull=False)
    return rows.order_by().values_list("employee_id", "true_to", _text("END"), F("position"), _text(""))


def _decided(holders: Iterable[int]) -> QuerySet[Any, Any]:
    # What waits for its second signature is not final: it takes nobody from their post yet.
    final = ~deviations.unsigned(decision=OuterRef("pk"))
    rows = AppointmentDecision.objects.filter(final, employee__in=holders, ended_at=None)
    day = Coalesce("vacancy__target_date", "vacancy__reference_date")
    return rows.order_by().values_list("employee_id", day, _text("DECIDED"), F("number"), F("vacancy__code"))


def _planned(holders: Iterable[int]) -> QuerySet[Any, Any]:
    rows = TalentAction.objects.filter(employee__in=holders, kind=ActionKind.PLACEMENT, state=ActionState.APPROVED)
    return rows.order_by().values_list("employee_id", "due", _text("PLANNED"), F("action"), _text(""))


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())
