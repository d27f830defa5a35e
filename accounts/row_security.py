"""Migration operation: PostgreSQL itself shows the rows of the agencies that the connection names, and no others."""

from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# Ids of agencies, comma between them; `*` is every row. Never set means no row at all.
SETTING: Final = "estafet.agencies"
EVERY_ROW: Final = "*"
# No agency has this id: it stands for rows that belong to none.
OF_NO_AGENCY: Final = 0

# In brackets, so that it is looked up once for a query and not once for a row.
_SHOWN = f"(SELECT current_setting('{SETTING}', true))"
_ALL = f"{_SHOWN} = '{EVERY_ROW}'"
_AGENCIES = f"(SELECT string_to_array(nullif({_SHOWN}, '{EVERY_ROW}'), ',')::bigint[])::bigint[]"


class RowsByAgency(Operation):
    """A policy on `model`'s table, binding the table's owner too.

    `by` names the foreign key that leads to the agency: `agency` itself, or a row of another table that has this
    policy, which then decides. `shared`: rows without an agency are everybody's to read. Nothing on SQLite.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, by: str = "agency", shared: bool = False) -> None:
        self.model = model
        self.by = by
        self.shared = shared

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"by": self.by, "shared": self.shared}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change: only the tables learn whom to show a row."""

    def describe(self) -> str:
        return f"Rows of {self.model} by agency"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        meta = to_state.apps.get_model(app_label, self.model)._meta
        field: Any = meta.get_field(self.by)
        written = f"{_ALL} OR {_owned(meta.db_table, field)}"
        read = f'{written} OR "{field.column}" IS NULL' if self.shared else written
        for statement in (
            f'ALTER TABLE "{meta.db_table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{meta.db_table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY by_agency ON "{meta.db_table}" USING ({read}) WITH CHECK ({written})',
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (
            f'DROP POLICY by_agency ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ):
            schema_editor.execute(statement, params=None)


class RowsOfNoAgencyToo(Operation):
    """Rows of `model` without an agency are shown to whoever holds a role over the installation. Nothing on SQLite."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def describe(self) -> str:
        return f"Rows of {self.model} that belong to no agency"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _alter(schema_editor, to_state, app_label, self.model, f'coalesce("agency_id", {OF_NO_AGENCY})')

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _alter(schema_editor, to_state, app_label, self.model, '"agency_id"')


def _alter(schema_editor: BaseDatabaseSchemaEditor, state: ProjectState, app: str, model: str, whose: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        table, shown = state.apps.get_model(app, model)._meta.db_table, f"{_ALL} OR {whose} = ANY ({_AGENCIES})"
        schema_editor.execute(f'ALTER POLICY by_agency ON "{table}" USING ({shown}) WITH CHECK ({shown})', params=None)


def _owned(table: str, field: Any) -> str:
    target = field.related_model._meta
    if target.label_lower == "talent.agency":
        return f'"{field.column}" = ANY ({_AGENCIES})'
    return f'EXISTS (SELECT 1 FROM "{target.db_table}" owner WHERE owner.id = "{table}"."{field.column}")'
