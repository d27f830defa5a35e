"""The employee's right of reply to what a cycle says of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import ReplyKind, ReplyState
from talent.models.base import in_choices, whole
from talent.models.cycle import ReviewCycle
from talent.models.employee import Employee


class Reply(models.Model):
    """A request to correct a record, or an objection to a box; open until answered or taken back."""

    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="replies")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="replies")
    kind = models.CharField(_("jenis"), max_length=10, choices=ReplyKind)
    about = models.CharField(_("tentang"), max_length=60, blank=True)
    text = models.TextField(_("uraian"))
    state = models.CharField(_("keadaan"), max_length=9, choices=ReplyState, default=ReplyState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("jawaban"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["cycle", "state"])]
        constraints = [
            in_choices("kind", ReplyKind, "reply_kind_known"),
            in_choices("state", ReplyState, "reply_state_known"),
            models.UniqueConstraint(
                fields=["cycle", "employee", "kind", "about"], condition=models.Q(state="OPEN"), name="reply_open_once"
            ),
            whole("reply_answered_whole", "answered_at", "answered_by"),
        ]
