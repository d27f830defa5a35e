"""What was seen where three names were sent up, a filling was started again, or a deviation was signed a second time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0041_applicants_are_read_alone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("NAMES", "tiga nama diusulkan"),
                            ("AGAIN", "pengisian diulang"),
                            ("SECOND", "tanda tangan kedua"),
                        ],
                        max_length=6,
                        verbose_name="langkah",
                    ),
                ),
                ("token", models.CharField(max_length=64)),
                ("checks", models.JSONField()),
                ("names", models.JSONField(null=True)),
                ("inputs_digest", models.CharField(max_length=64)),
                ("law_digest", models.CharField(max_length=64)),
                ("results_digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "deviation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sights",
                        to="succession.deviation",
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sights", to="succession.vacancy"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["NAMES", "AGAIN", "SECOND"]), ("step__isnull", True), _connector="OR"
                        ),
                        name="sight_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deviation", None), ("names__isnull", False), ("step", "NAMES")),
                            models.Q(
                                models.Q(("step", "NAMES"), _negated=True),
                                ("deviation__isnull", False),
                                ("names__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="sight_of_a_step",
                    ),
                ],
            },
        ),
        # After the table: an index that is made along with it comes too late for what guards it.
        migrations.AddConstraint(
            "sight",
            models.UniqueConstraint(
                condition=models.Q(("step", "NAMES")), fields=("vacancy",), name="sight_names_once"
            ),
        ),
        migrations.AddConstraint(
            "sight",
            models.UniqueConstraint(
                condition=models.Q(("step", "NAMES"), _negated=True),
                fields=("deviation", "step"),
                name="sight_of_a_deviation_once",
            ),
        ),
        AppendOnly("sight"),
        NothingReplaced(),
        RowsByAgency("sight", by="vacancy"),
    ]
    operations = at_once(operations)
