"""A filling that left the talent pool route for an open selection."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.vacancy import RouteDecision, Vacancy
from talent.models import EvidenceFile


class GoneOver(models.Model):
    """That, why and by which document of `dated` a vacancy went over to open selection; never changed. `route`: the
    gate's answer that was left, which stays as it was; `eligible`: how many could have been named then."""

    vacancy = models.OneToOneField(Vacancy, models.PROTECT, related_name="gone_over")
    route = models.ForeignKey(RouteDecision, models.PROTECT, related_name="+")
    eligible = models.PositiveSmallIntegerField(_("calon yang dapat diusulkan"))
    number = models.CharField(_("nomor keputusan"), max_length=100)
    dated = models.DateField(_("tanggal keputusan"))
    reason = models.TextField(_("alasan beralih"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
