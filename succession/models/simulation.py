"""What would become of posts: a simulation that is kept, compared and exported, and decides nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models import Agency


class Simulation(models.Model):
    """Posts filled on paper, from what was known at `known_at` about `on`; never changed.

    `asked`: the posts (ids, in the order of filling them one by one) or the chain's first post, person, picks and
    depth. `rows`: what came out, one a post (`queries.joint.Row`); `emptied`: the posts that this leaves behind.
    """

    class Kind(models.TextChoices):
        TOGETHER = "TOGETHER", _("penempatan bersama")
        CASCADE = "CASCADE", _("rantai kekosongan")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("nama"), max_length=120)
    on = models.DateField(_("tanggal acuan"))
    known_at = models.DateTimeField()
    asked = models.JSONField()
    rows = models.JSONField()
    emptied = models.JSONField()
    law_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    results_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["TOGETHER", "CASCADE"]), name="simulation_kind_known")
        ]

    def __str__(self) -> str:
        return self.name
