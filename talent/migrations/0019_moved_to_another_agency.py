"""Employees move between agencies: a NIP stands once in an agency, and once among those who have not moved away."""

import django.db.models.deletion
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
    "MOVED": "pindah instansi",
}


class Migration(migrations.Migration):
    dependencies = [("talent", "0018_technical_competencies")]

    operations = [
        migrations.RemoveConstraint("employee", "employee_nip_once"),
        migrations.RemoveConstraint("employee", "employee_outside_once"),
        migrations.RemoveConstraint("employeerecord", "employee_standing_known"),
        migrations.AddField("employee", "moved_on", models.DateField(null=True, verbose_name="pindah sejak")),
        migrations.AddField(
            "employee",
            "moved_to",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="talent.agency",
            ),
        ),
        migrations.AddField(
            "employee", "moved_by", models.CharField(max_length=100, null=True, verbose_name="nomor berita acara")
        ),
        migrations.AlterField(
            "employeerecord",
            "standing",
            models.CharField(choices=list(STANDINGS.items()), max_length=12, null=True, verbose_name="kedudukan"),
        ),
        migrations.AddConstraint(
            "employee",
            models.UniqueConstraint(
                condition=models.Q(("moved_on", None), ("outside", False)), fields=("nip",), name="employee_nip_once"
            ),
        ),
        migrations.AddConstraint(
            "employee", models.UniqueConstraint(fields=("agency", "nip"), name="employee_once")
        ),
        migrations.AddConstraint(
            "employee",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_by", None), ("moved_on", None), ("moved_to", None)),
                    models.Q(
                        ("moved_by__isnull", False),
                        ("moved_on__isnull", False),
                        ("moved_to__isnull", False),
                        ("outside", False),
                    ),
                    _connector="OR",
                ),
                name="employee_moved_whole",
            ),
        ),
        migrations.AddConstraint(
            "employeerecord",
            models.CheckConstraint(
                condition=models.Q(("standing__in", list(STANDINGS)), ("standing__isnull", True), _connector="OR"),
                name="employee_standing_known",
            ),
        ),
        AppendOnly("employeerecord", closing=("known_to",)),
        NothingReplaced(),
    ]
    operations = at_once(operations)
