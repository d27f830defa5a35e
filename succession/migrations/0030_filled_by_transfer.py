"""Whether a vacancy is filled by a transfer between senior posts; those that are there are not."""

from django.db import migrations, models

from accounts.tables_at_once import at_once


class Migration(migrations.Migration):
    dependencies = [("succession", "0029_waived_on_longlists")]

    operations = [
        migrations.AddField(
            "vacancy", "transfer", models.BooleanField(default=False, verbose_name="perpindahan antar-JPT")
        ),
    ]
    operations = at_once(operations)
