"""Decisions in the place of others after an objection; tasks added by hand and closed with a reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0010_merit_weights'),
        ('talent', '0007_seats_as_opened'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeritSuperseding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
                ('objection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='led_to', to='succession.meritobjection')),
                ('replaced', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='succession.meritround')),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='replacing', to='succession.meritround')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='merittask',
            name='merit_task_once',
        ),
        migrations.RemoveConstraint(
            model_name='merittask',
            name='merit_task_rises',
        ),
        migrations.AddField(
            model_name='merittask',
            name='close_reason',
            field=models.TextField(blank=True, verbose_name='alasan ditutup'),
        ),
        migrations.AddField(
            model_name='merittask',
            name='closed_on',
            field=models.DateField(null=True, verbose_name='ditutup'),
        ),
        migrations.AlterField(
            model_name='merittask',
            name='end',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='ke level'),
        ),
        migrations.AlterField(
            model_name='merittask',
            name='start',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='dari level'),
        ),
        migrations.AlterField(
            model_name='merittask',
            name='sub_aspect',
            field=models.CharField(blank=True, max_length=6, verbose_name='sub-aspek'),
        ),
        migrations.AddConstraint(
            model_name='merittask',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None), ('end__isnull', False)), fields=('round', 'sub_aspect'), name='merit_task_once'),
        ),
        migrations.AddConstraint(
            model_name='merittask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('start', None)), models.Q(('end__gt', models.F('start')), ('start__isnull', False)), _connector='OR'), name='merit_task_rises'),
        ),
        migrations.AddConstraint(
            model_name='merittask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('close_reason', ''), ('closed_on', None)), models.Q(('closed_on__isnull', False), ('done_on', None), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='merit_task_closed_whole'),
        ),
        AppendOnly("meritsuperseding"),
        NothingReplaced(),
        RowsByAgency("meritsuperseding", by="round"),
    ]
    operations = at_once(operations)
