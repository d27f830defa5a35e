"""Scoring policies that an agency made its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.agency import Agency


class ScoringPolicy(models.Model):
    """A published policy: dated, versioned, immutable. `agency` NULL: for every agency.

    `document` is the YAML as published, checked by `rules.policy`; a change is a new version with its own dates.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="policies")
    code = models.CharField(_("kode"), max_length=60)
    version = models.PositiveSmallIntegerField(_("versi"))
    effective_from = models.DateField(_("berlaku sejak"))
    effective_to = models.DateField(_("berlaku sampai"), null=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-effective_from", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["code", "version"], condition=models.Q(agency=None), name="policy_national_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_to=None) | models.Q(effective_to__gte=models.F("effective_from")),
                name="policy_in_order",
            ),
        ]
