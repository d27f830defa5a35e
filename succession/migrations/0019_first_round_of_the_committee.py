"""The committee's first round: codes, ballots, scores, signed minutes; and who of the committee is from inside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0018_open_selection'),
        ('talent', '0010_plans_on_the_known_clock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='committeemember',
            name='internal',
            field=models.BooleanField(null=True, verbose_name='dari dalam instansi'),
        ),
        migrations.CreateModel(
            name='PanelRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('revealed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('minutes', models.TextField(blank=True, verbose_name='risalah')),
                ('version', models.PositiveIntegerField(default=1)),
                ('longlist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='succession.longlist')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vacancy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='succession.vacancy')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), ('revealed_at__isnull', False), _connector='OR'), name='panel_closed_after_reveal')],
            },
        ),
        migrations.CreateModel(
            name='PanelCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, verbose_name='kode')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.employee')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='succession.panelround')),
            ],
            options={
                'ordering': ['code'],
                'constraints': [
                    models.UniqueConstraint(fields=('round', 'employee'), name='panel_candidate_once'),
                    models.UniqueConstraint(fields=('round', 'code'), name='panel_code_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PanelBallot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_at', models.DateTimeField()),
                ('locked_at', models.DateTimeField(null=True)),
                ('recused', models.JSONField(default=dict)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='succession.committeemember')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='succession.panelround')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'member'), name='panel_ballot_once')],
            },
        ),
        migrations.CreateModel(
            name='PanelScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(verbose_name='nilai')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='succession.panelballot')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='succession.panelcandidate')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('ballot', 'candidate'), name='panel_score_once'),
                    models.CheckConstraint(condition=models.Q(('score__range', (0, 100))), name='panel_score_in_range'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='panel_score_has_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PanelSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='succession.panelround')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'user', 'token'), name='panel_signed_once')],
            },
        ),
        AppendOnly("panelcandidate"),
        AppendOnly("panelsignature"),
        NothingReplaced(),
        RowsByAgency("panelround", by="vacancy"),
        RowsByAgency("panelcandidate", by="round"),
        RowsByAgency("panelballot", by="round"),
        RowsByAgency("panelscore", by="ballot"),
        RowsByAgency("panelsignature", by="round"),
    ]
    operations = at_once(operations)
