"""The day from which somebody is retired, suspended, on leave … is a date of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talent', '0007_seats_as_opened'),
    ]

    operations = [
        migrations.AddField(
            model_name='employeerecord',
            name='standing_from',
            field=models.DateField(null=True, verbose_name='TMT kedudukan'),
        ),
    ]
