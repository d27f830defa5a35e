"""Dismissal and death are standings."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced

STANDINGS = {
    "ACTIVE": "aktif",
    "CLTN": "cuti di luar tanggungan negara",
    "STUDY_LEAVE": "tugas belajar",
    "SUSPENDED": "diberhentikan sementara",
    "RELEASED": "bebas tugas",
    "RETIRED": "pensiun",
    "DISMISSED": "diberhentikan",
    "DECEASED": "meninggal dunia",
}


class Migration(migrations.Migration):
    dependencies = [("talent", "0016_applicants_from_elsewhere")]

    operations = [
        migrations.RemoveConstraint("employeerecord", "employee_standing_known"),
        migrations.AlterField(
            "employeerecord",
            "standing",
            models.CharField(choices=list(STANDINGS.items()), max_length=12, null=True, verbose_name="kedudukan"),
        ),
        migrations.AddConstraint(
            "employeerecord",
            models.CheckConstraint(
                condition=models.Q(standing__in=list(STANDINGS)) | models.Q(standing__isnull=True),
                name="employee_standing_known",
            ),
        ),
        AppendOnly("employeerecord", closing=("known_to",)),
        NothingReplaced(),
    ]
    operations = at_once(operations)
