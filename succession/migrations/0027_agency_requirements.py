"""What agencies ask of candidates beyond the law, and the documents that free somebody from a requirement."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0026_deviations'),
        ('talent', '0012_cycles_given_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyRequirementsRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=100, verbose_name='nomor keputusan')),
                ('tier', models.CharField(choices=[('JPT_UTAMA', 'JPT Utama'), ('JPT_MADYA', 'JPT Madya'), ('JPT_PRATAMA', 'JPT Pratama'), ('ADMINISTRATOR', 'Administrator'), ('PENGAWAS', 'Pengawas'), ('PELAKSANA', 'Pelaksana'), ('JF_AHLI_UTAMA', 'JF Ahli Utama'), ('JF_AHLI_MADYA', 'JF Ahli Madya'), ('JF_AHLI_MUDA', 'JF Ahli Muda'), ('JF_AHLI_PERTAMA', 'JF Ahli Pertama'), ('JF_PENYELIA', 'JF Penyelia'), ('JF_MAHIR', 'JF Mahir'), ('JF_TERAMPIL', 'JF Terampil'), ('JF_PEMULA', 'JF Pemula')], max_length=20, verbose_name='jenjang')),
                ('requirements', models.TextField(verbose_name='persyaratan')),
                ('revoked_on', models.DateField(null=True, verbose_name='dicabut')),
                ('revoke_reason', models.TextField(null=True, verbose_name='alasan pencabutan')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='agency_requirements_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='agency_requirements_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='agency_requirements_known_in_order'), models.CheckConstraint(condition=models.Q(('tier__in', ['JPT_UTAMA', 'JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'JF_AHLI_UTAMA', 'JF_AHLI_MADYA', 'JF_AHLI_MUDA', 'JF_AHLI_PERTAMA', 'JF_PENYELIA', 'JF_MAHIR', 'JF_TERAMPIL', 'JF_PEMULA']), ('tier__isnull', True), _connector='OR'), name='agency_requirements_tier_known')],
            },
        ),
        migrations.CreateModel(
            name='RequirementWaiverRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('code', models.CharField(max_length=40, verbose_name='persyaratan')),
                ('authority', models.CharField(max_length=150, verbose_name='pemberi')),
                ('number', models.CharField(max_length=100, verbose_name='nomor dokumen')),
                ('granted', models.DateField(verbose_name='tanggal dokumen')),
                ('grounds', models.TextField(verbose_name='alasan')),
                ('revoked_on', models.DateField(null=True, verbose_name='dicabut')),
                ('revoke_reason', models.TextField(null=True, verbose_name='alasan pencabutan')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirement_waivers', to='talent.employee')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requirement_waivers', to='talent.position')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='requirement_waiver_once'), models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='requirement_waiver_true_in_order'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='requirement_waiver_known_in_order')],
            },
        ),
        AppendOnly("agencyrequirementsrecord", closing=("known_to",)),
        AppendOnly("requirementwaiverrecord", closing=("known_to",)),
        RowsByAgency("agencyrequirementsrecord"),
        RowsByAgency("requirementwaiverrecord"),
    ]
    operations = at_once(operations)
