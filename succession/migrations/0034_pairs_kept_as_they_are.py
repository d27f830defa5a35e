"""PostgreSQL keeps the pairs of sweeps as they are: packing each block anew took longer than all else of a sweep."""

from django.db import migrations

from accounts.table_operation import KeptAsWritten


class Migration(migrations.Migration):
    dependencies = [("succession", "0033_weighed_at_inauguration")]

    operations = [KeptAsWritten("sweptpairs", "pairs")]
