"""What follows a decided merit round: tasks, objections, signed papers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0004_pleno'),
        ('talent', '0003_files_of_no_agency'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeritObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sub_aspect', models.CharField(blank=True, max_length=6, verbose_name='sub-aspek')),
                ('text', models.TextField(verbose_name='keberatan')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('accepted', models.BooleanField(null=True, verbose_name='diterima')),
                ('answer', models.TextField(null=True, verbose_name='jawaban')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='succession.meritround')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted', None), ('answer', None), ('answered_at', None), ('answered_by', None)), models.Q(('accepted__isnull', False), ('answer__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='merit_objection_answered_whole')],
            },
        ),
        migrations.CreateModel(
            name='MeritPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('APPROVAL', 'persetujuan'), ('COMMITMENT', 'komitmen'), ('RECOMMENDATION', 'rekomendasi')], max_length=15, verbose_name='jenis')),
                ('authority', models.CharField(choices=[('KASN', 'KASN'), ('BKN', 'BKN')], max_length=4, verbose_name='otoritas')),
                ('number', models.CharField(max_length=100, verbose_name='nomor')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merit_papers', to='talent.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'kind', 'authority', 'number', 'file'), name='merit_paper_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['APPROVAL', 'COMMITMENT', 'RECOMMENDATION']), ('kind__isnull', True), _connector='OR'), name='merit_paper_kind_known'), models.CheckConstraint(condition=models.Q(('authority__in', ['KASN', 'BKN']), ('authority__isnull', True), _connector='OR'), name='merit_paper_authority_known')],
            },
        ),
        migrations.CreateModel(
            name='MeritTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sub_aspect', models.CharField(max_length=6, verbose_name='sub-aspek')),
                ('start', models.PositiveSmallIntegerField(verbose_name='dari level')),
                ('end', models.PositiveSmallIntegerField(verbose_name='ke level')),
                ('text', models.TextField(verbose_name='tugas')),
                ('owner', models.CharField(blank=True, max_length=120, verbose_name='penanggung jawab')),
                ('due', models.DateField(null=True, verbose_name='tenggat')),
                ('done_on', models.DateField(null=True, verbose_name='selesai')),
                ('result', models.TextField(blank=True, verbose_name='hasil')),
                ('version', models.PositiveIntegerField(default=1)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='succession.meritround')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('round', 'sub_aspect'), name='merit_task_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='merit_task_rises'), models.CheckConstraint(condition=models.Q(('done_on', None), models.Q(('result', ''), _negated=True), _connector='OR'), name='merit_task_done_whole')],
            },
        ),
        AppendOnly("meritobjection", closing=("answered_at", "answered_by", "accepted", "answer")),
        AppendOnly("meritpaper"),
        RowsByAgency("merittask", by="round"),
        RowsByAgency("meritobjection", by="round"),
        RowsByAgency("meritpaper"),
    ]
    operations = at_once(operations)
