"""Which of the people named for a vacancy can no longer be taken: they withdrew, left the pool, or another filling took
them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import agreed, blind
from succession.domain.queries.longlists import current
from succession.models import Application, Inauguration, Longlist, Vacancy
from succession.models.deviation import DeviationCause
from succession.models.vacancy import Route
from talent.domain.queries import pool
from talent.models import Employee, PoolExit


def unavailable(
    vacancy: Vacancy,
    people: Iterable[Employee],
    reader: User,
    on: date | None = None,
    known_at: datetime | None = None,
    longlist: Longlist | None = None,
) -> dict[int, str]:
    """Employee id → why they cannot be taken from this vacancy's list on `on` (to-day), a sentence; only those who
    cannot. `known_at`: as it was known then, by those named before.

    Somebody inaugurated through another vacancy after the list was made is in a post that the list does not know of.
    Another agency's vacancy is named only to those who may see it. Whoever is named from a pool has to be in it still;
    whom the PPK takes from outside the three names need not. That a membership runs out while its post is filled bars
    nobody: how long one lasts is an assumption (`talent.pool_validity`). `longlist`: the vacancy's, where that is at
    hand. Three queries at most.
    """
    people = list(people)
    selecting = vacancy.route == Route.OPEN_SELECTION
    longlist = longlist or current(vacancy)
    if longlist is None or not people:
        applied = vacancy.applications.filter(employee__in=people)
        return gone(applied, known_at) if selecting else agreed.gone(vacancy, people, known_at)
    others: list[Any] = []
    if selecting:
        others.append(_withdrawn(vacancy.applications.filter(employee__in=people), known_at))
    else:
        others.append(_left_pool(pool.exits_of(longlist.cycle_id, on or timezone.localdate(known_at), known_at)))
        if guests := [one.pk for one in people if one.agency_id != vacancy.agency_id]:
            others.append(_withdrawn(vacancy.agreements.filter(employee__in=guests), known_at))
    # The same person may have been taken by an agency whose rows `reader` is not shown.
    with second_lock.every_row():
        rows = list(_inaugurated(vacancy, longlist, people, known_at).union(*others, all=True))
    withdrew = {who: at for _nip, who, day, _code, _of, at in rows if who is not None and day is None}
    left = {who: day for _nip, who, day, *_rest in rows if who is not None and day is not None}
    words = _withdrew if selecting else agreed.withdrew
    found = {who: words(at) for who, at in withdrew.items()}
    return found | _left(vacancy, left, people, known_at) | _taken(rows, people, reader)


# In one statement: who of the ranked was taken, and who left or withdrew.
_OF_GONE = ("nip", "who", "day", "code", "of", "written")
_NOT_TAKEN: dict[str, Any] = {"nip": Value(None, CharField()), "code": Value(None, CharField())}
_NOT_TAKEN |= {"of": Value(None, BigIntegerField())}


def _inaugurated(
    vacancy: Vacancy, longlist: Longlist, people: Iterable[Employee], known_at: datetime | None = None
) -> QuerySet[Inauguration, tuple[Any, ...]]:
    """Who was inaugurated through another vacancy after the list was made: their NIP, for they may be kept more than
    once, the day, and the vacancy's code and agency, with the instant at which that was written."""
    found = Inauguration.objects.filter(
        _by(known_at, "at"), decision__employee__nip__in=[person.nip for person in people], at__gt=longlist.known_at
    )
    found = found.filter(_not_by(known_at, "annulled_at")).exclude(decision__vacancy=vacancy).order_by()
    named: dict[str, Any] = {"nip": F("decision__employee__nip"), "day": F("dated"), "written": F("at")}
    named |= {"who": Value(None, BigIntegerField())}
    named |= {"code": F("decision__vacancy__code"), "of": F("decision__vacancy__agency")}
    return found.annotate(**named).values_list(*_OF_GONE)


def _left_pool(exits: QuerySet[PoolExit]) -> QuerySet[PoolExit, tuple[Any, ...]]:
    """Who left the pool, and on which day, in the same columns."""
    named = _NOT_TAKEN | {"who": F("membership__employee"), "day": F("on"), "written": Value(None, DateTimeField())}
    return exits.order_by().annotate(**named).values_list(*_OF_GONE)


def _withdrawn(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any, tuple[Any, ...]]:
    """Of applications, or agreements, who took the last one back, and the instant at which that was written, in the
    same columns."""
    same = {name: OuterRef(name) for name in ("vacancy", "employee")}
    last = rows.model._default_manager.filter(**same).order_by("-id").values("pk")[:1]
    of_last = rows.filter(_by(known_at, "withdrawn_at"), pk=Subquery(last), withdrawn_at__isnull=False)
    named = _NOT_TAKEN | {"who": F("employee"), "day": Value(None, DateField()), "written": F("withdrawn_at")}
    found: QuerySet[Any, tuple[Any, ...]] = of_last.order_by().annotate(**named).values_list(*_OF_GONE)
    return found


def _taken(rows: Iterable[tuple[Any, ...]], people: Iterable[Employee], reader: User) -> dict[int, str]:
    found = {}
    of_nip = {person.nip: person.pk for person in people}
    taken = [row for row in rows if row[0] is not None]
    for nip, _who, day, code, of, _written in sorted(taken, key=lambda row: row[-1]):
        words = {"day": date_format(day, "DATE_FORMAT"), "code": code}
        said = _("sudah dilantik pada %(day)s melalui lowongan %(code)s, sesudah daftar panjang lowongan ini disusun")
        if not scope.allows(reader, Permission.VIEW_VACANCIES, of):
            said = _("sudah dilantik pada %(day)s melalui lowongan lain, sesudah daftar panjang lowongan ini disusun")
        found[of_nip[nip]] = said % words
    return found


def _by(known_at: datetime | None, name: str) -> Q:
    """That something was written before an instant, or by now."""
    return Q() if known_at is None else Q(**{f"{name}__lt": known_at})


def _not_by(known_at: datetime | None, name: str) -> Q:
    """That something was not written before an instant, or not by now."""
    return Q(**{name: None}) | (Q() if known_at is None else Q(**{f"{name}__gte": known_at}))


def _left(
    vacancy: Vacancy, left: Mapping[int, date], people: Sequence[Employee], known_at: datetime | None
) -> dict[int, str]:
    gone = [person for person in people if person.pk in left]
    # Before names are sent up it concerns everybody.
    if gone and (known_at is not None or vacancy.state not in blind.BEFORE_NAMES):
        nominees = vacancy.nominees.filter(_by(known_at, "at"))
        named = set(nominees.values_list("employee_id", flat=True)) or {person.pk for person in people}
        gone = [person for person in gone if person.pk in named]
    said = _("keluar dari kelompok suksesi pada %(day)s")
    return {person.pk: said % {"day": date_format(left[person.pk], "DATE_FORMAT")} for person in gone}


def why_not(vacancy: Vacancy, person: Employee, reader: User, on: date | None = None) -> str:
    """Why this person cannot be taken, as a sentence that begins with their name; "" when they can."""
    why = unavailable(vacancy, [person], reader, on).get(person.pk, "")
    return f"{person.name} {why}." if why else ""


def cause(vacancy: Vacancy, on: date) -> str | None:
    """Why the first of the three cannot be taken by a decision of `on`, as the deviation register names it; None when
    they can. Whoever agrees no more to be considered withdrew, as who took back an application did."""
    first = [one.employee for one in vacancy.nominees.select_related("employee").filter(order=1)]
    longlist = current(vacancy)
    if gone(vacancy.applications.filter(employee__in=first)) or agreed.gone(vacancy, first):
        return DeviationCause.WITHDREW
    if longlist is None:
        return None
    with second_lock.every_row():
        if _inaugurated(vacancy, longlist, first).exists():
            return DeviationCause.TAKEN
    left = pool.exits_of(longlist.cycle_id, on).filter(membership__employee__in=first)
    return DeviationCause.LEFT if vacancy.route != Route.OPEN_SELECTION and left.exists() else None


def gone(applications: Iterable[Application], known_at: datetime | None = None) -> dict[int, str]:
    """The applicants who withdrew, and when; of several applications of one person the last one counts. `known_at`: who
    had withdrawn then."""
    last = {one.employee_id: one.withdrawn_at for one in sorted(applications, key=lambda one: one.pk)}
    return {who: _withdrew(at) for who, at in last.items() if at is not None and (known_at is None or at < known_at)}


def _withdrew(at: datetime) -> str:
    day = date_format(timezone.localdate(at), "DATE_FORMAT")
    return _("menarik lamarannya, dicatat %(day)s") % {"day": day}
