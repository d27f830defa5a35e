"""Who held the post that a decision fills, and for which cause they are replaced early; of earlier ones not kept."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0047_declared_before_signing")]

    operations = [
        migrations.AddField(
            "appointmentdecision",
            "holder",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
            ),
        ),
        migrations.AddField("appointmentdecision", "warned", models.JSONField(default=list)),
        migrations.AddField(
            "appointmentdecision",
            "replacing",
            models.TextField(blank=True, default="", verbose_name="sebab mengganti pejabat lama"),
        ),
        # The new columns stay as they were written, too.
        AppendOnly("appointmentdecision", closing=("ended_at", "end_reason")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
