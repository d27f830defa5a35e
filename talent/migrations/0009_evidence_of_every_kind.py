"""Evidence of units, posts and agencies, beside that of what is recorded about employees."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsOfInstallationToo, RowsOfNoAgencyToo
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("talent", "0008_day_of_the_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="position",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.position"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.unit"
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="employee",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="talent.employee"
            ),
        ),
        migrations.AlterField(
            model_name="evidencefile",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="talent.agency"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("employee", None), ("kind", "units"), ("position", None), ("unit__isnull", False)),
                    models.Q(("employee", None), ("kind", "positions"), ("position__isnull", False), ("unit", None)),
                    models.Q(("employee", None), ("kind", "agencies"), ("position", None), ("unit", None)),
                    models.Q(
                        models.Q(("kind__in", ["units", "positions", "agencies"]), _negated=True),
                        ("employee__isnull", False),
                        ("position", None),
                        ("unit", None),
                    ),
                    _connector="OR",
                ),
                name="evidence_of_its_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency", None)), fields=("digest",), name="evidence_file_of_none_once"
            ),
        ),
        AppendOnly("evidencefile"),
        AppendOnly("evidence", closing=("withdrawn_at", "withdrawn_by")),
        NothingReplaced(),
        RowsOfNoAgencyToo("evidencefile", shared=True),
        RowsOfInstallationToo("evidence", "agencies"),
    ]
    operations = at_once(operations)
