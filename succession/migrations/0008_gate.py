"""What narrows the gate; the scope of an overseer's paper, and why and by what it was revoked."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0007_merit_extracts'),
        ('talent', '0006_members_from_outside'),
    ]

    operations = [
        migrations.AddField(
            model_name='approvalrecord',
            name='posts',
            field=models.TextField(null=True, verbose_name='jabatan'),
        ),
        migrations.AddField(
            model_name='approvalrecord',
            name='revoke_reason',
            field=models.TextField(null=True, verbose_name='alasan pencabutan'),
        ),
        migrations.AddField(
            model_name='approvalrecord',
            name='tier',
            field=models.CharField(choices=[('JPT_UTAMA', 'JPT Utama'), ('JPT_MADYA', 'JPT Madya'), ('JPT_PRATAMA', 'JPT Pratama'), ('ADMINISTRATOR', 'Administrator'), ('PENGAWAS', 'Pengawas'), ('PELAKSANA', 'Pelaksana'), ('JF_AHLI_UTAMA', 'JF Ahli Utama'), ('JF_AHLI_MADYA', 'JF Ahli Madya'), ('JF_AHLI_MUDA', 'JF Ahli Muda'), ('JF_AHLI_PERTAMA', 'JF Ahli Pertama'), ('JF_PENYELIA', 'JF Penyelia'), ('JF_MAHIR', 'JF Mahir'), ('JF_TERAMPIL', 'JF Terampil'), ('JF_PEMULA', 'JF Pemula')], max_length=20, null=True, verbose_name='jenjang'),
        ),
        migrations.AddField(
            model_name='meritpaper',
            name='revocation',
            field=models.BooleanField(default=False, verbose_name='surat pencabutan'),
        ),
        migrations.AlterField(
            model_name='meritpaper',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='GateConditionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=100, verbose_name='nomor keputusan')),
                ('category', models.CharField(max_length=12, null=True, verbose_name='kategori')),
                ('score', models.FloatField(null=True, verbose_name='nilai')),
                ('group', models.PositiveSmallIntegerField(null=True, verbose_name='calon')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='gate_condition_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='gate_condition_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='gate_condition_known_in_order'), models.CheckConstraint(condition=models.Q(('category', None), ('category__in', ['SANGAT_BAIK', 'BAIK', 'KURANG', 'BURUK']), _connector='OR'), name='gate_condition_category_known')],
            },
        ),
        migrations.CreateModel(
            name='GateFreezeRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('PILKADA', 'pilkada'), ('NEW_HEAD', 'kepala daerah baru')], max_length=8, verbose_name='jenis')),
                ('number', models.CharField(max_length=100, verbose_name='nomor dokumen')),
                ('allowed_on', models.DateField(null=True, verbose_name='diizinkan menteri sejak')),
                ('allowed_by', models.CharField(max_length=100, null=True, verbose_name='nomor izin menteri')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='gate_freeze_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='gate_freeze_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='gate_freeze_known_in_order'), models.CheckConstraint(condition=models.Q(('kind__in', ['PILKADA', 'NEW_HEAD']), ('kind__isnull', True), _connector='OR'), name='gate_freeze_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('allowed_by', None), ('allowed_on', None)), models.Q(('allowed_by__isnull', False), ('allowed_on__isnull', False)), _connector='OR'), name='gate_freeze_allowed_whole')],
            },
        ),
        # Tables that have grown a column learn anew what stays fixed.
        AppendOnly("approvalrecord", closing=("known_to",)),
        AppendOnly("meritpaper"),
        AppendOnly("gatefreezerecord", closing=("known_to",)),
        AppendOnly("gateconditionrecord", closing=("known_to",)),
        RowsByAgency("gatefreezerecord"),
        RowsByAgency("gateconditionrecord"),
    ]
    operations = at_once(operations)
