"""Rounds for applicants who came after their stage was scored."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once


class Migration(migrations.Migration):
    dependencies = [("succession", "0045_refusals_to_sign")]

    operations = [
        migrations.AddField(
            "panelround",
            "supplements",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplemented_by",
                to="succession.panelround",
            ),
        ),
        migrations.RemoveConstraint("panelround", "panel_round_once"),
        migrations.AddConstraint(
            "panelround",
            models.UniqueConstraint(
                condition=models.Q(scored=True, supplements=None), fields=["vacancy", "stage"], name="panel_round_once"
            ),
        ),
        migrations.AddConstraint(
            "panelround",
            models.UniqueConstraint(
                condition=models.Q(closed_at=None), fields=["supplements"], name="panel_supplement_one_open"
            ),
        ),
        migrations.AddConstraint(
            "panelround",
            models.CheckConstraint(
                condition=models.Q(supplements=None) | (models.Q(scored=True) & ~models.Q(stage="")),
                name="panel_supplement_of_stage",
            ),
        ),
    ]
    operations = at_once(operations)
