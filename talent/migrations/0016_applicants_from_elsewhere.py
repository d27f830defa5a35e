"""Applicants whose own agency is not here, beside the agency that keeps them; NIPs are unique among employees."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once


class Migration(migrations.Migration):
    dependencies = [("talent", "0015_lists_worked_out")]

    operations = [
        migrations.AddField(
            "agency",
            "outside_of",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="outside", to="talent.agency"
            ),
        ),
        migrations.AddField("employee", "outside", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField("employee", "nip", models.CharField(db_index=True, max_length=18, verbose_name="NIP")),
        migrations.AddConstraint(
            "employee",
            models.UniqueConstraint(
                condition=models.Q(("outside", False)), fields=("nip",), name="employee_nip_once"
            ),
        ),
        migrations.AddConstraint(
            "employee",
            models.UniqueConstraint(
                condition=models.Q(("outside", True)), fields=("agency", "nip"), name="employee_outside_once"
            ),
        ),
    ]
    operations = at_once(operations)
