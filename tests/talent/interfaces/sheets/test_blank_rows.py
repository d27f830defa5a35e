"""Blank rows are passed over, counted, and mentioned: those between rows and those below the last one."""

from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from talent.interfaces.columns import check_sheet
from talent.interfaces.sheets import FileRefused, read_rows
from talent.interfaces.sheets.chunks import Blank
from tests.talent.interfaces.columns.rows import NIP, TODAY
from tests.talent.interfaces.workbooks import pack, parts, sheet_xml, table, text_cell

FILLED = ["A", "Satu"], [None, None], ["B", "Dua"]


def counted(path: Path) -> Blank:
    """What the last chunk says."""
    return list(read_rows(path, path.name))[-1].blank


def test_a_thousand_blank_rows_below_a_csv_and_one_between_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("\nkode,nama\nA,Satu\n,\nB,Dua\n" + ", \n" * 1000, encoding="utf-8")
    assert counted(path) == (1, 1000)
    path.write_text("kode,nama\nA,Satu\nB,Dua\n", encoding="utf-8")
    assert counted(path) == (0, 0)


def test_a_thousand_rows_of_spaces_below_a_workbook_are_counted(tmp_path: Path) -> None:
    path = table(tmp_path / "rows.xlsx", ["kode", "nama"], *FILLED, *[["", " "]] * 1000)
    assert counted(path) == (1, 1000)
    assert next(read_rows(path, path.name)).below == 1003


@pytest.mark.parametrize("styled", [True, False], ids=["cells without values", "rows without cells"])
def test_a_thousand_rows_that_hold_no_value_are_counted_too(tmp_path: Path, styled: bool) -> None:
    book = openpyxl.Workbook()
    for row in (["kode", "nama"], *FILLED, *[[None, None]] * 1000):
        book.worksheets[0].append(row)
    if styled:
        book.worksheets[0].cell(1004, 1).number_format = "0.00"
    book.save(tmp_path / "rows.xlsx")
    assert counted(tmp_path / "rows.xlsx") == (1, 1000)


def test_rows_without_cells_are_counted_beside_formulas_and_set_no_bound(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{row}">{text_cell(f"A{row}", first)}{text_cell(f"IV{row}", second)}</row>'
        for row, first, second in ((1, "kode", "nama"), (2, "A", "Satu"))
    )
    path = tmp_path / "rows.xlsx"
    for formula in ("", '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c></row>'):
        path.write_bytes(pack(parts(sheet_xml(cells + formula + '<row r="1048576"/>'))))
        assert counted(path) == (0, 1_048_576 - (3 if formula else 2))


def test_the_notices_stand_on_the_last_chunk_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"nip,tahun,predikat\n{NIP},2024,Baik\n\n{NIP},2025,Baik\n" + ",,\n" * 1000, encoding="utf-8")
    (chunk,) = check_sheet("performance", path, "rows.csv", TODAY)
    assert [notice.id for notice in chunk.notices] == [
        "1 baris kosong di antara baris data dilewati.",
        "1.000 baris kosong di bawah baris data terakhir dilewati.",
    ]
    assert [notice.en for notice in chunk.notices] == [
        "1 blank row between rows of data was passed over.",
        "1,000 blank rows below the last row of data were passed over.",
    ]


@pytest.mark.parametrize(("separator", "name"), [("\t", "tab"), ("|", "“|”")])
def test_a_file_with_another_separator_is_told_which_ones_are_read(tmp_path: Path, separator: str, name: str) -> None:
    path = tmp_path / "rows.csv"
    lines = (["nip", "tahun", "predikat"], [NIP, "2025", "Baik, sekali"])
    path.write_text("".join(separator.join(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        list(read_rows(path, "rows.csv"))
    assert (refused.value.code, refused.value.details) == ("separator", {"separator": name})
    with translation.override("en"):
        assert str(refused.value).startswith(f"The columns of this file are separated by {name}. Only comma (,) or")
