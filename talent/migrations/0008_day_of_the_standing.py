"""The day from which somebody is retired, suspended, on leave … is a date of its own."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("talent", "0007_seats_as_opened")]

    operations = [
        migrations.AddField(
            "employeerecord", "standing_from", models.DateField(null=True, verbose_name="TMT kedudukan")
        ),
        AppendOnly("employeerecord", closing=("known_to",)),
    ]
    operations = at_once(operations)
