"""Employees whom a user may see, their records, and what lists show of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent import codes, models
from talent.models import Agency, Employee, EmployeeRecord, Position, Unit, UnitRecord
from talent.models.base import still_known

M = TypeVar("M", bound=Model)
# Ask for every standing but those of who has retired, was dismissed or died; and for these.
SERVING, GONE = "SERVING", "GONE"

# Every kind of record about one person, in the order in which a reader meets them.
RECORDS: dict[str, type[Any]] = {
    "employees": EmployeeRecord,
    "performance": models.PerformanceRecord,
    "feedback_360": models.FeedbackRecord,
    "assessments": models.AssessmentRecord,
    "technical_levels": models.TechnicalRecord,
    "appointments": models.AppointmentRecord,
    "education": models.EducationRecord,
    "training": models.TrainingRecord,
    "awards": models.AwardRecord,
    "team_assignments": models.TeamAssignmentRecord,
    "sanctions": models.SanctionRecord,
    "attestations": models.AttestationRecord,
    "components": models.ComponentsRecord,
}


def visible_to(user: User) -> QuerySet[Employee]:
    """The employees of the user's agencies, and the user themself; not those of whom nothing is known any more."""
    held, own = scope.scope(user, Permission.VIEW_EMPLOYEES), scope.scope(user, Permission.VIEW_OWN)
    people = Employee.objects.filter(current__isnull=False)
    if held.everywhere:
        return people.filter(outside=False)
    return people.filter(Q(agency_id__in=held.agencies) | Q(pk__in=own.employees))


def reachable_by(user: User) -> QuerySet[Employee]:
    """The same and the applicants from elsewhere whom those agencies keep: for one person that was asked for, never a
    list."""
    held, own = scope.scope(user, Permission.VIEW_EMPLOYEES), scope.scope(user, Permission.VIEW_OWN)
    people = Employee.objects.filter(current__isnull=False)
    return people if held.everywhere else people.filter(Q(agency_id__in=held.reach) | Q(pk__in=own.employees))


def named(user: User, nip: str) -> Employee | None:
    """Whoever has the NIP among those: an employee before who moved to another agency, and both before an applicant
    from elsewhere, who may have become one."""
    held = scope.scope(user, Permission.VIEW_EMPLOYEES)
    people = Employee.objects.filter(nip=nip, current__isnull=False).select_related("agency", "current__unit")
    people = people if held.everywhere else people.filter(agency_id__in=held.reach)
    return people.order_by("outside", F("moved_on").desc(nulls_first=True), "id").first()


def of_nip(nip: str, on: date) -> Employee | None:
    """Whoever has the NIP as an employee on the day, in the agency that they served then; with that agency. Not the row
    of a move that was annulled, of which nothing is known."""
    people = Employee.objects.filter(Q(moved_on=None) | Q(moved_on__gt=on), nip=nip, outside=False)
    people = people.exclude(moved_on__isnull=False, current=None)
    return people.select_related("agency").order_by(F("moved_on").asc(nulls_last=True), "id").first()


def gone(agency_id: int) -> QuerySet[Employee]:
    """Those of the agency whose newest record says that they have retired, were dismissed or died."""
    return Employee.objects.filter(agency_id=agency_id, current__standing__in=codes.GONE).order_by()


def serving(agency_id: int) -> QuerySet[Employee]:
    """Those of the agency of whom something is known and who are not `gone`."""
    return still_serving(Employee.objects.filter(agency_id=agency_id, current__isnull=False)).order_by()


def still_serving(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """These people without those whose newest record says that they have retired, were dismissed or died."""
    return people.exclude(current__standing__in=codes.GONE)


def exportable_by(user: User) -> QuerySet[Employee]:
    """The employees whose data the user may take away."""
    held, people = scope.scope(user, Permission.EXPORT_DATA), Employee.objects.filter(current__isnull=False)
    return people.filter(outside=False) if held.everywhere else people.filter(agency_id__in=held.agencies)


def is_own(user: User, employee: Employee) -> bool:
    """Whether the user is this employee."""
    return employee.pk in scope.scope(user, Permission.VIEW_OWN).employees


def matching(queryset: QuerySet[M], text: str, *, of: str = "") -> QuerySet[M]:
    """Those whose NIP begins with `text` (digits), or whose name holds each of its words, in any order.

    `of`: how rows other than employees lead to the employee (`employee__`).
    """
    digits = "".join(text.split())
    if digits.isdecimal() and digits.isascii():
        return queryset.filter(**{f"{of}nip__startswith": digits})
    words = text.replace(",", " ").split()
    if not words:
        return queryset.none()
    return queryset.filter(*(Q((f"{of}name__icontains", word)) for word in words))


def agencies_of(user: User, permission: Permission) -> QuerySet[Agency]:
    """The agencies over which the user holds `permission`."""
    return scope.within(Agency.objects.all(), user, permission, "pk")


def unit_tree(agency_ids: Iterable[int]) -> list[tuple[Unit, int]]:
    """The units of these agencies with their depth, parents before their children."""
    found = Unit.objects.filter(still_known(UnitRecord, "unit"), agency_id__in=agency_ids)
    return in_order(list(found.order_by("agency_id", "name", "id")))


def in_order(units: list[Unit]) -> list[tuple[Unit, int]]:
    """Units with their depth, parents before their children; one whose parent is not among them is at the top."""
    present = {unit.pk for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in present else None, []).append(unit)
    ordered: list[tuple[Unit, int]] = []
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        ordered.append((unit, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(unit.pk, []))]
    return ordered


def below(tree: list[tuple[Unit, int]], unit_id: int) -> list[int]:
    """Ids of a unit and everything under it, out of `unit_tree`."""
    found: list[int] = []
    top: int | None = None
    for unit, depth in tree:
        if unit.pk == unit_id:
            top = depth
        elif top is not None and depth <= top:
            break
        if top is not None:
            found.append(unit.pk)
    return found


def records_of(employee: Employee, *, superseded: bool) -> dict[str, list[Any]]:
    """Kind → records, newest first; with `superseded` also those that a later row took the place of."""
    found = {}
    for kind, model in RECORDS.items():
        rows = model.objects.filter(employee=employee)
        if not superseded:
            rows = rows.filter(known_to=None)
        rows = rows.order_by(F("true_from").desc(nulls_last=True), "-known_from", "-id")
        found[kind] = list(rows.select_related("unit") if kind == "employees" else rows)
    return found


def names_of_codes(employee: Employee, appointments: Iterable[Any]) -> dict[tuple[str, str], str]:
    """(field, code) → name, for the agencies, and for the units and posts of `employee`'s own agency, that
    these appointments name by code. What is not a code of ours is not among them. Three queries."""
    asked = {
        name: {getattr(row, name) for row in appointments} - {None, ""} for name in ("at_agency", "unit", "position")
    }
    agencies = Agency.objects.filter(code__in=asked["at_agency"]).values_list("code", "name")
    units = Unit.objects.filter(agency=employee.agency_id, code__in=asked["unit"]).values_list("code", "name")
    posts = Position.objects.filter(agency=employee.agency_id, code__in=asked["position"], current__isnull=False)
    named = {"at_agency": agencies, "unit": units, "position": posts.values_list("code", "current__name")}
    return {(field, code): name for field, pairs in named.items() for code, name in pairs}


def age(employee: Employee, on: date) -> int:
    """Complete years by the calendar."""
    born = employee.born
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
