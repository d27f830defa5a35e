"""A merit round on its way: the agency's answers with their evidence, and the verifier's levels beside them.

Once it is decided, what came of it stands in the dated records of `merit`; nothing else reads these tables.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.merit import Instrument, MeritRound
from talent.models import Agency, EvidenceFile
from talent.models.base import in_choices, whole


class MeritAssessment(models.Model):
    """One round from its first answer to its decision; `round`: the records it became. `version` guards its steps.

    `begun_on`: the day on which its instrument had to be in force.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("disusun")
        SUBMITTED = "SUBMITTED", _("diajukan")
        CLARIFICATION = "CLARIFICATION", _("diklarifikasi")
        VERIFIED = "VERIFIED", _("diverifikasi")
        DECIDED = "DECIDED", _("diputuskan")
        CANCELLED = "CANCELLED", _("dibatalkan")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="merit_assessments")
    name = models.CharField(_("putaran"), max_length=60)
    instrument = models.CharField(_("instrumen"), max_length=12, choices=Instrument)
    state = models.CharField(_("keadaan"), max_length=13, choices=State, default=State.DRAFT)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_on = models.DateField(_("dimulai"))
    submitted_on = models.DateField(_("diajukan"), null=True)
    round = models.OneToOneField(MeritRound, models.PROTECT, null=True, related_name="assessment")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=~models.Q(state="CANCELLED"), name="merit_assessment_once"
            ),
            in_choices("instrument", Instrument, "merit_assessment_instrument_known"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["DRAFT", "SUBMITTED", "CLARIFICATION", "VERIFIED", "CANCELLED"], round=None
                )
                | models.Q(state="DECIDED", round__isnull=False),
                name="merit_assessment_decided_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["DRAFT", "CANCELLED"]) | models.Q(submitted_on__isnull=False),
                name="merit_assessment_submitted_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeritAnswer(models.Model):
    """A sub-aspect as the agency and the verifier see it now; `owner`: whose share it is. A level that is NULL: not
    answered yet; −1: the sub-aspect does not apply (`rules.merit.LEFT_OUT`).

    `evidence_seen`: digest over the documents in use when the verifier gave the level (`queries.assessments.proof`).
    """

    assessment = models.ForeignKey(MeritAssessment, models.PROTECT, related_name="answers")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    level = models.SmallIntegerField(_("level"), null=True)
    justification = models.TextField(_("penjelasan"), blank=True)
    verified_level = models.SmallIntegerField(_("level verifikasi"), null=True)
    note = models.TextField(_("catatan"), blank=True)
    evidence_seen = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sub_aspect"], name="merit_answer_once"),
            models.CheckConstraint(
                condition=models.Q(level__gte=-1) & models.Q(verified_level__gte=-1), name="merit_answer_range"
            ),
        ]


class MeritEvidence(models.Model):
    """A document that serves a sub-aspect; one file may serve several. Replacing it withdraws the row and adds the
    next `number`; the NULL columns are set once, then."""

    assessment = models.ForeignKey(MeritAssessment, models.PROTECT, related_name="evidence")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6)
    title = models.CharField(_("judul dokumen"), max_length=150)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("versi"), default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "sub_aspect", "file"],
                condition=models.Q(withdrawn_at=None),
                name="merit_evidence_once",
            ),
            whole("merit_evidence_withdrawn_whole", "withdrawn_at", "withdrawn_by"),
        ]


class MeritExtract(models.Model):
    """A document that the system made of its own records: of what, of which day, as known at which instant.

    `facts` is the digest over what was counted. The same answers make the same `file` again, byte for byte.
    """

    file = models.OneToOneField(EvidenceFile, models.PROTECT, related_name="merit_extract")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    on = models.DateField()
    known_at = models.DateTimeField()
    facts = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
