"""A committee may do without a blind round once on each route of a vacancy, not once for both."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced, Unguarded


class Migration(migrations.Migration):

    dependencies = [('succession', '0054_inaugurations_annulled')]

    operations = [
        migrations.AlterModelOptions(name='panelwaiver', options={'ordering': ['id']}),
        Unguarded("panelwaiver"),
        migrations.AlterField(
            model_name='panelwaiver',
            name='vacancy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_waivers', to='succession.vacancy'),
        ),
        # The table that was made anew learns anew what stays fixed.
        AppendOnly("panelwaiver"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
