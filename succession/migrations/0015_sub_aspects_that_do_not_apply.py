"""A sub-aspect may not apply to an agency: −1 in the place of its level."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced

NAMES = {"level": "level", "verified_level": "level verifikasi"}
RANGES = {"meritanswer": "merit_answer_range", "meritlevelrecord": "merit_level_range"}


class Migration(migrations.Migration):
    dependencies = [("succession", "0014_commitments_of_rounds")]

    operations = [
        *(
            migrations.AlterField(model, name, models.SmallIntegerField(null=True, verbose_name=label))
            for model in RANGES
            for name, label in NAMES.items()
        ),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=models.Q(("level__gte", -1), ("verified_level__gte", -1)), name=name
                ),
            )
            for model, name in RANGES.items()
        ),
        # The table that was made anew learns anew what stays fixed.
        AppendOnly("meritlevelrecord", closing=("known_to",)),
        NothingReplaced(),
    ]
    operations = at_once(operations)
