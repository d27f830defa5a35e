"""What is signed, moved, proven or advised is written once; tables that grew a column guard it too."""

from django.db import migrations

from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("talent", "0004_talent_in_full")]

    operations = [
        AppendOnly("performancerecord", closing=("known_to",)),
        AppendOnly("poolmembership"),
        AppendOnly("poolexit"),
        AppendOnly("evidencefile"),
        AppendOnly("evidence", closing=("withdrawn_at", "withdrawn_by")),
        AppendOnly("declaredrelation", closing=("ended_at",)),
        AppendOnly("calibrationmove"),
        AppendOnly("minutessignature"),
        AppendOnly("advice"),
    ]
