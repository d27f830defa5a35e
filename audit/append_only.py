"""Migration operation: the database itself refuses to change what must stay as it was written."""

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
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        closing = [model._meta.get_field(name).column for name in self.closing]
        fixed = [field.column for field in model._meta.local_concrete_fields if field.column not in closing]
        # A table that has grown a column learns anew what stays fixed.
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        for statement in make(table, fixed, closing):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        on = f' ON "{table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in ("update", "close", "move", "delete", "truncate"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{name}"{on}')


def _reclosing(closing: list[str]) -> str:
    return " OR ".join(f'(OLD."{column}" IS NOT NULL AND OLD."{column}" IS NOT NEW."{column}")' for column in closing)


def _sqlite(table: str, fixed: list[str], closing: list[str]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
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
