"""Records as the workbook of their kind: the columns, words and order that an import takes, so that a file comes back
as it went."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from rules.merit import level_sign
from talent.domain.queries.records import MODELS
from talent.interfaces.columns.kinds import KINDS, Column
from talent.interfaces.columns.parsers import MeritLevel, Number, Words
from talent.models import (
    Agency,
    AgencyRecord,
    Employee,
    EmployeeRecord,
    PositionRecord,
    TechnicalStandardRecord,
    UnitRecord,
)
from talent.models.evidence import OWNERS

EXPORTED = ("agencies", "units", "positions", "technical_standards", "employees", *MODELS)


@dataclass(frozen=True)
class Source:
    """A kind that another app keeps: what is known now of agencies, in the order of its keys, and what of a row stands
    in a column where it is not the attribute of that name."""

    rows: Callable[[Sequence[Agency]], QuerySet[Any]]
    read: Mapping[str, Callable[[Any], Any]]


# Each app adds its own.
SOURCES: dict[str, Source] = {}
_ABOUT = {"agencies", "units", "positions", "employees"}


def lines(kind: str, rows: Iterable[Any]) -> Iterator[list[str]]:
    """The header of a kind's workbook, and a line for each row."""
    columns = KINDS[kind].columns
    readers = [(reader(kind, column.field), writer(column)) for column in columns]
    yield [column.name for column in columns]
    for row in rows:
        yield [write(read(row)) for read, write in readers]


def known_now(kind: str, agency: Agency) -> QuerySet[Any]:
    """What is known now of an agency's kind, in the order of its keys; of units those above come first."""
    if kind in SOURCES:
        return SOURCES[kind].rows([agency])
    if kind == "agencies":
        return AgencyRecord.objects.filter(agency=agency, known_to=None).select_related("agency")
    if kind == "units":
        return UnitRecord.objects.filter(agency=agency, known_to=None).select_related("unit", "parent").order_by("pk")
    if kind == "positions":
        of_posts = PositionRecord.objects.filter(agency=agency, known_to=None)
        return of_posts.select_related("position", "unit").order_by("position__code", "pk")
    if kind == "technical_standards":
        asked = TechnicalStandardRecord.objects.filter(agency=agency, known_to=None).select_related("position")
        return asked.order_by("position__code", "pk")
    if kind == "employees":
        current = Employee.objects.filter(agency=agency).exclude(current=None).values("current")
        return (
            EmployeeRecord.objects.filter(pk__in=current).select_related("employee", "unit").order_by("employee__nip")
        )
    rows: QuerySet[Any] = MODELS[kind].objects.filter(agency=agency, known_to=None)
    return rows.select_related("employee").order_by("employee__nip", "pk")


def reader(kind: str, field: str) -> Callable[[Any], Any]:
    """What of a row stands in a column; identities hold the keys, and units go by their codes."""
    if kind in SOURCES:
        return SOURCES[kind].read.get(field, lambda row: getattr(row, field))
    if field == "nip":
        return lambda row: row.employee.nip
    if field == "code":
        return lambda row: getattr(row, OWNERS[kind]).code
    if kind in _ABOUT and field in ("unit", "parent"):
        return lambda row: (of := getattr(row, field)) and of.code
    return lambda row: getattr(row, field)


def writer(column: Column) -> Callable[[Any], str]:
    """How a column's values are written: in its words, with the decimals that an import keeps."""
    if isinstance(column.parser, Words):
        words, today = column.parser, timezone.localdate()
        by_code = {words(word, today): word for word in reversed(words.words)}
        return lambda value: "" if value is None else by_code.get(value, str(value))
    if isinstance(column.parser, Number):
        written = column.parser.written
        return lambda value: "" if value is None else written(value)
    if isinstance(column.parser, MeritLevel):
        return lambda value: "" if value is None else level_sign(value)
    return lambda value: "" if value is None else str(value)
