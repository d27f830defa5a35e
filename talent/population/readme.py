"""demo/README.md: what each file is, which rows are wrong on purpose, and who the people around the limits are."""

from collections.abc import Sequence

from talent.population.mistakes import MISTAKES
from talent.population.story import Story

_FILES = (
    ("agencies.xlsx", "tiga instansi"),
    ("merit_rounds.csv, merit_levels.csv", "putaran penilaian sistem merit; jumlah nilainya data publik, rincian "
     "level sub-aspeknya karangan"),
    ("approvals.csv", "persetujuan dan komitmen; semua nomor surat karangan"),
    ("gate_freezes.csv", "pilkada 2024 dan kepala daerah baru 2025: masa tanpa penggantian pejabat; nomornya karangan"),
    ("kaltim/, balikpapan/, bontang/", "satu instansi satu folder"),
    ("…/units.csv, …/positions.csv", "unit kerja dan jabatan"),
    ("…/technical_standards.csv, …/technical_levels.csv", "kompetensi teknis yang diminta setiap JPT, dan level yang "
     "dimiliki pejabat senior; namanya karangan, menurut bidangnya"),
    ("…/employees-2021.xlsx", "keadaan pegawai pada 31 Desember 2021"),
    ("…/employees-2026.xlsx", "keadaan pegawai pada 30 Juni 2026; yang pensiun di antaranya ditandai `pensiun`"),
    ("…/performance.csv", "kinerja 2019–2025: angka sampai 2021, hasil kerja × perilaku sejak 2022; penilai hanya "
     "pada 2025, di KALTIM satu sengaja longgar dan satu sengaja ketat"),
    ("…/assessments.xlsx", "penilaian kompetensi dan potensi"),
    ("…/appointments.csv", "riwayat jabatan sejak CPNS, termasuk Plt dan Plh"),
    ("…/education.csv, …/training.csv, …/awards.xlsx", "pendidikan, pelatihan, penghargaan"),
    ("…/team_assignments.csv, …/sanctions.csv, …/feedback_360.csv", "tim kerja, hukuman disiplin, umpan balik 360°"),
    ("…/components.csv", "nilai komponen siap pakai dari sistem lama, untuk beberapa orang"),
    ("…/attestations.csv", "keterangan sehat, integritas, LHKPN, dan SPT"),
    ("latihan/*.xlsx", "berkas kecil berisi kesalahan, untuk mencoba halaman impor (instansi KALTIM)"),
    ("policies/*.yaml", "kebijakan pemetaan instansi"),
)  # fmt: skip
_EXERCISES = (
    ("performance-with-errors.xlsx", "12 baris; salah: baris 4 (NIP 17 digit), 7 (nilai 135), 9 (predikat “Sangat "
     "Bagus”), 12 (baris yang sama dua kali)"),
    ("employees-with-errors.xlsx", "8 baris; salah: baris 3 (31 April di dalam NIP), 5 (golongan III/x), 8 (kedudukan "
     "“cuti”)"),
    ("training-with-errors.xlsx", "10 baris; salah: baris 5 (30 Februari), 6 (jenis “seminar”), 11 (jam pelajaran "
     "ditulis dengan huruf)"),
)  # fmt: skip


def readme(told: Sequence[tuple[str, Story]]) -> str:
    """The text, in Indonesian; `told` are the story's people with their NIPs."""
    return "\n".join(
        [
            "# Data peragaan",
            "",
            "Semua orang di sini karangan: nama disusun acak dari kata-kata nama yang lazim, NIP dan riwayatnya dibuat "
            "komputer. Kesamaan dengan orang nyata adalah kebetulan. Berkas-berkas ini dibuat ulang, sama persis, "
            "dengan:",
            "",
            "    manage.py make_population --demo --out demo",
            "",
            "Jabatan Kepala Dinas Perhubungan (`KD-PERHUBUNGAN`) di KALTIM lowong sampai 30 Juni 2021, lowong lagi "
            "sejak 1 November 2022 (tanggal acuan 31 Desember 2022), dan lagi pada 2026 (tanggal acuan 31 Juli 2026). "
            "Data tidak mencatat pejabat sesudah 1 November 2022: yang dilantik dicatat oleh aplikasi.",
            "",
            "## Berkas",
            "",
            "| berkas | isi |",
            "|---|---|",
            *(f"| {name} | {what} |" for name, what in _FILES),
            "",
            "## Baris yang sengaja salah",
            "",
            "Nomor baris seperti di lembar kerja: judul kolom adalah baris 1. Baris salah ditambahkan di samping baris "
            "yang benar, jadi tidak ada fakta yang hilang karenanya.",
            "",
            "| berkas | baris | kolom | mengapa salah |",
            "|---|---|---|---|",
            *(
                f"| {folder}/{m.stem} | {m.row} | {m.column} | {m.why} |"
                for folder, mistakes in MISTAKES.items()
                for m in mistakes
            ),
            "",
            "## Latihan",
            "",
            "| berkas | isi |",
            "|---|---|",
            *(f"| latihan/{name} | {what} |" for name, what in _EXERCISES),
            "",
            "## Orang-orang di sekitar batas (KALTIM, bidang perhubungan)",
            "",
            "| NIP | kunci | keadaan |",
            "|---|---|---|",
            *(f"| {nip} | {one.key} | {one.note} |" for nip, one in told),
            "",
        ]
    )
