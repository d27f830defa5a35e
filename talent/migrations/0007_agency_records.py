"""What agencies were called when (the names of today count as always known); which rules a run used."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from audit.append_only import AppendOnly


def record_agencies(apps: Any, schema_editor: Any) -> None:
    record = apps.get_model("talent", "AgencyRecord")
    always = datetime(1970, 1, 1, tzinfo=UTC)
    agencies = apps.get_model("talent", "Agency").objects.values_list("id", "name", "kind", "province")
    record.objects.bulk_create(
        [
            record(agency_id=agency, name=name, kind=kind, province=province, known_from=always)
            for agency, name, kind, province in agencies
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("talent", "0006_supplements_and_signatures")]

    operations = [
        migrations.CreateModel(
            name="AgencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("true_from", models.DateField(null=True)),
                ("true_to", models.DateField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("key", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MINISTRY", "Kementerian"),
                            ("LPNK", "Lembaga pemerintah nonkementerian"),
                            ("LNS", "Lembaga nonstruktural"),
                            ("PROVINCE", "Provinsi"),
                            ("REGENCY", "Kabupaten"),
                            ("CITY", "Kota"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("province", models.CharField(blank=True, max_length=80, verbose_name="provinsi")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.agency",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="talent.importbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to", None)), fields=("agency", "key"), name="agency_record_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_from", None),
                            ("true_to", None),
                            ("true_to__gte", models.F("true_from")),
                            _connector="OR",
                        ),
                        name="agency_record_true_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_to", None), ("known_to__gte", models.F("known_from")), _connector="OR"
                        ),
                        name="agency_record_known_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["MINISTRY", "LPNK", "LNS", "PROVINCE", "REGENCY", "CITY"]),
                            ("kind__isnull", True),
                            _connector="OR",
                        ),
                        name="agency_record_kind_known",
                    ),
                ],
            },
        ),
        AppendOnly("agencyrecord", closing=("known_to",)),
        migrations.AddField(
            model_name="mappingrun", name="rules_used", field=models.JSONField(null=True)
        ),
        AppendOnly("mappingrun", closing=("inputs_digest", "results_digest", "people", "rules_used", "finished_at")),
        migrations.RunPython(record_agencies, migrations.RunPython.noop),
    ]
