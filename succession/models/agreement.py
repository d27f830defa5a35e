"""Whose succession groups a longlist takes in: an agency's decree about it, and who of another agency agreed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.vacancy import Vacancy
from talent.models import Agency, Employee, EvidenceFile
from talent.models.base import Known, Withdrawable, known_constraints


class WiderPoolRecord(Known):
    """A decree of the agency's head: from `true_from` to `true_to` (inclusive; open: until it is revoked) its longlists
    take in members of other agencies' succession groups who agreed; no more from `revoked_on` on."""

    number = models.CharField(_("nomor keputusan"), max_length=100)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = known_constraints("wider_pool", "agency")


class Agreement(Withdrawable):
    """A member of another agency's succession group agreed to be considered for one vacancy, by the letter in `file`.
    `home`: whose member, and whose employee, they were. Withdrawn, it stays as it was."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="agreements")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    home = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.CharField(_("nomor surat"), max_length=100)
    dated = models.DateField(_("tanggal surat"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Withdrawable.Meta):
        constraints = [
            *Withdrawable.Meta.constraints,
            models.UniqueConstraint(
                fields=["vacancy", "employee"], condition=models.Q(withdrawn_at=None), name="agreement_live_once"
            ),
        ]
