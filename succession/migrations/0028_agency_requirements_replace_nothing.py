"""The tables of agencies' requirements and of waivers, once their unique keys are there, replace nothing either."""

from django.db import migrations

from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [("succession", "0027_agency_requirements")]

    operations = [NothingReplaced()]
