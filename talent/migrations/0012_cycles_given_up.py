"""A cycle that is not mapped can be given up; its name is free again."""

from django.db import migrations, models

from accounts.tables_at_once import at_once

STATES = {
    "DRAFT": "draf",
    "OPEN": "pengumpulan data",
    "MAPPED": "terpetakan",
    "CALIBRATION": "dalam kalibrasi",
    "PROPOSED": "diusulkan",
    "ESTABLISHED": "ditetapkan",
    "CLOSED": "ditutup",
    "CANCELLED": "dibatalkan",
}


class Migration(migrations.Migration):
    dependencies = [("talent", "0011_exits_revoked")]

    operations = [
        migrations.RemoveConstraint("reviewcycle", "cycle_name_once"),
        migrations.RemoveConstraint("reviewcycle", "cycle_state_known"),
        migrations.AlterField(
            "reviewcycle", "state", models.CharField(choices=list(STATES.items()), default="DRAFT", max_length=12)
        ),
        migrations.AddConstraint(
            "reviewcycle",
            models.UniqueConstraint(
                fields=["agency", "name"], condition=~models.Q(state="CANCELLED"), name="cycle_name_once"
            ),
        ),
        migrations.AddConstraint(
            "reviewcycle",
            models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="cycle_state_known"),
        ),
    ]
    operations = at_once(operations)
