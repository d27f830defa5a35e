"""What an inauguration writes of somebody from another agency is written as that agency's own, through one function
(ADR 0037): to whoever is shown its applicants they are to read."""

from django.db import migrations

from accounts.row_security import APPLICANTS, ApplicantsReadAlone


class Migration(migrations.Migration):
    dependencies = [
        ("succession", "0040_other_pools_replace_nothing"),
        ("talent", "0019_moved_to_another_agency"),
    ]

    operations = [
        ApplicantsReadAlone("talent.employee", f'"id" = {APPLICANTS}'),
        ApplicantsReadAlone("talent.employeerecord", f'"employee_id" = {APPLICANTS}'),
        ApplicantsReadAlone("talent.appointmentrecord", f'"employee_id" = {APPLICANTS}'),
    ]
