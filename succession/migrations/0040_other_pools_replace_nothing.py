"""The tables of decrees and agreements, once their unique keys are there, replace nothing either; nor does the longlist,
whose table was made anew."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0039_members_of_other_pools")]

    operations = [NothingReplaced()]
