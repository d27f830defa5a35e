"""Migration operations that tell PostgreSQL more about a table than the models say."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class OnPostgres(Operation):
    """Statements about `model`'s table and those that undo them. The models do not change; nothing on SQLite.

    `model` is of the migration's own app, or names another before a dot."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def statements(self, model: Any) -> Iterable[str]:
        """What is told."""
        raise NotImplementedError

    def undoing(self, model: Any) -> Iterable[str]:
        """What takes it back."""
        raise NotImplementedError

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.statements(self._of(app_label, to_state)):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.undoing(self._of(app_label, from_state)):
                schema_editor.execute(statement, params=None)

    def _of(self, app_label: str, state: ProjectState) -> Any:
        app, _dot, name = self.model.rpartition(".")
        return state.apps.get_model(app or app_label, name)


class KeptAsWritten(OnPostgres):
    """The values of `field` are not compressed by the server."""

    def __init__(self, model: str, field: str) -> None:
        super().__init__(model)
        self.field = field

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.field], {}

    def describe(self) -> str:
        return f"{self.field} of {self.model} kept as written"

    def statements(self, model: Any) -> Iterable[str]:
        return (self._stored(model, "EXTERNAL"),)

    def undoing(self, model: Any) -> Iterable[str]:
        return (self._stored(model, "EXTENDED"),)

    def _stored(self, model: Any, how: str) -> str:
        column = model._meta.get_field(self.field).column
        return f'ALTER TABLE "{model._meta.db_table}" ALTER COLUMN "{column}" SET STORAGE {how}'
