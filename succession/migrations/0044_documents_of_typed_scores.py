"""On which document a stage score stands that was typed in; of earlier ones not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0043_day_names_were_settled")]

    operations = [
        migrations.AddField(
            "stagescore", "number", models.CharField(null=True, max_length=100, verbose_name="nomor dokumen")
        ),
        migrations.AddField("stagescore", "dated", models.DateField(null=True, verbose_name="tanggal dokumen")),
        migrations.AddConstraint(
            "stagescore",
            models.CheckConstraint(
                condition=models.Q(number=None, dated=None)
                | models.Q(number__isnull=False, dated__isnull=False, round=None),
                name="stage_score_document_whole",
            ),
        ),
        # The new columns stay as they were written, too.
        AppendOnly("stagescore"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
