"""An open selection: what was announced, who applied with which documents, what each stage gave."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.vacancy import Vacancy
from talent.models import Agency, Employee, EvidenceFile
from talent.models.base import Withdrawable


class Standing(models.Manager["Announcement"]):
    """The announcements that no correction took the place of; so `vacancy.announcements` too."""

    def get_queryset(self) -> "models.QuerySet[Announcement]":
        """Without those that were corrected."""
        return super().get_queryset().filter(corrected_by=None)


class Announcement(models.Model):
    """The announcement of a selection, and each extension after it; never changed.

    `weights`: stage → percent (text), of the first one; an extension has none, but the reason for it. A correction is
    a row of its own, with its `correction` (why), and stands in the place of the one that it `corrects`, which only
    `every` finds.
    """

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="announcements")
    number = models.CharField(_("nomor pengumuman"), max_length=100)
    published_on = models.DateField(_("diumumkan"))
    closes_on = models.DateField(_("lamaran ditutup"))
    place = models.CharField(_("diumumkan di"), max_length=200)
    weights = models.JSONField(null=True)
    reason = models.TextField(_("alasan perpanjangan"), blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    correction = models.TextField(_("alasan koreksi"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Standing()
    every: "models.Manager[Announcement]" = models.Manager()

    class Meta:
        ordering = ["published_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=models.Q(weights__isnull=False, corrects=None),
                name="announcement_first_once",
            ),
            models.UniqueConstraint(
                fields=["vacancy", "number"], condition=models.Q(corrects=None), name="announcement_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("published_on")), name="announcement_date_order"
            ),
        ]

    @property
    def extends(self) -> bool:
        """Whether it is an extension."""
        return self.weights is None


class Application(Withdrawable):
    """Somebody's application; `home`: whose records theirs were when they applied; `reason`: why it was recorded only
    after the administrative check. Withdrawn, it stays as it was."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="applications")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    home = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    received_on = models.DateField(_("diterima"))
    reason = models.TextField(_("alasan baru dicatat"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Withdrawable.Meta):
        constraints = [
            *Withdrawable.Meta.constraints,
            models.UniqueConstraint(
                fields=["vacancy", "employee"], condition=models.Q(withdrawn_at=None), name="application_live_once"
            ),
        ]

    @property
    def origin(self) -> str:
        """The name of the agency that the applicant comes from."""
        return self.employee.comes_from if self.employee.outside else self.home.name


class ApplicationDocument(models.Model):
    """A document that came with an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    title = models.CharField(_("isi dokumen"), max_length=150)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class StageScore(models.Model):
    """What a stage gave an applicant, 0-100; of several the one written last counts, and says why it is another.

    `round`: the committee's, whose mean it is, rounded once to 6 decimals; entered by hand it has two at most, and
    stands on a document of this `number` and day (of scores from before it was asked for: none).
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="scores")
    stage = models.CharField(_("tahapan"), max_length=20)
    score = models.DecimalField(_("nilai"), max_digits=9, decimal_places=6)
    reason = models.TextField(_("alasan"), blank=True)
    number = models.CharField(_("nomor dokumen"), max_length=100, null=True)
    dated = models.DateField(_("tanggal dokumen"), null=True)
    round = models.ForeignKey("succession.PanelRound", models.PROTECT, null=True, related_name="stage_scores")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(score__range=(0, 100)), name="stage_score_in_range"),
            models.UniqueConstraint(fields=["application", "stage", "at"], name="stage_score_once_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(number=None, dated=None)
                | models.Q(number__isnull=False, dated__isnull=False, round=None),
                name="stage_score_document_whole",
            ),
        ]
