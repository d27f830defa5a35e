"""Where a record comes from, and the document that proves it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.agency import Agency
from talent.models.employee import Employee


class EvidenceFile(models.Model):
    """A file as it came, kept under its digest outside every served path."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    name = models.CharField(_("berkas"), max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "digest"], name="evidence_file_once")]


class Evidence(models.Model):
    """What a record rests on: its source, a document number, how long the document holds, and its file.

    `kind` and `key` name the fact (`Known.key`), so evidence stays with it through corrections. The NULL columns are
    set once, when somebody withdraws it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("jenis catatan"), max_length=20)
    key = models.CharField(max_length=32)
    source = models.CharField(_("sumber"), max_length=150)
    number = models.CharField(_("nomor dokumen"), max_length=100, blank=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["employee", "kind", "key"]),
            models.Index(fields=["agency", "kind"], condition=models.Q(withdrawn_at=None), name="evidence_in_use"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="evidence_withdrawn_whole",
            )
        ]
