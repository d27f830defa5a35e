"""What follows a decided merit round: tasks, objections, decisions in its place, signed copies of papers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from succession.models.merit import ApprovalKind, Issuer, MeritRound
from talent.models import Agency, EvidenceFile
from talent.models.base import in_choices

_USER = settings.AUTH_USER_MODEL


class MeritTask(models.Model):
    """Something the agency means to do after a decision; `version` guards its edits.

    One from the way to a category says from which level to which its sub-aspect rises. One by hand names a sub-aspect
    or none, and no levels. No task goes away: one that is no longer meant is closed, with the reason.
    """

    round = models.ForeignKey(MeritRound, models.PROTECT, related_name="tasks")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6, blank=True)
    start = models.PositiveSmallIntegerField(_("dari level"), null=True)
    end = models.PositiveSmallIntegerField(_("ke level"), null=True)
    text = models.TextField(_("tugas"))
    owner = models.CharField(_("penanggung jawab"), max_length=120, blank=True)
    due = models.DateField(_("tenggat"), null=True)
    done_on = models.DateField(_("selesai"), null=True)
    result = models.TextField(_("hasil"), blank=True)
    closed_on = models.DateField(_("ditutup"), null=True)
    close_reason = models.TextField(_("alasan ditutup"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            # Of the way to a category; by hand there may be several about one sub-aspect.
            models.UniqueConstraint(
                fields=["round", "sub_aspect"],
                condition=models.Q(end__isnull=False, closed_on=None, done_on=None),
                name="merit_task_once",
            ),
            models.CheckConstraint(
                condition=models.Q(start=None, end=None) | models.Q(start__isnull=False, end__gt=models.F("start")),
                name="merit_task_rises",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on=None) | ~models.Q(result=""), name="merit_task_done_whole"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None, close_reason="")
                | models.Q(closed_on__isnull=False, done_on=None) & ~models.Q(close_reason=""),
                name="merit_task_closed_whole",
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


class MeritSuperseding(models.Model):
    """A decision that took the place of another after an objection was accepted. Both stay rounds of their own: the new
    one (`round`) counts from its own date on, the `replaced` one until then."""

    objection = models.OneToOneField(MeritObjection, models.PROTECT, related_name="led_to")
    replaced = models.OneToOneField(MeritRound, models.PROTECT, related_name="replaced_by")
    round = models.OneToOneField(MeritRound, models.PROTECT, related_name="replacing")
    reason = models.TextField(_("alasan"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class MeritPaper(models.Model):
    """The signed copy of an overseer's paper, named as its `ApprovalRecord` is, or of what revoked it; a better copy is
    a row of its own."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="merit_papers")
    kind = models.CharField(_("jenis"), max_length=15, choices=ApprovalKind)
    authority = models.CharField(_("otoritas"), max_length=4, choices=Issuer)
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
            in_choices("authority", Issuer, "merit_paper_authority_known"),
        ]
