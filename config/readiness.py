"""Why a database cannot serve this version, in words for whoever typed the command."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def unready() -> str | None:
    """What must be done to the database first; None when nothing is wrong with it."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "basis data tidak dapat dibuka; periksa DATABASE_URL / the database cannot be opened; check DATABASE_URL"
    if not waiting:
        return None
    return (
        "basis data belum siap untuk versi ini; jalankan dulu: manage.py bootstrap / "
        "the database is not ready for this version; first run: manage.py bootstrap"
    )
