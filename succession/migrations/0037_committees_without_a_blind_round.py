"""Committees that sit without scoring, where there is no blind round; why the PPK could not take the first name."""

from django.conf import settings
from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0036_what_was_left_unclear'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='panelround',
            name='panel_round_once',
        ),
        migrations.AddField(
            model_name='deviation',
            name='cause',
            field=models.CharField(choices=[('WITHDREW', 'calon pertama mengundurkan diri'), ('TAKEN', 'calon pertama sudah dilantik melalui lowongan lain')], max_length=8, null=True, verbose_name='sebab'),
        ),
        migrations.AddField(
            model_name='panelround',
            name='scored',
            field=models.BooleanField(default=True, verbose_name='dinilai'),
        ),
        migrations.AddConstraint(
            model_name='deviation',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['WITHDREW', 'TAKEN']), ('cause__isnull', True), _connector='OR'), name='deviation_cause_known'),
        ),
        migrations.AddConstraint(
            model_name='panelround',
            constraint=models.UniqueConstraint(condition=models.Q(('scored', True)), fields=('vacancy', 'stage'), name='panel_round_once'),
        ),
        migrations.AddConstraint(
            model_name='panelround',
            constraint=models.UniqueConstraint(condition=models.Q(('scored', False)), fields=('longlist',), name='panel_sitting_once'),
        ),
        migrations.AddConstraint(
            model_name='panelround',
            constraint=models.CheckConstraint(condition=models.Q(('scored', True), models.Q(('revealed_at__isnull', False), ('stage', '')), _connector='OR'), name='panel_sitting_is_open'),
        ),
        # The table that has grown learns anew what stays fixed.
        AppendOnly(
            "deviation",
            closing=(
                "signed_by",
                "signed_at",
                "signed_token",
                "successor",
                "ended_by",
                "ended_at",
                "end_reason",
            ),
        ),
        NothingReplaced(),
    ]
    operations = at_once(operations)
