"""The codes records are kept in, with their words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rules import measures_assessed, people


class AgencyKind(models.TextChoices):
    MINISTRY = "MINISTRY", _("Kementerian")
    LPNK = "LPNK", _("Lembaga pemerintah nonkementerian")
    LNS = "LNS", _("Lembaga nonstruktural")
    PROVINCE = "PROVINCE", _("Provinsi")
    REGENCY = "REGENCY", _("Kabupaten")
    CITY = "CITY", _("Kota")


class Tier(models.TextChoices):
    JPT_UTAMA = "JPT_UTAMA", _("JPT Utama")
    JPT_MADYA = "JPT_MADYA", _("JPT Madya")
    JPT_PRATAMA = "JPT_PRATAMA", _("JPT Pratama")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
    PENGAWAS = "PENGAWAS", _("Pengawas")
    PELAKSANA = "PELAKSANA", _("Pelaksana")
    JF_AHLI_UTAMA = "JF_AHLI_UTAMA", _("JF Ahli Utama")
    JF_AHLI_MADYA = "JF_AHLI_MADYA", _("JF Ahli Madya")
    JF_AHLI_MUDA = "JF_AHLI_MUDA", _("JF Ahli Muda")
    JF_AHLI_PERTAMA = "JF_AHLI_PERTAMA", _("JF Ahli Pertama")
    JF_PENYELIA = "JF_PENYELIA", _("JF Penyelia")
    JF_MAHIR = "JF_MAHIR", _("JF Mahir")
    JF_TERAMPIL = "JF_TERAMPIL", _("JF Terampil")
    JF_PEMULA = "JF_PEMULA", _("JF Pemula")


JPT_TIERS = (Tier.JPT_UTAMA, Tier.JPT_MADYA, Tier.JPT_PRATAMA)


class Rating(models.TextChoices):
    SANGAT_BAIK = "SANGAT_BAIK", _("Sangat Baik")
    BAIK = "BAIK", _("Baik")
    BUTUH_PERBAIKAN = "BUTUH_PERBAIKAN", _("Butuh Perbaikan")
    CUKUP = "CUKUP", _("Cukup")
    KURANG = "KURANG", _("Kurang")
    SANGAT_KURANG = "SANGAT_KURANG", _("Sangat Kurang")


class Expectation(models.TextChoices):
    ABOVE = "ABOVE", _("di atas ekspektasi")
    AS = "AS", _("sesuai ekspektasi")
    BELOW = "BELOW", _("di bawah ekspektasi")


class PotentialBand(models.TextChoices):
    HIGH = "HIGH", _("tinggi")
    MEDIUM = "MEDIUM", _("menengah")
    LOW = "LOW", _("rendah")


class EmploymentStatus(models.TextChoices):
    PNS = "PNS", _("PNS")
    PPPK = "PPPK", _("PPPK")


class Standing(models.TextChoices):
    ACTIVE = "ACTIVE", _("aktif")
    CLTN = "CLTN", _("cuti di luar tanggungan negara")
    STUDY_LEAVE = "STUDY_LEAVE", _("tugas belajar")
    SUSPENDED = "SUSPENDED", _("diberhentikan sementara")
    RELEASED = "RELEASED", _("bebas tugas")
    RETIRED = "RETIRED", _("pensiun")
    DISMISSED = "DISMISSED", _("diberhentikan")
    DECEASED = "DECEASED", _("meninggal dunia")
    # Written by an inauguration at another agency of this installation alone; no workbook says it.
    MOVED = "MOVED", _("pindah instansi")


# Who serves no longer.
GONE = tuple(Standing(code) for code in people.GONE)


class AppointmentKind(models.TextChoices):
    DEFINITIVE = "DEFINITIVE", _("definitif")
    PLT = "PLT", _("Plt")
    PLH = "PLH", _("Plh")
    PJ = "PJ", _("Pj")


class EducationLevel(models.TextChoices):
    S3 = "S3", _("S3")
    S2 = "S2", _("S2")
    S1 = "S1", _("S1")
    D4 = "D4", _("D-IV")
    D3 = "D3", _("D-III")
    D2 = "D2", _("D-II")
    D1 = "D1", _("D-I")
    SLTA = "SLTA", _("SLTA")
    SLTP = "SLTP", _("SLTP")
    SD = "SD", _("SD")


class FieldMatch(models.TextChoices):
    FULL = "FULL", _("sesuai")
    PARTIAL = "PARTIAL", _("cukup")
    NONE = "NONE", _("tidak")


class TrainingKind(models.TextChoices):
    COURSE = "COURSE", _("pengembangan kompetensi")
    LEADERSHIP = "LEADERSHIP", _("diklat penjenjangan")
    CERTIFICATION = "CERTIFICATION", _("sertifikasi")


class AwardLevel(models.TextChoices):
    INTERNATIONAL = "INTERNATIONAL", _("internasional")
    NATIONAL = "NATIONAL", _("nasional")
    CROSS_AGENCY = "CROSS_AGENCY", _("lintas instansi")
    AGENCY = "AGENCY", _("instansi")


class TeamRole(models.TextChoices):
    LEADER = "LEADER", _("ketua")
    MEMBER = "MEMBER", _("anggota")


class TeamScope(models.TextChoices):
    CROSS_AGENCY = "CROSS_AGENCY", _("lintas instansi")
    INTERNAL = "INTERNAL", _("internal")


class Severity(models.TextChoices):
    LIGHT = "LIGHT", _("ringan")
    MODERATE = "MODERATE", _("sedang")
    SEVERE = "SEVERE", _("berat")


class AttestationKind(models.TextChoices):
    HEALTH = "HEALTH", _("kesehatan")
    INTEGRITY = "INTEGRITY", _("integritas")
    LHKPN = "LHKPN", _("LHKPN/LHKASN")
    TAX = "TAX", _("SPT tahunan")
    PPK_PERMIT = "PPK_PERMIT", _("izin PPK")


COMPETENCIES = measures_assessed.COMPETENCIES
POTENTIAL_ASPECTS = measures_assessed.POTENTIAL
COMPONENTS = (
    "competency",
    "development",
    "experience",
    "potential",
    "education",
    "field_match",
    "discipline",
    "rating",
    "awards",
    "teamwork_assignments",
    "feedback",
)


class ReplyKind(models.TextChoices):
    CORRECTION = "CORRECTION", _("permintaan koreksi data")
    OBJECTION = "OBJECTION", _("keberatan atas kotak")


class ReplyState(models.TextChoices):
    OPEN = "OPEN", _("menunggu jawaban")
    ACCEPTED = "ACCEPTED", _("diterima")
    REJECTED = "REJECTED", _("ditolak")
    WITHDRAWN = "WITHDRAWN", _("dicabut")


class ActionKind(models.TextChoices):
    DEVELOPMENT = "DEVELOPMENT", _("pengembangan")
    RETENTION = "RETENTION", _("retensi")
    PLACEMENT = "PLACEMENT", _("penempatan")


class ActionState(models.TextChoices):
    PROPOSED = "PROPOSED", _("diusulkan")
    APPROVED = "APPROVED", _("disetujui")
    DONE = "DONE", _("dilaksanakan")
    MONITORED = "MONITORED", _("dipantau")
    CANCELLED = "CANCELLED", _("dibatalkan")


class PoolExitCause(models.TextChoices):
    APPOINTED = "APPOINTED", _("diangkat dalam jabatan")
    RETIRED = "RETIRED", _("pensiun atau berhenti")
    SANCTION = "SANCTION", _("hukuman disiplin")
    MOVED = "MOVED", _("pindah instansi")
    REQUEST = "REQUEST", _("atas permintaan sendiri")
    OTHER = "OTHER", _("lainnya")


class ImportState(models.TextChoices):
    WAITING = "WAITING", _("menunggu pencocokan kolom")
    CHECKING = "CHECKING", _("sedang diperiksa")
    PREVIEWED = "PREVIEWED", _("diperiksa")
    COMMITTING = "COMMITTING", _("sedang ditulis")
    COMMITTED = "COMMITTED", _("ditulis")
    REFUSED = "REFUSED", _("ditolak")
    WITHDRAWING = "WITHDRAWING", _("sedang ditarik")
    WITHDRAWN = "WITHDRAWN", _("ditarik")
