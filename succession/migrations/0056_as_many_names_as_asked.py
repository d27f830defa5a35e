"""How many names are sent up is the law's to say (`selection.names`), and no longer the table's."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0055_waivers_by_route")]

    operations = [
        migrations.RemoveConstraint("nominee", "nominee_order_in_range"),
        migrations.AddConstraint(
            "nominee", models.CheckConstraint(condition=models.Q(order__gte=1), name="nominee_order_in_range")
        ),
        # The table that was made anew learns anew what stays fixed.
        AppendOnly("nominee", closing=("withdrawn_at", "withdrawn_by", "withdraw_reason")),
        NothingReplaced(),
    ]
    operations = at_once(operations)
