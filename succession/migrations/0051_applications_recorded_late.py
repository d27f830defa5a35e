"""Why an application was recorded only after the administrative check."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0050_gone_over_replaces_nothing")]

    operations = [
        migrations.AddField(
            "application",
            "reason",
            models.TextField(blank=True, default="", verbose_name="alasan baru dicatat"),
        ),
        # The new column stays as it was written, too.
        AppendOnly("application", closing=("withdrawn_at", "withdrawn_by", "withdraw_reason")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
