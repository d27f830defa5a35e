"""An open decision is unique by NIP too: the same person may be kept as an employee and as an applicant from elsewhere."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0031_waived_in_sweeps"),
        ("talent", "0016_applicants_from_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            "appointmentdecision", "nip", models.CharField(max_length=18, null=True, verbose_name="NIP")
        ),
        migrations.AddConstraint(
            "appointmentdecision",
            models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("nip",), name="decision_one_per_nip"
            ),
        ),
        # The new column stays as it was written, too.
        AppendOnly("appointmentdecision", closing=("ended_at", "end_reason")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
