"""The table of critical posts, once its unique keys are there, replaces nothing either."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0020_critical_posts")]

    operations = [NothingReplaced()]
