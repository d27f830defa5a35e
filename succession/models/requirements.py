"""What an agency asks of candidates beyond the law, and the documents that free somebody from a requirement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import Tier
from talent.models import Employee, EvidenceFile, Position
from talent.models.base import Known, in_choices, known_constraints


class AgencyRequirementsRecord(Known):
    """A decree of the agency's head: what it asks of candidates for posts of `tier` beyond the law, from `true_from` to
    `true_to` (inclusive; open: until the next decree).

    `requirements`: the set as canonical JSON, in the form of the law's own files, with how the agency reads the law
    (`rules.additions`)."""

    number = models.CharField(_("nomor keputusan"), max_length=100)
    tier = models.CharField(_("jenjang"), max_length=20, choices=Tier)
    requirements = models.TextField(_("persyaratan"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("agency_requirements", "agency"),
            in_choices("tier", Tier, "agency_requirements_tier_known"),
        ]


class RequirementWaiverRecord(Known):
    """A document of `authority` that frees `person` from the requirement `code` of the agency's posts (of `post` alone,
    where it names one), from `true_from` to `true_to` (inclusive); no more from `revoked_on` on."""

    person = models.ForeignKey(Employee, models.PROTECT, related_name="requirement_waivers")
    post = models.ForeignKey(Position, models.PROTECT, null=True, related_name="requirement_waivers")
    code = models.CharField(_("persyaratan"), max_length=40)
    authority = models.CharField(_("pemberi"), max_length=150)
    number = models.CharField(_("nomor dokumen"), max_length=100)
    granted = models.DateField(_("tanggal dokumen"))
    grounds = models.TextField(_("alasan"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = known_constraints("requirement_waiver", "agency")

    @property
    def position(self) -> str:
        """The code of the post; empty where it is about all of them."""
        return self.post.code if self.post else ""
