"""An uploaded workbook on its way to being records."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.agency import Agency


class ImportBatch(models.Model):
    """The file as it came (kept for evidence), what the check said, and what was written."""

    class State(models.TextChoices):
        PREVIEWED = "PREVIEWED", _("diperiksa")
        COMMITTING = "COMMITTING", _("sedang ditulis")
        COMMITTED = "COMMITTED", _("ditulis")
        REFUSED = "REFUSED", _("ditolak")

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("jenis"), max_length=20)
    file_name = models.CharField(_("berkas"), max_length=255)
    file_digest = models.CharField(max_length=64)
    stored = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["PREVIEWED", "COMMITTING", "COMMITTED", "REFUSED"]),
                name="import_state_known",
            )
        ]
