"""Everybody of an agency held against its posts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0022_rounds_by_stage'),
        ('talent', '0012_cycles_given_up'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EligibilitySweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('known_at', models.DateTimeField()),
                ('posts', models.JSONField()),
                ('law_digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('people', models.PositiveIntegerField(null=True)),
                ('results_digest', models.CharField(max_length=64, null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SweptPairs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('pairs', models.BinaryField()),
                ('position', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.position')),
                ('sweep', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='succession.eligibilitysweep')),
            ],
        ),
        migrations.CreateModel(
            name='SweptPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(choices=[('JPT_UTAMA', 'JPT Utama'), ('JPT_MADYA', 'JPT Madya'), ('JPT_PRATAMA', 'JPT Pratama'), ('ADMINISTRATOR', 'Administrator'), ('PENGAWAS', 'Pengawas'), ('PELAKSANA', 'Pelaksana'), ('JF_AHLI_UTAMA', 'JF Ahli Utama'), ('JF_AHLI_MADYA', 'JF Ahli Madya'), ('JF_AHLI_MUDA', 'JF Ahli Muda'), ('JF_AHLI_PERTAMA', 'JF Ahli Pertama'), ('JF_PENYELIA', 'JF Penyelia'), ('JF_MAHIR', 'JF Mahir'), ('JF_TERAMPIL', 'JF Terampil'), ('JF_PEMULA', 'JF Pemula')], max_length=20)),
                ('codes', models.JSONField()),
                ('people', models.PositiveIntegerField()),
                ('eligible', models.PositiveIntegerField()),
                ('unsure', models.PositiveIntegerField()),
                ('stops', models.JSONField()),
                ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.position')),
                ('sweep', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='swept', to='succession.eligibilitysweep')),
            ],
        ),
        migrations.AddConstraint(
            model_name='eligibilitysweep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('people', None), ('results_digest', None)), models.Q(('finished_at__isnull', False), ('people__isnull', False), ('results_digest__isnull', False)), _connector='OR'), name='sweep_finished_whole'),
        ),
        migrations.AddConstraint(
            model_name='sweptpairs',
            constraint=models.UniqueConstraint(fields=('sweep', 'position', 'first'), name='swept_pairs_once'),
        ),
        migrations.AddConstraint(
            model_name='sweptpairs',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='swept_pairs_in_order'),
        ),
        migrations.AddConstraint(
            model_name='sweptpost',
            constraint=models.UniqueConstraint(fields=('sweep', 'position'), name='swept_post_once'),
        ),
        AppendOnly("eligibilitysweep", closing=("people", "results_digest", "finished_at")),
        AppendOnly("sweptpost"),
        AppendOnly("sweptpairs"),
        NothingReplaced(),
        RowsByAgency("eligibilitysweep"),
        RowsByAgency("sweptpost", by="sweep"),
        RowsByAgency("sweptpairs", by="sweep"),
    ]
    operations = at_once(operations)
