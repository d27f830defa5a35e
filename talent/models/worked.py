"""What was worked out from the records of an agency, kept to be shown again."""

from django.db import models

from talent.models.agency import Agency


class WorkedOut(models.Model):
    """The last complete list of a sort that was worked out from an agency's records (`domain.worked`): shown while the
    next one is worked out, never decided by.

    It holds for the day `on` and for what had been written by the events of `version`; complete `at`. `layout`: a
    digest of what its numbers mean. `columns`: whole numbers, compressed, of the forms that `forms` names.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    sort = models.CharField(max_length=60)
    layout = models.CharField(max_length=64)
    on = models.DateField()
    at = models.DateTimeField()
    version = models.JSONField()
    forms = models.JSONField()
    columns = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "sort"], name="worked_out_once")]
