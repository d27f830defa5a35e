"""What was seen where somebody signed for people without deciding on one of them, so that it can be computed again."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.deviation import Deviation
from succession.models.vacancy import Vacancy
from talent.models.base import in_choices


class SightStep(models.TextChoices):
    NAMES = "NAMES", _("tiga nama diusulkan")
    AGAIN = "AGAIN", _("pengisian diulang")
    SECOND = "SECOND", _("tanda tangan kedua")


class Sight(models.Model):
    """What was seen at `at`, and signed for by `token`: of the three names as they were sent up, of a fresh start, and
    of the second signature under a `deviation`. None of what was signed before it was kept. What was seen of names
    that were taken back stays; that of the names that stand has their instant.

    `checks`: employee id (text) → their requirements as known then, of names sent up also whether the rule of the route
    would choose them. `names`: of names sent up, how each stood among the others, in the committee's order
    (`succession.domain.sights.names_of`); None of the others. The digests are as those of a decision.
    """

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="sights")
    step = models.CharField(_("langkah"), max_length=6, choices=SightStep)
    deviation = models.ForeignKey(Deviation, models.PROTECT, null=True, related_name="sights")
    token = models.CharField(max_length=64)
    checks = models.JSONField()
    names = models.JSONField(null=True)
    inputs_digest = models.CharField(max_length=64)
    law_digest = models.CharField(max_length=64)
    results_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_choices("step", SightStep, "sight_step_known"),
            models.CheckConstraint(
                condition=models.Q(step="NAMES", deviation=None, names__isnull=False)
                | models.Q(~models.Q(step="NAMES"), deviation__isnull=False, names__isnull=True),
                name="sight_of_a_step",
            ),
            models.UniqueConstraint(
                fields=["vacancy", "at"], condition=models.Q(step="NAMES"), name="sight_names_once"
            ),
            models.UniqueConstraint(
                fields=["deviation", "step"], condition=~models.Q(step="NAMES"), name="sight_of_a_deviation_once"
            ),
        ]

    @property
    def known_at(self) -> datetime:
        """As known when it was signed for."""
        return self.at
