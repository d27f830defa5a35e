"""T-10, quick form: hostile rows never crash; each wrong cell has its place, its value and its own reason."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from talent.interfaces.sheets.errors import SHOWN
from tests.promises import counted
from tests.talent.interfaces.columns.rows import NIP, checked, good_row, write_csv

# (kind, column, value, code): the value alone is wrong, in a row that is right otherwise.
CELLS: list[tuple[str, str, str, str]] = [
    ("employees", "nip", "", "required"),
    ("employees", "nip", "19850312201001100", "nip_length"),
    ("employees", "nip", "1985031220100110070", "nip_length"),
    ("employees", "nip", "1.98503E+17", "nip_number"),
    ("employees", "nip", "1,98503e17", "nip_number"),
    ("employees", "nip", f"'{NIP}", "nip_apostrophe"),
    ("employees", "nip", f"’{NIP}", "nip_apostrophe"),
    ("employees", "nip", f'="{NIP}"', "formula_text"),
    ("employees", "nip", "١٩٨٥٠٣١٢٢٠١٠٠١١٠٠٧", "nip_foreign_digits"),
    ("employees", "nip", "１９８５０３１２２０１００１１００７", "nip_foreign_digits"),
    ("employees", "nip", f"{NIP[:17]}O", "nip_characters"),
    ("employees", "nip", f"{NIP}\u200b", "nip_characters"),
    ("employees", "nip", f"{NIP}.0", "nip_characters"),
    ("employees", "nip", f"-{NIP}", "nip_characters"),
    ("employees", "nip", "198502302010011007", "nip_birth_date"),
    ("employees", "nip", "198513122010011007", "nip_birth_date"),
    ("employees", "nip", "189903122010011007", "nip_birth_date"),
    ("employees", "nip", "202703122026011007", "nip_birth_future"),
    ("employees", "nip", "198503122010131007", "nip_start"),
    ("employees", "nip", "198503122010001007", "nip_start"),
    ("employees", "nip", "198503122026121007", "nip_start_future"),
    ("employees", "nip", "198503122000021007", "nip_start_young"),
    ("employees", "nip", "198503122010013007", "nip_sex"),
    ("employees", "nip", "198503122010010007", "nip_sex"),
    ("employees", "nip", "198503122010011000", "nip_serial"),
    ("employees", "nama", "", "required"),
    ("employees", "nama", "   ", "required"),
    ("employees", "nama", "S" * 151, "too_long"),
    ("employees", "nama", "Siti\u202eotnoC", "control_character"),
    ("employees", "nama", "=HYPERLINK(1)", "formula_text"),
    ("employees", "status", "honorer", "word_unknown"),
    ("employees", "golongan", "III/e", "grade_unknown"),
    ("employees", "golongan", "XVIII", "grade_unknown"),
    ("employees", "golongan", "3", "grade_unknown"),
    ("employees", "golongan", "IX", "grade_status"),
    ("employees", "jenjang", "JPT PRATMA", "word_similar"),
    ("employees", "kedudukan", "cuti", "word_unknown"),
    ("employees", "tmt_golongan", "31-02-2023", "date_impossible"),
    ("employees", "tmt_golongan", "2023-02-29", "date_impossible"),
    ("employees", "tmt_golongan", "12/31/2023", "date_month"),
    ("employees", "tmt_golongan", "1/2/2023", "date_form"),
    ("employees", "tmt_golongan", "01-02-23", "date_short_year"),
    ("employees", "tmt_golongan", "45017", "date_serial"),
    ("employees", "tmt_golongan", "45017,5", "date_serial"),
    ("employees", "tmt_golongan", "1 April 2023", "date_form"),
    ("employees", "tmt_golongan", "2023/04/01", "date_form"),
    ("employees", "tmt_golongan", "01-04/2023", "date_form"),
    ("employees", "tmt_golongan", "2023-04-01 08:30", "date_form"),
    ("employees", "tmt_golongan", "1899-12-31", "date_year"),
    ("employees", "tmt_golongan", "2101-01-01", "date_year"),
    ("employees", "tmt_golongan", "2026-11-22", "date_future"),
    ("employees", "tmt_golongan", "1985-03-11", "before_birth"),
    ("employees", "tmt_golongan", "NULL", "date_form"),
    ("performance", "tahun", "2027", "year_future"),
    ("performance", "tahun", "1949", "number_whole"),
    ("performance", "tahun", "1984", "year_before_birth"),
    ("performance", "tahun", "2024,5", "number_whole"),
    ("performance", "hasil_kerja", "diatas espektasi", "word_similar"),
    ("performance", "predikat", "Sangat Bak", "word_similar"),
    ("performance", "predikat", "Istimewa", "word_unknown"),
    ("performance", "predikat", "Cukup", "rating_old"),
    ("performance", "predikat", "Sangat Kurang", "performance_contradiction"),
    ("performance", "nilai", "121", "number_range"),
    ("performance", "nilai", "-1", "number_range"),
    ("performance", "ide_baru", "mungkin", "word_unknown"),
    ("assessments", "jpm", "NaN", "number_not_finite"),
    ("assessments", "jpm", "-inf", "number_not_finite"),
    ("assessments", "jpm", "1e400", "number_scientific"),
    ("assessments", "jpm", "8.5E1", "number_scientific"),
    ("assessments", "jpm", "1.234,5", "number_thousands"),
    ("assessments", "jpm", "1 234", "number_thousands"),
    ("assessments", "jpm", "85%", "number_percent"),
    ("assessments", "jpm", "0x1F", "number_form"),
    ("assessments", "jpm", "٨٥", "number_form"),
    ("assessments", "jpm", "85..5", "number_form"),
    ("assessments", "jpm", "201", "number_range"),
    ("assessments", "teknis", "100.000001", "number_range"),
    ("training", "jp", "1.000", "number_either"),
    ("training", "jp", " 1,500 ", "number_either"),
    ("assessments", "integritas", "6", "number_whole"),
    ("assessments", "integritas", "0", "number_whole"),
    ("assessments", "integritas", "3,5", "number_whole"),
    ("assessments", "motivasi_dan_komitmen", "tinggi", "number_form"),
    ("appointments", "tmt_selesai", "2020-01-31", "end_before_start"),
    ("appointments", "jenis", "Plt.Kepala", "word_unknown"),
    ("education", "jenjang", "S4", "word_unknown"),
    ("education", "tahun_lulus", "2027", "year_future"),
    ("components", "Y - Penghargaan", "200,1", "number_range"),
    ("merit_levels", "level", "5", "number_whole"),
    ("merit_levels", "sub_aspek", "9.1", "sub_aspect_form"),
    ("merit_levels", "sub_aspek", "3.0", "sub_aspect_form"),
    ("merit_rounds", "tanggal_keputusan", "2022-02-28", "end_before_start"),
    ("approvals", "dicabut", "ya", "revoked_date"),
    ("attestations", "berlaku_sampai", "2026-01-09", "end_before_start"),
]


@pytest.mark.parametrize(("kind", "column", "value", "code"), CELLS, ids=[f"{c[1]}={c[2][:24]!a}" for c in CELLS])
def test_a_wrong_cell_in_a_csv_is_named(tmp_path: Path, kind: str, column: str, value: str, code: str) -> None:
    right, wrong = good_row(kind), good_row(kind) | {column: value}
    first_key = next(iter(right))
    if first_key.lower() == "nip":
        right[first_key] = "197008172000032001"  # another person: one key may occur once
    else:
        right[first_key] = "6472"
    path = write_csv(tmp_path / "rows.csv", [right, wrong])
    chunks, errors = checked(kind, path)
    assert [(error.sheet, error.row, error.column, error.code) for error in errors] == [("CSV", 3, column, code)]
    assert errors[0].value == value[:SHOWN] or errors[0].value == value[: SHOWN - 1] + "…"
    said = errors[0].message
    assert "" != said.id != said.en != ""
    assert "%(" not in said.id + said.en
    assert [chunk.rows for chunk in chunks] == [[2]]


# (kind, column, value of the cell, code) for cells that only a workbook can hold.
TYPED: list[tuple[str, str, Any, str]] = [
    ("employees", "nip", 198503122010011007, "nip_number"),
    ("employees", "nip", 12345, "nip_number"),
    ("employees", "nip", True, "nip_number"),
    ("employees", "nama", 1.5, "number_in_text"),
    ("employees", "nama", 123456789012345678, "digits_lost_text"),
    ("employees", "nama", True, "yes_no_in_text"),
    ("employees", "nama", datetime(2021, 3, 1), "date_in_text"),
    ("employees", "golongan", datetime(2021, 3, 1), "grade_unknown"),
    ("employees", "tmt_golongan", 45017, "date_serial"),
    ("employees", "tmt_golongan", 45017.5, "date_serial"),
    ("employees", "tmt_golongan", True, "date_form"),
    ("employees", "tmt_golongan", datetime(2023, 4, 1, 8, 30), "date_time"),
    ("employees", "tmt_golongan", datetime(2026, 11, 22), "date_future"),
    ("assessments", "jpm", datetime(2025, 5, 8), "number_date"),
    ("assessments", "jpm", True, "number_form"),
    ("assessments", "integritas", 2.5, "number_whole"),
    ("merit_levels", "sub_aspek", 3.1, "sub_aspect_number"),
    ("merit_levels", "sub_aspek", datetime(2026, 3, 1), "date_in_text"),
]


def _workbook(path: Path, kind: str, changed: dict[str, Any], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Data")
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, (name, example) in enumerate(good_row(kind).items()):
        sheet.write_string(0, column, name)
        value = changed.get(name, example)
        if isinstance(value, datetime):
            sheet.write_datetime(1, column, value, day)
        elif isinstance(value, str) and not value.startswith("=") and value != "":
            sheet.write_string(1, column, value)
        elif value != "":
            sheet.write(1, column, value)
    book.close()
    return path


@pytest.mark.parametrize(("kind", "column", "value", "code"), TYPED, ids=[f"{c[1]}={c[2]!a}" for c in TYPED])
def test_a_wrong_cell_of_a_workbook_is_named(tmp_path: Path, kind: str, column: str, value: Any, code: str) -> None:
    path = _workbook(tmp_path / "rows.xlsx", kind, {column: value})
    chunks, errors = checked(kind, path)
    assert [(error.sheet, error.row, error.column, error.code) for error in errors] == [("Data", 2, column, code)]
    assert [chunk.rows for chunk in chunks] == [[]]


@pytest.mark.parametrize("formula", ["=1+1", '="Siti"', "=1/0"])
def test_a_formula_is_refused_whatever_its_stored_result(tmp_path: Path, formula: str) -> None:
    path = _workbook(tmp_path / "rows.xlsx", "employees", {"nama": formula})
    assert [(error.row, error.column, error.code) for error in checked("employees", path)[1]] == [
        (2, "nama", "formula")
    ]


def test_every_cell_of_an_array_formula_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "rows.xlsx"))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["kode", "nama"])
    sheet.write_column(1, 0, ["A", "B"])
    sheet.write_array_formula("B2:B3", "{=A2:A3}", None, "x")
    sheet.write(2, 1, "x")
    book.close()
    _chunks, errors = checked("units", tmp_path / "rows.xlsx")
    assert [(error.row, error.column, error.code) for error in errors] == [
        (2, "nama", "formula"),
        (3, "nama", "formula"),
    ]


def test_an_error_value_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["kode", "nama", "induk"])
    book.active.append(["A", "Bidang", "#N/A"])
    book.active["C2"].data_type = "e"
    book.save(tmp_path / "rows.xlsx")
    assert [(e.row, e.column, e.code) for e in checked("units", tmp_path / "rows.xlsx")[1]] == [
        (2, "induk", "error_value")
    ]


def test_merged_cells_are_refused_in_each_row_they_cover(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "rows.xlsx"))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["kode", "nama", "induk"])
    sheet.write_column(1, 0, ["A", "B", "C"])
    sheet.merge_range("B2:B3", "Bidang")
    sheet.write(3, 1, "Bidang tiga")
    book.close()
    chunks, errors = checked("units", tmp_path / "rows.xlsx")
    assert [(error.row, error.column, error.code) for error in errors] == [(2, "nama", "merged"), (3, "nama", "merged")]
    assert [chunk.rows for chunk in chunks] == [[4]]


def test_dates_of_1904_workbooks_are_read_by_their_own_calendar(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "rows.xlsx", "employees", {"tmt_golongan": datetime(2023, 4, 1)}, date_1904=True)
    chunks, errors = checked("employees", path)
    assert errors == []
    assert [day.isoformat() for day in chunks[0].columns["grade_from"]] == ["2023-04-01"]


def test_rows_cut_short_or_grown_by_a_stray_comma_are_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"nip,tahun,nilai\n{NIP},2020,85,5\n{NIP},2019\n{NIP},2018,85\n", encoding="utf-8")
    chunks, errors = checked("performance", path)
    assert [(error.row, error.column, error.code) for error in errors] == [
        (2, "nilai", "too_many_cells"),
        (3, "nilai", "too_few_cells"),
    ]
    assert [chunk.rows for chunk in chunks] == [[4]]


def test_the_same_key_twice_names_the_first_row(tmp_path: Path) -> None:
    row = good_row("performance")
    path = write_csv(tmp_path / "rows.csv", [row, row | {"tahun": 2024}, row | {"predikat": "Baik"}])
    chunks, errors = checked("performance", path)
    assert [(error.row, error.column, error.code) for error in errors] == [(4, "nip", "duplicate")]
    assert "2" in str(errors[0].message)
    assert [chunk.rows for chunk in chunks] == [[2, 3]]


def test_a_year_of_performance_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"nip,tahun,hasil_kerja\n{NIP},2025,sesuai ekspektasi\n", encoding="utf-8")
    assert [(e.row, e.column, e.code) for e in checked("performance", path)[1]] == [(2, "nip", "performance_missing")]
    path.write_text(f"nip,tahun,nilai\n{NIP},2021,95\n{NIP},2022,95\n{NIP},kapan,95\n", encoding="utf-8")
    found = checked("performance", path)[1]
    assert [(e.row, e.column, e.code) for e in found] == [
        (3, "nilai", "performance_number_over"),
        (4, "tahun", "number_form"),
    ]


def test_there_are_many_kinds_of_hostile_rows() -> None:
    counted("T-10", len(CELLS) + len(TYPED), "kinds of hostile cells", 0)
    assert len({cell[1:] for cell in CELLS}) + len(TYPED) >= 60
