"""The talent committee at work on one cycle: sessions, blind placements, moves, signatures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models.cycle import ReviewCycle
from talent.models.employee import Employee

_USER = settings.AUTH_USER_MODEL


def _box(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(**{f"{field}__range": (1, 9)}), name=name)


class CalibrationSession(models.Model):
    """One sitting. With `blind`, members place people before they see anybody else's placement.

    `version` counts every change of the session's own state; moves are numbered by themselves. `broken_off`: it was
    closed without a result, and its moves were taken back.
    """

    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="sessions")
    chair = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    quorum = models.PositiveSmallIntegerField(_("kuorum"))
    blind = models.BooleanField(_("penempatan buta dahulu"), default=True)
    held_on = models.DateField(_("tanggal sidang"))
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    broken_off = models.BooleanField(_("dihentikan"), default=False)
    minutes = models.TextField(_("risalah"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=models.Q(closed_at=None), name="calibration_one_open_session"
            ),
            models.CheckConstraint(condition=models.Q(quorum__gte=1), name="calibration_quorum_positive"),
        ]


class CalibrationMember(models.Model):
    """Somebody with a seat; `present` counts towards the quorum.

    `outside`: whoever opened the session stated that this member is no employee of the agency; `employee`: who they
    were then by their account. `excused_at`: they left for good; what they decided stays, and they do not sign.
    """

    session = models.ForeignKey(CalibrationSession, models.PROTECT, related_name="members")
    user = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    present = models.BooleanField(_("hadir"), default=False)
    outside = models.BooleanField(_("bukan pegawai instansi ini"), default=False)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    excused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="calibration_member_once")]


class DeclaredRelation(models.Model):
    """A relative (or the like) whom a user declared, and about whom they decide nothing."""

    user = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    relation = models.CharField(_("hubungan"), max_length=80)
    declared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "employee"], condition=models.Q(ended_at=None), name="relation_declared_once"
            )
        ]


class BlindPlacement(models.Model):
    """Where one member puts a person before the others' placements are shown; may change until then."""

    session = models.ForeignKey(CalibrationSession, models.PROTECT, related_name="blind_placements")
    member = models.ForeignKey(CalibrationMember, models.PROTECT, related_name="blind_placements")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    box = models.PositiveSmallIntegerField(_("kotak"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "employee"], name="blind_placement_once"),
            _box("box", "blind_placement_box_in_range"),
        ]


class CalibrationMove(models.Model):
    """One person moved to another box, with a reason of its own. `number` counts a person's moves in the cycle:
    of two members who move the same person at once, one is told."""

    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, related_name="moves")
    session = models.ForeignKey(CalibrationSession, models.PROTECT, related_name="moves")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    computed_box = models.PositiveSmallIntegerField(_("kotak hasil hitung"))
    from_box = models.PositiveSmallIntegerField(_("dari kotak"))
    box = models.PositiveSmallIntegerField(_("ke kotak"))
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "employee", "number"], name="calibration_move_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="calibration_move_has_reason"),
            _box("box", "calibration_move_box_in_range"),
        ]


class MinutesSignature(models.Model):
    """A member's signature under the minutes: the digest of what they saw. Minutes that changed are signed anew."""

    session = models.ForeignKey(CalibrationSession, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user", "token"], name="minutes_signed_once")]
