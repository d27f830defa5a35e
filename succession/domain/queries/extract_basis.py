"""What an extract rests on, and its numbers by unit: decrees, policies, files by their digests; never a person.

Units are told and people are not: whoever reads a round's evidence may read how a service stands, not who is who.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from talent.domain.known import known_at as known
from talent.models import Agency, EmployeeRecord, ImportBatch, MappingRun, UnitRecord

Lines = tuple[tuple[str, str], ...]
# So many files are told one by one.
FILES = 6


def of_run(run: MappingRun) -> Lines:
    """The policy and the law by which boxes were computed."""
    return (
        ("Kebijakan pemetaan", run.policy_name),
        ("Sidik kebijakan", run.policy_digest),
        ("Sidik aturan", run.law_digest),
        ("Sidik data masukan", run.inputs_digest or "tidak tercatat"),
    )


def of_files(rows: QuerySet[Any]) -> Lines:
    """The workbooks that brought the rows, newest first: their kind, the day they came, their digest."""
    ids = rows.order_by().exclude(batch=None).values("batch").distinct()
    batches = list(ImportBatch.objects.filter(pk__in=ids).order_by("-pk"))
    told = tuple((f"Berkas impor {one.pk} ({one.kind})", one.file_digest) for one in batches[:FILES])
    more = len(batches) - FILES
    return (*told, ("Berkas impor lain", str(more))) if more > 0 else told


def units_of(agency: Agency, on: date, known_at: datetime) -> dict[int, int | None]:
    """Employee → the unit in which they serve on the day."""
    begun = known(EmployeeRecord.objects.filter(agency=agency), known_at).filter(
        Q(true_from=None) | Q(true_from__lte=on)
    )
    held = begun.order_by("employee_id", "true_from", "id").values_list("employee_id", "unit_id", "true_from")
    # A row without a day is older than any that has one.
    return {who: unit for who, unit, _day in sorted(held, key=lambda row: (row[0], row[2] or date.min))}


def by_unit(agency: Agency, known_at: datetime, *counted: Iterable[int | None]) -> tuple[tuple[str, ...], ...]:
    """A line for each unit, by its code, with how often it occurs in each of `counted`; what has no unit comes last."""
    counts: Sequence[Mapping[int | None, int]] = [Counter(units) for units in counted]
    held = {unit for one in counts for unit in one}
    records = (
        known(UnitRecord.objects.filter(agency=agency), known_at).select_related("unit").order_by("known_from", "id")
    )
    names = {one.unit_id: (one.unit.code, one.name) for one in records}
    ordered = sorted(held, key=lambda unit: (unit is None, names.get(unit or 0, ("", ""))[0], unit or 0))
    return tuple((_named(names.get(unit or 0)), *(str(one.get(unit, 0)) for one in counts)) for unit in ordered)


def _named(unit: tuple[str, str] | None) -> str:
    return "tanpa unit" if unit is None else f"{unit[0]} {unit[1]}"
