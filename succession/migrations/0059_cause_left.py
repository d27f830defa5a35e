"""Why the PPK could not take the first name: also that they left the pool."""

from django.db import migrations, models

from accounts.tables_at_once import at_once
from audit.append_only import AppendOnly, NothingReplaced


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0058_agreed_for_the_pool'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='deviation',
            name='deviation_cause_known',
        ),
        migrations.AlterField(
            model_name='deviation',
            name='cause',
            field=models.CharField(choices=[('WITHDREW', 'calon pertama mengundurkan diri'), ('TAKEN', 'calon pertama sudah dilantik melalui lowongan lain'), ('LEFT', 'calon pertama keluar dari kelompok suksesi')], max_length=8, null=True, verbose_name='sebab'),
        ),
        migrations.AddConstraint(
            model_name='deviation',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['WITHDREW', 'TAKEN', 'LEFT']), ('cause__isnull', True), _connector='OR'), name='deviation_cause_known'),
        ),
        # The table that is made anew learns again what stays fixed.
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
