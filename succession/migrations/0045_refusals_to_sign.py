"""That a member of a committee will not sign its minutes, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0044_documents_of_typed_scores"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "PanelRefusal",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64)),
                ("reason", models.TextField(verbose_name="alasan menolak")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="succession.committeemember",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="succession.panelround"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["round", "member", "token"], name="panel_refused_once"),
                    models.CheckConstraint(condition=~models.Q(reason=""), name="panel_refusal_has_reason"),
                ],
            },
        ),
        AppendOnly("panelrefusal"),
        NothingReplaced(),
        RowsByAgency("panelrefusal", by="round"),
    ]
    operations = at_once(operations)
