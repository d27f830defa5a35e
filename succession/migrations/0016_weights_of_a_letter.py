"""Weights name the round whose result letter they are from."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0015_sub_aspects_that_do_not_apply")]

    operations = [
        migrations.AddField(
            "meritweights",
            "round",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="weights",
                to="succession.meritround",
            ),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly("meritweights"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
