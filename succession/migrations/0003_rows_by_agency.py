"""On PostgreSQL the tables themselves show only the rows of the agencies that the connection names."""

from django.db import migrations

from accounts.row_security import RowsByAgency


class Migration(migrations.Migration):
    dependencies = [("succession", "0002_append_only"), ("talent", "0008_rows_by_agency")]

    operations = [
        RowsByAgency("meritround"),
        RowsByAgency("meritroundrecord"),
        RowsByAgency("meritlevelrecord"),
        RowsByAgency("approvalrecord"),
        RowsByAgency("vacancy"),
        RowsByAgency("routedecision"),
        RowsByAgency("longlist", by="vacancy"),
        RowsByAgency("longlistentry", by="longlist"),
        RowsByAgency("committeemember", by="vacancy"),
        RowsByAgency("nominee", by="vacancy"),
        RowsByAgency("appointmentdecision", by="vacancy"),
        RowsByAgency("recommendation", by="decision"),
        RowsByAgency("inauguration", by="decision"),
    ]
