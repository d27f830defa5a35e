"""What is append-only replaces nothing either, whoever connects."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    # After all the tables of all the apps that are append-only.
    dependencies = [
        ("audit", "0002_append_only"),
        ("talent", "0006_members_from_outside"),
        ("succession", "0005_afterwards"),
    ]

    operations = [NothingReplaced()]
