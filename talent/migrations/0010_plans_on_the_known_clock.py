"""Plans are proposed, approved and given up at instants of what is known, whatever the clock says."""

import django.utils.timezone
from django.db import migrations, models

from accounts.tables_at_once import at_once


class Migration(migrations.Migration):
    dependencies = [("talent", "0009_evidence_of_every_kind")]

    operations = [
        migrations.AlterField("talentaction", "at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField("talentaction", "cancelled_at", models.DateTimeField(null=True)),
    ]
    operations = at_once(operations)
