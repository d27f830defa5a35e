"""Whoever is shown a vacancy is shown its applicants from other agencies of this installation, on PostgreSQL too."""

from django.db import migrations

from accounts.row_security import APPLICANTS, HOMES, RowsOfApplicantsToo

# What an inauguration writes of them, and everything else that is known of them.
WRITTEN = ("employeerecord", "appointmentrecord")
READ = (
    *("performancerecord", "assessmentrecord", "educationrecord", "trainingrecord", "awardrecord"),
    *("teamassignmentrecord", "sanctionrecord", "feedbackrecord", "componentsrecord", "attestationrecord"),
    "technicalrecord",
)
# What their records name where they are employed.
NAMED = ("unit", "unitrecord", "position", "positionrecord", "technicalstandardrecord")

OF_PERSON = f'"employee_id" = {APPLICANTS}'


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0034_pairs_kept_as_they_are"),
        ("talent", "0018_technical_competencies"),
    ]

    operations = [
        RowsOfApplicantsToo("talent.employee", f'"id" = {APPLICANTS}', written=True),
        *(RowsOfApplicantsToo(f"talent.{model}", OF_PERSON, written=True) for model in WRITTEN),
        *(RowsOfApplicantsToo(f"talent.{model}", OF_PERSON) for model in READ),
        *(RowsOfApplicantsToo(f"talent.{model}", f'"agency_id" = {HOMES}') for model in NAMED),
        # With the documents that a whole import rests on, the person's rows among it.
        RowsOfApplicantsToo("talent.evidence", f'{OF_PERSON} OR ("batch_id" IS NOT NULL AND "agency_id" = {HOMES})'),
    ]
