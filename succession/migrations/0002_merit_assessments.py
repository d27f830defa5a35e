"""Merit rounds on their way: answers, evidence, and the verifier's levels."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0001_first_release'),
        ('talent', '0003_files_of_no_agency'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeritAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='putaran')),
                ('instrument', models.CharField(choices=[('KASN-2019', 'KASN 2019'), ('PANRB-2025', 'PANRB 2025')], max_length=12, verbose_name='instrumen')),
                ('state', models.CharField(choices=[('DRAFT', 'disusun'), ('SUBMITTED', 'diajukan'), ('CLARIFICATION', 'diklarifikasi'), ('VERIFIED', 'diverifikasi'), ('DECIDED', 'diputuskan')], default='DRAFT', max_length=13, verbose_name='keadaan')),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_on', models.DateField(null=True, verbose_name='diajukan')),
                ('version', models.PositiveIntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merit_assessments', to='talent.agency')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessment', to='succession.meritround')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MeritAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sub_aspect', models.CharField(max_length=6, verbose_name='sub-aspek')),
                ('level', models.PositiveSmallIntegerField(null=True, verbose_name='level')),
                ('justification', models.TextField(blank=True, verbose_name='penjelasan')),
                ('verified_level', models.PositiveSmallIntegerField(null=True, verbose_name='level verifikasi')),
                ('note', models.TextField(blank=True, verbose_name='catatan')),
                ('version', models.PositiveIntegerField(default=1)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='succession.meritassessment')),
            ],
        ),
        migrations.CreateModel(
            name='MeritEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sub_aspect', models.CharField(max_length=6, verbose_name='sub-aspek')),
                ('title', models.CharField(max_length=150, verbose_name='judul dokumen')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='versi')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='succession.meritassessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='merit_assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.CheckConstraint(condition=models.Q(('instrument__in', ['KASN-2019', 'PANRB-2025']), ('instrument__isnull', True), _connector='OR'), name='merit_assessment_instrument_known'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('round', None), ('state__in', ['DRAFT', 'SUBMITTED', 'CLARIFICATION', 'VERIFIED'])), models.Q(('round__isnull', False), ('state', 'DECIDED')), _connector='OR'), name='merit_assessment_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), ('submitted_on__isnull', False), _connector='OR'), name='merit_assessment_submitted_whole'),
        ),
        migrations.AddConstraint(
            model_name='meritanswer',
            constraint=models.UniqueConstraint(fields=('assessment', 'sub_aspect'), name='merit_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='meritevidence',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('assessment', 'sub_aspect', 'file'), name='merit_evidence_once'),
        ),
        migrations.AddConstraint(
            model_name='meritevidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='merit_evidence_withdrawn_whole'),
        ),
        AppendOnly("meritevidence", closing=("withdrawn_at", "withdrawn_by")),
        RowsByAgency("meritassessment"),
        RowsByAgency("meritanswer", by="assessment"),
        RowsByAgency("meritevidence", by="assessment"),
    ]
    operations = at_once(operations)
