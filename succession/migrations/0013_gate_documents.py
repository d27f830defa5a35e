"""The minister's permit is a paper of its own; what narrows the gate can be revoked; inaugurations keep their checks;
routes say how the succession group was read."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced

ISSUERS = [("KASN", "KASN"), ("BKN", "BKN"), ("MIN", "Menteri Dalam Negeri")]
KINDS = [
    ("APPROVAL", "persetujuan"),
    ("COMMITMENT", "komitmen"),
    ("RECOMMENDATION", "rekomendasi"),
    ("PERMIT", "izin penggantian pejabat"),
]
PAPERS = {"approvalrecord": "approval", "meritpaper": "merit_paper"}


def _widened(model, name):
    """Both columns of one table, with the new choices."""
    known = {"authority": (ISSUERS, 4, "otoritas"), "kind": (KINDS, 15, "jenis")}
    for field, (choices, length, label) in known.items():
        held = f"{name}_{field}_known"
        codes = [code for code, _label in choices]
        condition = models.Q((f"{field}__in", codes), (f"{field}__isnull", True), _connector="OR")
        yield migrations.RemoveConstraint(model, held)
        yield migrations.AlterField(
            model, field, models.CharField(choices=choices, max_length=length, verbose_name=label)
        )
        yield migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=held))


class Migration(migrations.Migration):
    dependencies = [("succession", "0012_drafts_cancelled_tasks_raised"), ("talent", "0007_seats_as_opened")]

    operations = [
        *(step for model, name in PAPERS.items() for step in _widened(model, name)),
        *(
            migrations.AddField(model, name, field)
            for model in ("gateconditionrecord", "gatefreezerecord")
            for name, field in (
                ("revoked_on", models.DateField(null=True, verbose_name="dicabut")),
                ("revoke_reason", models.TextField(null=True, verbose_name="alasan pencabutan")),
            )
        ),
        migrations.AddField("inauguration", "checks", models.JSONField(default=list)),
        migrations.AddField("routedecision", "by_requirements", models.BooleanField(default=False)),
        # Tables that were made anew or have grown a column learn anew what stays fixed.
        AppendOnly("approvalrecord", closing=("known_to",)),
        AppendOnly("meritpaper"),
        AppendOnly("gatefreezerecord", closing=("known_to",)),
        AppendOnly("gateconditionrecord", closing=("known_to",)),
        AppendOnly("inauguration"),
        AppendOnly("routedecision"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
