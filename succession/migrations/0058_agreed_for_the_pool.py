"""Who agreed to be considered from a pool is not shown as an applicant once the vacancy went over to open selection; and
days of names replace nothing either."""

from django.db import migrations

from accounts.row_security import AgreedUntilGoneOver
from audit.append_only import NothingReplaced


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0057_days_of_names_corrected"),
        ("talent", "0019_moved_to_another_agency"),
    ]

    operations = [AgreedUntilGoneOver("agreement"), NothingReplaced()]
