"""Migration operation: the database itself refuses to change what must stay as it was written."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

PG_REFUSE = """
CREATE OR REPLACE FUNCTION estafet_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


class AppendOnly(Operation):
    """Triggers on `model`'s table that refuse DELETE, TRUNCATE and UPDATE.

    Columns named in `closing` may be set once, while they are NULL (the end of a period, a withdrawal); nothing
    else of a row ever changes.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, closing: tuple[str, ...] = ()) -> None:
        self.model = model
        self.closing = closing

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"closing": self.closing} if self.closing else {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change: only the tables learn to refuse."""

    def describe(self) -> str:
        return f"Make {self.model} append-only"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # A table that has grown a column learns anew what stays fixed.
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        for statement in self._statements(app_label, schema_editor, to_state):
            schema_editor.execute(statement, params=None)

    def _statements(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> list[str]:
        model = state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        closing = [model._meta.get_field(name).column for name in self.closing]
        fixed = [field.column for field in model._meta.local_concrete_fields if field.column not in closing]
        make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        return make(table, fixed, closing)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        on = f' ON "{table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in ("update", "close", "move", "delete", "truncate"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{name}"{on}')


class Unguarded(AppendOnly):
    """No triggers on `model`'s table until AppendOnly is asked for again, further down in the same migration: of a
    column that a trigger names PostgreSQL does not change the type."""

    def describe(self) -> str:
        return f"Let {self.model} be altered"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self._statements(app_label, schema_editor, to_state):
            schema_editor.execute(statement, params=None)


class NothingReplaced(Operation):
    """On SQLite, every table that is append-only by now also refuses a row whose id or other unique key it has.

    INSERT OR REPLACE would push the old row out, and no trigger on DELETE hears of it unless the connection has set
    recursive_triggers, as ours do and others need not. PostgreSQL has no such statement. A table that is made anew
    later asks for this operation again.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change: only the tables learn to refuse."""

    def describe(self) -> str:
        return "Let no insert replace a row of an append-only table"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if not (tables := _append_only(schema_editor)):
            return
        there = dict(_asked(schema_editor, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for table in tables:
            name = f"{table}_no_replace"
            held = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}" WHERE {key})' for key in _keys(schema_editor, table))
            wanted = f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" WHEN {held} {_refusal(table)}'
            if there.get(name) != wanted:
                schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
                schema_editor.execute(wanted)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in _append_only(schema_editor):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_replace"')


def _append_only(schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    if schema_editor.connection.vendor != "sqlite":
        return []
    guarded = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_delete' ORDER BY 1"
    return [table for (table,) in _asked(schema_editor, guarded)]


def _keys(schema_editor: BaseDatabaseSchemaEditor, table: str) -> Iterator[str]:
    """For each unique key of the table: when it has a row with that of the new one."""
    yield "rowid = NEW.rowid"
    indexes = f"""
        SELECT list.name, coalesce(made.sql, '') FROM pragma_index_list('{table}') AS list
        LEFT JOIN sqlite_master AS made ON made.name = list.name WHERE list."unique" ORDER BY list.name
    """
    for name, made in _asked(schema_editor, indexes):
        columns = [column for (column,) in _asked(schema_editor, f"SELECT name FROM pragma_index_info('{name}')")]
        same = [f'"{column}" = NEW."{column}"' for column in columns]
        # Of a key that holds for some rows only, both must be such rows.
        _whole, partial, condition = made.partition(" WHERE ")
        if partial:
            same += [condition, re.sub(r'"(\w+)"', r'NEW."\1"', condition)]
        yield " AND ".join(same)


def _asked(schema_editor: BaseDatabaseSchemaEditor, query: str) -> list[Any]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _refusal(table: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"


def _reclosing(closing: list[str]) -> str:
    return " OR ".join(f'(OLD."{column}" IS NOT NULL AND OLD."{column}" IS NOT NEW."{column}")' for column in closing)


def _sqlite(table: str, fixed: list[str], closing: list[str]) -> list[str]:
    refuse = _refusal(table)
    columns = ", ".join(f'"{column}"' for column in fixed)
    statements = [
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE OF {columns} ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refuse}',
        # SQLite knows the primary key by other names too (rowid, oid), which no list of columns covers.
        f'CREATE TRIGGER "{table}_no_move" BEFORE UPDATE ON "{table}" WHEN OLD.rowid IS NOT NEW.rowid {refuse}',
    ]
    if closing:
        statements.append(
            f'CREATE TRIGGER "{table}_no_close" BEFORE UPDATE ON "{table}" WHEN {_reclosing(closing)} {refuse}'
        )
    return statements


def _postgresql(table: str, fixed: list[str], closing: list[str]) -> list[str]:
    call = "EXECUTE FUNCTION estafet_refuse()"
    columns = ", ".join(f'"{column}"' for column in fixed)
    statements = [
        PG_REFUSE,
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE OF {columns} ON "{table}" FOR EACH ROW {call}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {call}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {call}',
    ]
    if closing:
        when = _reclosing(closing).replace(" IS NOT NEW.", " IS DISTINCT FROM NEW.")
        statements.append(
            f'CREATE TRIGGER "{table}_no_close" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({when}) {call}'
        )
    return statements
