"""Columns of every workbook kind and writers that give the same bytes for the same rows."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import xlsxwriter

from talent.population.histories import COMPONENTS
from talent.population.ratings import COMPETENCIES, POTENTIALS

COLUMNS: dict[str, tuple[str, ...]] = {
    "agencies": ("kode", "nama", "jenis", "provinsi"),
    "units": ("kode", "nama", "induk"),
    "positions": ("kode", "nama", "jenjang", "unit", "rumpun", "kritikal", *COMPETENCIES, "tmt_lowong"),
    "technical_standards": ("kode", "kompetensi", "level", "tmt_mulai", "tmt_selesai"),
    "employees": ("nip", "nama", "status", "golongan", "tmt_golongan", "unit", "jabatan", "jenjang", "rumpun",
                  "tmt_jabatan", "kedudukan"),
    "performance": ("nip", "tahun", "hasil_kerja", "perilaku", "predikat", "nilai", "ide_baru", "penilai"),
    "assessments": ("nip", "tanggal", "lembaga", "jpm", *COMPETENCIES, "teknis", *POTENTIALS),
    "appointments": ("nip", "jabatan", "jenjang", "tmt_mulai", "tmt_selesai", "jenis", "lebih_tinggi", "rumpun", "unit",
                     "instansi"),
    "education": ("nip", "jenjang", "bidang", "kesesuaian", "tahun_lulus"),
    "training": ("nip", "nama", "jenis", "tanggal_selesai", "jp"),
    "awards": ("nip", "nama", "tingkat", "tanggal"),
    "team_assignments": ("nip", "nama_tim", "peran", "lingkup", "tanggal_mulai", "tanggal_selesai"),
    "sanctions": ("nip", "tingkat", "tmt_mulai", "tmt_selesai", "nomor_sk"),
    "feedback_360": ("nip", "tahun", "predikat"),
    "components": ("NIP", *COMPONENTS, "tanggal"),
    "attestations": ("nip", "jenis", "tanggal", "hasil", "nomor", "berlaku_sampai"),
    "technical_levels": ("nip", "tanggal", "kompetensi", "level", "lembaga"),
    "merit_rounds": ("instansi", "putaran", "instrumen", "tanggal_pengajuan", "tanggal_keputusan", "nomor_keputusan",
                     "berlaku_sampai"),
    "merit_levels": ("instansi", "putaran", "sub_aspek", "level", "level_verifikasi", "catatan"),
    "approvals": ("instansi", "jenis", "otoritas", "nomor", "tanggal", "berlaku_sampai", "dicabut"),
    "gate_freezes": ("instansi", "jenis", "nomor", "tanggal", "akhir_masa_jabatan"),
}  # fmt: skip
_NUMBERS = {"tahun", "nilai", "jpm", "teknis", "jp", "tahun_lulus", "level", "level_verifikasi", *COMPETENCIES,
            *POTENTIALS, *COMPONENTS}  # fmt: skip
_DATES = ("tmt_", "tanggal", "berlaku_sampai", "dicabut")
_XLSX_ROWS = 1_048_575
# Written into every XLSX in place of the clock, so that equal rows make equal files.
_CREATED = dt.datetime(2026, 1, 1)

Row = Sequence[str]


class Writer(Protocol):
    """An open workbook; rows are texts in the order of COLUMNS."""

    def write(self, rows: Iterable[Row]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """UTF-8, commas, one line feed a row."""

    def __init__(self, path: Path, kind: str) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(COLUMNS[kind])

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows(rows)

    def close(self) -> None:
        self._file.close()


class XlsxWriter:
    """First sheet, real dates and numbers where they are good ones, NIPs as text; constant memory.

    Raises ValueError beyond the rows one sheet can hold.
    """

    def __init__(self, path: Path, kind: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        self._book.set_properties({"created": _CREATED})
        self._sheet = self._book.add_worksheet(kind[:31])
        self._bold = self._book.add_format({"bold": True})
        self._columns = COLUMNS[kind]
        self._next = 1
        for place, name in enumerate(self._columns):
            self._sheet.set_column(place, place, 22 if name.lower() in ("nip", "nama", "jabatan") else 14)
            self._sheet.write_string(0, place, name, self._bold)

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._next > _XLSX_ROWS:
                raise ValueError(f"one XLSX sheet holds {_XLSX_ROWS} rows; write CSV instead")
            for place, (name, value) in enumerate(zip(self._columns, row, strict=True)):
                self._cell(place, name, value)
            self._next += 1

    def _cell(self, place: int, name: str, value: str) -> None:
        if not value:
            return
        if name.startswith(_DATES) and (date := _date(value)):
            self._sheet.write_datetime(self._next, place, date)
        elif name in _NUMBERS and value.replace(".", "", 1).isdigit():
            self._sheet.write_number(self._next, place, float(value))
        else:
            self._sheet.write_string(self._next, place, value)

    def close(self) -> None:
        self._book.close()


def _date(text: str) -> dt.datetime | None:
    """A midnight for an ISO date, None for anything else (a wrong date stays text)."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time())
    except ValueError:
        return None


def open_writer(folder: Path, stem: str, kind: str, form: str) -> Writer:
    """Opens folder/stem.csv or .xlsx for rows of a kind."""
    return (CsvWriter if form == "csv" else XlsxWriter)(folder / f"{stem}.{form}", kind)


def write_file(folder: Path, stem: str, kind: str, form: str, rows: Iterable[Row]) -> None:
    """A whole workbook at once."""
    writer = open_writer(folder, stem, kind, form)
    writer.write(rows)
    writer.close()


Edit = Callable[[str, Iterable[Row]], Iterable[Row]]


def unchanged(stem: str, rows: Iterable[Row]) -> Iterable[Row]:
    """The edit that changes nothing."""
    return rows


class Shelf:
    """Open writers by stem, opened on first use and closed together; `edit` may alter a stem's rows on their way."""

    def __init__(self, folder: Path, forms: Mapping[str, str], form: str, edit: Edit = unchanged) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._forms, self._form, self._edit = folder, forms, form, edit
        self._open: dict[str, Writer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for writer in self._open.values():
            writer.close()

    def write(self, stem: str, kind: str, rows: Iterable[Row]) -> None:
        """Appends rows to the workbook of that stem."""
        if stem not in self._open:
            form = self._forms.get(stem, self._form)
            self._open[stem] = open_writer(self._folder, stem, kind, form)
        self._open[stem].write(self._edit(stem, rows))
