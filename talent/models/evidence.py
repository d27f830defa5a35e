"""Where a record comes from, and the document that proves it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.agency import Agency, Position, Unit
from talent.models.base import whole
from talent.models.employee import Employee
from talent.models.imports import ImportBatch

# Whom the records of a kind are about, where that is no employee.
OWNERS = {"units": "unit", "positions": "position", "technical_standards": "position", "agencies": "agency"}

_OF_POSTS = [kind for kind, owner in OWNERS.items() if owner == "position"]


def owner_of(kind: str) -> str:
    """The foreign key by which records of a kind, and their evidence, name whom they are about."""
    return OWNERS.get(kind, "employee")


class EvidenceFile(models.Model):
    """A file as it came, kept under its digest outside every served path. Without an agency: it is about one, and the
    installation's like the list of agencies itself."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    name = models.CharField(_("berkas"), max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "digest"], name="evidence_file_once"),
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(agency=None), name="evidence_file_of_none_once"
            ),
        ]


class Evidence(models.Model):
    """What a record rests on: its source, a document number, how long the document holds, and its file.

    `kind` and `key` name the fact (`Known.key`), so evidence stays with it through corrections; whose fact it is, one
    of `employee`, `unit` and `position` says, or `agency` for a fact about that. With a `batch` it is about every
    record that came in that file, as long as the record is as it came. What is NULL of the withdrawal is set once, when
    somebody withdraws it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="evidence")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="evidence")
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
            whole("evidence_withdrawn_whole", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                condition=models.Q(batch__isnull=False, key="", employee=None, unit=None, position=None)
                | models.Q(batch=None)
                & (
                    models.Q(kind="units", employee=None, unit__isnull=False, position=None)
                    | models.Q(kind__in=_OF_POSTS, employee=None, unit=None, position__isnull=False)
                    | models.Q(kind="agencies", employee=None, unit=None, position=None)
                    | ~models.Q(kind__in=list(OWNERS)) & models.Q(employee__isnull=False, unit=None, position=None)
                ),
                name="evidence_of_its_owner",
            ),
        ]

    @property
    def owner(self) -> Any:
        """Whom the fact is about: an employee, a unit, a post or an agency; or the import, of all of whose records."""
        return self.batch if self.batch_id else getattr(self, owner_of(self.kind))
