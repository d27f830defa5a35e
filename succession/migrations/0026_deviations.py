"""The deviation register, and what a decision was made from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0025_day_a_round_begins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointmentdecision",
            name="checks",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="appointmentdecision",
            name="inputs_digest",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="appointmentdecision",
            name="law_digest",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="appointmentdecision",
            name="results_digest",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NOT_FIRST", "bukan nama pertama"),
                            ("OUTSIDE", "di luar tiga nama"),
                            ("AGAIN", "mengulang pengisian"),
                        ],
                        max_length=9,
                        verbose_name="penyimpangan",
                    ),
                ),
                ("basis", models.CharField(max_length=40, verbose_name="dasar hukum")),
                ("dated", models.DateField(verbose_name="tanggal")),
                ("number", models.CharField(max_length=100, verbose_name="nomor")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("token", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_token", models.CharField(max_length=64, null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(null=True, verbose_name="alasan diakhiri")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviation",
                        to="succession.appointmentdecision",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "successor",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="again_of",
                        to="succession.vacancy",
                    ),
                ),
                (
                    "vacancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deviations", to="succession.vacancy"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["NOT_FIRST", "OUTSIDE", "AGAIN"]), ("kind__isnull", True), _connector="OR"
                        ),
                        name="deviation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", None), ("kind", "AGAIN")),
                            models.Q(
                                models.Q(("kind", "AGAIN"), _negated=True),
                                ("decision__isnull", False),
                                ("successor", None),
                            ),
                            _connector="OR",
                        ),
                        name="deviation_of_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at", None), ("signed_by", None), ("signed_token", None), ("successor", None)
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signed_token__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deviation_signed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by", None), models.Q(("signed_by", models.F("by")), _negated=True), _connector="OR"
                        ),
                        name="deviation_signed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", None), ("ended_at", None), ("ended_by", None)),
                            models.Q(
                                ("end_reason__isnull", False), ("ended_at__isnull", False), ("ended_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="deviation_ended_whole",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "inauguration",
            "opened",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="left_by",
                to="succession.vacancy",
            ),
        ),
        # After the table: an index that is made along with it comes too late for what guards it.
        migrations.AddConstraint(
            "deviation",
            models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("signed_at", None)),
                fields=("vacancy",),
                name="deviation_one_open_per_vacancy",
            ),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly("appointmentdecision", closing=("ended_at", "end_reason")),
        AppendOnly("inauguration"),
        AppendOnly(
            "deviation",
            closing=(
                "signed_by",
                "signed_at",
                "signed_token",
                "successor",
                "ended_by",
                "ended_at",
                "end_reason",
            ),
        ),
        NothingReplaced(),
        RowsByAgency("deviation", by="vacancy"),
    ]
    operations = at_once(operations)
