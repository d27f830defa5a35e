"""Rows as columns, read past the ORM's conversion of each: a table by a statement, or many tables by one."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateField,
    F,
    FloatField,
    IntegerField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from accounts.domain.queries import prepared

Kind = Literal["id", "text", "day", "number", "truth"]
Columns = list[Sequence[Any]]

_ORDER: tuple[Kind, ...] = ("id", "text", "id")
# How a kind is told where rows of several tables share a column; yes and no are numbers there.
_TYPES: dict[Kind, tuple[str, Any]] = {
    "id": ("bigint", BigIntegerField()),
    "text": ("text", TextField()),
    "day": ("date", DateField()),
    "number": ("double precision", FloatField()),
}


class Source(NamedTuple):
    """What to read: rows, the kind of each column, and the order: by an id, then a text or a day (the unknown one
    first), then an id; None where it has no such."""

    rows: QuerySet[Any, Any]
    columns: Mapping[str, Kind]
    order: tuple[str | None, str | None, str | None]

    @property
    def day(self) -> bool:
        """Whether a day is what it is ordered by."""
        return self.columns.get(self.order[1] or "") == "day"


def alone(source: Source) -> Columns:
    """The columns of one source, by a statement of its own: the least work for the rows of very many people."""
    return _turned(fetched(_ordered(source)), len(source.columns))


def _ordered(source: Source) -> QuerySet[Any, Any]:
    rows, columns, order = source
    # An unknown day comes first on either engine.
    terms = [F(one).asc(nulls_first=True) if source.day and one == order[1] else one for one in order if one]
    return rows.order_by(*terms).values_list(*columns)


def _turned(rows: Sequence[tuple[Any, ...]], width: int) -> Columns:
    return list(zip(*rows, strict=True)) if rows else [()] * width


class Single(NamedTuple):
    """`alone`, put together once for all; `params`: values, and a Later for each that `read` is given."""

    sql: str
    params: Sequence[Any]
    width: int

    def read(self, given: Mapping[str, Any]) -> Columns:
        """The columns; `given`: what stands for each Later, as the engine takes it."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, prepared.given(self.params, given))
            return _turned(cursor.fetchall(), self.width)


def single(source: Source) -> Single:
    """The statement of one source."""
    return Single(*_ordered(source).query.sql_with_params(), len(source.columns))


class Statement(NamedTuple):
    """Many sources by one statement, whatever they are read from. `columns`: of each source the place of its columns in
    a row; `params`: values, and a Later for each that `read` is given."""

    sql: str
    params: Sequence[Any]
    columns: Mapping[str, Sequence[int]]

    def read(self, given: Mapping[str, Any]) -> dict[str, Columns]:
        """The columns of every source; `given`: what stands for each Later, as the engine takes it."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, prepared.given(self.params, given))
            rows = cursor.fetchall()
        told = {place: list(zip(*of_one, strict=True)) for place, of_one in groupby(rows, key=itemgetter(0))}
        return {
            name: [told[place][at] for at in columns] if place in told else [()] * len(columns)
            for place, (name, columns) in enumerate(self.columns.items())
        }


def together(sources: Mapping[str, Source]) -> Statement:
    """Every source by one statement.

    Its rows are as wide as the widest source, with nothing where another has no such column: give it sources of about
    the same width.
    """
    slots = _slots(sources)
    statements, params = [_head(slots)], list[Any]()
    columns: dict[str, list[int]] = {}
    for place, (name, source) in enumerate(sources.items()):
        sql, given = _selected(place, source, slots).query.sql_with_params()
        statements.append(sql)
        params += given
        at = {column: at for at, column in enumerate(_placed(source, slots), start=1) if column}
        columns[name] = [at[column] for column in source.columns]
    return Statement(f"{' UNION ALL '.join(statements)} ORDER BY 1, 2, 3, 4", params, columns)


def rows(source: Source, read: Columns) -> list[dict[str, Any]]:
    """What was read of a source, row by row; days as such: SQLite hands out text, PostgreSQL dates."""
    kinds = source.columns.values()
    columns = [_days(values) if kind == "day" else values for kind, values in zip(kinds, read, strict=True)]
    return [dict(zip(source.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _days(values: Sequence[Any]) -> list[date | None]:
    return [date.fromisoformat(value) if isinstance(value, str) else value for value in values]


def fetched(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows as the engine gives them."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        fetched: list[tuple[Any, ...]] = cursor.fetchall()
    return fetched


def _slots(sources: Mapping[str, Source]) -> list[Kind]:
    """The kinds of the columns of all: what they are ordered by, then as many of each kind as one of them needs."""
    needed: dict[Kind, int] = {}
    for source in sources.values():
        kinds = [_told(kind) for column, kind in source.columns.items() if column not in _ordering(source)]
        needed |= {kind: max(needed.get(kind, 0), kinds.count(kind)) for kind in kinds}
    return [*_ORDER, *(kind for kind, count in needed.items() for _number in range(count))]


def _ordering(source: Source) -> list[str | None]:
    """What a source is ordered by, as far as it is read as it is: a day is ordered by as a text."""
    first, second, third = source.order
    return [first, None if source.day else second, third]


def _placed(source: Source, slots: Sequence[Kind]) -> list[str | None]:
    """Which column of a source stands in which slot."""
    placed = _ordering(source)
    left = [column for column in source.columns if column not in placed]
    for slot in slots[len(_ORDER) :]:
        fitting = next((column for column in left if _told(source.columns[column]) == slot), None)
        if fitting:
            left.remove(fitting)
        placed.append(fitting)
    return placed


def _selected(place: int, source: Source, slots: Sequence[Kind]) -> QuerySet[Any, Any]:
    terms: list[Any] = [Value(place)]
    for slot, column in zip(slots, _placed(source, slots), strict=True):
        if column is None:
            terms.append(Value(None, output_field=_TYPES[slot][1]))
        elif source.columns.get(column) == "truth":
            terms.append(Cast(column, IntegerField()))
        else:
            terms.append(F(column))
    for at, (column, nothing) in enumerate(zip(source.order, (0, "", 0), strict=True), start=1):
        if column is None:
            terms[at] = Value(nothing)
        elif source.day and at == 2:
            terms[at] = Coalesce(Cast(column, TextField()), Value(""), output_field=TextField())
    return source.rows.order_by().values_list(*terms)


def _told(kind: Kind) -> Kind:
    return "number" if kind == "truth" else kind


def _head(slots: Sequence[Kind]) -> str:
    """No row, but the type of every column: else PostgreSQL would take the first table's word for it, and SQLite read
    numbers as yes and no where that one has a yes or no."""
    columns = ", ".join(f"CAST(NULL AS {_TYPES[slot][0]})" for slot in slots)
    return f"SELECT 0, {columns} WHERE 1 = 0"
