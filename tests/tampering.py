"""What somebody with all rights over the database can do: switch the triggers off, write, switch them on again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def triggers_off() -> Iterator[None]:
    """The database does whatever it is told; inside a transaction."""
    if connection.vendor == "postgresql":
        execute("SET LOCAL session_replication_role = replica")
        yield
        execute("SET LOCAL session_replication_role = origin")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    for name, _sql in triggers:
        execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in triggers:
        execute(sql)


def execute(statement: str, *values: Any) -> None:
    """One statement past the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
