"""Words for codes, by the name of the list a code belongs to."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Roles
from rules import wording
from talent import codes

COMPONENTS = {
    "competency": _("Penilaian kompetensi"),
    "development": _("Pengembangan kompetensi"),
    "experience": _("Pengalaman jabatan"),
    "potential": _("Penilaian potensi"),
    "education": _("Tingkat pendidikan formal"),
    "field_match": _("Kesesuaian bidang ilmu"),
    "discipline": _("Rekam jejak disiplin"),
    "rating": _("Predikat kinerja"),
    "awards": _("Penghargaan"),
    "teamwork_assignments": _("Penugasan dalam tim kerja"),
    "feedback": _("Umpan balik 360°"),
    "performance": _("Kinerja (Y)"),
    "potential_axis": _("Potensial (X)"),
}
COMPETENCIES = {
    "integrity": _("Integritas"),
    "teamwork": _("Kerja sama"),
    "communication": _("Komunikasi"),
    "results_orientation": _("Orientasi pada hasil"),
    "public_service": _("Pelayanan publik"),
    "development": _("Pengembangan diri dan orang lain"),
    "change_management": _("Mengelola perubahan"),
    "decision_making": _("Pengambilan keputusan"),
    "national_unity": _("Perekat bangsa"),
}
ASPECTS = {
    "intellectual": _("Kemampuan intelektual"),
    "interpersonal": _("Kemampuan interpersonal"),
    "self_awareness": _("Kesadaran diri"),
    "critical_thinking": _("Berpikir kritis dan strategis"),
    "problem_solving": _("Menyelesaikan permasalahan"),
    "emotional_intelligence": _("Kecerdasan emosional"),
    "learning_agility": _("Belajar cepat dan mengembangkan diri"),
    "motivation": _("Motivasi dan komitmen"),
}
STATUSES = {"pass": _("Memenuhi"), "fail": _("Tidak memenuhi"), "unknown": _("Belum ada data")}
ROUTES = {
    "talent_pool": _("Langsung dari talent pool"),
    "open_selection": _("Seleksi terbuka"),
    "undetermined": _("Belum dapat ditentukan"),
}

LISTS: Mapping[str, Mapping[str, Any]] = {
    "agency_kind": dict(codes.AgencyKind.choices),
    "tier": dict(codes.Tier.choices),
    "rating": dict(codes.Rating.choices),
    "expectation": dict(codes.Expectation.choices),
    "potential_band": dict(codes.PotentialBand.choices),
    "employment": dict(codes.EmploymentStatus.choices),
    "standing": dict(codes.Standing.choices),
    "appointment": dict(codes.AppointmentKind.choices),
    "education": dict(codes.EducationLevel.choices),
    "field_match": dict(codes.FieldMatch.choices),
    "training": dict(codes.TrainingKind.choices),
    "award": dict(codes.AwardLevel.choices),
    "team_role": dict(codes.TeamRole.choices),
    "team_scope": dict(codes.TeamScope.choices),
    "severity": dict(codes.Severity.choices),
    "attestation": dict(codes.AttestationKind.choices),
    "competency": COMPETENCIES,
    "aspect": ASPECTS,
    "component": COMPONENTS,
    "status": STATUSES,
    "route": ROUTES,
    # Names of legal classes, the same in both languages.
    "category": wording.CATEGORIES,
    "role": {code: role.name for code, role in Roles.ALL.items()},
}


def label(code: Any, of: str) -> str:
    """The words for a code of the list `of`; the code itself when the list does not have it.

    Raises KeyError for a list that does not exist: a mistake of the template, seen at its first rendering.
    """
    return str(LISTS[of].get(str(code), code))
