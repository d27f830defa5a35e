"""Reading longlists: entries in their order, and why each candidate stands where they stand."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Max, Q, QuerySet, Subquery

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.additions import PREFIX
from rules.checks import Status
from rules.eligibility import statuses
from rules.text import Text
from succession.domain.queries import blind, decreed, untold
from succession.domain.queries.asked import Freed
from succession.domain.queries.of_route import of_route
from succession.models import CommitteeMember, Longlist, LonglistEntry, Vacancy
from talent.domain.known import known_at
from talent.domain.queries.impact import LIVE_LISTS, LiveList
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee, EmployeeRecord


def visible_to(user: User) -> QuerySet[Vacancy]:
    """The vacancies of the agencies whose filling the user may see; to a committee only those it has a seat on."""
    vacancies = Vacancy.objects.select_related("agency", "position__current")
    everywhere, whole, seated = _sight(user)
    if everywhere:
        return vacancies
    own = CommitteeMember.objects.held_by(user.pk).values("vacancy_id")
    return vacancies.filter(Q(agency_id__in=whole) | Q(agency_id__in=seated, pk__in=own))


def sees(user: User, vacancy: Vacancy, *, sits: bool) -> bool:
    """Whether `vacancy` is among those `visible_to` the user, who has a seat on it or not. No query."""
    everywhere, whole, seated = _sight(user)
    return everywhere or vacancy.agency_id in whole or (sits and vacancy.agency_id in seated)


def _sight(user: User) -> tuple[bool, set[int | None], set[int | None]]:
    """Whether the user sees the vacancies of every agency; else of which agencies all, and of which their seats'."""
    held = [one for one in scope.assignments(user) if Permission.VIEW_VACANCIES in one.kind.permissions]
    everywhere = any(one.kind.scope == "installation" for one in held)
    whole = {one.agency_id for one in held if not one.kind.seated}
    return everywhere, whole, {one.agency_id for one in held if one.kind.seated}


def current(vacancy: Vacancy) -> Longlist | None:
    """The longlist built last on the vacancy's route."""
    return vacancy.longlists.filter(of_route()).select_related("cycle__run", "wider").first()


def candidate(user: User, vacancy_id: int, employee_id: int) -> tuple[LonglistEntry, LonglistEntry | None] | None:
    """Somebody on the longlist that was built last for a vacancy, and whoever is ranked just above them; None when the
    user sees no such vacancy, or not yet who is on it, or they are not on it. One query, two for a committee."""
    seen = visible_to(user).filter(pk=vacancy_id).values("pk")
    newest = Longlist.objects.filter(of_route(), vacancy__in=seen).order_by("-id").values("pk")[:1]
    rows = LonglistEntry.objects.filter(longlist=Subquery(newest))
    # Through the employees, because a key beyond 64 bits is only understood there.
    own = rows.filter(employee__in=Employee.objects.filter(pk=employee_id))
    above = rows.filter(position=Subquery(own.values("position")[:1]) - 1)
    related = ("employee__agency", "longlist__vacancy__agency", "longlist__vacancy__position__current")
    found = list(
        (own | above).select_related(*related, "longlist__cycle__run", "longlist__wider").order_by("-position")
    )
    if not found or found[0].employee_id != employee_id:
        return None
    entry, *rest = found
    if blind.hidden(entry.longlist.vacancy, user):
        return None
    return entry, rest[0] if rest and entry.rank is not None else None


def entries(longlist: Longlist) -> QuerySet[LonglistEntry]:
    """Candidates in their order: the ranked first, then those who do not meet the requirements."""
    return longlist.entries.select_related("employee__agency").order_by("position")


def states(longlist: Longlist, employees: Iterable[int]) -> dict[int, EmployeeRecord]:
    """The employees' own rows as they stood on the longlist's day, as known when it was made."""
    rows = known_at(EmployeeRecord.objects.filter(employee_id__in=list(employees)), longlist.known_at)
    begun = rows.filter(Q(true_from=None) | Q(true_from__lte=longlist.on))
    return {row.employee_id: row for row in begun.order_by(F("true_from").asc(nulls_first=True), "id")}


def stored_statuses(entry: LonglistEntry) -> dict[str, Status]:
    """Each requirement's status as the masks keep it."""
    return statuses(tuple(entry.longlist.codes), entry.passed, entry.unknown)


def own_names(longlist: Longlist) -> Mapping[str, Text]:
    """What the agency's own requirements of this longlist are called, by their codes. One query a longlist, none where
    the agency asks for nothing besides the law."""
    if not any(code.startswith(PREFIX) for code in longlist.codes):
        return {}
    if not hasattr(longlist, "own_names"):
        vacancy = longlist.vacancy
        found = decreed.called(vacancy.agency_id, longlist.on, longlist.known_at)
        # Of posts of another tier only what this one has no more, where the post was moved since.
        every = {code: name for names in found.values() for code, name in names.items()}
        post = vacancy.position.current
        longlist.own_names = every | (found.get(post.tier, {}) if post else {})  # type: ignore[attr-defined]
    return longlist.own_names  # type: ignore[attr-defined, no-any-return]


def freed(longlist: Longlist, listed: Iterable[LonglistEntry], *, reader: User) -> dict[int, list[Freed]]:
    """Employee → what they pass only by a document, as far as `reader` may read it: requirement and document's number.
    One query, none where nobody is freed."""
    only = {
        entry.employee_id: [
            code
            for bit, code in enumerate(longlist.codes)
            if entry.waived >> bit & 1 and (code not in untold.SANCTIONS or sees_sanctions(reader, entry.employee))
        ]
        for entry in listed
        if entry.waived
    }
    vacancy = longlist.vacancy
    return decreed.freed(vacancy.agency_id, vacancy.position_id, longlist.on, longlist.known_at, only)


def on_live_lists(agency_id: int, people: Sequence[int]) -> dict[int, set[LiveList]]:
    """Employee → the vacancies still being filled on whose newest longlist they stand, of those who stand on one."""
    live = Vacancy.objects.filter(
        agency_id=agency_id, state__in=["SCREENED", "LONGLISTED", "NOMINATED", "DECIDED", "RECOMMENDED"]
    )
    vacancies = live.select_related("position__current").annotate(newest=Max("longlists__id"))
    newest: dict[int, LiveList] = {one.newest: ("vacancy", one.pk, str(one)) for one in vacancies if one.newest}
    listed: dict[int, set[LiveList]] = {}
    for start in range(0, len(people), 900):
        part = LonglistEntry.objects.filter(longlist_id__in=newest, employee_id__in=people[start : start + 900])
        for who, longlist in part.values_list("employee_id", "longlist_id"):
            listed.setdefault(who, set()).add(newest[longlist])
    return listed


LIVE_LISTS.append(on_live_lists)
