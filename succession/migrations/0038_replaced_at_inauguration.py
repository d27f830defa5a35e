"""Whom an inauguration replaced; of earlier ones not kept."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0037_committees_without_a_blind_round")]

    operations = [
        migrations.AddField(
            "inauguration",
            "replaced",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.employee"
            ),
        ),
        # The new column stays as it was written, too.
        AppendOnly("inauguration"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
