"""A scratch database that can be put back as it was, and all that it holds in one digest."""

import hashlib
import re
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from accounts.domain import second_lock

# What differs although nothing does: an event's key is drawn by chance and its digest covers it, and a job counts how
# often it was begun. A job that waits for the worker stands where a killed one left it.
ASIDE = {"audit_event": {"key", "digest"}, "jobs_job": {"attempts"}}
_SAME: dict[str, dict[Any, str]] = {"jobs_job": {"WAITING": "RUNNING"}}
# Whoever goes on takes the next instant after one that was taken and not used: instants are compared to the second.
_INSTANT = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")
_MICROSECONDS = 10**15

_FILLED = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
_SEQUENCES = """
    SELECT quote_ident(sequencename), refobjid::regclass::text, attname, last_value FROM pg_sequences
    JOIN pg_depend ON objid = quote_ident(sequencename)::regclass AND refobjsubid > 0
    JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid WHERE last_value IS NOT NULL"""


def state() -> str:
    """SHA-256 over every row of every table, numbers and instants and all, but for ASIDE."""
    return hashlib.sha256(repr(_tables()).encode()).hexdigest()


def _tables() -> dict[str, str]:
    """A digest of each table that holds anything."""
    told = {}
    with second_lock.every_row(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FILLED)
            names = [name for (name,) in cursor.fetchall()]
        else:
            names = connection.introspection.table_names(cursor)
        for table in sorted(names):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            if rows := cursor.fetchall():
                columns = [column[0] for column in cursor.description]
                those = [at for at, name in enumerate(columns) if name not in ASIDE.get(table, ())]
                same = _SAME.get(table, {})
                kept = [[_plain(same.get(row[at], row[at]) if same else row[at]) for at in those] for row in rows]
                told[table] = hashlib.sha256(repr(kept).encode()).hexdigest()
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _INSTANT.sub(r"\1", value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value // 10**6 if isinstance(value, int) and value > _MICROSECONDS else value


def files() -> str:
    """SHA-256 over every kept file with its name."""
    digest, folder = hashlib.sha256(), Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"|{path.relative_to(folder)}|".encode() + path.read_bytes())
    return digest.hexdigest()


def settle() -> None:
    """Wait until the server has noticed who is gone, and take back the numbers that died with them."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        while cursor.execute(_OTHERS) and cursor.fetchone()[0]:
            time.sleep(0.001)
        cursor.execute(_SEQUENCES)
        for sequence, table, column, last in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(max("{column}"), 0) FROM {table}')
            newest = cursor.fetchone()[0]
            if newest < last:
                cursor.execute("SELECT setval(%s::regclass, %s, false)", [sequence, newest + 1])


class Kept:
    """The database and the kept files as they stand now; on PostgreSQL in a schema of their own."""

    def __init__(self, folder: Path) -> None:
        self._files, self._database = folder / "kept-files", folder / "kept.sqlite3"
        Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
        shutil.copytree(settings.MEDIA_ROOT, self._files)
        if connection.vendor == "postgresql":
            self._first = _tables()
            with connection.cursor() as cursor:
                cursor.execute("CREATE SCHEMA kept")
                for table in self._first:
                    cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
        else:
            # Whoever closes last sees to it that what was written ahead stands in the file.
            connections.close_all()
            shutil.copyfile(connection.settings_dict["NAME"], self._database)

    def put_back(self) -> None:
        shutil.rmtree(settings.MEDIA_ROOT)
        shutil.copytree(self._files, settings.MEDIA_ROOT)
        if connection.vendor == "postgresql":
            self._put_back_tables()
            settle()
            return
        connections.close_all()
        name = str(connection.settings_dict["NAME"])
        for rest in ("-wal", "-shm"):
            Path(name + rest).unlink(missing_ok=True)
        shutil.copyfile(self._database, name)

    def _put_back_tables(self) -> None:
        now = _tables()
        with transaction.atomic(), connection.cursor() as cursor:
            # Past the triggers: what is only ever added to is taken back, too.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in now:
                if now[table] != self._first.get(table):
                    cursor.execute(f'DELETE FROM "{table}"')
                    if table in self._first:
                        cursor.execute(f'INSERT INTO "{table}" TABLE kept."{table}"')
        assert _tables() == self._first
