"""The kinds of records that files of a million rows bring."""

from django.db import migrations

from accounts.references import ReferencesByStatement


class Migration(migrations.Migration):
    dependencies = [("talent", "0001_first_release")]

    operations = [
        ReferencesByStatement("performancerecord"),
        ReferencesByStatement("assessmentrecord"),
        ReferencesByStatement("appointmentrecord"),
        ReferencesByStatement("educationrecord"),
        ReferencesByStatement("trainingrecord"),
        ReferencesByStatement("awardrecord"),
        ReferencesByStatement("teamassignmentrecord"),
        ReferencesByStatement("sanctionrecord"),
        ReferencesByStatement("feedbackrecord"),
        ReferencesByStatement("componentsrecord"),
        ReferencesByStatement("attestationrecord"),
    ]
