"""Many rows at once: COPY on PostgreSQL, statements of many rows on SQLite."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import BinaryField, BooleanField, Model
from django.db.models.expressions import RawSQL

# Both engines take these as they are, whatever the column.
_AS_IT_IS = {int, float, str, type(None)}
# Rows for one statement of SQLite: each statement has its price (the counter of ids, the deferred constraints).
_AT_ONCE = 100
_KEPT_KILOBYTES = 16_000
# For so few rows PostgreSQL is asked once: COPY and the table that it goes by cost five statements.
_FEW = 4
# The values of each field, as somebody gives them.
Given = dict[Any, Sequence[Any]]


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
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            _insert(cursor, table, _all_prepared(said))
        elif max(lengths) <= _FEW:
            _insert_few(cursor, table, _all_prepared(said))
        else:
            _arrive(cursor, table, said)


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


def _arrive(cursor: Any, table: str, columns: Given) -> None:
    """COPY into the table; where row-level security binds us, which COPY cannot obey, by way of a table of our own."""
    cursor.execute("SELECT row_security_active(%s)", [f'"{table}"'])
    if cursor.fetchone()[0]:
        _copy_and_insert(cursor, table, columns)
    else:
        _copy(cursor, table, columns)


@transaction.atomic(savepoint=False)
def _copy_and_insert(cursor: Any, table: str, columns: Given) -> None:
    """What is the same in every row is said once, where the rows leave the table of our own."""
    constant = {field: values[0] for field, values in columns.items() if _one_value(values)}
    varying = {field: values for field, values in columns.items() if field not in constant}
    if not varying:
        field, _value = constant.popitem()
        varying[field] = columns[field]
    names, way = ", ".join(f'"{field.column}"' for field in varying), f"arriving_{table}"
    cursor.execute(f'CREATE TEMP TABLE "{way}" ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA')
    # On their way bytes are not compressed; where they stay decides their table.
    for field in varying:
        if isinstance(field, BinaryField):
            cursor.execute(f'ALTER TABLE "{way}" ALTER COLUMN "{field.column}" SET STORAGE EXTERNAL')
    _copy(cursor, way, varying)
    every = ", ".join([names, *(f'"{field.column}"' for field in constant)])
    said = ", ".join([names, *["%s"] * len(constant)])
    once = [field.get_db_prep_save(value, connection) for field, value in constant.items()]
    cursor.execute(f'INSERT INTO "{table}" ({every}) SELECT {said} FROM "{way}"', once)
    cursor.execute(f'DROP TABLE "{way}"')


def _one_value(values: Sequence[Any]) -> bool:
    return values.count(values[0]) == len(values) and len(set(map(type, values))) == 1


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


def _copy(cursor: Any, table: str, columns: Given) -> None:
    names = ", ".join(f'"{field.column}"' for field in columns)
    texts = [text for field, values in columns.items() if (text := _copied(field, values)) is not None]
    # What COPY refuses comes up when it ends, where Django does not look.
    with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        if len(texts) == len(columns):
            copy.write("\n".join(map("\t".join, zip(*texts, strict=True))) + "\n")
            return
        for row in zip(*_all_prepared(columns).values(), strict=True):
            copy.write_row(row)


# What COPY's text format takes as `_copied` writes it; anything else goes row by row.
_PLAIN = {int, float, str, bool, date, datetime, type(None)}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# A value as COPY's text format wants it; other types are written as `str` says (numbers, dates).
_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: lambda value: value.translate(_ESCAPES),
    bool: lambda value: "t" if value else "f",
    float: repr,
    datetime: datetime.isoformat,
}


def _copied(field: Any, values: Sequence[Any]) -> list[str] | None:
    """A column in COPY's text format, each different value written once; None where a value goes row by row."""
    memo = _memo(field, values)
    if memo is None:
        prepared = _prepared(field, values)
        plain = set(map(type, prepared)) <= _PLAIN
        return [_WRITTEN.get(type(value), str)(value) for value in prepared] if plain else None
    types = set(map(type, memo.values()))
    if not types <= _PLAIN:
        return None
    if types == {str} and not _SPECIAL.search("".join(memo.values())):
        texts = memo
    else:
        texts = {value: _WRITTEN.get(type(prepared), str)(prepared) for value, prepared in memo.items()}
    return list(map(texts.__getitem__, values))


def _all_prepared(columns: Given) -> dict[str, list[Any]]:
    return {field.column: _prepared(field, values) for field, values in columns.items()}


def _prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    if _as_it_is(field, set(map(type, values))):
        return list(values)
    if (memo := _memo(field, values)) is not None:
        return list(map(memo.__getitem__, values))
    mixed: dict[Any, Any] = {}
    for value in values:
        if (type(value), value) not in mixed:
            mixed[type(value), value] = field.get_db_prep_save(value, connection)
    return [mixed[type(value), value] for value in values]


def _memo(field: Any, values: Sequence[Any]) -> dict[Any, Any] | None:
    """Each different value as the database takes it; None where values of two types meet: 1, 1.0 and True are one key
    of a dict."""
    types = set(map(type, values))
    if len(types - {type(None)}) > 1:
        return None
    if _as_it_is(field, types):
        return {value: value for value in set(values)}
    return {value: field.get_db_prep_save(value, connection) for value in set(values)}


def _as_it_is(field: Any, types: set[type]) -> bool:
    # COPY reads 1 as yes, a statement does not.
    return types <= _AS_IT_IS and not isinstance(field, BooleanField)
