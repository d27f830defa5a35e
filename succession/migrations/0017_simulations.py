"""Simulations of posts filled on paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0016_weights_of_a_letter'),
        ('talent', '0010_plans_on_the_known_clock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('TOGETHER', 'penempatan bersama'), ('CASCADE', 'rantai kekosongan')], max_length=8)),
                ('name', models.CharField(max_length=120, verbose_name='nama')),
                ('on', models.DateField(verbose_name='tanggal acuan')),
                ('known_at', models.DateTimeField()),
                ('asked', models.JSONField()),
                ('rows', models.JSONField()),
                ('emptied', models.JSONField()),
                ('law_digest', models.CharField(max_length=64)),
                ('inputs_digest', models.CharField(max_length=64)),
                ('results_digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['TOGETHER', 'CASCADE'])), name='simulation_kind_known')],
            },
        ),
        AppendOnly("simulation"),
        NothingReplaced(),
        RowsByAgency("simulation"),
    ]
    operations = at_once(operations)
