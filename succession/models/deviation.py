"""The deviation register: where the PPK does otherwise than the committee proposed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.appointment import AppointmentDecision
from succession.models.vacancy import Vacancy
from talent.models.base import in_choices

_USER = settings.AUTH_USER_MODEL


class DeviationKind(models.TextChoices):
    NOT_FIRST = "NOT_FIRST", _("bukan nama pertama")
    OUTSIDE = "OUTSIDE", _("di luar tiga nama")
    AGAIN = "AGAIN", _("mengulang pengisian")


class DeviationCause(models.TextChoices):
    WITHDREW = "WITHDREW", _("calon pertama mengundurkan diri")
    TAKEN = "TAKEN", _("calon pertama sudah dilantik melalui lowongan lain")
    LEFT = "LEFT", _("calon pertama keluar dari kelompok suksesi")


class Deviation(models.Model):
    """An entry. `decision`: the choice that waits for the second signature; None where the filling starts again, which
    `successor` then is. `cause`: why the first name could not be taken, where the records say so. `basis`: a code of
    `selection.deviation` on `dated`; `token`, `signed_token`: what each of the two saw. Until `signed_at` nothing is
    final; `ended_at`: refused, or the decision was taken back."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="deviations")
    decision = models.OneToOneField(AppointmentDecision, models.PROTECT, null=True, related_name="deviation")
    kind = models.CharField(_("penyimpangan"), max_length=9, choices=DeviationKind)
    cause = models.CharField(_("sebab"), max_length=8, choices=DeviationCause, null=True)
    basis = models.CharField(_("dasar hukum"), max_length=40)
    dated = models.DateField(_("tanggal"))
    number = models.CharField(_("nomor"), max_length=100)
    reason = models.TextField(_("alasan"))
    token = models.CharField(max_length=64)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_token = models.CharField(max_length=64, null=True)
    successor = models.OneToOneField(Vacancy, models.PROTECT, null=True, related_name="again_of")
    ended_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(_("alasan diakhiri"), null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            in_choices("kind", DeviationKind, "deviation_kind_known"),
            in_choices("cause", DeviationCause, "deviation_cause_known"),
            models.CheckConstraint(
                condition=models.Q(kind="AGAIN", decision=None)
                | models.Q(~models.Q(kind="AGAIN"), decision__isnull=False, successor=None),
                name="deviation_of_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_by=None, signed_token=None, successor=None)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False, signed_token__isnull=False),
                name="deviation_signed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by=None) | ~models.Q(signed_by=models.F("by")),
                name="deviation_signed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False, end_reason__isnull=False),
                name="deviation_ended_whole",
            ),
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=models.Q(signed_at=None, ended_at=None),
                name="deviation_one_open_per_vacancy",
            ),
        ]

    @property
    def state(self) -> str:
        """`waiting`, `signed` or `ended`."""
        return "ended" if self.ended_at else "signed" if self.signed_at else "waiting"
