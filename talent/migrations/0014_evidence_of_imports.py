"""Evidence of all the records of one import."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("talent", "0013_declined_latecomers")]

    operations = [
        migrations.RemoveConstraint("evidence", "evidence_of_its_owner"),
        migrations.AddField(
            "evidence",
            "batch",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="talent.importbatch"
            ),
        ),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                condition=models.Q(batch__isnull=False, key="", employee=None, unit=None, position=None)
                | models.Q(batch=None)
                & (
                    models.Q(kind="units", employee=None, unit__isnull=False, position=None)
                    | models.Q(kind="positions", employee=None, unit=None, position__isnull=False)
                    | models.Q(kind="agencies", employee=None, unit=None, position=None)
                    | ~models.Q(kind__in=["units", "positions", "agencies"])
                    & models.Q(employee__isnull=False, unit=None, position=None)
                ),
                name="evidence_of_its_owner",
            ),
        ),
        AppendOnly("evidence", closing=("withdrawn_at", "withdrawn_by")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
