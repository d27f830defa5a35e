"""Questions about a merit round, their answers, and what was seen with them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0002_merit_assessments'),
        ('talent', '0003_files_of_no_agency'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='meritanswer',
            name='evidence_seen',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='MeritQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sub_aspect', models.CharField(max_length=6, verbose_name='sub-aspek')),
                ('text', models.TextField(verbose_name='pertanyaan')),
                ('due', models.DateField(verbose_name='tenggat')),
                ('seen', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(null=True, verbose_name='kesimpulan')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='succession.meritassessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MeritReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('AGENCY', 'instansi'), ('OVERSEER', 'verifikator')], max_length=8)),
                ('text', models.TextField(verbose_name='jawaban')),
                ('seen', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='succession.meritquestion')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='meritquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('outcome', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='merit_question_closed_whole'),
        ),
        migrations.AddConstraint(
            model_name='meritreply',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['AGENCY', 'OVERSEER'])), name='merit_reply_side_known'),
        ),
        AppendOnly("meritquestion", closing=("closed_at", "closed_by", "outcome")),
        AppendOnly("meritreply"),
        RowsByAgency("meritquestion", by="assessment"),
        RowsByAgency("meritreply", by="question"),
    ]
    operations = at_once(operations)
