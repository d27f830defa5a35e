"""Since when the relations were declared for which members of the committee left a candidate to the others."""

from typing import Any

from django.db import migrations, models

from accounts.tables_at_once import at_once


def _as_declared(apps: Any, _schema_editor: Any) -> None:
    """Ballots that are there: the newest declaration in the words they keep, of those that were made by then."""
    relations = apps.get_model("talent", "DeclaredRelation").objects.order_by("id")
    candidates = apps.get_model("succession", "PanelCandidate").objects
    model = apps.get_model("succession", "PanelBallot")
    for ballot in model.objects.exclude(recused={}).select_related("round", "member").order_by("pk"):
        held = ballot.round
        late = held.closed_at is not None and ballot.declared_at > held.closed_at
        until = None if late else ballot.locked_at if held.scored else held.closed_at
        made = relations.filter(user=ballot.member.user_id, **({"declared_at__lte": until} if until else {}))
        since = {}
        for code, nip in candidates.filter(round=held, code__in=ballot.recused).values_list("code", "employee__nip"):
            for relation, at in made.filter(employee__nip=nip).values_list("relation", "declared_at"):
                if ballot.recused[code].endswith(f": {relation}"):
                    since[code] = at.isoformat()
        model.objects.filter(pk=ballot.pk).update(related_since=since)


class Migration(migrations.Migration):
    dependencies = [("succession", "0059_cause_left"), ("talent", "0019_moved_to_another_agency")]

    operations = [
        migrations.AddField("panelballot", "related_since", models.JSONField(default=dict)),
        migrations.RunPython(_as_declared, migrations.RunPython.noop),
    ]
    operations = at_once(operations)
