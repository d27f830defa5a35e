"""Rows of the demonstration that are wrong on purpose: copies of a good row with something changed, put before it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from talent.population.workbooks import COLUMNS, Row

Change = str | Callable[[str], str]


@dataclass(frozen=True)
class Mistake:
    """`row`: as a spreadsheet counts (the header is 1); `changes` by column, none for an exact repetition; `column`:
    where the mistake is; `why`: for the README."""

    stem: str
    row: int
    column: str
    why: str
    changes: Mapping[str, Change]


def _serial(text: str) -> Change:
    """The same NIP with another serial: a person who is nobody's double."""
    return lambda nip: nip[:15] + text


MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "kaltim": (
        Mistake("employees-2021", 30, "kedudukan", "kedudukan “aktip” tidak dikenal",
                {"nip": _serial("992"), "kedudukan": "aktip"}),
        Mistake("employees-2021", 61, "jenjang", "“ESELON III” bukan jenjang",
                {"nip": _serial("993"), "jenjang": "ESELON III"}),
        Mistake("employees-2026", 15, "nip", "NIP 17 digit", {"nip": lambda nip: nip[:-1]}),
        Mistake("employees-2026", 40, "nip", "tanggal lahir 31 Februari di dalam NIP",
                {"nip": lambda nip: "19850231" + nip[8:]}),
        Mistake("employees-2026", 77, "nip", "angka jenis kelamin 3 di dalam NIP",
                {"nip": lambda nip: nip[:14] + "3" + nip[15:]}),
        Mistake("employees-2026", 120, "golongan", "golongan III/e tidak ada",
                {"nip": _serial("991"), "status": "PNS", "golongan": "III/e"}),
        Mistake("employees-2026", 201, "nip", "baris yang sama dua kali", {}),
        Mistake("performance", 100, "predikat", "predikat salah eja",
                {"tahun": "2018", "hasil_kerja": "", "perilaku": "", "nilai": "", "ide_baru": "",
                 "predikat": "Sangat Bai"}),
        Mistake("performance", 250, "nilai", "nilai bukan angka",
                {"tahun": "2018", "hasil_kerja": "", "perilaku": "", "predikat": "", "nilai": "sembilan puluh"}),
        Mistake("performance", 400, "tahun", "tahun yang belum terjadi", {"tahun": "2031"}),
        Mistake("performance", 801, "nip", "NIP yang tidak dikenal", {"nip": "199001012015011999"}),
        Mistake("performance", 1000, "predikat", "tidak satu pun penilaian diisi",
                {"tahun": "2018", "hasil_kerja": "", "perilaku": "", "predikat": "", "nilai": "", "ide_baru": ""}),
        Mistake("assessments", 50, "integritas", "level 6", {"tanggal": "2023-01-10", "integritas": "6"}),
        Mistake("assessments", 90, "tanggal", "tanggal yang belum terjadi", {"tanggal": "2031-01-15"}),
        Mistake("assessments", 130, "komunikasi", "level ditulis dengan huruf",
                {"tanggal": "2023-01-11", "komunikasi": "tiga"}),
        Mistake("appointments", 60, "tmt_selesai", "berakhir sebelum mulai",
                {"jenis": "plh", "tmt_mulai": "2020-05-04", "tmt_selesai": "2019-05-04"}),
        Mistake("appointments", 90, "tmt_mulai", "30 Februari", {"tmt_mulai": "2020-02-30", "tmt_selesai": ""}),
        Mistake("education", 33, "jenjang", "jenjang S4 tidak ada", {"jenjang": "S4"}),
        Mistake("education", 45, "kesesuaian", "kesesuaian “mungkin” tidak dikenal",
                {"bidang": "Astronomi", "kesesuaian": "mungkin"}),
        Mistake("training", 210, "jenis", "jenis “kursus” tidak dikenal", {"nama": "Kursus Contoh", "jenis": "kursus"}),
        Mistake("training", 300, "jp", "jam pelajaran negatif", {"nama": "Kursus Contoh", "jp": "-8"}),
        Mistake("training", 400, "nama", "sel berisi rumus", {"nama": "=1+1"}),
        Mistake("awards", 20, "tingkat", "tingkat “kecamatan” tidak dikenal",
                {"nama": "Penghargaan Contoh", "tingkat": "kecamatan"}),
        Mistake("awards", 35, "tanggal", "tanggal sebelum lahir", {"tanggal": "1931-08-17"}),
        Mistake("team_assignments", 70, "peran", "peran “sekretaris” tidak dikenal", {"peran": "sekretaris"}),
        Mistake("team_assignments", 88, "tanggal_selesai", "berakhir sebelum mulai",
                {"nama_tim": "Tim Contoh", "tanggal_mulai": "2022-03-01", "tanggal_selesai": "2022-02-01"}),
        Mistake("sanctions", 10, "tingkat", "tingkat “sangat berat” tidak dikenal", {"tingkat": "sangat berat"}),
        Mistake("feedback_360", 55, "predikat", "predikat “Lumayan” tidak dikenal",
                {"tahun": "2018", "predikat": "Lumayan"}),
        Mistake("components", 5, "X - Penilaian Potensi", "nilai di bawah 0",
                {"tanggal": "2026-05-04", "X - Penilaian Potensi": "-5"}),
        Mistake("attestations", 12, "hasil", "hasil “mungkin” tidak dikenal",
                {"tanggal": "2021-01-05", "berlaku_sampai": "2022-01-04", "hasil": "mungkin"}),
    ),
    "balikpapan": (
        Mistake("units", 8, "induk", "unit induk yang tidak ada", {"kode": "SALAH-1", "induk": "TIDAK-ADA"}),
        Mistake("performance", 77, "nip", "NIP rusak menjadi bilangan", {"nip": "1.98503E+17"}),
    ),
    "bontang": (
        Mistake("positions", 12, "jenjang", "jenjang kosong", {"kode": "SALAH-1", "jenjang": ""}),
        Mistake("employees-2026", 25, "golongan", "golongan PNS pada PPPK",
                {"nip": _serial("994"), "status": "PPPK", "golongan": "III/a"}),
    ),
}  # fmt: skip


def changed(row: Row, columns: tuple[str, ...], changes: Mapping[str, Change]) -> Row:
    """A copy of a row with some cells replaced."""
    values = dict(zip(columns, row, strict=True))
    for name, change in changes.items():
        values[name] = change if isinstance(change, str) else change(values[name])
    return tuple(values.values())


def weave(stem: str, rows: Iterable[Row], mistakes: Iterable[Mistake]) -> Iterator[Row]:
    """All rows of a stem, with each of its mistakes standing on the row it names.

    Raises ValueError when the workbook ends before a mistake's row.
    """
    due = sorted((m for m in mistakes if m.stem == stem), key=lambda m: m.row, reverse=True)
    columns = COLUMNS[stem.partition("-")[0]]
    number, previous = 2, tuple[str, ...]()
    for row in rows:
        while due and due[-1].row == number:
            mistake = due.pop()
            yield changed(row, columns, mistake.changes) if mistake.changes else previous
            number += 1
        yield row
        previous, number = tuple(row), number + 1
    if due:
        raise ValueError(f"{stem} has no row {due[-1].row}")
