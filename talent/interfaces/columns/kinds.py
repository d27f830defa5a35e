"""Every workbook kind, as data: the names outsiders rely on, the fields they fill, and what may stand there.

A change here is an addition, or a new name with the old one still read (`old`). `docs/kolom-workbook.md` is
generated from these declarations.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talent.interfaces.columns import words
from talent.interfaces.columns.parsers import (
    Day,
    Grade,
    MeritLevel,
    Nip,
    Number,
    Parser,
    Revoked,
    SubAspect,
    Text,
    Whole,
    Year,
)
from talent.interfaces.columns.rules import (
    Remark,
    RowRule,
    ends_after,
    grade_of_status,
    no_contradiction,
    not_before_birth,
    number_of_its_years,
    old_rating,
    one_of_three,
    performance_set_aside,
    year_not_before_birth,
)

Scope = Literal["system", "agency", "employee"]


class Column(NamedTuple):
    """One column: its name for people, the field it fills, its parser, an example, and other names that are read."""

    name: str
    field: str
    parser: Parser
    required: bool = False
    example: Any = ""
    old: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One workbook. `natural_key`: the fields that name a row; `scope`: what its rows belong to; `whole`: rows may
    refer to rows further down, so that they are judged and written all at once; `remark`: what is told of rows that are
    taken; `folded`: fields of the key whose spelling names nothing else."""

    code: str
    title: Any
    scope: Scope
    natural_key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()
    whole: bool = False
    remark: Remark | None = None
    folded: tuple[str, ...] = ()

    def column(self, field: str) -> Column:
        """The column that fills `field`."""
        return next(column for column in self.columns if column.field == field)


COMPETENCY_COLUMNS = {
    "integritas": "integrity",
    "kerja_sama": "teamwork",
    "komunikasi": "communication",
    "orientasi_pada_hasil": "results_orientation",
    "pelayanan_publik": "public_service",
    "pengembangan_diri_dan_orang_lain": "development",
    "mengelola_perubahan": "change_management",
    "pengambilan_keputusan": "decision_making",
    "perekat_bangsa": "national_unity",
}
POTENTIAL_COLUMNS = {
    "kemampuan_intelektual": "intellectual",
    "interpersonal": "interpersonal",
    "kesadaran_diri": "self_awareness",
    "berpikir_kritis_dan_strategis": "critical_thinking",
    "menyelesaikan_permasalahan": "problem_solving",
    "kecerdasan_emosional": "emotional_intelligence",
    "belajar_cepat": "learning_agility",
    "motivasi_dan_komitmen": "motivation",
}
COMPONENT_COLUMNS = {
    "X - Penilaian Kompetensi": "competency",
    "X - Pengembangan Kompetensi": "development",
    "X - Pengalaman Jabatan": "experience",
    "X - Penilaian Potensi": "potential",
    "X - Tingkat Pendidikan Formal": "education",
    "X - Kesesuaian Bidang Ilmu": "field_match",
    "X - Verifikasi Rekam Jejak Disiplin": "discipline",
    "Y - Penilaian Kinerja": "rating",
    "Y - Penghargaan": "awards",
    "Y - Penugasan dalam Tim Kerja": "teamwork_assignments",
    "Y - Umpan Balik Kinerja 360": "feedback",
}

_PAST, _ANY_DAY = Day(), Day(future=True)
_LEVEL = Whole(1, 5)
_NIP_EXAMPLE = "198503122010011007"
# No agency's own code: an example left in the file doubles nobody.
_AGENCY_EXAMPLE = "CONTOH"


def _nip(name: str = "nip") -> Column:
    return Column(name, "nip", Nip(), True, _NIP_EXAMPLE, ("nip_baru", "nomor_induk_pegawai"))


def _levels(names: dict[str, str]) -> Iterable[Column]:
    return (Column(name, field, _LEVEL, example=3) for name, field in names.items())


def _technical() -> Iterable[Column]:
    yield Column("kompetensi", "competency", Text(120), True, "Perencanaan Transportasi", ("kompetensi_teknis",))
    yield Column("level", "level", _LEVEL, True, 3)


def _kinds() -> Iterable[Kind]:
    yield Kind(
        "agencies",
        _("Instansi"),
        "system",
        ("code",),
        (
            Column("kode", "code", Text(40), True, _AGENCY_EXAMPLE),
            Column("nama", "name", Text(200), True, "Pemerintah Kota Contoh"),
            Column("jenis", "kind", words.AGENCY_KIND, True, "kota"),
            Column("provinsi", "province", Text(80), example="Kalimantan Timur"),
        ),
    )
    yield Kind(
        "units",
        _("Unit kerja"),
        "agency",
        ("code",),
        (
            Column("kode", "code", Text(60), True, "BKD-01"),
            Column("nama", "name", Text(200), True, "Bidang Mutasi"),
            Column("induk", "parent", Text(60), example="BKD"),
        ),
        whole=True,
    )
    yield Kind(
        "positions",
        pgettext_lazy("jenis berkas", "Jabatan"),
        "agency",
        ("code",),
        (
            Column("kode", "code", Text(60), True, "JAB-001"),
            Column("nama", "name", Text(200), True, "Kepala Bidang Mutasi"),
            Column("jenjang", "tier", words.TIER, True, "ADMINISTRATOR"),
            Column("unit", "unit", Text(60), example="BKD-01"),
            Column("rumpun", "job_family", Text(80), example="Kepegawaian"),
            Column("kritikal", "critical", words.YES_NO, example="tidak"),
            *_levels(COMPETENCY_COLUMNS),
            Column("tmt_lowong", "vacant_from", _ANY_DAY, example="2026-03-01"),
        ),
    )
    yield Kind(
        "technical_standards",
        _("Standar kompetensi teknis"),
        "agency",
        ("code", "competency", "true_from"),
        (
            Column("kode", "code", Text(60), True, "JAB-001", ("kode_jabatan",)),
            *_technical(),
            Column("tmt_mulai", "true_from", _ANY_DAY, example="2026-01-02"),
            Column("tmt_selesai", "true_to", _ANY_DAY, example="2027-12-31"),
        ),
        (ends_after("true_from", "true_to"),),
        folded=("competency",),
    )
    yield Kind(
        "employees",
        _("Pegawai"),
        "agency",
        ("nip",),
        (
            _nip(),
            Column("nama", "name", Text(150), True, "Siti Contoh", ("nama_lengkap", "nama_pegawai")),
            Column("status", "status", words.STATUS, example="PNS"),
            Column("golongan", "grade", Grade(), example="III/d", old=("golongan_ruang",)),
            Column("tmt_golongan", "grade_from", _PAST, example="2023-04-01"),
            Column("unit", "unit", Text(60), example="BKD-01"),
            Column("jabatan", "position", Text(200), example="Kepala Bidang Mutasi"),
            Column("jenjang", "tier", words.TIER, example="ADMINISTRATOR"),
            Column("rumpun", "job_family", Text(80), example="Kepegawaian"),
            Column("tmt_jabatan", "post_from", _PAST, example="2022-01-15"),
            Column("kedudukan", "standing", words.STANDING, example="aktif"),
            Column("tmt_kedudukan", "standing_from", _PAST, example="2022-01-15"),
        ),
        (
            not_before_birth("grade_from"),
            not_before_birth("post_from"),
            not_before_birth("standing_from"),
            grade_of_status(),
        ),
    )
    yield from _yearly()
    yield from _records()
    yield from _merit()


def _yearly() -> Iterable[Kind]:
    yield Kind(
        "performance",
        _("Kinerja"),
        "employee",
        ("nip", "year"),
        (
            _nip(),
            Column("tahun", "year", Year(), True, 2025),
            Column("hasil_kerja", "work_result", words.EXPECTATION, example="di atas ekspektasi"),
            Column("perilaku", "behaviour", words.EXPECTATION, example="sesuai ekspektasi"),
            Column("predikat", "rating", words.RATING, example="Baik"),
            Column("nilai", "score", Number(0, 120)),
            Column("ide_baru", "new_idea", words.YES_NO, example="tidak"),
            Column("penilai", "rater", Nip(), example="197601012000031001", old=("nip_penilai",)),
        ),
        (year_not_before_birth("year"), one_of_three(), number_of_its_years(), old_rating(), no_contradiction()),
        remark=performance_set_aside(),
    )
    yield Kind(
        "feedback_360",
        _("Umpan balik 360°"),
        "employee",
        ("nip", "year"),
        (_nip(), Column("tahun", "year", Year(), True, 2025), Column("predikat", "rating", words.RATING, True, "Baik")),
        (year_not_before_birth("year"), old_rating()),
    )


def _records() -> Iterable[Kind]:
    yield Kind(
        "assessments",
        _("Penilaian kompetensi dan potensi"),
        "employee",
        ("nip", "true_from"),
        (
            _nip(),
            Column("tanggal", "true_from", _PAST, True, "2025-05-20"),
            Column("lembaga", "institution", Text(150), example="Pusat Penilaian Kompetensi"),
            Column("jpm", "jpm", Number(0, 200), example="92,5"),
            *_levels(COMPETENCY_COLUMNS),
            Column("teknis", "technical", Number(0, 100), example=80),
            *_levels(POTENTIAL_COLUMNS),
        ),
        (not_before_birth("true_from"),),
    )
    yield Kind(
        "technical_levels",
        _("Level kompetensi teknis"),
        "employee",
        ("nip", "competency", "true_from"),
        (
            _nip(),
            Column("tanggal", "true_from", _PAST, True, "2025-05-20"),
            *_technical(),
            Column("lembaga", "institution", Text(150), example="Pusat Penilaian Kompetensi"),
        ),
        (not_before_birth("true_from"),),
        folded=("competency",),
    )
    yield Kind(
        "appointments",
        _("Riwayat jabatan"),
        "employee",
        ("nip", "position", "kind", "true_from"),
        (
            _nip(),
            Column("jabatan", "position", Text(200), True, "Kepala Bidang Mutasi"),
            Column("jenjang", "tier", words.TIER, True, "ADMINISTRATOR"),
            Column("tmt_mulai", "true_from", _PAST, True, "2020-02-01"),
            Column("tmt_selesai", "true_to", _ANY_DAY, example="2022-01-14"),
            Column("jenis", "kind", words.APPOINTMENT_KIND, example="definitif"),
            Column("lebih_tinggi", "higher", words.YES_NO, example="tidak"),
            Column("rumpun", "job_family", Text(80), example="Kepegawaian"),
            Column("unit", "unit", Text(200), example="BKD-01"),
            Column("instansi", "at_agency", Text(200), example="Pemerintah Kota Balikpapan"),
        ),
        (not_before_birth("true_from"), ends_after("true_from", "true_to")),
    )
    yield Kind(
        "education",
        _("Pendidikan formal"),
        "employee",
        ("nip", "level", "field"),
        (
            _nip(),
            Column("jenjang", "level", words.EDUCATION_LEVEL, True, "S1"),
            Column("bidang", "field", Text(150), example="Administrasi Negara"),
            Column("kesesuaian", "field_match", words.FIELD_MATCH, example="sesuai"),
            Column("tahun_lulus", "graduated_year", Year(), example=2008),
        ),
        (year_not_before_birth("graduated_year"),),
    )
    yield Kind(
        "training",
        _("Pelatihan"),
        "employee",
        ("nip", "name", "true_from"),
        (
            _nip(),
            Column("nama", "name", Text(200), True, "Pelatihan Kepemimpinan Administrator"),
            Column("jenis", "kind", words.TRAINING_KIND, True, "penjenjangan"),
            Column("tanggal_selesai", "true_from", _PAST, True, "2024-09-30"),
            Column("jp", "hours", Number(0, 10_000), example=40),
        ),
        (not_before_birth("true_from"),),
    )
    yield Kind(
        "awards",
        _("Penghargaan"),
        "employee",
        ("nip", "name", "true_from"),
        (
            _nip(),
            Column("nama", "name", Text(200), True, "Satyalancana Karya Satya X Tahun"),
            Column("tingkat", "level", words.AWARD_LEVEL, True, "nasional"),
            Column("tanggal", "true_from", _PAST, True, "2024-08-17"),
        ),
        (not_before_birth("true_from"),),
    )
    yield Kind(
        "team_assignments",
        _("Penugasan tim kerja"),
        "employee",
        ("nip", "team", "role", "true_from"),
        (
            _nip(),
            Column("nama_tim", "team", Text(200), True, "Tim Penyusunan Peta Jabatan"),
            Column("peran", "role", words.TEAM_ROLE, True, "ketua"),
            Column("lingkup", "scope", words.TEAM_SCOPE, True, "lintas instansi"),
            Column("tanggal_mulai", "true_from", _PAST, True, "2025-01-06"),
            Column("tanggal_selesai", "true_to", _ANY_DAY, example="2025-06-30"),
        ),
        (not_before_birth("true_from"), ends_after("true_from", "true_to")),
    )
    yield Kind(
        "sanctions",
        _("Hukuman disiplin"),
        "employee",
        ("nip", "severity", "true_from"),
        (
            _nip(),
            Column("tingkat", "severity", words.SEVERITY, True, "ringan"),
            Column("tmt_mulai", "true_from", _PAST, True, "2023-07-01"),
            Column("tmt_selesai", "true_to", _ANY_DAY, example="2023-12-31"),
            Column("nomor_sk", "decree", Text(100), example="800/123/BKD/2023"),
        ),
        (not_before_birth("true_from"), ends_after("true_from", "true_to")),
    )
    yield Kind(
        "components",
        _("Nilai komponen (format SIMATA)"),
        "employee",
        ("nip", "true_from"),
        (
            _nip("NIP"),
            *(Column(name, field, Number(0, 200), example=80) for name, field in COMPONENT_COLUMNS.items()),
            Column("tanggal", "true_from", _PAST, True, "2025-12-31"),
        ),
        (not_before_birth("true_from"),),
    )
    yield Kind(
        "attestations",
        _("Surat keterangan"),
        "employee",
        ("nip", "kind", "true_from"),
        (
            _nip(),
            Column("jenis", "kind", words.ATTESTATION_KIND, True, "kesehatan"),
            Column("tanggal", "true_from", _PAST, True, "2026-01-10"),
            Column("hasil", "passed", words.YES_NO, True, "ya"),
            Column("nomor", "number", Text(100), example="445/21/RSUD/2026"),
            Column("berlaku_sampai", "true_to", _ANY_DAY, example="2027-01-09"),
        ),
        (not_before_birth("true_from"), ends_after("true_from", "true_to")),
    )


def _merit() -> Iterable[Kind]:
    agency = Column("instansi", "agency", Text(40), True, _AGENCY_EXAMPLE)
    merit_round = Column("putaran", "round", Text(60), True, "2022")
    yield Kind(
        "merit_rounds",
        _("Putaran penilaian sistem merit"),
        "system",
        ("agency", "round"),
        (
            agency,
            merit_round,
            Column("instrumen", "instrument", words.INSTRUMENT, True, "KASN-2019"),
            Column("tanggal_pengajuan", "submitted_on", _PAST, example="2022-03-01"),
            Column("tanggal_keputusan", "decided_on", _PAST, example="2022-09-15"),
            Column("nomor_keputusan", "decision_number", Text(100), example="45/KEP/KASN/2022"),
            Column("berlaku_sampai", "valid_to", _ANY_DAY, example="2024-09-14"),
        ),
        (ends_after("submitted_on", "decided_on"), ends_after("decided_on", "valid_to")),
    )
    yield Kind(
        "merit_levels",
        _("Level sub-aspek sistem merit"),
        "system",
        ("agency", "round", "sub_aspect"),
        (
            agency,
            merit_round,
            Column("sub_aspek", "sub_aspect", SubAspect(), True, "3.10"),
            Column("level", "level", MeritLevel(0, 4), example=3),
            Column("level_verifikasi", "verified_level", MeritLevel(0, 4), example=2),
            Column("catatan", "note", Text(2000), example="Bukti belum lengkap"),
        ),
    )
    yield Kind(
        "approvals",
        _("Persetujuan, komitmen dan rekomendasi"),
        "system",
        ("agency", "kind", "authority", "number"),
        (
            agency,
            Column("jenis", "kind", words.APPROVAL_KIND, True, "persetujuan"),
            Column("otoritas", "authority", words.AUTHORITY, True, "KASN"),
            Column("nomor", "number", Text(100), True, "B-123/KASN/2022"),
            Column("tanggal", "true_from", _PAST, True, "2022-10-03"),
            Column("berlaku_sampai", "true_to", _ANY_DAY, example="2023-10-02"),
            Column("dicabut", "revoked_on", Revoked()),
        ),
        (ends_after("true_from", "true_to"), ends_after("true_from", "revoked_on")),
    )
    revoked = (Column("dicabut", "revoked_on", Revoked()), Column("alasan_pencabutan", "revoke_reason", Text(2000)))
    yield Kind(
        "gate_freezes",
        _("Masa tanpa penggantian pejabat"),
        "system",
        ("agency", "kind", "number"),
        (
            agency,
            Column("jenis", "kind", words.FREEZE_KIND, True, "pilkada"),
            Column("nomor", "number", Text(100), True, "KPU/7/2024"),
            Column("tanggal", "true_from", _ANY_DAY, True, "2024-09-22"),
            Column("akhir_masa_jabatan", "true_to", _ANY_DAY, example="2025-02-19"),
            *revoked,
        ),
    )
    yield Kind(
        "gate_conditions",
        _("Syarat jalur instansi"),
        "system",
        ("agency", "number"),
        (
            agency,
            Column("nomor", "number", Text(100), True, "800/12/2026"),
            Column("berlaku_sejak", "true_from", _ANY_DAY, True, "2026-03-01"),
            Column("berlaku_sampai", "true_to", _ANY_DAY, example="2027-02-28"),
            Column("kategori", "category", words.MERIT_CATEGORY, example="sangat baik"),
            Column("nilai", "score", Number(0, 400), example="300"),
            Column("calon", "group", Whole(1, 100), example=3),
            *revoked,
        ),
    )
    yield Kind(
        "critical_posts",
        _("Jabatan kritikal"),
        "system",
        ("agency", "number", "position"),
        (
            agency,
            Column("nomor", "number", Text(100), True, "800/31/2026"),
            Column("jabatan", "position", Text(60), True, "JAB-001"),
            Column("kriteria", "criteria", Text(2000), example="Kewenangan strategis; pengganti sulit dicari"),
            Column("berlaku_sejak", "true_from", _ANY_DAY, True, "2026-03-01"),
            Column("berlaku_sampai", "true_to", _ANY_DAY, example="2028-02-28"),
            *revoked,
        ),
    )


KINDS: dict[str, Kind] = {kind.code: kind for kind in _kinds()}
