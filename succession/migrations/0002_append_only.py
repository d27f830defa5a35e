"""Merit facts, routes, longlists and decisions are written once; only their ends may be closed."""

from django.db import migrations

from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("succession", "0001_initial")]

    operations = [
        AppendOnly("meritroundrecord", closing=("known_to",)),
        AppendOnly("meritlevelrecord", closing=("known_to",)),
        AppendOnly("approvalrecord", closing=("known_to",)),
        AppendOnly("routedecision"),
        AppendOnly("longlist"),
        AppendOnly("longlistentry"),
        AppendOnly("nominee"),
        AppendOnly("recommendation"),
        AppendOnly("inauguration"),
        AppendOnly("appointmentdecision", closing=("ended_at", "end_reason")),
    ]
