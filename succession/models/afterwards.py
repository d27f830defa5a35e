"""What follows a decided merit round: tasks, objections, and the signed copies of the overseer's papers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from succession.models.merit import ApprovalKind, Authority, MeritRound
from talent.models import Agency, EvidenceFile
from talent.models.base import in_choices

_USER = settings.AUTH_USER_MODEL


class MeritTask(models.Model):
    """Something the agency means to do so that a sub-aspect rises from `start` to `end`; `version` guards its edits."""

    round = models.ForeignKey(MeritRound, models.PROTECT, related_name="tasks")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6)
    start = models.PositiveSmallIntegerField(_("dari level"))
    end = models.PositiveSmallIntegerField(_("ke level"))
    text = models.TextField(_("tugas"))
    owner = models.CharField(_("penanggung jawab"), max_length=120, blank=True)
    due = models.DateField(_("tenggat"), null=True)
    done_on = models.DateField(_("selesai"), null=True)
    result = models.TextField(_("hasil"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "sub_aspect"], name="merit_task_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="merit_task_rises"),
            models.CheckConstraint(
                condition=models.Q(done_on=None) | ~models.Q(result=""), name="merit_task_done_whole"
            ),
        ]


class MeritObjection(models.Model):
    """What the agency holds against a decision, and the overseer's answer, set once."""

    round = models.ForeignKey(MeritRound, models.PROTECT, related_name="objections")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6, blank=True)
    text = models.TextField(_("keberatan"))
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(_("diterima"), null=True)
    answer = models.TextField(_("jawaban"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, accepted=None, answer=None)
                | models.Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    accepted__isnull=False,
                    answer__isnull=False,
                ),
                name="merit_objection_answered_whole",
            )
        ]


class MeritPaper(models.Model):
    """The signed copy of an overseer's paper, named as its `ApprovalRecord` is, or of what revoked it; a better copy is
    a row of its own."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="merit_papers")
    kind = models.CharField(_("jenis"), max_length=15, choices=ApprovalKind)
    authority = models.CharField(_("otoritas"), max_length=4, choices=Authority)
    number = models.CharField(_("nomor"), max_length=100)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    revocation = models.BooleanField(_("surat pencabutan"), default=False)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    # Given, the instant from which its paper is known so, whatever the clock says.
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "authority", "number", "file"], name="merit_paper_once"),
            in_choices("kind", ApprovalKind, "merit_paper_kind_known"),
            in_choices("authority", Authority, "merit_paper_authority_known"),
        ]
