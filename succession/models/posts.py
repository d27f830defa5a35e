"""What an agency decrees about its posts: which are critical, and by which of its criteria."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models import EvidenceFile, Position
from talent.models.base import Known, known_constraints


class CriticalPostRecord(Known):
    """A decree by which a post is critical from `true_from` to `true_to` (inclusive; open: until it is revoked).

    `criteria`: those of the agency that the post meets, in the decree's own words. No more from `revoked_on` on."""

    post = models.ForeignKey(Position, models.PROTECT, related_name="critical_records")
    number = models.CharField(_("nomor keputusan"), max_length=100)
    criteria = models.TextField(_("kriteria"))
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = known_constraints("critical_post", "agency")

    @property
    def position(self) -> str:
        """The code of the post, as a workbook names it."""
        return self.post.code
