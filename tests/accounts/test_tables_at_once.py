"""Tables made at once are the tables that the steps make one by one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RunPython,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.tables_at_once import at_once


def steps() -> list[Operation]:
    number = [("id", models.BigAutoField(primary_key=True))]
    house = models.ForeignKey("house.House", models.PROTECT)
    return [
        CreateModel("House", [*number, ("name", models.CharField(max_length=9))]),
        CreateModel("Room", [*number, ("house", house)]),
        AddField("house", "hall", models.ForeignKey("house.Room", models.PROTECT, null=True, related_name="+")),
        AddConstraint("room", models.UniqueConstraint(fields=["house"], name="one_room")),
        AddConstraint("house", models.CheckConstraint(condition=~models.Q(name=""), name="house_named")),
        RunSQL("CREATE INDEX own ON house_room (id)", "DROP INDEX own"),
    ]


@pytest.fixture
def own(django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    """An empty database in memory."""
    held = connections.configure_settings({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
    with django_db_blocker.unblock():
        connections["own"] = DatabaseWrapper(held["default"], "own")
        yield connections["own"]
        connections["own"].close()
        del connections["own"]


def gone_through(database: DatabaseWrapper, operations: list[Any]) -> tuple[list[Any], list[Any]]:
    """What stands in the database after these steps, and what was left after they were taken back."""
    migration = Migration("0001", "house")
    migration.operations = operations
    told = []
    for way in (migration.apply, migration.unapply):
        state = ProjectState()
        assert state.apps is not None  # rendered, as `migrate` begins
        with database.schema_editor() as editor:
            way(state, editor)
        with database.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
            told.append(cursor.fetchall())
    return told[0], told[1]


def test_tables_made_at_once_are_those_made_one_by_one_and_can_be_taken_back(own: DatabaseWrapper) -> None:
    tables, left = gone_through(own, at_once(steps()))
    assert (tables, left) == gone_through(own, steps())
    assert {"house_house", "house_room", "own"} <= {name for name, _sql in tables}
    assert left == []


def test_what_changes_a_table_of_before_is_what_it_was_and_can_be_taken_back(own: DatabaseWrapper) -> None:
    """Two tables are altered in turn, each of which names the other, while a third is made."""
    before, later = steps()[:5], [
        CreateModel("Door", [("id", models.BigAutoField(primary_key=True))]),
        RemoveConstraint("house", "house_named"),
        AlterField("house", "name", models.CharField(max_length=20, default="?")),
        AddField("room", "area", models.FloatField(default=0)),
        AddField("house", "floors", models.IntegerField(default=1)),
        AddConstraint("house", models.CheckConstraint(condition=models.Q(floors__gt=0), name="house_has_floors")),
        AddField("room", "door", models.ForeignKey("house.Door", models.PROTECT, null=True)),
        AddField("door", "room", models.ForeignKey("house.Room", models.PROTECT, related_name="doors")),
        RunPython(doors, RunPython.noop),
        AddConstraint("room", models.UniqueConstraint(fields=["door"], name="one_door")),
    ]  # fmt: skip
    tables, left = gone_through(own, [*before, *at_once(later)])
    assert (tables, left) == gone_through(own, [*before, *later])
    assert '"floors"' in dict(tables)["house_house"]
    assert left == []


def doors(apps: Any, _editor: Any) -> None:
    """Whoever works on rows sees all relations."""
    assert str(apps.get_model("house", "House").objects.filter(room__door__room__area=1).query)


def test_every_step_of_our_own_migrations_goes_so() -> None:
    told = MigrationLoader(None, load=False)
    told.load_disk()
    plain = {
        str(migration)
        for migration in told.disk_migrations.values()
        if migration.app_label in {"audit", "documents", "succession", "talent"}
        for step in migration.operations
        if isinstance(step, AddConstraint | AddField | AlterField | RemoveConstraint)
    }
    assert plain == set()
