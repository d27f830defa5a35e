"""Inaugurations that were annulled, by which paper and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced

ANNULLED = ("annulled_on", "annul_number", "annul_reason", "annulled_by", "annulled_at")


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0053_announcements_corrected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "inauguration", "annulled_on", models.DateField(null=True, verbose_name="tanggal pembatalan")
        ),
        migrations.AddField(
            "inauguration",
            "annul_number",
            models.CharField(max_length=100, null=True, verbose_name="nomor pembatalan"),
        ),
        migrations.AddField(
            "inauguration", "annul_reason", models.TextField(null=True, verbose_name="alasan pembatalan")
        ),
        migrations.AddField(
            "inauguration",
            "annulled_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("inauguration", "annulled_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "inauguration",
            models.CheckConstraint(
                condition=models.Q(**dict.fromkeys(ANNULLED))
                | models.Q(**{f"{name}__isnull": False for name in ANNULLED}),
                name="inauguration_annulled_whole",
            ),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly("inauguration", closing=ANNULLED),
        NothingReplaced(),
    ]
    operations = at_once(operations)
