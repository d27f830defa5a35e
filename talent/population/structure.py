"""Units and posts of an invented provincial or city government, and the job titles of everybody else."""

from dataclasses import dataclass, field

import numpy as np

TIERS = (
    "PELAKSANA", "JF_PEMULA", "JF_TERAMPIL", "JF_MAHIR", "JF_PENYELIA", "JF_AHLI_PERTAMA", "JF_AHLI_MUDA",
    "JF_AHLI_MADYA", "JF_AHLI_UTAMA", "PENGAWAS", "ADMINISTRATOR", "JPT_PRATAMA", "JPT_MADYA",
)  # fmt: skip
TIER = {name: code for code, name in enumerate(TIERS)}

# family → (expert job, skilled job, support job, field of study, divisions)
FAMILIES: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "pemerintahan": ("Analis Kebijakan", "Pranata Tata Naskah", "Pengadministrasi Umum", "Ilmu Pemerintahan",
                     ("Tata Pemerintahan", "Otonomi Daerah", "Kewaspadaan Daerah", "Bina Kelembagaan")),
    "keuangan": ("Analis Keuangan Pusat dan Daerah", "Pranata Keuangan", "Pengelola Keuangan", "Akuntansi",
                 ("Anggaran", "Perbendaharaan", "Akuntansi", "Aset")),
    "kepegawaian": ("Analis SDM Aparatur", "Pranata SDM Aparatur", "Pengelola Kepegawaian", "Administrasi Negara",
                    ("Mutasi dan Promosi", "Pengembangan Kompetensi", "Kinerja dan Disiplin", "Data Kepegawaian")),
    "perencanaan": ("Perencana", "Pranata Perencanaan", "Pengelola Data Perencanaan", "Perencanaan Wilayah",
                    ("Perencanaan Makro", "Ekonomi", "Pembangunan Manusia", "Prasarana Wilayah")),
    "pengawasan": ("Auditor", "Auditor Terampil", "Pengadministrasi Pengawasan", "Akuntansi",
                   ("Pembantu I", "Pembantu II", "Pembantu III", "Pembantu Khusus")),
    "hukum": ("Perancang Peraturan Perundang-undangan", "Pranata Hukum", "Pengelola Produk Hukum", "Ilmu Hukum",
              ("Produk Hukum", "Bantuan Hukum", "Persidangan", "Dokumentasi Hukum")),
    "komunikasi dan informatika": ("Pranata Komputer", "Pranata Komputer Pelaksana", "Pengelola Jaringan",
                                   "Teknik Informatika",
                                   ("Aplikasi Informatika", "Komunikasi Publik", "Persandian", "Statistik Sektoral")),
    "perhubungan": ("Analis Transportasi", "Penguji Kendaraan Bermotor", "Petugas Lalu Lintas", "Teknik Transportasi",
                    ("Lalu Lintas Jalan", "Angkutan Jalan", "Pelayaran", "Penerbangan", "Pengembangan Sistem")),
    "pekerjaan umum": ("Teknik Jalan dan Jembatan", "Teknisi Bangunan", "Juru Pengairan", "Teknik Sipil",
                       ("Bina Marga", "Sumber Daya Air", "Cipta Karya", "Penataan Ruang")),
    "kesehatan": ("Dokter", "Perawat", "Pengadministrasi Kesehatan", "Kesehatan Masyarakat",
                  ("Pelayanan Kesehatan", "Pencegahan Penyakit", "Kesehatan Masyarakat", "Sumber Daya Kesehatan")),
    "pendidikan": ("Guru", "Pranata Laboratorium Pendidikan", "Pengadministrasi Sekolah", "Ilmu Pendidikan",
                   ("Pembinaan SMA", "Pembinaan SMK", "Pendidikan Khusus", "Ketenagaan")),
    "sosial": ("Pekerja Sosial", "Penyuluh Sosial", "Pengelola Bantuan Sosial", "Kesejahteraan Sosial",
               ("Rehabilitasi Sosial", "Perlindungan Sosial", "Pemberdayaan Sosial")),
    "pertanian": ("Penyuluh Pertanian", "Pengawas Benih Tanaman", "Pengelola Hasil Pertanian", "Agronomi",
                  ("Prasarana Pertanian", "Produksi", "Penyuluhan", "Perlindungan Tanaman")),
    "kelautan dan perikanan": ("Analis Akuakultur", "Pengawas Perikanan", "Pengelola Hasil Perikanan", "Perikanan",
                               ("Perikanan Tangkap", "Budidaya", "Pengelolaan Ruang Laut")),
    "kehutanan": ("Pengendali Ekosistem Hutan", "Polisi Kehutanan", "Pengelola Persemaian", "Kehutanan",
                  ("Perlindungan Hutan", "Pengelolaan Hutan", "Rehabilitasi Lahan")),
    "lingkungan hidup": ("Pengendali Dampak Lingkungan", "Pengawas Lingkungan Hidup", "Pengelola Persampahan",
                         "Ilmu Lingkungan", ("Tata Lingkungan", "Pengendalian Pencemaran", "Pengelolaan Sampah")),
    "perindustrian dan perdagangan": ("Analis Perdagangan", "Penera", "Pengelola Pasar", "Ekonomi Pembangunan",
                                      ("Perindustrian", "Perdagangan Dalam Negeri", "Koperasi dan UKM")),
    "tenaga kerja": ("Pengantar Kerja", "Instruktur", "Pengelola Balai Latihan", "Manajemen",
                     ("Pelatihan Kerja", "Hubungan Industrial", "Penempatan Tenaga Kerja")),
    "pariwisata": ("Adyatama Kepariwisataan", "Pranata Pariwisata", "Pengelola Destinasi", "Pariwisata",
                   ("Destinasi", "Pemasaran", "Ekonomi Kreatif")),
    "penanaman modal": ("Penata Perizinan", "Pranata Perizinan", "Pengelola Perizinan", "Administrasi Bisnis",
                        ("Promosi", "Perizinan", "Pengendalian Penanaman Modal")),
    "kependudukan": ("Administrator Database Kependudukan", "Operator SIAK", "Pengadministrasi Kependudukan",
                     "Administrasi Publik", ("Pendaftaran Penduduk", "Pencatatan Sipil", "Pemanfaatan Data")),
    "ketertiban umum": ("Analis Ketenteraman", "Polisi Pamong Praja", "Petugas Keamanan", "Ilmu Hukum",
                        ("Penegakan Perda", "Ketertiban Umum", "Perlindungan Masyarakat")),
}  # fmt: skip
FAMILY_NAMES = tuple(FAMILIES)
FAMILY = {name: code for code, name in enumerate(FAMILY_NAMES)}

# code, name, family, where: P province only, C city only, B both; the first ones come first in a small city
_UNITS = (
    ("SETDA", "Sekretariat Daerah", "pemerintahan", "B"),
    ("PERHUBUNGAN", "Dinas Perhubungan", "perhubungan", "B"),
    ("SETWAN", "Sekretariat DPRD", "hukum", "B"),
    ("INSPEKTORAT", "Inspektorat Daerah", "pengawasan", "B"),
    ("BAPPEDA", "Badan Perencanaan Pembangunan Daerah", "perencanaan", "B"),
    ("BPKAD", "Badan Pengelolaan Keuangan dan Aset Daerah", "keuangan", "B"),
    ("BAPENDA", "Badan Pendapatan Daerah", "keuangan", "B"),
    ("BKD", "Badan Kepegawaian Daerah", "kepegawaian", "P"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "kepegawaian", "C"),
    ("BPSDM", "Badan Pengembangan Sumber Daya Manusia", "kepegawaian", "P"),
    ("BRIDA", "Badan Riset dan Inovasi Daerah", "perencanaan", "P"),
    ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik", "pemerintahan", "B"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah", "ketertiban umum", "B"),
    ("PENDIDIKAN", "Dinas Pendidikan dan Kebudayaan", "pendidikan", "B"),
    ("KESEHATAN", "Dinas Kesehatan", "kesehatan", "B"),
    ("RSUD", "Rumah Sakit Umum Daerah", "kesehatan", "B"),
    ("PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang", "pekerjaan umum", "B"),
    ("PERKIM", "Dinas Perumahan dan Kawasan Permukiman", "pekerjaan umum", "B"),
    ("SATPOLPP", "Satuan Polisi Pamong Praja", "ketertiban umum", "B"),
    ("SOSIAL", "Dinas Sosial", "sosial", "B"),
    ("DP3A", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "sosial", "B"),
    ("NAKER", "Dinas Tenaga Kerja dan Transmigrasi", "tenaga kerja", "B"),
    ("PANGAN", "Dinas Pangan dan Pertanian", "pertanian", "B"),
    ("PERKEBUNAN", "Dinas Perkebunan", "pertanian", "P"),
    ("PETERNAKAN", "Dinas Peternakan dan Kesehatan Hewan", "pertanian", "P"),
    ("KELAUTAN", "Dinas Kelautan dan Perikanan", "kelautan dan perikanan", "B"),
    ("KEHUTANAN", "Dinas Kehutanan", "kehutanan", "P"),
    ("DLH", "Dinas Lingkungan Hidup", "lingkungan hidup", "B"),
    ("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", "kependudukan", "B"),
    ("DPMD", "Dinas Pemberdayaan Masyarakat dan Pemerintahan Desa", "pemerintahan", "P"),
    ("KOMINFO", "Dinas Komunikasi dan Informatika", "komunikasi dan informatika", "B"),
    ("PERINDAG", "Dinas Perindustrian, Perdagangan, Koperasi, dan UKM", "perindustrian dan perdagangan", "B"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "penanaman modal", "B"),
    ("PARIWISATA", "Dinas Pariwisata", "pariwisata", "B"),
    ("PORA", "Dinas Pemuda dan Olahraga", "pariwisata", "B"),
    ("ARSIP", "Dinas Perpustakaan dan Kearsipan", "pemerintahan", "B"),
    ("KEC-UTARA", "Kecamatan Utara", "pemerintahan", "C"),
    ("KEC-SELATAN", "Kecamatan Selatan", "pemerintahan", "C"),
    ("KEC-BARAT", "Kecamatan Barat", "pemerintahan", "C"),
    ("KEC-TENGAH", "Kecamatan Tengah", "pemerintahan", "C"),
)
_HEADS = {"SETDA": "Sekretaris Daerah", "SETWAN": "Sekretaris DPRD", "INSPEKTORAT": "Inspektur Daerah",
          "RSUD": "Direktur Rumah Sakit Umum Daerah"}  # fmt: skip
_SETDA_PRATAMA = (
    ("ASISTEN-1", "Asisten Pemerintahan dan Kesejahteraan Rakyat", "pemerintahan"),
    ("ASISTEN-2", "Asisten Perekonomian dan Pembangunan", "perencanaan"),
    ("ASISTEN-3", "Asisten Administrasi Umum", "kepegawaian"),
    ("STAF-AHLI-1", "Staf Ahli Bidang Hukum dan Politik", "hukum"),
    ("STAF-AHLI-2", "Staf Ahli Bidang Ekonomi dan Keuangan", "keuangan"),
)
_BUREAUS = (
    ("HUKUM", "Hukum", "hukum"),
    ("PEMERINTAHAN", "Pemerintahan", "pemerintahan"),
    ("ORGANISASI", "Organisasi", "kepegawaian"),
    ("UMUM", "Umum", "pemerintahan"),
    ("ADPIM", "Administrasi Pimpinan", "komunikasi dan informatika"),
)


@dataclass
class Structure:
    """Units and jobs of one agency; the first `post_count` jobs are posts for one holder each, the rest are titles.

    `unit_*` and `job_*` are parallel columns; `job_unit` is -1 for a title that exists in every unit of its family.
    """

    unit_code: list[str] = field(default_factory=list)
    unit_name: list[str] = field(default_factory=list)
    unit_parent: list[str] = field(default_factory=list)
    unit_family: list[int] = field(default_factory=list)
    job_code: list[str] = field(default_factory=list)
    job_name: list[str] = field(default_factory=list)
    job_tier: list[int] = field(default_factory=list)
    job_unit: list[int] = field(default_factory=list)
    job_family: list[int] = field(default_factory=list)
    post_count: int = 0

    def unit(self, code: str, name: str, family: str, parent: str = "") -> int:
        """Adds a unit and returns its index."""
        self.unit_code.append(code)
        self.unit_name.append(name)
        self.unit_parent.append(parent)
        self.unit_family.append(FAMILY[family])
        return len(self.unit_code) - 1

    def job(self, code: str, name: str, tier: str, unit: int, family: str) -> None:
        """Adds a post or a title."""
        self.job_code.append(code)
        self.job_name.append(name)
        self.job_tier.append(TIER[tier])
        self.job_unit.append(unit)
        self.job_family.append(FAMILY[family])

    def title(self, family: np.ndarray, tier: np.ndarray) -> np.ndarray:
        """Job index of the title of a family at a tier below the posts (PELAKSANA … JF_AHLI_UTAMA)."""
        return np.asarray(self.post_count + family * (TIER["JF_AHLI_UTAMA"] + 1) + tier)

    def index(self, code: str) -> int:
        """Job index of a code."""
        return self.job_code.index(code)


def build(kind: str, employees: int) -> Structure:
    """The tree for `kind` PROVINCE or CITY; divisions and regional offices grow with the number of employees."""
    result = Structure()
    province = kind == "PROVINCE"
    chosen = [unit for unit in _UNITS if unit[3] in ("B", "P" if province else "C")]
    divisions = 5 if employees >= 1500 else 2 if employees >= 500 else 1
    offices = max(employees // (80 * len(chosen)), 1 if province else 0)
    for code, name, family, _ in chosen:
        _add_unit(result, code, name, family, province=province, divisions=divisions, offices=offices)
    result.post_count = len(result.job_code)
    for family in FAMILY_NAMES:
        _add_titles(result, family)
    return result


def _add_unit(
    result: Structure, code: str, name: str, family: str, *, province: bool, divisions: int, offices: int
) -> None:
    unit = result.unit(code, name, family)
    if code.startswith("KEC-"):
        result.job(f"CAMAT-{code[4:]}", f"Camat {name.removeprefix('Kecamatan ')}", "ADMINISTRATOR", unit, family)
        result.job(f"SEK-{code}", f"Sekretaris {name}", "PENGAWAS", unit, family)
        result.job(f"SI-{code}", f"Kepala Seksi Pelayanan pada {name}", "PENGAWAS", unit, family)
        return
    head = "JPT_MADYA" if code == "SETDA" and province else "JPT_PRATAMA"
    result.job(f"KD-{code}", _HEADS.get(code, f"Kepala {name}"), head, unit, family)
    if code == "SETDA":
        _add_secretariat(result, unit, province=province)
        return
    sub = result.unit(f"{code}-SEK", f"Sekretariat pada {name}", family, code)
    result.job(f"SEK-{code}", f"Sekretaris {name}" if code != "SETWAN" else "Kepala Bagian Umum pada Sekretariat DPRD",
               "ADMINISTRATOR", sub, family)  # fmt: skip
    for number, section in enumerate(("Umum dan Kepegawaian", "Keuangan")[: 2 if divisions > 2 else 1], 1):
        own = ("kepegawaian", "keuangan")[number - 1]
        result.job(f"SB-{code}-{number}", f"Kepala Subbagian {section} pada {name}", "PENGAWAS", sub, own)
    for number, division in enumerate(FAMILIES[family][4][:divisions], 1):
        sub = result.unit(f"{code}-B{number}", f"Bidang {division} pada {name}", family, code)
        result.job(f"KB-{code}-{number}", f"Kepala Bidang {division} pada {name}", "ADMINISTRATOR", sub, family)
        result.job(f"SI-{code}-{number}", f"Kepala Seksi {division} pada {name}", "PENGAWAS", sub, family)
    count = offices if code != "PERHUBUNGAN" else max(offices, 8 if province else 1)
    for number in range(1, count + 1):
        sub = result.unit(f"{code}-W{number}", f"UPTD {name} Wilayah {number}", family, code)
        tier = "ADMINISTRATOR" if province else "PENGAWAS"
        result.job(f"KU-{code}-{number}", f"Kepala UPTD {name} Wilayah {number}", tier, sub, family)
        result.job(f"TU-{code}-{number}", f"Kepala Subbagian Tata Usaha UPTD {name} Wilayah {number}",
                   "PENGAWAS", sub, family)  # fmt: skip


def _add_secretariat(result: Structure, unit: int, *, province: bool) -> None:
    for code, name, family in _SETDA_PRATAMA:
        result.job(code, name, "JPT_PRATAMA", unit, family)
    for code, name, family in _BUREAUS:
        label = "Biro" if province else "Bagian"
        sub = result.unit(f"SETDA-{code}", f"{label} {name} pada Sekretariat Daerah", family, "SETDA")
        tier = "JPT_PRATAMA" if province else "ADMINISTRATOR"
        result.job(f"KA-{code}", f"Kepala {label} {name}", tier, sub, family)
        if province:
            result.job(f"KBG-{code}", f"Kepala Bagian {name} pada Biro {name}", "ADMINISTRATOR", sub, family)
        result.job(f"SBG-{code}", f"Kepala Subbagian {name} pada {label} {name}", "PENGAWAS", sub, family)


def _add_titles(result: Structure, family: str) -> None:
    expert, skilled, support, _, _ = FAMILIES[family]
    code = family.upper().replace(" ", "-")
    for tier in TIERS[: TIER["JF_AHLI_UTAMA"] + 1]:
        grade = tier.removeprefix("JF_").replace("_", " ").title()
        name = support if tier == "PELAKSANA" else f"{expert if 'AHLI' in tier else skilled} {grade}"
        result.job(f"{tier.removeprefix('JF_').replace('_', '-')}-{code}", name, tier, -1, family)
