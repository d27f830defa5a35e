"""An uploaded workbook on its way to being records."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import ImportState
from talent.models.agency import Agency
from talent.models.base import in_choices, whole


class ImportBatch(models.Model):
    """The file as it came (kept for evidence), what the check said, and what was written.

    `matches`: header in the file → column, where somebody said so.
    """

    State = ImportState

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("jenis"), max_length=20)
    file_name = models.CharField(_("berkas"), max_length=255)
    file_digest = models.CharField(max_length=64)
    stored = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.PREVIEWED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    report = models.JSONField(default=dict)
    matches = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            in_choices("state", ImportState, "import_state_known"),
            whole("import_withdrawn_whole", "withdrawn_at", "withdrawn_by"),
        ]

    @property
    def halted(self) -> bool:
        """Whether its writing gave up, however that came: what is written stays, the rest can be taken up again."""
        return self.state == self.State.COMMITTING and self._given_up

    @property
    def half_withdrawn(self) -> bool:
        """Whether its withdrawal gave up: what is retired stays so, the rest can be taken up again."""
        return self.state == self.State.WITHDRAWING and self._given_up

    @property
    def _given_up(self) -> bool:
        return self.job is None or self.job.state == self.job.State.FAILED

    @property
    def phase(self) -> str:
        """The state, with STOPPED for a batch that is halted."""
        return "STOPPED" if self.halted or self.half_withdrawn else self.state

    @property
    def phase_label(self) -> Any:
        """The same in words."""
        return _("terhenti") if self.phase == "STOPPED" else self.get_state_display()

    @property
    def cursor(self) -> dict[str, Any]:
        """How far the writing has come: `chunk`, and `counts` of its rows; empty before the first chunk."""
        if self.job is None:
            return {}
        found: dict[str, Any] = self.job.cursor or self.job.params.get("cursor", {})
        return found


class ColumnMatch(models.Model):
    """A header that an agency's files use for a column, remembered from the last time somebody matched it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    header = models.CharField(max_length=120)
    column = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "header"], name="column_match_once")]
