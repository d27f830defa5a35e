"""Which requirements people meet only by a document, in sweeps too; of those that are there it is not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0030_filled_by_transfer")]

    operations = [
        migrations.AddField("sweptpairs", "waived", models.BinaryField(null=True)),
        migrations.AddField("sweptpost", "waived", models.PositiveIntegerField(null=True)),
        # The new columns stay as they were written, too.
        AppendOnly("sweptpairs"),
        AppendOnly("sweptpost"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
