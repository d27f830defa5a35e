"""The gate's tables, once their unique keys are there, replace nothing either."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("succession", "0008_gate")]

    operations = [NothingReplaced()]
