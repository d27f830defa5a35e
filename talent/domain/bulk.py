"""Many rows at once: COPY on PostgreSQL, statements of many rows on SQLite."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import BooleanField, Model
from django.db.models.expressions import RawSQL

# Both engines take these as they are, whatever the column.
_AS_IT_IS = {int, float, str, type(None)}
# Rows for one statement of SQLite: each statement has its price (the counter of ids, the deferred constraints).
_AT_ONCE = 100
_KEPT_KILOBYTES = 16_000
# For so few rows PostgreSQL is asked once: COPY and the table that it goes by cost five statements.
_FEW = 4


def insert(model: type[Model], columns: dict[str, Sequence[Any]]) -> None:
    """Insert the rows given column-wise; keys are field names (`employee_id` for a foreign key).

    Call inside a transaction. Values are prepared once for each distinct value of a column.
    """
    given = {_field(model, name): values for name, values in columns.items()}
    lengths = set(map(len, given.values()))
    if len(lengths) > 1:
        raise ValueError("some columns are shorter than others")
    if lengths <= {0}:
        return
    # A column of which no row says anything is left out: it is NULL anyway.
    said = {field: values for field, values in given.items() if not (field.null and _nothing(values))}
    prepared = {field.column: _prepared(field, values) for field, values in said.items()}
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            _insert(cursor, table, prepared)
        elif max(lengths) <= _FEW:
            _insert_few(cursor, table, prepared)
        else:
            _arrive(cursor, table, prepared)


def update(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set these fields (`current_id` for a foreign key) of many rows: each the new values, as the database takes them,
    and the id.

    A statement for each row, prepared once; Django's own way asks about every row in every row's place.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    new = ", ".join(f"{connection.ops.quote_name(_field(model, name).column)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {new} WHERE id = %s", rows)


def among(values: Sequence[Any], kind: Literal["bigint", "text"]) -> RawSQL:
    """For `field__in`: any number of values (not None) as one parameter, which the ORM does not look at one by one."""
    return listed(as_list(values), kind)


def listed(parameter: Any, kind: Literal["bigint", "text"]) -> RawSQL:
    """For `field__in`: the values of a parameter that `as_list` made, or will have made."""
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [parameter])  # noqa: S611  one of two words
    return RawSQL("SELECT value FROM json_each(%s)", [parameter])


def as_list(values: Sequence[Any]) -> Any:
    """Values (not None) as one parameter."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


@contextmanager
def pages_let_go() -> Iterator[None]:
    """On SQLite, fewer pages kept in memory: pages want their 64 MB, while of a long file each is touched once."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    (before,) = database.execute("PRAGMA cache_size").fetchone()
    database.execute(f"PRAGMA cache_size = {-_KEPT_KILOBYTES}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA cache_size = {before}")


def _insert_few(cursor: Any, table: str, columns: dict[str, list[Any]]) -> None:
    names, one = ", ".join(f'"{name}"' for name in columns), f"({', '.join(['%s'] * len(columns))})"
    rows = list(zip(*columns.values(), strict=True))
    statement = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(rows))}'
    cursor.execute(statement, list(chain.from_iterable(rows)))


def _arrive(cursor: Any, table: str, columns: dict[str, list[Any]]) -> None:
    """COPY into the table; where row-level security binds us, which COPY cannot obey, by way of a table of our own."""
    cursor.execute("SELECT row_security_active(%s)", [f'"{table}"'])
    if cursor.fetchone()[0]:
        _copy_and_insert(cursor, table, columns)
    else:
        _copy(cursor, table, columns)


@transaction.atomic(savepoint=False)
def _copy_and_insert(cursor: Any, table: str, columns: dict[str, list[Any]]) -> None:
    names, way = ", ".join(f'"{name}"' for name in columns), f"arriving_{table}"
    cursor.execute(f'CREATE TEMP TABLE "{way}" ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA')
    _copy(cursor, way, columns)
    cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{way}"')
    cursor.execute(f'DROP TABLE "{way}"')


def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def _nothing(values: Sequence[Any]) -> bool:
    return values[0] is None and values.count(None) == len(values)


def _insert(cursor: Any, table: str, columns: dict[str, list[Any]]) -> None:
    """Many rows a statement, as many as its parameters allow."""
    names = ", ".join(f'"{name}"' for name in columns)
    most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    size = max(1, min(_AT_ONCE, most // len(columns)))
    one = f"({', '.join('?' * len(columns))})"
    rows = list(zip(*columns.values(), strict=True))
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        statement = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(part))}'
        # Django would look through thousands of marks in each statement to write them in SQLite's way, as they are.
        with connection.wrap_database_errors:
            sqlite3.Cursor.execute(cursor.cursor, statement, list(chain.from_iterable(part)))


def _copy(cursor: Any, table: str, columns: dict[str, list[Any]]) -> None:
    """COPY; what is the same in every row is written once, into what stands between two rows."""
    plain = {name for name, values in columns.items() if set(map(type, values)) <= _PLAIN}
    constant = [name for name, values in columns.items() if name in plain and values.count(values[0]) == len(values)]
    varying = [name for name in columns if name not in constant]
    if not varying:
        varying = [constant.pop()]
    names = ", ".join(f'"{name}"' for name in varying + constant)
    # What COPY refuses comes up when it ends, where Django does not look.
    with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        if len(plain) < len(columns):
            for row in zip(*(columns[name] for name in varying + constant), strict=True):
                copy.write_row(row)
            return
        end = "".join(f"\t{_copied(columns[name][:1])[0]}" for name in constant) + "\n"
        copy.write(end.join(map("\t".join, zip(*(_copied(columns[name]) for name in varying), strict=True))) + end)


# What COPY's text format takes as `_copied` writes it; anything else goes row by row.
_PLAIN = {int, float, str, bool, date, datetime, type(None)}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# A value as COPY's text format wants it; other types are written as `str` says (numbers, dates).
_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: lambda value: value.translate(_ESCAPES),
    bool: lambda value: "t" if value else "f",
    float: repr,
    datetime: datetime.isoformat,
}


def _copied(values: Sequence[Any]) -> list[str]:
    """A column in COPY's text format, each different value written once."""
    types = set(map(type, values))
    if len(types - {type(None)}) > 1:
        return [_WRITTEN.get(type(value), str)(value) for value in values]
    memo = {value: _WRITTEN.get(type(value), str)(value) for value in set(values)}
    return list(map(memo.__getitem__, values))


def _prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    memo: dict[Any, Any] = {}
    types = set(map(type, values))
    # COPY reads 1 as yes, a statement does not.
    if types <= _AS_IT_IS and not isinstance(field, BooleanField):
        return list(values)
    if len(types - {type(None)}) == 1:
        memo = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return list(map(memo.__getitem__, values))
    for value in values:
        # 1, 1.0 and True are one key of a dict; the type keeps them apart.
        if (type(value), value) not in memo:
            memo[type(value), value] = field.get_db_prep_save(value, connection)
    return [memo[type(value), value] for value in values]
