"""What units were called when; the names of today count as always known, for the runs that looked at them."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from audit.append_only import AppendOnly


def record_units(apps: Any, schema_editor: Any) -> None:
    record = apps.get_model("talent", "UnitRecord")
    always = datetime(1970, 1, 1, tzinfo=UTC)
    units = apps.get_model("talent", "Unit").objects.values_list("agency_id", "id", "name", "parent_id")
    record.objects.bulk_create(
        [
            record(agency_id=agency, unit_id=unit, name=name, parent_id=parent, known_from=always)
            for agency, unit, name, parent in units
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('talent', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=200, verbose_name='nama')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='talent.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('unit', 'key'), name='unit_record_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='unit_record_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='unit_record_known_in_order')],
            },
        ),
        AppendOnly("unitrecord", closing=("known_to",)),
        migrations.RunPython(record_units, migrations.RunPython.noop),
    ]
