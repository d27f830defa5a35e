"""What an inauguration was decided from: the chosen person's requirements on that day; of earlier ones not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0032_applicants_from_elsewhere")]

    operations = [
        migrations.AddField("inauguration", "weighed", models.JSONField(null=True)),
        migrations.AddField(
            "inauguration", "reason", models.TextField(blank=True, default="", verbose_name="alasan")
        ),
        migrations.AddField("inauguration", "inputs_digest", models.CharField(max_length=64, null=True)),
        migrations.AddField("inauguration", "law_digest", models.CharField(max_length=64, null=True)),
        migrations.AddField("inauguration", "results_digest", models.CharField(max_length=64, null=True)),
        # The new columns stay as they were written, too.
        AppendOnly("inauguration"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
