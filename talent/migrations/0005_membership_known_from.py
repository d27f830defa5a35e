"""A membership says from when it is known: before its penetapan was recorded, nobody could look at it."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("talent", "0004_last_instant")]

    operations = [
        migrations.AddField("poolmembership", "known_from", models.DateTimeField(null=True)),
        AppendOnly("poolmembership"),
    ]
    operations = at_once(operations)
