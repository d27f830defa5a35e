"""Which requirements a candidate meets only by a document; of longlists that are there it is not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0028_agency_requirements_replace_nothing")]

    operations = [
        migrations.AddField("longlistentry", "waived", models.BigIntegerField(null=True)),
        # The new column stays as it was written, too.
        AppendOnly("longlistentry"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
