"""The last instant used of each agency; what counts as known already is behind it, whatever clock it was learnt by."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import migrations, models

from accounts.tables_at_once import at_once
from django.db.models import Max

_INSTANTS = ("known_from", "known_to", "known_at")


def _take_over(apps: Any, _schema_editor: Any) -> None:
    """What was learnt or looked at by a clock that was set back since stays before what comes."""
    used = [apps.get_model("talent", "PoolExit").objects.aggregate(newest=Max("at"))["newest"]]
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}.intersection(_INSTANTS)
        found = model._base_manager.aggregate(**{f"newest_{name}": Max(name) for name in names})
        used += found.values()
    if newest := max(filter(None, used), default=None):
        since = (newest - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        # 0 is `known.EVERY_AGENCY`.
        apps.get_model("talent", "LastInstant").objects.create(scope=0, microseconds=since)


class Migration(migrations.Migration):
    dependencies = [("talent", "0003_files_of_no_agency"), ("succession", "0002_merit_assessments")]

    operations = [
        migrations.CreateModel(
            name="LastInstant",
            fields=[
                ("scope", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("microseconds", models.BigIntegerField()),
            ],
        ),
        # The column stays as it is: the moment of an exit is given and not taken from the clock.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField("poolexit", "at", models.DateTimeField())]
        ),
        migrations.RunPython(_take_over, migrations.RunPython.noop),
    ]
    operations = at_once(operations)
