"""What a spreadsheet program would run leaves the house as text."""

import csv
import io
import sys
import unicodedata
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from talent.interfaces import exports
from talent.interfaces.columns import marks


def test_a_cell_that_begins_with_a_sign_or_a_control_character_is_marked() -> None:
    controls = [chr(code) for code in (*range(32), *range(0x7F, 0xA0))]
    cells = [f"{mark}1+1" for mark in [*"=+-@", *controls]]
    told = exports.as_csv([["judul", *cells]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(told, newline=""))) == ["judul", *(f"'{cell}" for cell in cells)]
    assert exports.harmless("'\x01=1+1") == "''\x01=1+1"
    assert [exports.harmless(plain) for plain in ("1+1", "a=b", " 1=1", "\u00e9")] == ["1+1", "a=b", " 1=1", "\u00e9"]


def test_no_character_that_is_not_seen_hides_a_sign_that_begins_a_formula() -> None:
    """Every control, format and spacing character there is and every mark; one of each sort that has no meaning yet;
    and what is invisible by its name though not by its category."""
    known = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"}
    unseen = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) in known]
    assert len(unseen) > 2_500
    unseen += "\u2065\ue000\U000e0fff\u115f\u1160\u3164\uffa0"
    assert [one for one in unseen if exports.harmless(f"{one}=1") != f"'{one}=1"] == []
    wide = "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
    assert [exports.harmless(f"\u200b {sign}1") for sign in wide] == [f"'\u200b {sign}1" for sign in wide]


@pytest.mark.parametrize("text", ["+62 812", "-5", "@nama", "'+1", "''-1", "\u00ad=1", "\uff1d1", "a", "'a", "\u200b"])
def test_what_was_marked_is_read_back_as_it_was(text: str) -> None:
    assert marks.unmarked(marks.marked(text)) == text


def test_numbers_of_a_workbook_can_be_added_up_and_whatever_looks_like_one_stays_text() -> None:
    rows: list[list[Any]] = [["n"], [7], [2.5], [Decimal("81.25")], ["198003052008012001"], [float("nan")], [True]]
    (sheet,) = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(rows, "Daftar"))).worksheets
    assert [row[0] for row in sheet.values] == ["n", 7, 2.5, 81.25, "198003052008012001", "nan", "True"]


@pytest.mark.parametrize(
    ("title", "sheet"), [("Rotasi 1/2027", "Rotasi 1-2027"), ("'[a]:*?\\\\'", "-a------"), ("''", "Sheet1")]
)
def test_whatever_a_list_is_called_its_workbook_opens(title: str, sheet: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx([["n"]], title)))
    assert book.sheetnames == [sheet]


def test_a_file_is_called_by_what_can_stand_in_a_name_anywhere() -> None:
    answer = exports.download([["n"]], "csv", "Kode", 'kode-L"1/2-2026')
    assert answer["Content-Disposition"] == 'attachment; filename="kode-L-1-2-2026.csv"'
