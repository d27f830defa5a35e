"""Which of the people named for a vacancy can no longer be taken: they withdrew, left the pool, or another filling took
them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import agreed
from succession.domain.queries.longlists import current
from succession.models import Application, Inauguration, Longlist, Vacancy
from succession.models.deviation import DeviationCause
from succession.models.vacancy import Route
from talent.domain.queries import pool
from talent.models import Employee


def unavailable(
    vacancy: Vacancy, people: Iterable[Employee], reader: User, on: date | None = None, known_at: datetime | None = None
) -> dict[int, str]:
    """Employee id → why they cannot be taken from this vacancy's list on `on` (to-day), a sentence; only those who
    cannot. `known_at`: as it was known then, by those named before.

    Somebody inaugurated through another vacancy after the list was made is in a post that the list does not know of.
    Another agency's vacancy is named only to those who may see it. Whoever is named from a pool has to be in it still;
    whom the PPK takes from outside the three names need not. That a membership runs out while its post is filled bars
    nobody: how long one lasts is an assumption (`talent.pool_validity`). Five queries at most.
    """
    people = list(people)
    selecting = vacancy.route == Route.OPEN_SELECTION
    applied = vacancy.applications.filter(employee__in=people)
    found = gone(applied, known_at) if selecting else agreed.gone(vacancy, people, known_at)
    longlist = current(vacancy)
    if longlist is None or not people:
        return found
    found |= _left(vacancy, longlist, people, on or timezone.localdate(known_at), known_at)
    return found | _taken(vacancy, longlist, people, reader, known_at)


def _taken(
    vacancy: Vacancy,
    longlist: Longlist,
    people: Iterable[Employee],
    reader: User,
    known_at: datetime | None = None,
) -> dict[int, str]:
    found = {}
    of_nip = {person.nip: person.pk for person in people}
    # The same person may have been taken by an agency whose rows `reader` is not shown.
    with second_lock.every_row():
        taken = list(
            Inauguration.objects.filter(
                _by(known_at, "at"), decision__employee__nip__in=of_nip, at__gt=longlist.known_at
            )
            .filter(_not_by(known_at, "annulled_at"))
            .exclude(decision__vacancy=vacancy)
            .select_related("decision__vacancy", "decision__employee")
            .order_by("at")
        )
    for one in taken:
        won = one.decision.vacancy
        words = {"day": date_format(one.dated, "DATE_FORMAT"), "code": won.code}
        said = _("sudah dilantik pada %(day)s melalui lowongan %(code)s, sesudah daftar panjang lowongan ini disusun")
        if not scope.allows(reader, Permission.VIEW_VACANCIES, won.agency_id):
            said = _("sudah dilantik pada %(day)s melalui lowongan lain, sesudah daftar panjang lowongan ini disusun")
        found[of_nip[one.decision.employee.nip]] = said % words
    return found


def _by(known_at: datetime | None, name: str) -> Q:
    """That something was written before an instant, or by now."""
    return Q() if known_at is None else Q(**{f"{name}__lt": known_at})


def _not_by(known_at: datetime | None, name: str) -> Q:
    """That something was not written before an instant, or not by now."""
    return Q(**{name: None}) | (Q() if known_at is None else Q(**{f"{name}__gte": known_at}))


def _left(
    vacancy: Vacancy, longlist: Longlist, people: Iterable[Employee], on: date, known_at: datetime | None
) -> dict[int, str]:
    left = pool.left_on(longlist.cycle_id, on, known_at)
    if not left:
        return {}
    nominees = vacancy.nominees.filter(_by(known_at, "at"))
    named = set(nominees.values_list("employee_id", flat=True)) or {person.pk for person in people}
    said = _("keluar dari kelompok suksesi pada %(day)s")
    return {
        person.pk: said % {"day": date_format(left[person.pk], "DATE_FORMAT")}
        for person in people
        if person.pk in left and person.pk in named
    }


def why_not(vacancy: Vacancy, person: Employee, reader: User, on: date | None = None) -> str:
    """Why this person cannot be taken, as a sentence that begins with their name; "" when they can."""
    why = unavailable(vacancy, [person], reader, on).get(person.pk, "")
    return f"{person.name} {why}." if why else ""


def cause(vacancy: Vacancy, reader: User) -> str | None:
    """Why the first of the three cannot be taken, as the deviation register names it; None when they can."""
    first = [one.employee for one in vacancy.nominees.select_related("employee").filter(order=1)]
    longlist = current(vacancy)
    if gone(vacancy.applications.filter(employee__in=first)):
        return DeviationCause.WITHDREW
    return DeviationCause.TAKEN if longlist is not None and _taken(vacancy, longlist, first, reader) else None


def gone(applications: Iterable[Application], known_at: datetime | None = None) -> dict[int, str]:
    """The applicants who withdrew, and when; of several applications of one person the last one counts. `known_at`: who
    had withdrawn then."""
    last = {one.employee_id: one.withdrawn_at for one in sorted(applications, key=lambda one: one.pk)}
    return {
        who: _("menarik lamarannya, dicatat %(day)s") % {"day": date_format(timezone.localdate(at), "DATE_FORMAT")}
        for who, at in last.items()
        if at is not None and (known_at is None or at < known_at)
    }
