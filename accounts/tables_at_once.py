"""The tables of a first release made all at once."""

from itertools import takewhile
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.operations.base import Operation


class TablesAtOnce(Operation):
    """New models with the fields and constraints that are added to them, each table made in its last form.

    One by one, Django renders every model that is related to each new one anew: most of the time of a first `migrate`.
    """

    def __init__(self, steps: list[Operation]) -> None:
        self.steps = steps
        self.new = [step for step in steps if isinstance(step, CreateModel)]

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All steps; the models are rendered when they are next asked for, once."""
        state.__dict__.pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Every table as it is after the last step."""
        for step in self.new:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The tables away, the last first."""
        for step in reversed(self.new):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In Django's words for its own operations."""
        return f"Create {len(self.new)} models"


def at_once(operations: list[Any]) -> list[Any]:
    """The operations of a migration, those up to its first statement of our own as one."""
    first = list(takewhile(lambda one: isinstance(one, CreateModel | AddField | AddConstraint), operations))
    new = {step.name_lower for step in first if isinstance(step, CreateModel)}
    others = [step for step in first if not isinstance(step, CreateModel) and step.model_name_lower not in new]
    if others:
        raise ValueError(f"these change tables of before: {others}")
    return [TablesAtOnce(first), *operations[len(first) :]]
