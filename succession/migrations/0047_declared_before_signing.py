"""What those who decide on a filling, or sign besides, declare of their relations to its names."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import RowsByAgency
from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0046_supplementary_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecidingDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.JSONField(default=list)),
                ('relations', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='succession.vacancy')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        AppendOnly("decidingdeclaration"),
        RowsByAgency("decidingdeclaration", by="vacancy"),
        NothingReplaced(),
    ]
    operations = at_once(operations)
