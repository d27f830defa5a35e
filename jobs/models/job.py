"""One piece of background work, its progress and where to go on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """`cursor` is written in the same transaction as each chunk's rows, so a killed worker leaves no half chunk."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("menunggu")
        RUNNING = "RUNNING", _("berjalan")
        DONE = "DONE", _("selesai")
        FAILED = "FAILED", _("gagal")

    kind = models.CharField(max_length=40)
    agency = models.ForeignKey("talent.Agency", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    target = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["WAITING", "RUNNING", "DONE", "FAILED"]), name="job_state_known"
            )
        ]

    @property
    def percent(self) -> int:
        """Whole per cent done; 100 only when finished."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def live(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
