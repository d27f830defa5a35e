"""What narrows the gate of one agency: times without replacements, and what it asks of itself beyond the law."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models import EvidenceFile
from talent.models.base import Known, in_choices, known_constraints, whole


class FreezeKind(models.TextChoices):
    PILKADA = "PILKADA", _("pilkada")
    NEW_HEAD = "NEW_HEAD", _("kepala daerah baru")


class GateFreezeRecord(Known):
    """A regional election (`true_from`: the candidates are fixed, `true_to`: the term ends) or a new head of region
    (`true_from`: the inauguration); from when to when officials stay is the law's to say. `revoked_on`: no more from
    that day on.

    `allowed_on` and `allowed_by` are of rows from before the minister's letter was a paper of its own
    (`ApprovalRecord`): nothing writes them any more."""

    kind = models.CharField(_("jenis"), max_length=8, choices=FreezeKind)
    number = models.CharField(_("nomor dokumen"), max_length=100)
    allowed_on = models.DateField(_("diizinkan menteri sejak"), null=True)
    allowed_by = models.CharField(_("nomor izin menteri"), max_length=100, null=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("gate_freeze", "agency"),
            in_choices("kind", FreezeKind, "gate_freeze_kind_known"),
            whole("gate_freeze_allowed_whole", "allowed_on", "allowed_by"),
        ]


class GateConditionRecord(Known):
    """A decree of the agency's head: what it asks from `true_from` to `true_to` (inclusive) beyond the law; no more
    from `revoked_on` on."""

    number = models.CharField(_("nomor keputusan"), max_length=100)
    category = models.CharField(_("kategori"), max_length=12, null=True)
    score = models.FloatField(_("nilai"), null=True)
    group = models.PositiveSmallIntegerField(_("calon"), null=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("gate_condition", "agency"),
            models.CheckConstraint(
                condition=models.Q(category=None) | models.Q(category__in=["SANGAT_BAIK", "BAIK", "KURANG", "BURUK"]),
                name="gate_condition_category_known",
            ),
        ]
