"""Fillings that left the talent pool route for an open selection."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly

_PROTECT = {"on_delete": django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0040_other_pools_replace_nothing"),
        ("talent", "0018_technical_competencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "GoneOver",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("eligible", models.PositiveSmallIntegerField(verbose_name="calon yang dapat diusulkan")),
                ("number", models.CharField(max_length=100, verbose_name="nomor keputusan")),
                ("dated", models.DateField(verbose_name="tanggal keputusan")),
                ("reason", models.TextField(verbose_name="alasan beralih")),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(related_name="+", to=settings.AUTH_USER_MODEL, **_PROTECT)),
                ("file", models.ForeignKey(related_name="+", to="talent.evidencefile", **_PROTECT)),
                ("route", models.ForeignKey(related_name="+", to="succession.routedecision", **_PROTECT)),
                ("vacancy", models.OneToOneField(related_name="gone_over", to="succession.vacancy", **_PROTECT)),
            ],
        ),
        AppendOnly("goneover"),
        RowsByAgency("goneover", by="vacancy"),
    ]
    operations = at_once(operations)
