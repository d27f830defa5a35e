"""Small workbooks with a few mistakes, to try the import page with."""

from collections.abc import Sequence
from pathlib import Path

from talent.population.workbooks import Row, write_file


def write_exercises(out: Path, nips: list[str]) -> None:
    """Three workbooks under `out` for known people (at least 22 NIPs) of one agency."""
    out.mkdir(parents=True, exist_ok=True)
    for kind, rows in (("performance", _performance(nips)), ("employees", _employees()), ("training", _training(nips))):
        write_file(out, f"{kind}-with-errors", kind, "xlsx", rows)


def _performance(nips: list[str]) -> Sequence[Row]:
    """12 rows of 2018, of which rows 4, 7, 9 and 12 of the sheet are wrong."""
    rows = [[nip, "2018", "", "", "", str(88 + place), "", ""] for place, nip in enumerate(nips[:12])]
    rows[2][0] = rows[2][0][:-1]
    rows[5][5] = "135"
    rows[7][4:6] = ["Sangat Bagus", ""]
    rows[10] = list(rows[9])
    return rows


def _employees() -> Sequence[Row]:
    """8 newcomers, of whom rows 3, 5 and 8 of the sheet are wrong."""
    born = ("19980214", "19990430", "20000101", "19970909", "20010620", "19981125", "20000229", "19990807")
    names = ("Ayu Lestari", "Bayu Nugroho", "Citra Wulandari", "Dimas Pratama", "Eka Rahmawati", "Fajar Hidayat",
             "Gita Puspita", "Hendra Wijaya")  # fmt: skip
    rows = [
        [f"{day}202603{2 - place % 2}99{place}", name, "PNS", "III/a", "2026-03-01", "DUKCAPIL",
         "Pengadministrasi Kependudukan", "PELAKSANA", "kependudukan", "2026-03-01", "aktif"]
        for place, (day, name) in enumerate(zip(born, names, strict=True))
    ]  # fmt: skip
    rows[1][0] = "19990431" + rows[1][0][8:]
    rows[3][3] = "III/x"
    rows[6][10] = "cuti"
    return rows


def _training(nips: list[str]) -> Sequence[Row]:
    """10 courses of 2026, of which rows 5, 6 and 11 of the sheet are wrong."""
    rows = [[nip, "Latihan Impor Data", "bangkom", f"2026-05-{place + 4:02d}", "20"] for place, nip in
            enumerate(nips[12:22])]  # fmt: skip
    rows[3][3] = "2026-02-30"
    rows[4][2] = "seminar"
    rows[9][4] = "dua puluh"
    return rows
