"""The post that somebody left at an inauguration, where it was not clear which one it is; of earlier ones not kept."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0035_applicants_of_other_agencies")]

    operations = [
        migrations.AddField(
            "inauguration",
            "unclear",
            models.CharField(blank=True, default="", max_length=200, verbose_name="jabatan yang ditinggalkan"),
        ),
        # The new column stays as it was written, too.
        AppendOnly("inauguration"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
