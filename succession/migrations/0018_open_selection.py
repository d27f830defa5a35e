"""Open selection: causes and targets of vacancies, announcements, applications, scores of stages."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0017_simulations'),
        ('talent', '0012_cycles_given_up'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='nomor pengumuman')),
                ('published_on', models.DateField(verbose_name='diumumkan')),
                ('closes_on', models.DateField(verbose_name='lamaran ditutup')),
                ('place', models.CharField(max_length=200, verbose_name='diumumkan di')),
                ('weights', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True, verbose_name='alasan perpanjangan')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_on', models.DateField(verbose_name='diterima')),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdraw_reason', models.TextField(null=True, verbose_name='alasan penarikan')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='isi dokumen')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StageScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=20, verbose_name='tahapan')),
                ('score', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='nilai')),
                ('reason', models.TextField(blank=True, verbose_name='alasan')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='vacancy',
            name='vacancy_state_known',
        ),
        migrations.AddField(
            model_name='vacancy',
            name='cause',
            field=models.CharField(choices=[('RETIREMENT', 'pensiun'), ('TERM_END', 'akhir masa jabatan'), ('TRANSFER', 'mutasi pejabatnya'), ('DEATH', 'meninggal dunia'), ('NEW_POST', 'jabatan baru')], max_length=10, null=True, verbose_name='sebab lowong'),
        ),
        migrations.AddField(
            model_name='vacancy',
            name='target_date',
            field=models.DateField(null=True, verbose_name='tanggal sasaran pelantikan'),
        ),
        migrations.AlterField(
            model_name='longlist',
            name='cycle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.reviewcycle'),
        ),
        migrations.AlterField(
            model_name='longlistentry',
            name='box',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='vacancy',
            name='state',
            field=models.CharField(choices=[('OPENED', 'dibuka'), ('ROUTED', 'jalur ditetapkan'), ('ANNOUNCED', 'seleksi diumumkan'), ('SCREENED', 'administrasi diperiksa'), ('LONGLISTED', 'daftar panjang'), ('NOMINATED', 'tiga nama diusulkan'), ('DECIDED', 'diputuskan PPK'), ('RECOMMENDED', 'rekomendasi tercatat'), ('INAUGURATED', 'dilantik'), ('CLOSED', 'ditutup')], default='OPENED', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='vacancy',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['OPENED', 'ROUTED', 'ANNOUNCED', 'SCREENED', 'LONGLISTED', 'NOMINATED', 'DECIDED', 'RECOMMENDED', 'INAUGURATED', 'CLOSED'])), name='vacancy_state_known'),
        ),
        migrations.AddConstraint(
            model_name='vacancy',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['RETIREMENT', 'TERM_END', 'TRANSFER', 'DEATH', 'NEW_POST']), ('cause__isnull', True), _connector='OR'), name='vacancy_cause_known'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='announcement',
            name='vacancy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='succession.vacancy'),
        ),
        migrations.AddField(
            model_name='application',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='application',
            name='employee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.employee'),
        ),
        migrations.AddField(
            model_name='application',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency'),
        ),
        migrations.AddField(
            model_name='application',
            name='vacancy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='succession.vacancy'),
        ),
        migrations.AddField(
            model_name='application',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='applicationdocument',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='succession.application'),
        ),
        migrations.AddField(
            model_name='applicationdocument',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='applicationdocument',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile'),
        ),
        migrations.AddField(
            model_name='stagescore',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='succession.application'),
        ),
        migrations.AddField(
            model_name='stagescore',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(condition=models.Q(('weights__isnull', False)), fields=('vacancy',), name='announcement_first_once'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(fields=('vacancy', 'number'), name='announcement_number_once'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('published_on'))), name='announcement_date_order'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('vacancy', 'employee'), name='application_live_once'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdraw_reason', None), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdraw_reason__isnull', False), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='application_withdrawn_whole'),
        ),
        migrations.AddConstraint(
            model_name='stagescore',
            constraint=models.CheckConstraint(condition=models.Q(('score__range', (0, 100))), name='stage_score_in_range'),
        ),
        migrations.AddConstraint(
            model_name='stagescore',
            constraint=models.UniqueConstraint(fields=('application', 'stage', 'at'), name='stage_score_once_at_a_time'),
        ),
        # The tables that were made anew learn anew what stays fixed.
        AppendOnly("longlist"),
        AppendOnly("longlistentry"),
        AppendOnly("announcement"),
        AppendOnly("application", closing=("withdrawn_at", "withdrawn_by", "withdraw_reason")),
        AppendOnly("applicationdocument"),
        AppendOnly("stagescore"),
        NothingReplaced(),
        RowsByAgency("announcement", by="vacancy"),
        RowsByAgency("application", by="vacancy"),
        RowsByAgency("applicationdocument", by="application"),
        RowsByAgency("stagescore", by="application"),
    ]
    operations = at_once(operations)
