"""The day on which a merit round began, by which its instrument was chosen, is a column."""

from typing import Any

from django.db import migrations, models

from accounts.tables_at_once import at_once
from django.utils import timezone


def _told_by_the_ledger(apps: Any, _schema_editor: Any) -> None:
    """Rounds that are there: the day that was said when they began; of those without an event, that of the instant."""
    begun = {
        event.subject: event.payload["on"]
        for event in apps.get_model("audit", "Event").objects.filter(kind="succession.merit.begun")
    }
    model = apps.get_model("succession", "MeritAssessment")
    for pk, begun_at in model.objects.order_by("pk").values_list("pk", "begun_at"):
        on = begun.get(f"succession.meritassessment:{pk}") or timezone.localdate(begun_at)
        model.objects.filter(pk=pk).update(begun_on=on)


class Migration(migrations.Migration):
    dependencies = [("succession", "0024_succession_plans"), ("audit", "0002_append_only")]

    operations = [
        migrations.AddField("meritassessment", "begun_on", models.DateField(null=True, verbose_name="dimulai")),
        migrations.RunPython(_told_by_the_ledger, migrations.RunPython.noop),
        migrations.AlterField("meritassessment", "begun_on", models.DateField(verbose_name="dimulai")),
    ]
    operations = at_once(operations)
