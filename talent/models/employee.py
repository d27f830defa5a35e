"""Employees, and what is known of them from when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import EmploymentStatus, Standing, Tier
from talent.models.agency import Agency, Unit
from talent.models.base import Known, in_choices, known_constraints


class Employee(models.Model):
    """A *pegawai*: identity, and a pointer to the newest record for lists and search.

    `born`, `hired_month` and `sex` are read out of the NIP. `outside`: nobody's employee here, but an applicant from
    elsewhere whom `agency` (`Agency.outside_of`) keeps; such a one may be kept by several, and be an employee besides.
    `moved_on`: the first day on which they serve another agency of this installation (`moved_to`), where they have
    another row, by the paper `moved_by`; of this one nothing is written any more.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="employees")
    nip = models.CharField(_("NIP"), max_length=18, db_index=True)
    name = models.CharField(_("nama"), max_length=150)
    born = models.DateField(_("lahir"))
    hired_month = models.DateField(_("CPNS sejak"))
    sex = models.PositiveSmallIntegerField(_("jenis kelamin"), choices=[(1, _("laki-laki")), (2, _("perempuan"))])
    current = models.ForeignKey("talent.EmployeeRecord", models.PROTECT, null=True, related_name="+")
    outside = models.BooleanField(default=False, db_default=False)
    moved_on = models.DateField(_("pindah sejak"), null=True)
    moved_to = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    moved_by = models.CharField(_("nomor berita acara"), max_length=100, null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["agency", "name", "id"]), models.Index(fields=["agency", "id"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(sex__in=[1, 2]), name="employee_sex_known"),
            models.CheckConstraint(condition=models.Q(nip__regex=r"^[0-9]{18}$"), name="employee_nip_digits"),
            # Of the rows of one person at most one has not ended, and every agency has one at most.
            models.UniqueConstraint(
                fields=["nip"], condition=models.Q(outside=False, moved_on=None), name="employee_nip_once"
            ),
            models.UniqueConstraint(fields=["agency", "nip"], name="employee_once"),
            models.CheckConstraint(
                condition=models.Q(moved_on=None, moved_to=None, moved_by=None)
                | models.Q(outside=False, moved_on__isnull=False, moved_to__isnull=False, moved_by__isnull=False),
                name="employee_moved_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def comes_from(self) -> str:
        """The name of their agency; an applicant from elsewhere has it as their unit."""
        if not self.outside:
            return self.agency.name
        unit = self.current.unit if self.current else None
        return unit.name if unit else "–"


class EmployeeFact(Known):
    """A dated fact about one employee."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class EmployeeRecord(EmployeeFact):
    """The state of an employee from `true_from` (the latest of the dates of grade, post and standing) on."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="records")
    name = models.CharField(_("nama"), max_length=150)
    status = models.CharField(_("status"), max_length=4, choices=EmploymentStatus, null=True)
    grade = models.CharField(_("golongan"), max_length=5, null=True)
    grade_from = models.DateField(_("TMT golongan"), null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    position = models.CharField(_("jabatan"), max_length=200, null=True)
    tier = models.CharField(_("jenjang"), max_length=20, choices=Tier, null=True)
    job_family = models.CharField(_("rumpun"), max_length=80, null=True)
    post_from = models.DateField(_("TMT jabatan"), null=True)
    standing = models.CharField(_("kedudukan"), max_length=12, choices=Standing, null=True)
    standing_from = models.DateField(_("TMT kedudukan"), null=True)

    class Meta:
        constraints = [
            *known_constraints("employee_record", "employee"),
            in_choices("status", EmploymentStatus, "employee_status_known"),
            in_choices("tier", Tier, "employee_tier_known"),
            in_choices("standing", Standing, "employee_standing_known"),
        ]
