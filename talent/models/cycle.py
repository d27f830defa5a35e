"""Review cycles, mapping runs and the pool."""

from django.conf import settings
from django.db import models
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talent.codes import Expectation, PoolExitCause, PotentialBand
from talent.models.agency import Agency
from talent.models.base import in_choices, whole
from talent.models.employee import Employee


class MappingRun(models.Model):
    """One computation of boxes: what went in, what came out. The NULL columns are set once, when it ends.

    `extends`: the cycle's run that this one adds people to, who became eligible after it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    cycle = models.ForeignKey("talent.ReviewCycle", models.PROTECT, null=True, related_name="runs")
    extends = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements")
    on = models.DateField()
    known_at = models.DateTimeField()
    policy_code = models.CharField(max_length=60)
    policy_version = models.PositiveSmallIntegerField()
    policy_digest = models.CharField(max_length=64)
    policy_document = models.TextField()
    law_digest = models.CharField(max_length=64)
    # Rule id → digests of what it answered; NULL for runs from before this was kept.
    rules_used = models.JSONField(null=True)
    inputs_digest = models.CharField(max_length=64, null=True)
    results_digest = models.CharField(max_length=64, null=True)
    people = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def policy_name(self) -> str:
        """The policy it was computed by, as people and programs are told."""
        return f"{self.policy_code} v{self.policy_version}"


class Placement(models.Model):
    """One person's place in one run. `box` NULL: not assessed yet; `missing`: what lacks, a bit
    for each leaf of the policy."""

    run = models.ForeignKey(MappingRun, models.PROTECT, related_name="placements", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="placements")
    performance = models.FloatField(null=True)
    potential = models.FloatField(null=True)
    talent_value = models.FloatField(null=True)
    performance_band = models.CharField(max_length=5, choices=Expectation, null=True)
    potential_band = models.CharField(max_length=6, choices=PotentialBand, null=True)
    box = models.PositiveSmallIntegerField(null=True)
    missing = models.BigIntegerField(default=0)

    # The box after calibration, where `calibrated.boxed` has put it: the run itself knows the computed one only.
    after: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "employee"], name="placement_once"),
            models.CheckConstraint(
                condition=models.Q(box=None) | models.Q(box__range=(1, 9)), name="placement_box_in_range"
            ),
            in_choices("performance_band", Expectation, "placement_performance_known"),
            in_choices("potential_band", PotentialBand, "placement_potential_known"),
        ]
        indexes = [models.Index(fields=["run", "box", "-talent_value", "employee"])]


class ReviewCycle(models.Model):
    """A *siklus pemetaan*: gathering, mapping, calibration, proposal, penetapan by the PPK.

    From `announced_on` on the employee sees the result and may reply until `reply_until`.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draf")
        OPEN = "OPEN", _("pengumpulan data")
        MAPPED = "MAPPED", _("terpetakan")
        CALIBRATION = "CALIBRATION", _("dalam kalibrasi")
        PROPOSED = "PROPOSED", _("diusulkan")
        ESTABLISHED = "ESTABLISHED", _("ditetapkan")
        CLOSED = "CLOSED", _("ditutup")
        CANCELLED = "CANCELLED", _("dibatalkan")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cycles")
    name = models.CharField(_("nama"), max_length=80)
    on = models.DateField(_("data per tanggal"))
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    run = models.ForeignKey(MappingRun, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    established_date = models.DateField(_("tanggal penetapan"), null=True)
    established_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decree = models.CharField(_("nomor keputusan"), max_length=100, blank=True)
    announced_on = models.DateField(_("diumumkan pada"), null=True)
    reply_until = models.DateField(_("tanggapan sampai"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=~models.Q(state="CANCELLED"), name="cycle_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "DRAFT",
                        "OPEN",
                        "MAPPED",
                        "CALIBRATION",
                        "PROPOSED",
                        "ESTABLISHED",
                        "CLOSED",
                        "CANCELLED",
                    ]
                ),
                name="cycle_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(announced_on=None, reply_until=None)
                | models.Q(reply_until__gte=models.F("announced_on")),
                name="cycle_reply_window_whole",
            ),
            whole("cycle_established_whole", "established_date", "established_by"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name as it is said where nothing around it says that it is a cycle: "2022" alone means nothing."""
        return gettext("Siklus %(name)s") % {"name": self.name} if self.name.isdecimal() else self.name

    @property
    def dated(self) -> str:
        """Its title and the day whose facts it reads."""
        day = gettext("keadaan %(day)s") % {"day": formats.date_format(self.on, "DATE_FORMAT")}
        return f"{self.title} · {day}"

    @property
    def in_full(self) -> str:
        """The same, and how far it is."""
        return f"{self.dated} · {self.get_state_display()}"


class PoolMembership(models.Model):
    """A person in the *Kelompok Rencana Suksesi*, as the PPK established it.

    `box` is the box that counts; `computed_box` the one before calibration (NULL: nobody moved the person).
    `entry_reason` is empty for who came in with the cycle's own penetapan. `known_from`: when the penetapan was
    recorded; NULL for those from before this was kept.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="memberships")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="memberships")
    box = models.PositiveSmallIntegerField()
    computed_box = models.PositiveSmallIntegerField(null=True)
    talent_value = models.FloatField(null=True)
    entry_reason = models.TextField(_("alasan masuk"), null=True)
    rank = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    known_from = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "employee"], name="membership_once"),
            models.UniqueConstraint(fields=["cycle", "rank"], name="membership_rank_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="membership_in_order"
            ),
            models.CheckConstraint(condition=models.Q(box__range=(1, 9)), name="membership_box_in_range"),
        ]
        indexes = [models.Index(fields=["agency", "valid_from", "valid_to"])]


class PoolExit(models.Model):
    """A member left the pool before the membership ran out.

    One recorded by mistake is revoked, once and with a reason, and stays readable: until `revoked_at` it was known.
    """

    membership = models.ForeignKey(PoolMembership, models.PROTECT, related_name="exits")
    on = models.DateField(_("keluar pada"))
    cause = models.CharField(_("sebab"), max_length=9, choices=PoolExitCause)
    reason = models.TextField(_("uraian"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_because = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            in_choices("cause", PoolExitCause, "pool_exit_cause_known"),
            models.UniqueConstraint(
                fields=["membership"], condition=models.Q(revoked_at=None), name="pool_exit_in_force_once"
            ),
            whole("pool_exit_revoked_whole", "revoked_at", "revoked_by", "revoked_because"),
        ]


class InclusionDecline(models.Model):
    """The PPK's decision, with its reason, that somebody who joined an established cycle does not enter its pool.

    It holds for the placement they joined by: another one, of a later run, waits for a decree again; so does this one
    once somebody offered it anew, with a reason. The decline stays readable.
    """

    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="declines")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="declines")
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offered_because = models.TextField(_("alasan ditawarkan lagi"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=models.Q(offered_at=None), name="inclusion_decline_in_force_once"
            ),
            whole("inclusion_decline_offered_whole", "offered_at", "offered_by", "offered_because"),
        ]


class Advice(models.Model):
    """What a model noticed about one cycle's facts (never an input of any score): when, from what, and what it said."""

    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="advice")
    kind = models.CharField(max_length=20)
    known_at = models.DateTimeField()
    inputs_digest = models.CharField(max_length=64)
    document = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["cycle", "kind", "-id"])]
