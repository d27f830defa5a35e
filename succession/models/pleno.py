"""The plenary session about a verified round: its minutes, who was there, who signed what they say."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.assessment import MeritAssessment


class MeritPleno(models.Model):
    """The minutes of a round's session. `levels`: sub-aspect → [level, reason] as the session decided.

    `version` guards their edits; whoever signed an earlier text signs anew.
    """

    assessment = models.OneToOneField(MeritAssessment, models.PROTECT, related_name="pleno")
    held_on = models.DateField(_("tanggal pleno"))
    minutes = models.TextField(_("risalah"))
    levels = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


class MeritPlenoSeat(models.Model):
    """Somebody who was there."""

    pleno = models.ForeignKey(MeritPleno, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pleno", "user"], name="merit_pleno_seat_once")]


class MeritPlenoSignature(models.Model):
    """A signature under the minutes: `token` is the digest of what the person saw."""

    pleno = models.ForeignKey(MeritPleno, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pleno", "user", "token"], name="merit_pleno_signed_once")]
