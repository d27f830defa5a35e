"""Questions about a merit round and their answers: nothing that was said, or seen while it was said, ever changes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.assessment import MeritAssessment
from talent.models import EvidenceFile


class MeritQuestion(models.Model):
    """What the overseer asks about a sub-aspect, to be answered by `due`; open until somebody closes it.

    `seen`: the documents in use when it was asked, each as (title, version, SHA-256). `file`: one of the asker's own.
    """

    assessment = models.ForeignKey(MeritAssessment, models.PROTECT, related_name="questions")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6)
    text = models.TextField(_("pertanyaan"))
    due = models.DateField(_("tenggat"))
    seen = models.JSONField(default=list)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(_("kesimpulan"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None, outcome=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False, outcome__isnull=False),
                name="merit_question_closed_whole",
            )
        ]


class MeritReply(models.Model):
    """An answer of the agency, or what the overseer says to it; `seen` as for a question."""

    class Side(models.TextChoices):
        AGENCY = "AGENCY", _("instansi")
        OVERSEER = "OVERSEER", _("verifikator")

    question = models.ForeignKey(MeritQuestion, models.PROTECT, related_name="replies")
    side = models.CharField(max_length=8, choices=Side)
    text = models.TextField(_("jawaban"))
    seen = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(side__in=["AGENCY", "OVERSEER"]), name="merit_reply_side_known")
        ]
