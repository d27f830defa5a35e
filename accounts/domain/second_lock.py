"""The second lock, under the application's scope: on PostgreSQL a connection shows only the agencies it was told.

Nothing here on SQLite, which has no such lock. What is said to the server goes past Django's counting of queries: it
belongs to the connection, as its time zone does, and not to what a page asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import pq

from accounts.row_security import EVERY_ROW, OF_NO_AGENCY, SETTING

_SET = f"SELECT set_config('{SETTING}', %s, false)"
_SHOW_ALSO = f"""
SELECT set_config('{SETTING}', CASE WHEN shown.now = '{EVERY_ROW}' THEN shown.now
  ELSE concat_ws(',', nullif(shown.now, ''), %s::text) END, false)
FROM (SELECT current_setting('{SETTING}', true) AS now) shown
"""
# With an agency go the applicants from elsewhere whom it keeps.
_OF_AGENCY = f"""
SELECT set_config('{SETTING}', concat_ws(',', wanted.id, outside.id), false)
FROM (SELECT %s::bigint AS id) wanted LEFT JOIN talent_agency outside ON outside.outside_of_id = wanted.id
"""
# Read from the tables and not by the application's own scope: a fault there does not open this lock.
_OF_USER = f"""
SELECT set_config('{SETTING}', '{EVERY_ROW}', false);
SELECT set_config(
  '{SETTING}',
  CASE WHEN bool_or(held.role = 'SYSTEM') THEN '{EVERY_ROW}'
  ELSE coalesce(string_agg(DISTINCT concat_ws(
    ',', coalesce(held.agency_id, person.agency_id, {OF_NO_AGENCY}), outside.id
  ), ','), '') END,
  false
)
FROM accounts_roleassignment held
JOIN accounts_user ON accounts_user.id = held.user_id AND accounts_user.is_active
LEFT JOIN talent_employee person ON person.id = held.employee_id
LEFT JOIN talent_agency outside ON outside.outside_of_id = held.agency_id
WHERE held.user_id = %s AND held.ended_at IS NULL
"""


@contextmanager
def rows_of(user: Any) -> Iterator[None]:
    """Only the rows of the agencies over which `user` holds a role, or whose employee they are; none for nobody.

    Whoever holds a role over the installation has the rows of no agency, where a table has any.
    """
    if connection.vendor != "postgresql":
        yield
    elif user.pk is None:
        with _within(_SET, ""):
            yield
    else:
        with _within(_OF_USER, user.pk):
            yield


@contextmanager
def rows_of_agency(agency_id: int | None) -> Iterator[None]:
    """Only the rows of one agency, with applicants from elsewhere whom it keeps; every row for what concerns no single
    one."""
    if connection.vendor != "postgresql":
        yield
    elif agency_id is None:
        with _within(_SET, EVERY_ROW):
            yield
    else:
        with _within(_OF_AGENCY, agency_id):
            yield


@contextmanager
def every_row() -> Iterator[None]:
    """Rows of all agencies, for a question that is about all of them (does this NIP stand anywhere?)."""
    with rows_of_agency(None):
        yield


def show_also(agency_id: int) -> None:
    """The rows of this agency too, until what was said around this comes to its end: it was just made, or reached."""
    if connection.vendor == "postgresql":
        _say(_SHOW_ALSO, agency_id)


@contextmanager
def _within(statement: str, value: object) -> Iterator[None]:
    before = _say(f"SELECT current_setting('{SETTING}', true); {statement}", value) or ""
    try:
        yield
    finally:
        # A transaction that failed takes back what was said in it, and takes no further word.
        if connection.connection and connection.connection.info.transaction_status != pq.TransactionStatus.INERROR:
            _say(_SET, before)


def _say(statement: str, *values: object) -> str | None:
    with connection.cursor() as cursor:
        # The driver's own cursor, under those that count and log.
        cursor.cursor.execute(statement, values)
        row: tuple[str | None] | None = cursor.cursor.fetchone()
        return row[0] if row else None
