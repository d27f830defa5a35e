"""What a scoring policy may say: the sources a component can take its value from, and the settings of each."""

from dataclasses import dataclass

RATINGS = ("SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "KURANG", "SANGAT_KURANG", "CUKUP")
EXPECTATIONS = ("ABOVE", "AS", "BELOW")
AWARD_LEVELS = ("INTERNATIONAL", "NATIONAL", "CROSS_AGENCY", "AGENCY")
TEAM_ROLES = ("LEADER_CROSS_AGENCY", "LEADER_INTERNAL", "MEMBER_CROSS_AGENCY", "MEMBER_INTERNAL")
DIVERSITY = ("CROSS_AGENCY", "CROSS_UNIT", "ONE_UNIT")
ACTING = ("PJ", "PLT_HIGHER", "PLT_EQUAL", "PLH_HIGHER", "PLH_EQUAL")
EDUCATION = ("S3", "S2", "S1", "D4", "D3", "D2", "D1", "SLTA", "SLTP", "SD")
FIELD_MATCH = ("FULL", "PARTIAL", "NONE")
SEVERITIES = ("LIGHT", "MODERATE", "SEVERE")
SERVING = "SERVING"
NONE = "NONE"

# The eleven columns of the `components` workbook, by component id.
COLUMNS = {
    "competency": "X - Penilaian Kompetensi",
    "development": "X - Pengembangan Kompetensi",
    "experience": "X - Pengalaman Jabatan",
    "potential": "X - Penilaian Potensi",
    "education": "X - Tingkat Pendidikan Formal",
    "field_match": "X - Kesesuaian Bidang Ilmu",
    "discipline": "X - Verifikasi Rekam Jejak Disiplin",
    "rating": "Y - Penilaian Kinerja",
    "awards": "Y - Penghargaan",
    "teamwork_assignments": "Y - Penugasan dalam Tim Kerja",
    "feedback": "Y - Umpan Balik Kinerja 360",
}
COLUMN_IDS = {name: code for code, name in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """Settings of one source: codes its `scale` must and may give, and which other settings it needs or allows."""

    required_codes: tuple[str, ...] = ()
    optional_codes: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()

    @property
    def settings(self) -> frozenset[str]:
        """Every setting that the source understands."""
        scale = {"scale"} if self.required_codes or self.optional_codes else set()
        return self.required | self.optional | scale


YEARLY = frozenset({"years", "grace"})
WINDOW = frozenset({"window_years"})
VALIDITY = frozenset({"validity_years"})
BANDS = frozenset({"bands"})
CAP = frozenset({"cap"})

SOURCES: dict[str, Source] = {
    "rating": Source(RATINGS[:5], RATINGS[5:], optional=YEARLY),
    "work_result": Source(EXPECTATIONS, optional=YEARLY),
    "behaviour": Source(EXPECTATIONS, optional=YEARLY),
    "feedback": Source(RATINGS[:5], RATINGS[5:], optional=YEARLY),
    "awards": Source((*AWARD_LEVELS, NONE), optional=WINDOW),
    "team_role": Source((*TEAM_ROLES, NONE), optional=WINDOW),
    "competency_match": Source(optional=VALIDITY),
    "jpm": Source(optional=VALIDITY | CAP),
    "managerial_jpm": Source(optional=VALIDITY | CAP),
    "sociocultural_jpm": Source(optional=VALIDITY | CAP),
    "technical": Source(optional=VALIDITY | CAP),
    "potential_levels": Source(optional=VALIDITY),
    "potential_jpm": Source(required=frozenset({"standard"}), optional=VALIDITY | CAP),
    "courses": Source(required=BANDS, optional=WINDOW),
    "certificates": Source(required=BANDS, optional=WINDOW),
    "tenure": Source(required=BANDS | {"of"}),
    "post_diversity": Source(DIVERSITY),
    "acting_posts": Source((*ACTING, NONE), optional=WINDOW),
    "education": Source((), EDUCATION),
    "field_match": Source(("FULL", "NONE"), ("PARTIAL",)),
    "discipline": Source((*SEVERITIES, NONE, SERVING), optional=WINDOW),
}
# Sources that give ABOVE, AS or BELOW and may therefore set the performance band without a score.
DIRECT_SOURCES = ("work_result",)
TENURE_OF = ("post", "tier")
