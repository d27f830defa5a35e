"""Who is to follow on a critical post, as people decided it; each edit is a version of its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models import Agency, Employee, Position
from talent.models.base import in_choices


class PlanOutcome(models.TextChoices):
    NAMED = "NAMED", _("penerus ditetapkan")
    NONE_SUITABLE = "NONE_SUITABLE", _("belum ada yang cocok, menurut keputusan")


class SuccessionPlan(models.Model):
    """One version of the plan of a post, never changed: the highest `version` is the plan.

    `stand_in`: who takes over at once when the post falls empty overnight. NONE_SUITABLE: a decision (its number and
    day) that nobody suits, to be looked at again on `review_on`.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, related_name="succession_plans")
    version = models.PositiveIntegerField()
    outcome = models.CharField(_("keadaan"), max_length=13, choices=PlanOutcome)
    stand_in = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField(_("nomor keputusan"), max_length=100, blank=True)
    decided_on = models.DateField(_("tanggal keputusan"), null=True)
    review_on = models.DateField(_("ditinjau kembali"), null=True)
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["position", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["position", "version"], name="succession_plan_version_once"),
            in_choices("outcome", PlanOutcome, "succession_plan_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="NAMED")
                | models.Q(decided_on__isnull=False, review_on__isnull=False) & ~models.Q(decision_number=""),
                name="succession_plan_none_by_decision",
            ),
        ]


class PlannedSuccessor(models.Model):
    """Somebody whom a version of a plan names."""

    plan = models.ForeignKey(SuccessionPlan, models.PROTECT, related_name="successors")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "employee"], name="planned_successor_once"),
            models.UniqueConstraint(fields=["plan", "order"], name="planned_successor_order_once"),
        ]
