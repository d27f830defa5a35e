"""Everything that is recorded about an employee, one table a kind.

`true_from` is the day the fact began: the day of an assessment, the first day of a year or a post.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent import codes
from talent.models.base import Levels, in_choices, known_constraints, level_range
from talent.models.employee import EmployeeFact


class PerformanceRecord(EmployeeFact):
    """A year's performance: both ratings, or the predicate, or the number of PP 30/2019."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    work_result = models.CharField(_("hasil kerja"), max_length=5, choices=codes.Expectation, null=True)
    behaviour = models.CharField(_("perilaku"), max_length=5, choices=codes.Expectation, null=True)
    rating = models.CharField(_("predikat"), max_length=15, choices=codes.Rating, null=True)
    score = models.FloatField(_("nilai"), null=True)
    new_idea = models.BooleanField(_("ide baru"), null=True)
    rater = models.CharField(_("NIP penilai"), max_length=18, null=True)

    class Meta:
        constraints = [
            *known_constraints("performance", "employee"),
            in_choices("work_result", codes.Expectation, "performance_result_known"),
            in_choices("behaviour", codes.Expectation, "performance_behaviour_known"),
            in_choices("rating", codes.Rating, "performance_rating_known"),
        ]


class AssessmentRecord(Levels, EmployeeFact):
    """An assessment of competencies and potential."""

    institution = models.CharField(_("lembaga"), max_length=150, null=True)
    jpm = models.FloatField(_("JPM"), null=True)
    technical = models.FloatField(_("teknis"), null=True)
    intellectual = models.PositiveSmallIntegerField(null=True)
    interpersonal = models.PositiveSmallIntegerField(null=True)
    self_awareness = models.PositiveSmallIntegerField(null=True)
    critical_thinking = models.PositiveSmallIntegerField(null=True)
    problem_solving = models.PositiveSmallIntegerField(null=True)
    emotional_intelligence = models.PositiveSmallIntegerField(null=True)
    learning_agility = models.PositiveSmallIntegerField(null=True)
    motivation = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            *known_constraints("assessment", "employee"),
            level_range("assessment_levels", codes.COMPETENCIES + codes.POTENTIAL_ASPECTS),
        ]


class TechnicalRecord(EmployeeFact):
    """The level of one technical competency as assessed on `true_from`; which there are, the posts say."""

    competency = models.CharField(_("kompetensi teknis"), max_length=120)
    level = models.PositiveSmallIntegerField(_("level"))
    institution = models.CharField(_("lembaga"), max_length=150, null=True)

    class Meta:
        constraints = [
            *known_constraints("technical", "employee"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="technical_level"),
        ]


class AppointmentRecord(EmployeeFact):
    """A post held, definitively or acting."""

    position = models.CharField(_("jabatan"), max_length=200)
    tier = models.CharField(_("jenjang"), max_length=20, choices=codes.Tier)
    kind = models.CharField(_("jenis"), max_length=10, choices=codes.AppointmentKind, null=True)
    higher = models.BooleanField(_("lebih tinggi"), null=True)
    job_family = models.CharField(_("rumpun"), max_length=80, null=True)
    unit = models.CharField(_("unit"), max_length=200, null=True)
    at_agency = models.CharField(_("instansi"), max_length=200, null=True)

    class Meta:
        constraints = [
            *known_constraints("appointment", "employee"),
            in_choices("tier", codes.Tier, "appointment_tier_known"),
            in_choices("kind", codes.AppointmentKind, "appointment_kind_known"),
        ]


class EducationRecord(EmployeeFact):
    """A formal education completed."""

    level = models.CharField(_("jenjang"), max_length=4, choices=codes.EducationLevel)
    field = models.CharField(_("bidang"), max_length=150, null=True)
    field_match = models.CharField(_("kesesuaian"), max_length=7, choices=codes.FieldMatch, null=True)
    graduated_year = models.PositiveSmallIntegerField(_("tahun lulus"), null=True)

    class Meta:
        constraints = [
            *known_constraints("education", "employee"),
            in_choices("level", codes.EducationLevel, "education_level_known"),
            in_choices("field_match", codes.FieldMatch, "education_match_known"),
        ]


class TrainingRecord(EmployeeFact):
    """A course, leadership training or certificate completed on `true_from`."""

    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=13, choices=codes.TrainingKind)
    hours = models.FloatField(_("JP"), null=True)

    class Meta:
        constraints = [
            *known_constraints("training", "employee"),
            in_choices("kind", codes.TrainingKind, "training_kind_known"),
        ]


class AwardRecord(EmployeeFact):
    """An award received on `true_from`."""

    name = models.CharField(_("nama"), max_length=200)
    level = models.CharField(_("tingkat"), max_length=13, choices=codes.AwardLevel)

    class Meta:
        constraints = [
            *known_constraints("award", "employee"),
            in_choices("level", codes.AwardLevel, "award_level_known"),
        ]


class TeamAssignmentRecord(EmployeeFact):
    """A place in a working team."""

    team = models.CharField(_("nama tim"), max_length=200)
    role = models.CharField(_("peran"), max_length=6, choices=codes.TeamRole)
    scope = models.CharField(_("lingkup"), max_length=12, choices=codes.TeamScope)

    class Meta:
        constraints = [
            *known_constraints("team", "employee"),
            in_choices("role", codes.TeamRole, "team_role_known"),
            in_choices("scope", codes.TeamScope, "team_scope_known"),
        ]


class SanctionRecord(EmployeeFact):
    """A disciplinary sanction; `true_to` NULL means that its end is not known."""

    severity = models.CharField(_("tingkat"), max_length=8, choices=codes.Severity)
    decree = models.CharField(_("nomor SK"), max_length=100, null=True)

    class Meta:
        constraints = [
            *known_constraints("sanction", "employee"),
            in_choices("severity", codes.Severity, "sanction_severity_known"),
        ]


class FeedbackRecord(EmployeeFact):
    """A year's 360° feedback."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    rating = models.CharField(_("predikat"), max_length=15, choices=codes.Rating)

    class Meta:
        constraints = [
            *known_constraints("feedback", "employee"),
            in_choices("rating", codes.Rating, "feedback_rating_known"),
        ]


class ComponentsRecord(EmployeeFact):
    """Component values computed elsewhere; from `true_from` on they take the place of derived ones."""

    competency = models.FloatField(null=True)
    development = models.FloatField(null=True)
    experience = models.FloatField(null=True)
    potential = models.FloatField(null=True)
    education = models.FloatField(null=True)
    field_match = models.FloatField(null=True)
    discipline = models.FloatField(null=True)
    rating = models.FloatField(null=True)
    awards = models.FloatField(null=True)
    teamwork_assignments = models.FloatField(null=True)
    feedback = models.FloatField(null=True)

    class Meta:
        constraints = known_constraints("components", "employee")


class AttestationRecord(EmployeeFact):
    """A document that says yes or no: health, integrity, reports filed, permission given."""

    kind = models.CharField(_("jenis"), max_length=10, choices=codes.AttestationKind)
    passed = models.BooleanField(_("hasil"))
    number = models.CharField(_("nomor"), max_length=100, null=True)

    class Meta:
        constraints = [
            *known_constraints("attestation", "employee"),
            in_choices("kind", codes.AttestationKind, "attestation_kind_known"),
        ]
