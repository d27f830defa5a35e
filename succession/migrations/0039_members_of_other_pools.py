"""Members of other agencies' succession groups: decrees that take them into longlists, and who agreed."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import MembersWhoAgreedToo, RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0038_replaced_at_inauguration'),
        ('talent', '0017_dismissed_and_deceased'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WiderPoolRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('true_from', models.DateField(null=True)),
                ('true_to', models.DateField(null=True)),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=100, verbose_name='nomor keputusan')),
                ('revoked_on', models.DateField(null=True, verbose_name='dicabut')),
                ('revoke_reason', models.TextField(null=True, verbose_name='alasan pencabutan')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.importbatch')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
            ],
        ),
        migrations.AddField(
            model_name='longlist',
            name='wider',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='succession.widerpoolrecord'),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='nomor surat')),
                ('dated', models.DateField(verbose_name='tanggal surat')),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdraw_reason', models.TextField(null=True, verbose_name='alasan penarikan')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.employee')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.evidencefile')),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.agency')),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='succession.vacancy')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('vacancy', 'employee'), name='agreement_live_once'), models.CheckConstraint(condition=models.Q(models.Q(('withdraw_reason', None), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdraw_reason__isnull', False), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='agreement_withdrawn_whole')],
            },
        ),
        migrations.AddConstraint(
            model_name='widerpoolrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('agency', 'key'), name='wider_pool_once'),
        ),
        migrations.AddConstraint(
            model_name='widerpoolrecord',
            constraint=models.CheckConstraint(condition=models.Q(('true_from', None), ('true_to', None), ('true_to__gte', models.F('true_from')), _connector='OR'), name='wider_pool_true_in_order'),
        ),
        migrations.AddConstraint(
            model_name='widerpoolrecord',
            constraint=models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gte', models.F('known_from')), _connector='OR'), name='wider_pool_known_in_order'),
        ),
        # The new column stays as it was written, too.
        AppendOnly("longlist"),
        AppendOnly("widerpoolrecord", closing=("known_to",)),
        AppendOnly("agreement", closing=("withdrawn_at", "withdrawn_by", "withdraw_reason")),
        RowsByAgency("widerpoolrecord"),
        RowsByAgency("agreement", by="vacancy"),
        MembersWhoAgreedToo("agreement"),
    ]
    operations = at_once(operations)
