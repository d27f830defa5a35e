"""Rounds of the committee by stage, members who are released, and that a committee has no blind round."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced, Unguarded


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0021_critical_posts_replace_nothing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PanelWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AlterModelOptions(
            name='panelround',
            options={'ordering': ['id']},
        ),
        migrations.AddField(
            model_name='committeemember',
            name='release_number',
            field=models.CharField(max_length=100, null=True, verbose_name='nomor surat'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='release_reason',
            field=models.TextField(null=True, verbose_name='alasan dilepas'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='released_on',
            field=models.DateField(null=True, verbose_name='dilepas sejak'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='succession.committeemember'),
        ),
        migrations.AddField(
            model_name='panelballot',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='panelround',
            name='stage',
            field=models.CharField(blank=True, max_length=20, verbose_name='tahapan'),
        ),
        migrations.AddField(
            model_name='stagescore',
            name='round',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stage_scores', to='succession.panelround'),
        ),
        migrations.AlterField(
            model_name='panelround',
            name='vacancy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='succession.vacancy'),
        ),
        Unguarded("stagescore"),
        migrations.AlterField(
            model_name='stagescore',
            name='score',
            field=models.DecimalField(decimal_places=6, max_digits=9, verbose_name='nilai'),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('release_number', None), ('release_reason', None), ('released_at', None), ('released_by', None), ('released_on', None)), models.Q(('release_number__isnull', False), ('release_reason__isnull', False), ('released_at__isnull', False), ('released_by__isnull', False), ('released_on__isnull', False)), _connector='OR'), name='committee_released_whole'),
        ),
        migrations.AddConstraint(
            model_name='panelround',
            constraint=models.UniqueConstraint(fields=('vacancy', 'stage'), name='panel_round_once'),
        ),
        migrations.AddField(
            model_name='panelwaiver',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='panelwaiver',
            name='vacancy',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='panel_waiver', to='succession.vacancy'),
        ),
        AppendOnly("panelwaiver"),
        # The table that was made anew learns anew what stays fixed.
        AppendOnly("stagescore"),
        NothingReplaced(),
        RowsByAgency("panelwaiver", by="vacancy"),
    ]
    operations = at_once(operations)
