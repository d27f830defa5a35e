"""Succession plans of critical posts, one row a version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0023_eligibility_sweeps'),
        ('talent', '0012_cycles_given_up'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SuccessionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('NAMED', 'penerus ditetapkan'), ('NONE_SUITABLE', 'belum ada yang cocok, menurut keputusan')], max_length=13, verbose_name='keadaan')),
                ('decision_number', models.CharField(blank=True, max_length=100, verbose_name='nomor keputusan')),
                ('decided_on', models.DateField(null=True, verbose_name='tanggal keputusan')),
                ('review_on', models.DateField(null=True, verbose_name='ditinjau kembali')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succession_plans', to='talent.position')),
                ('stand_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.employee')),
            ],
            options={
                'ordering': ['position', '-version'],
            },
        ),
        migrations.CreateModel(
            name='PlannedSuccessor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.employee')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='succession.successionplan')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.AddConstraint(
            model_name='successionplan',
            constraint=models.UniqueConstraint(fields=('position', 'version'), name='succession_plan_version_once'),
        ),
        migrations.AddConstraint(
            model_name='successionplan',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['NAMED', 'NONE_SUITABLE']), ('outcome__isnull', True), _connector='OR'), name='succession_plan_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='successionplan',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'NAMED'), models.Q(('decided_on__isnull', False), ('review_on__isnull', False), models.Q(('decision_number', ''), _negated=True)), _connector='OR'), name='succession_plan_none_by_decision'),
        ),
        migrations.AddConstraint(
            model_name='plannedsuccessor',
            constraint=models.UniqueConstraint(fields=('plan', 'employee'), name='planned_successor_once'),
        ),
        migrations.AddConstraint(
            model_name='plannedsuccessor',
            constraint=models.UniqueConstraint(fields=('plan', 'order'), name='planned_successor_order_once'),
        ),
        AppendOnly("successionplan"),
        AppendOnly("plannedsuccessor"),
        NothingReplaced(),
        RowsByAgency("successionplan"),
        RowsByAgency("plannedsuccessor", by="plan"),
    ]
    operations = at_once(operations)
