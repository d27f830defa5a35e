"""Announcements that a correction took the place of."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0052_taken_back")]

    operations = [
        migrations.AlterModelOptions("announcement", {"ordering": ["published_on", "id"]}),
        migrations.AddField(
            "announcement",
            "corrects",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="succession.announcement",
            ),
        ),
        migrations.AddField(
            "announcement",
            "correction",
            models.TextField(blank=True, default="", verbose_name="alasan koreksi"),
        ),
        migrations.RemoveConstraint("announcement", "announcement_first_once"),
        migrations.RemoveConstraint("announcement", "announcement_number_once"),
        migrations.AddConstraint(
            "announcement",
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=models.Q(weights__isnull=False, corrects=None),
                name="announcement_first_once",
            ),
        ),
        migrations.AddConstraint(
            "announcement",
            models.UniqueConstraint(
                fields=["vacancy", "number"], condition=models.Q(corrects=None), name="announcement_number_once"
            ),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly("announcement"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
