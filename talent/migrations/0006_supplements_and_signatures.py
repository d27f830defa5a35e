"""A run may add people to the run of a cycle; minutes that changed can be signed anew."""

import django.db.models.deletion
from django.db import migrations, models

from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("talent", "0005_append_only")]

    operations = [
        migrations.AddField(
            model_name="mappingrun",
            name="extends",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplements",
                to="talent.mappingrun",
            ),
        ),
        migrations.RemoveConstraint(model_name="minutessignature", name="minutes_signed_once"),
        migrations.AddConstraint(
            model_name="minutessignature",
            constraint=models.UniqueConstraint(fields=("session", "user", "token"), name="minutes_signed_once"),
        ),
        AppendOnly("mappingrun", closing=("inputs_digest", "results_digest", "people", "finished_at")),
        AppendOnly("minutessignature"),
    ]
