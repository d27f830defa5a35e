"""The administrator's uploads of agencies belong to no agency."""

from django.db import migrations

from accounts.row_security import RowsOfNoAgencyToo


class Migration(migrations.Migration):
    dependencies = [("talent", "0002_references_by_statement")]

    operations = [RowsOfNoAgencyToo("importbatch")]
