"""Merit assessments of agencies, and the overseer's approvals."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import Tier
from talent.models import Agency
from talent.models.base import Known, in_choices, known_constraints


class Instrument(models.TextChoices):
    KASN_2019 = "KASN-2019", _("KASN 2019")
    PANRB_2025 = "PANRB-2025", _("PANRB 2025")


class ApprovalKind(models.TextChoices):
    APPROVAL = "APPROVAL", _("persetujuan")
    COMMITMENT = "COMMITMENT", _("komitmen")
    RECOMMENDATION = "RECOMMENDATION", _("rekomendasi")
    PERMIT = "PERMIT", _("izin penggantian pejabat")


class Authority(models.TextChoices):
    """The overseers of the merit system."""

    KASN = "KASN", _("KASN")
    BKN = "BKN", _("BKN")


class Issuer(models.TextChoices):
    """Whose papers open the gate: the overseers', and the minister's, who permits replacements (`gate.freezes`)."""

    KASN = "KASN", _("KASN")
    BKN = "BKN", _("BKN")
    MINISTER = "MIN", _("Menteri Dalam Negeri")


class MeritRound(models.Model):
    """One assessment of one agency; it belongs to one instrument for ever."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="merit_rounds")
    name = models.CharField(_("putaran"), max_length=60)
    instrument = models.CharField(_("instrumen"), max_length=12, choices=Instrument)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="merit_round_once"),
            in_choices("instrument", Instrument, "merit_instrument_known"),
        ]

    def __str__(self) -> str:
        return self.name


class MeritRoundRecord(Known):
    """What is known of a round's course; `true_from` is the day of the decision."""

    round = models.ForeignKey(MeritRound, models.PROTECT, related_name="records")
    submitted_on = models.DateField(_("diajukan"), null=True)
    decided_on = models.DateField(_("diputuskan"), null=True)
    decision_number = models.CharField(_("nomor keputusan"), max_length=100, null=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True)

    class Meta:
        constraints = known_constraints("merit_round_record", "round")


class MeritLevelRecord(Known):
    """A sub-aspect's level as the agency and the verifier saw it; −1: it does not apply (`rules.merit.LEFT_OUT`)."""

    round = models.ForeignKey(MeritRound, models.PROTECT, related_name="levels")
    sub_aspect = models.CharField(_("sub-aspek"), max_length=6)
    level = models.SmallIntegerField(_("level"), null=True)
    verified_level = models.SmallIntegerField(_("level verifikasi"), null=True)
    note = models.TextField(_("catatan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("merit_level", "round"),
            models.CheckConstraint(
                condition=models.Q(level__gte=-1) & models.Q(verified_level__gte=-1), name="merit_level_range"
            ),
        ]


class MeritWeights(models.Model):
    """The weights of an instrument that somebody accepted for an agency, from a workbook; a better one is the next
    version. `document`: {"aspects": {id: weight}, "sub_aspects": {id: weight}}, decimals as text.

    They count for rounds scored by a day from `effective_from` on, unless these were decided before `known_from`; and
    from then on for `round`, whose own result letter they are from.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="merit_weights")
    instrument = models.CharField(_("instrumen"), max_length=12, choices=Instrument)
    version = models.PositiveSmallIntegerField(_("versi"))
    effective_from = models.DateField(_("berlaku sejak"))
    round = models.ForeignKey(MeritRound, models.PROTECT, null=True, related_name="weights")
    source = models.CharField(_("sumber"), max_length=200)
    verified = models.BooleanField(_("diverifikasi"))
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    # SHA-256 of the workbook that brought them.
    file = models.CharField(max_length=64)
    known_from = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "instrument", "version"], name="merit_weights_once"),
            in_choices("instrument", Instrument, "merit_weights_instrument_known"),
        ]


class ApprovalRecord(Known):
    """An approval, commitment, recommendation or minister's permit; `true_from`/`true_to` is its validity, `revoked_on`
    ends it early. `dated`: the day of the letter where it is another one than the first on which it holds; `round`: of
    a commitment, the decision that it follows, where that was said.

    It is about every senior post of the agency, or about those of one `tier`, or about certain `posts` (codes, one a
    line).
    """

    kind = models.CharField(_("jenis"), max_length=15, choices=ApprovalKind)
    authority = models.CharField(_("otoritas"), max_length=4, choices=Issuer)
    number = models.CharField(_("nomor"), max_length=100)
    dated = models.DateField(_("tanggal surat"), null=True)
    round = models.ForeignKey(MeritRound, models.PROTECT, null=True, related_name="commitments")
    revoked_on = models.DateField(_("dicabut"), null=True)
    revoke_reason = models.TextField(_("alasan pencabutan"), null=True)
    tier = models.CharField(_("jenjang"), max_length=20, choices=Tier, null=True)
    posts = models.TextField(_("jabatan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("approval", "agency"),
            in_choices("kind", ApprovalKind, "approval_kind_known"),
            in_choices("authority", Issuer, "approval_authority_known"),
            models.CheckConstraint(
                condition=models.Q(round=None) | models.Q(kind="COMMITMENT"), name="approval_round_committed"
            ),
            models.CheckConstraint(
                condition=models.Q(dated=None) | models.Q(true_from__gt=models.F("dated")), name="approval_dated_before"
            ),
        ]

    @property
    def letter_date(self) -> date | None:
        """The day that the letter bears."""
        return self.dated or self.true_from
