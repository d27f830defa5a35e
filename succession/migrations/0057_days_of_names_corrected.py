"""Corrections of the day on which three names were settled."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly

_PROTECT = {"on_delete": django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0056_as_many_names_as_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "NamesDay",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names_at", models.DateTimeField()),
                ("was", models.DateField(null=True)),
                ("named_on", models.DateField(verbose_name="tanggal penetapan nama")),
                ("reason", models.TextField(verbose_name="alasan koreksi")),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(related_name="+", to=settings.AUTH_USER_MODEL, **_PROTECT)),
                ("vacancy", models.ForeignKey(related_name="names_days", to="succession.vacancy", **_PROTECT)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "namesday",
            models.CheckConstraint(condition=~models.Q(reason=""), name="names_day_has_reason"),
        ),
        AppendOnly("namesday"),
        RowsByAgency("namesday", by="vacancy"),
    ]
    operations = at_once(operations)
