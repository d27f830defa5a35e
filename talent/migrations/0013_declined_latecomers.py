"""That the PPK declined somebody who waited for a supplementary decree, and that somebody offered them anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("talent", "0012_cycles_given_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InclusionDecline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("at", models.DateTimeField()),
                ("offered_at", models.DateTimeField(null=True)),
                ("offered_because", models.TextField(null=True, verbose_name="alasan ditawarkan lagi")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declines", to="talent.reviewcycle"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declines", to="talent.placement"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        # After the table: an index that is made along with it comes too late for what guards it.
        migrations.AddConstraint(
            "inclusiondecline",
            models.UniqueConstraint(
                condition=models.Q(("offered_at", None)),
                fields=("placement",),
                name="inclusion_decline_in_force_once",
            ),
        ),
        migrations.AddConstraint(
            "inclusiondecline",
            models.CheckConstraint(
                condition=models.Q(("offered_at", None), ("offered_because", None), ("offered_by", None))
                | models.Q(
                    ("offered_at__isnull", False), ("offered_because__isnull", False), ("offered_by__isnull", False)
                ),
                name="inclusion_decline_offered_whole",
            ),
        ),
        AppendOnly("inclusiondecline", closing=("offered_at", "offered_by", "offered_because")),
        NothingReplaced(),
        RowsByAgency("inclusiondecline", by="cycle"),
    ]
    operations = at_once(operations)
