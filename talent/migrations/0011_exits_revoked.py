"""An exit from the pool that was recorded by mistake is revoked; another one may then be recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("talent", "0010_plans_on_the_known_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions("poolexit", {"ordering": ["id"]}),
        migrations.AlterField(
            "poolexit",
            "membership",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exits", to="talent.poolmembership"
            ),
        ),
        migrations.AddField("poolexit", "revoked_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "poolexit",
            "revoked_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "poolexit", "revoked_because", models.TextField(null=True, verbose_name="alasan pencabutan")
        ),
        migrations.AddConstraint(
            "poolexit",
            models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("membership",), name="pool_exit_in_force_once"
            ),
        ),
        migrations.AddConstraint(
            "poolexit",
            models.CheckConstraint(
                condition=models.Q(
                    ("revoked_at", None), ("revoked_because", None), ("revoked_by", None)
                )
                | models.Q(
                    ("revoked_at__isnull", False), ("revoked_because__isnull", False), ("revoked_by__isnull", False)
                ),
                name="pool_exit_revoked_whole",
            ),
        ),
        AppendOnly("poolexit", closing=("revoked_at", "revoked_by", "revoked_because")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
