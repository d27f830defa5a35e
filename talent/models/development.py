"""What follows from a box: development, retention and placement, and groups that train together."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talent.codes import ActionKind, ActionState
from talent.models.agency import Agency
from talent.models.base import in_choices, whole
from talent.models.cycle import ReviewCycle
from talent.models.employee import Employee


class TalentAction(models.Model):
    """One line of a person's plan (IDP, retention or placement): proposed, approved, done, monitored."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, null=True, related_name="actions")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="actions")
    kind = models.CharField(_("jenis"), max_length=11, choices=ActionKind)
    about = models.CharField(_("dasar"), max_length=60, blank=True)
    action = models.CharField(_("kegiatan"), max_length=200)
    owner = models.CharField(_("penanggung jawab"), max_length=150)
    due = models.DateField(_("tenggat"))
    state = models.CharField(_("keadaan"), max_length=9, choices=ActionState, default=ActionState.PROPOSED)
    result = models.TextField(_("hasil"), blank=True)
    done_on = models.DateField(_("dilaksanakan pada"), null=True)
    observation = models.TextField(_("hasil pemantauan"), blank=True)
    cost = models.DecimalField(_("biaya (rupiah)"), max_digits=14, decimal_places=0, null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Instants of what is known of the agency (`domain.known.turn`): none lies before one that was used already.
    at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["agency", "kind", "state", "due"])]
        constraints = [
            in_choices("kind", ActionKind, "action_kind_known"),
            in_choices("state", ActionState, "action_state_known"),
            whole("action_approved_whole", "approved_at", "approved_by"),
        ]


class TrainingGroup(models.Model):
    """People of one agency with like gaps, for the training calendar. `profile`: competency → mean missing levels."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="training_groups")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("nama"), max_length=200)
    profile = models.JSONField()
    starts = models.DateField(_("mulai"), null=True)
    seats = models.PositiveSmallIntegerField(_("kursi"), null=True)
    cost = models.DecimalField(_("biaya per kursi (rupiah)"), max_digits=14, decimal_places=0, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="training_group_once")]


class TrainingSeat(models.Model):
    """A person's place in a training group."""

    group = models.ForeignKey(TrainingGroup, models.CASCADE, related_name="places")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "employee"], name="training_seat_once")]
