"""The table of fillings that left their route, once its unique key is there, replaces nothing either."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0041_gone_over")]

    operations = [NothingReplaced()]
