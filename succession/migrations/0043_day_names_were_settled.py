"""The day on which a committee settled its three names; of earlier ones not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0042_what_was_seen")]

    operations = [
        migrations.AddField(
            "nominee", "named_on", models.DateField(null=True, verbose_name="tanggal penetapan nama")
        ),
        # The new column stays as it was written, too.
        AppendOnly("nominee"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
