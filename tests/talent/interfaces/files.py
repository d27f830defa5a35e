"""Small workbooks as text files, for tests of the import."""

import csv
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, str]


def csv_file(folder: Path, kind: str, rows: Sequence[Row], name: str = "") -> Path:
    """A CSV file with the columns of the first row."""
    path = folder / (name or f"{kind}.csv")
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def employee(nip: str, **cells: str) -> Row:
    """A row of `employees`."""
    return {
        "nip": nip,
        "nama": f"Pegawai {nip[-3:]}",
        "status": "PNS",
        "golongan": "IV/a",
        "tmt_golongan": "2019-04-01",
        "jabatan": f"Kepala Bidang {nip[-3:]}",
        "jenjang": "ADMINISTRATOR",
        "rumpun": "perhubungan",
        "tmt_jabatan": "2018-01-02",
        "kedudukan": "aktif",
    } | cells


def performance(nip: str, year: str = "2025", **cells: str) -> Row:
    """A row of `performance`."""
    return {"nip": nip, "tahun": year, "predikat": "Baik"} | cells
