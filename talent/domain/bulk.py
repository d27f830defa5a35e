"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

# Both engines take these as they are, whatever the column.
_AS_IT_IS = {int, float, str, type(None)}


def insert(model: type[Model], columns: dict[str, Sequence[Any]]) -> None:
    """Insert the rows given column-wise; keys are field names (`employee_id` for a foreign key).

    Call inside a transaction. Values are prepared once for each distinct value of a column.
    """
    fields = [_field(model, name) for name in columns]
    prepared = [_prepared(field, values) for field, values in zip(fields, columns.values(), strict=True)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What COPY refuses comes up when it ends, where Django does not look.
            with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                if not set().union(*(set(map(type, values)) for values in prepared)) <= _PLAIN:
                    for row in zip(*prepared, strict=True):
                        copy.write_row(row)
                    return
                texts = [_copied(values) for values in prepared]
                copy.write("\n".join(map("\t".join, zip(*texts, strict=True))) + "\n" if prepared[0] else "")
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(zip(*prepared, strict=True)))


def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


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
    if types <= _AS_IT_IS:
        return list(values)
    if len(types - {type(None)}) == 1:
        memo = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return list(map(memo.__getitem__, values))
    for value in values:
        # 1, 1.0 and True are one key of a dict; the type keeps them apart.
        if (type(value), value) not in memo:
            memo[type(value), value] = field.get_db_prep_save(value, connection)
    return [memo[type(value), value] for value in values]
