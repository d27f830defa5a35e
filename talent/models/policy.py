"""Scoring policies that an agency made its own, and drafts of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.agency import Agency
from talent.models.employee import Employee


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


class PolicyDraft(models.Model):
    """A policy being written; publishing turns it into a `ScoringPolicy`. `simulation`: what it would change, and of
    which text (`simulated_digest`) and facts that was computed."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="policy_drafts")
    code = models.CharField(_("kode"), max_length=60)
    document = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    simulation = models.JSONField(default=dict)
    simulated_digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    published = models.ForeignKey(ScoringPolicy, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-changed_at"]


class SimulatedMove(models.Model):
    """A person whose box a draft would change; boxes are NULL where the person cannot be placed."""

    draft = models.ForeignKey(PolicyDraft, models.CASCADE, related_name="moves")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(_("kotak kini"), null=True)
    after = models.PositiveSmallIntegerField(_("kotak menurut draf"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "employee"], name="simulated_move_once")]
