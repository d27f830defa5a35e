"""A draft may be cancelled; a task that is done leaves room for one that rises further."""

from django.conf import settings
from django.db import migrations, models

from accounts.tables_at_once import at_once


class Migration(migrations.Migration):

    dependencies = [
        ('succession', '0011_superseding_and_tasks'),
        ('talent', '0007_seats_as_opened'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='meritassessment',
            name='merit_assessment_once',
        ),
        migrations.RemoveConstraint(
            model_name='meritassessment',
            name='merit_assessment_decided_whole',
        ),
        migrations.RemoveConstraint(
            model_name='meritassessment',
            name='merit_assessment_submitted_whole',
        ),
        migrations.RemoveConstraint(
            model_name='merittask',
            name='merit_task_once',
        ),
        migrations.AlterField(
            model_name='meritassessment',
            name='state',
            field=models.CharField(choices=[('DRAFT', 'disusun'), ('SUBMITTED', 'diajukan'), ('CLARIFICATION', 'diklarifikasi'), ('VERIFIED', 'diverifikasi'), ('DECIDED', 'diputuskan'), ('CANCELLED', 'dibatalkan')], default='DRAFT', max_length=13, verbose_name='keadaan'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'CANCELLED'), _negated=True), fields=('agency', 'name'), name='merit_assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('round', None), ('state__in', ['DRAFT', 'SUBMITTED', 'CLARIFICATION', 'VERIFIED', 'CANCELLED'])), models.Q(('round__isnull', False), ('state', 'DECIDED')), _connector='OR'), name='merit_assessment_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='meritassessment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'CANCELLED']), ('submitted_on__isnull', False), _connector='OR'), name='merit_assessment_submitted_whole'),
        ),
        migrations.AddConstraint(
            model_name='merittask',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None), ('done_on', None), ('end__isnull', False)), fields=('round', 'sub_aspect'), name='merit_task_once'),
        ),
    ]
    operations = at_once(operations)
