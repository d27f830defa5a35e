"""Steps of a migration without rendering, for each of them, every model that is related to the one it is about.

That is most of the time of a first `migrate` as Django does it. What a step says of its own table needs that table's
model alone; code that works on rows (RunPython, on its way forwards) has all rendered again, as after Django's own
delayed steps.
"""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AlterField, CreateModel, RemoveConstraint
from django.db.migrations.operations.base import Operation


def _gone_through(steps: Iterable[Any], app_label: str, state: Any, models: Iterable[str]) -> None:
    """The steps on a state, and then only these models rendered anew, where models were rendered at all."""
    apps = state.__dict__.pop("apps", None)
    for step in steps:
        step.state_forwards(app_label, state)
    if apps is None:
        return
    keys = [(app_label, model) for model in models]
    with apps.bulk_update():
        for key in keys:
            apps.unregister_model(*key)
    apps.render_multiple([state.models[key] for key in keys])
    state.apps = apps
    state.is_delayed = True


class TablesAtOnce(Operation):
    """New models with the fields and constraints that are added to them, each table made in its last form."""

    def __init__(self, steps: list[Operation]) -> None:
        self.steps = steps
        self.new = [step for step in steps if isinstance(step, CreateModel)]

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All steps."""
        _gone_through(self.steps, app_label, state, [step.name_lower for step in self.new])

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


class OnItsTable(Operation):
    """A step of Django's on a table that is there already."""

    def __init__(self, step: Any) -> None:
        self.step = step

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The step."""
        _gone_through([self.step], app_label, state, [self.step.model_name_lower])

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The step."""
        self.step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The step taken back."""
        self.step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In Django's words."""
        return str(self.step.describe())


def at_once(operations: list[Any]) -> list[Any]:
    """The operations of a migration: those that make its new tables as one and before all others, which keep their
    order.

    What is made is looked for up to the first statement of our own.
    """
    own = list(takewhile(lambda one: type(one).__module__.startswith("django."), operations))
    new = {step.name_lower for step in own if isinstance(step, CreateModel)}
    making: list[Operation] = [
        step
        for step in own
        if isinstance(step, CreateModel)
        or (isinstance(step, AddField | AddConstraint) and step.model_name_lower in new)
    ]
    narrow = AddField | AlterField | AddConstraint | RemoveConstraint
    left = [OnItsTable(step) if isinstance(step, narrow) else step for step in operations if step not in making]
    return [*([TablesAtOnce(making)] if making else []), *left]
