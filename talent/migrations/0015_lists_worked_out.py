"""The last complete list of each sort that was worked out from an agency's records, for all processes."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once


class Migration(migrations.Migration):
    dependencies = [("talent", "0014_evidence_of_imports")]

    operations = [
        migrations.CreateModel(
            name="WorkedOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.CharField(max_length=60)),
                ("layout", models.CharField(max_length=64)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("version", models.JSONField()),
                ("forms", models.JSONField()),
                ("columns", models.BinaryField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="talent.agency",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "sort"), name="worked_out_once")],
            },
        ),
        RowsByAgency("workedout"),
    ]
    operations = at_once(operations)
