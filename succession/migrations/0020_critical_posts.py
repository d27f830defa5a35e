"""Decrees that a post is critical."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0019_first_round_of_the_committee'),
        ('talent', '0012_cycles_given_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='CriticalPostRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=100, verbose_name='nomor keputusan')),
                ('criteria', models.TextField(verbose_name='kriteria')),
                ('revoked_on', models.DateField(null=True, verbose_name='dicabut')),
                ('revoke_reason', models.TextField(null=True, verbose_name='alasan pencabutan')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='critical_records', to='talent.position')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='critical_post_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='critical_post_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='critical_post_known_in_order')],
            },
        ),
        AppendOnly("criticalpostrecord", closing=("known_to",)),
        RowsByAgency("criticalpostrecord"),
    ]
    operations = at_once(operations)
