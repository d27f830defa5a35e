"""A commitment keeps the round whose decision it follows; a paper holds from another day than it bears."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0013_gate_documents")]

    operations = [
        migrations.AddField(
            "approvalrecord", "dated", models.DateField(null=True, verbose_name="tanggal surat")
        ),
        migrations.AddField(
            "approvalrecord",
            "round",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="succession.meritround",
            ),
        ),
        migrations.AddConstraint(
            "approvalrecord",
            models.CheckConstraint(
                condition=models.Q(("round", None), ("kind", "COMMITMENT"), _connector="OR"),
                name="approval_round_committed",
            ),
        ),
        migrations.AddConstraint(
            "approvalrecord",
            models.CheckConstraint(
                condition=models.Q(("dated", None), ("true_from__gt", models.F("dated")), _connector="OR"),
                name="approval_dated_before",
            ),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly("approvalrecord", closing=("known_to",)),
        NothingReplaced(),
    ]
    operations = at_once(operations)
