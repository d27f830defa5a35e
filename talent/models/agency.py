"""Agencies, their units and posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import AgencyKind, Tier
from talent.models.base import Known, Levels, in_choices, known_constraints, level_range


class Registered(models.Manager["Agency"]):
    """The agencies that are here: not the rows under which they keep applicants from elsewhere."""

    def get_queryset(self) -> models.QuerySet["Agency"]:
        """What every list of agencies, and every word that could name one, is looked up in."""
        return super().get_queryset().filter(outside_of=None)


class Agency(models.Model):
    """An *instansi*: the key of every scoped table.

    `outside_of`: not an agency, but where that one keeps applicants whose own agency is not here (ADR 0034). It is in
    no list; `every` has it too.
    """

    code = models.CharField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=10, choices=AgencyKind)
    province = models.CharField(_("provinsi"), max_length=80, blank=True)
    outside_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="outside")

    objects = Registered()
    every: models.Manager["Agency"] = models.Manager()

    class Meta:
        ordering = ["name"]
        constraints = [in_choices("kind", AgencyKind, "agency_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def answerable(self) -> "Agency":
        """Whose auditors read what happened to its people: itself, or the one whose outside it is."""
        return self.outside_of or self


class AgencyRecord(Known):
    """An agency as known: records of people name agencies in words, also by names that these have no more."""

    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=10, choices=AgencyKind)
    province = models.CharField(_("provinsi"), max_length=80, blank=True)

    class Meta:
        constraints = [
            *known_constraints("agency_record", "agency"),
            in_choices("kind", AgencyKind, "agency_record_kind_known"),
        ]


class Unit(models.Model):
    """A *unit kerja* in the agency's tree, as it is called now; what it was called when stands in its records."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    code = models.CharField(_("kode"), max_length=60)
    name = models.CharField(_("nama"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name


class UnitRecord(Known):
    """A unit as known: people's records name units in words, and must be read later as they were read then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    name = models.CharField(_("nama"), max_length=200)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = known_constraints("unit_record", "unit")


class Position(models.Model):
    """A *jabatan*: its identity; what is known of it stands in its records."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="positions")
    code = models.CharField(_("kode"), max_length=60)
    current = models.ForeignKey("talent.PositionRecord", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="position_code_once")]

    def __str__(self) -> str:
        return self.current.name if self.current else self.code


class PositionRecord(Levels, Known):
    """A post as known: name, tier, family and the competency levels it asks for (NULL: the tier's)."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="records")
    name = models.CharField(_("nama"), max_length=200)
    tier = models.CharField(_("jenjang"), max_length=20, choices=Tier)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    job_family = models.CharField(_("rumpun"), max_length=80, null=True)
    critical = models.BooleanField(_("kritikal"), null=True)
    vacant_from = models.DateField(_("lowong sejak"), null=True)

    class Meta:
        constraints = [
            *known_constraints("position", "position"),
            level_range("position_levels"),
            in_choices("tier", Tier, "position_tier_known"),
        ]
        indexes = [models.Index(fields=["agency", "name"])]


class TechnicalStandardRecord(Known):
    """A level that a post asks of a technical competency, from `true_from` to `true_to` (NULL: open)."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="technical_records", verbose_name=_("jabatan"))
    competency = models.CharField(_("kompetensi teknis"), max_length=120)
    level = models.PositiveSmallIntegerField(_("level"))

    class Meta:
        constraints = [
            *known_constraints("technical_standard", "position"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="technical_standard_level"),
        ]

    @property
    def name(self) -> str:
        """What its page is called."""
        return f"{self.competency} – {self.position}"
