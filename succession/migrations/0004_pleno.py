"""The minutes of the plenary session about a merit round."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0003_clarification'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeritPleno',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='tanggal pleno')),
                ('minutes', models.TextField(verbose_name='risalah')),
                ('levels', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pleno', to='succession.meritassessment')),
            ],
        ),
        migrations.CreateModel(
            name='MeritPlenoSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pleno', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='succession.meritpleno')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pleno', 'user'), name='merit_pleno_seat_once')],
            },
        ),
        migrations.CreateModel(
            name='MeritPlenoSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('pleno', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='succession.meritpleno')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pleno', 'user', 'token'), name='merit_pleno_signed_once')],
            },
        ),
        AppendOnly("meritplenosignature"),
        RowsByAgency("meritpleno", by="assessment"),
        RowsByAgency("meritplenoseat", by="pleno"),
        RowsByAgency("meritplenosignature", by="pleno"),
    ]
    operations = at_once(operations)
