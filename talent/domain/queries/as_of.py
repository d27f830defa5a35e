"""Whom a run's people were on its day, as known at its instant: the filters of the matrix."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from rules.dates import add_years
from rules.policy import Policy
from rules.policy_schema import EDUCATION
from talent.domain.known import known_at
from talent.domain.queries import employees, written
from talent.models import AssessmentRecord, EducationRecord, EmployeeRecord, MappingRun, Unit, UnitRecord

_ASSESSED = {
    "competency_match",
    "jpm",
    "managerial_jpm",
    "sociocultural_jpm",
    "technical",
    "potential_levels",
    "potential_jpm",
}


def of_records(run: MappingRun, **asked: Any) -> QuerySet[Any]:
    """Ids of the employees whose own record in force on the day answers to `asked` (lookups of EmployeeRecord)."""
    rows = _begun(EmployeeRecord.objects.filter(agency_id=run.agency_id), run)
    return rows.filter(**asked).filter(~Exists(_newer(EmployeeRecord, run))).values("employee_id")


def educated(run: MappingRun, level: str) -> QuerySet[Any]:
    """Ids of the employees whose highest diploma by the day is of this level."""
    rows = _begun(EducationRecord.objects.filter(agency_id=run.agency_id), run)
    higher = rows.filter(employee_id=OuterRef("employee_id"), level__in=EDUCATION[: EDUCATION.index(level)])
    return rows.filter(level=level).filter(~Exists(higher)).values("employee_id")


def assessed_by(run: MappingRun, institution: str, policy: Policy) -> QuerySet[Any]:
    """Ids of the employees whose assessment that counts (the last one, while it is valid) is by this institution."""
    rows = _valid(run, policy).filter(institution=institution)
    return rows.filter(~Exists(_newer(AssessmentRecord, run))).values("employee_id")


def unit_tree(run: MappingRun) -> list[tuple[Unit, int]]:
    """The agency's units with their depth, by the names and the tree known at the run's instant. One query, once for
    each run object (that is, once a request)."""
    held: list[tuple[Unit, int]] | None = getattr(run, "_unit_tree", None)
    if held is None:
        held = _unit_tree(run)
        run._unit_tree = held  # type: ignore[attr-defined]
    return held


def _unit_tree(run: MappingRun) -> list[tuple[Unit, int]]:
    then = Q(records__known_from__lte=run.known_at) & (
        Q(records__known_to=None) | Q(records__known_to__gt=run.known_at)
    )
    learnt = UnitRecord.objects.filter(unit=OuterRef("pk"), known_from__lte=run.known_at)
    # People's records may name a unit of which nothing else was known.
    named = EmployeeRecord.objects.filter(unit=OuterRef("pk"), known_from__lte=run.known_at)
    known_then = Q(told__isnull=False) | (~Exists(learnt) & Exists(named))
    units = Unit.objects.filter(agency_id=run.agency_id).annotate(told=FilteredRelation("records", condition=then))
    units = units.filter(known_then).annotate(then_named=F("told__name"), then_under=F("told__parent_id"))
    found = list(units)
    for unit in found:
        unit.name, unit.parent_id = unit.then_named or unit.name, unit.then_under
    return employees.in_order(sorted(found, key=lambda unit: (unit.name, unit.pk)))


def institutions(run: MappingRun, policy: Policy) -> list[str]:
    """Who made the assessments that were valid on the day. What was known at the run's instant does not change."""
    found = _valid(run, policy).exclude(institution=None).exclude(institution="")
    names = found.order_by("institution").values_list("institution", flat=True).distinct()
    return written.kept(run.started_at, ("institutions", run.pk), lambda: list(names))


def born_between(on: date, youngest: int, oldest: int | None) -> Q:
    """Employees whose complete years on `on` lie between the two, both ends in; without `oldest` all from there up."""
    asked = Q(employee__born__lte=_birthday(on, youngest))
    return asked if oldest is None else asked & Q(employee__born__gt=_birthday(on, oldest + 1))


def _birthday(on: date, years: int) -> date:
    """The last day of birth that makes somebody `years` old on `on`; who is born on 29 February waits for 1 March."""
    turned: date = add_years(on, -years).item()
    return turned if (turned.month, turned.day) == (on.month, on.day) else turned - timedelta(days=1)


def _begun(rows: QuerySet[Any], run: MappingRun) -> QuerySet[Any]:
    known: QuerySet[Any] = known_at(rows, run.known_at)
    return known.filter(Q(true_from=None) | Q(true_from__lte=run.on))


def _newer(model: type[Any], run: MappingRun) -> QuerySet[Any]:
    """Later rows of the same person; an undated one is older than any that has a date."""
    rows = _begun(model.objects.filter(employee_id=OuterRef("employee_id")), run)
    first = Value(date.min, DateField())
    rows = rows.alias(start=Coalesce("true_from", first))
    than = Coalesce(OuterRef("true_from"), first)
    newer: QuerySet[Any] = rows.filter(Q(start__gt=than) | Q(start=than, pk__gt=OuterRef("pk")))
    return newer


def _valid(run: MappingRun, policy: Policy) -> QuerySet[Any]:
    years = [leaf.settings.validity_years for leaf in policy.leaves if leaf.source in _ASSESSED]
    rows = _begun(AssessmentRecord.objects.filter(agency_id=run.agency_id), run)
    limits = [year for year in years if year]
    if not limits or len(limits) < len(years):
        return rows
    since: date = add_years(run.on, -max(limits)).item()
    return rows.filter(true_from__gt=since)
