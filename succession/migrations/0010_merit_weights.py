"""Weights of an instrument that were accepted for an agency."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0009_gate_nothing_replaced'),
        ('talent', '0006_members_from_outside'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeritWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument', models.CharField(choices=[('KASN-2019', 'KASN 2019'), ('PANRB-2025', 'PANRB 2025')], max_length=12, verbose_name='instrumen')),
                ('version', models.PositiveSmallIntegerField(verbose_name='versi')),
                ('effective_from', models.DateField(verbose_name='berlaku sejak')),
                ('source', models.CharField(max_length=200, verbose_name='sumber')),
                ('verified', models.BooleanField(verbose_name='diverifikasi')),
                ('document', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('file', models.CharField(max_length=64)),
                ('known_from', models.DateTimeField()),
                ('accepted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merit_weights', to='talent.agency')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'instrument', 'version'), name='merit_weights_once'), models.CheckConstraint(condition=models.Q(('instrument__in', ['KASN-2019', 'PANRB-2025']), ('instrument__isnull', True), _connector='OR'), name='merit_weights_instrument_known')],
            },
        ),
        AppendOnly("meritweights"),
        NothingReplaced(),
        RowsByAgency("meritweights"),
    ]
    operations = at_once(operations)
