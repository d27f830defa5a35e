"""Three names, and a recommendation, that were taken back with a reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced

WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdraw_reason")


def _taken_back(model: str) -> list[migrations.AddField | migrations.AddConstraint]:
    user = models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )
    whole = models.Q(**dict.fromkeys(WITHDRAWN)) | models.Q(**{f"{name}__isnull": False for name in WITHDRAWN})
    return [
        migrations.AddField(model, "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField(model, "withdrawn_by", user),
        migrations.AddField(model, "withdraw_reason", models.TextField(null=True, verbose_name="alasan penarikan")),
        migrations.AddConstraint(
            model, models.CheckConstraint(condition=whole, name=f"{model}_withdrawn_whole")
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0051_applications_recorded_late"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *_taken_back("nominee"),
        migrations.RemoveConstraint("nominee", "nominee_order_once"),
        migrations.RemoveConstraint("nominee", "nominee_once"),
        migrations.AddConstraint(
            "nominee",
            models.UniqueConstraint(
                fields=["vacancy", "order"], condition=models.Q(withdrawn_at=None), name="nominee_order_once"
            ),
        ),
        migrations.AddConstraint(
            "nominee",
            models.UniqueConstraint(
                fields=["vacancy", "employee"], condition=models.Q(withdrawn_at=None), name="nominee_once"
            ),
        ),
        *_taken_back("recommendation"),
        migrations.AlterModelOptions("recommendation", {"ordering": ["id"]}),
        migrations.AlterField(
            "recommendation",
            "decision",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recommendations",
                to="succession.appointmentdecision",
            ),
        ),
        migrations.AddConstraint(
            "recommendation",
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(withdrawn_at=None), name="recommendation_standing_once"
            ),
        ),
        # Of names that are sent up anew it is kept anew what was seen.
        migrations.RemoveConstraint("sight", "sight_names_once"),
        migrations.AddConstraint(
            "sight",
            models.UniqueConstraint(
                fields=["vacancy", "at"], condition=models.Q(step="NAMES"), name="sight_names_once"
            ),
        ),
        AppendOnly("sight"),
        # The tables that have grown learn anew what stays fixed.
        AppendOnly("nominee", closing=WITHDRAWN),
        AppendOnly("recommendation", closing=WITHDRAWN),
        NothingReplaced(),
    ]
    operations = at_once(operations)
