"""Records, policies, placements and memberships are written once; only what we know until may be closed."""

from django.db import migrations

from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("talent", "0001_initial")]

    operations = [
        AppendOnly("positionrecord", closing=("known_to",)),
        AppendOnly("employeerecord", closing=("known_to",)),
        AppendOnly("performancerecord", closing=("known_to",)),
        AppendOnly("assessmentrecord", closing=("known_to",)),
        AppendOnly("appointmentrecord", closing=("known_to",)),
        AppendOnly("educationrecord", closing=("known_to",)),
        AppendOnly("trainingrecord", closing=("known_to",)),
        AppendOnly("awardrecord", closing=("known_to",)),
        AppendOnly("teamassignmentrecord", closing=("known_to",)),
        AppendOnly("sanctionrecord", closing=("known_to",)),
        AppendOnly("feedbackrecord", closing=("known_to",)),
        AppendOnly("componentsrecord", closing=("known_to",)),
        AppendOnly("attestationrecord", closing=("known_to",)),
        AppendOnly("scoringpolicy"),
        AppendOnly("mappingrun", closing=("inputs_digest", "results_digest", "people", "finished_at")),
        AppendOnly("placement"),
        AppendOnly("poolmembership"),
    ]
