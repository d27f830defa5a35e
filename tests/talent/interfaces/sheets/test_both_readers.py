"""The reader of small workbooks and that of large ones give the same rows, cell by cell."""

import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from talent.interfaces.sheets import Chunk, FileRefused, read_rows
from talent.interfaces.sheets import workbook as reader
from tests.talent.interfaces.workbooks import HEADER, pack, parts, sheet_xml, text_cell

FORMATS = (
    "yyyy-mm-dd", "dd/mm/yyyy hh:mm", "hh:mm:ss", "[h]:mm:ss", "[mm]:ss", "0.00", "0.00%", '"hari" 0', "#,##0;[Red]-0",
    "d mmm yy", "h:mm AM/PM", "[$-421]d mmmm yyyy", "General", "@", "0.0E+00", '0 "m"', "\\d0", "mm:ss.0", "[Red]0",
)  # fmt: skip
WIDE = text_cell("AE1000000", "z")  # a million rows of 31 columns: more than 30 million cells
TEXTS = ("", " ", " rata ", "ya\ntidak", "é ✓ 漢", "a & b < c > d", "007", "=1+1", "_x0041_", "'apostrof", "x" * 5000)


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Chunk] | str, list[Chunk] | str]:
    """What each reader makes of a workbook: chunks, or the code of its refusal."""
    found: list[list[Chunk] | str] = []
    for large in (1 << 40, 0):
        monkeypatch.setattr(reader, "LARGE", large)
        try:
            found.append(list(read_rows(path, "x.xlsx")))
        except FileRefused as refused:
            found.append(refused.code)
    return found[0], found[1]


def differing(whole: Any, going_by: Any) -> list[tuple[str, Any, Any]]:
    """The cells that are not the same, and what each reader made of them."""
    pairs = [
        (f"{column}/{row}", one, other)
        for mine, theirs in zip(whole, going_by, strict=True)
        for column, (left, right) in enumerate(zip(mine.columns, theirs.columns, strict=True))
        for row, (one, other) in enumerate(zip(left, right, strict=True))
    ]
    return [pair for pair in pairs if (type(pair[1]), pair[1]) != (type(pair[2]), pair[2])]


def cells(chance: random.Random) -> Iterator[tuple[str, Any]]:
    """Something for a cell, and how it is written."""
    while True:
        number = chance.choice(
            [0, 0.5, 0.25, 1, 1.5, 59, 60, 61, 45292, 45292.75, 45292.123456, 2958465, 100000.000001]
        )
        yield chance.choice(
            [
                ("number", chance.choice([number, chance.uniform(-1e6, 1e6), 1e300, 85.5, 1 / 3])),
                ("formatted", number),
                ("string", chance.choice(TEXTS)),
                ("boolean", chance.random() < 0.5),
                ("datetime", datetime(1950, 1, 1) + timedelta(seconds=chance.randrange(3_000_000_000))),
                ("datetime", date(2024, 2, 29)),
                ("datetime", time(8, 30, 15)),
                ("blank", None),
                ("formula", 3),
                ("rich", "tebal"),
                ("nothing", None),
            ]
        )


@pytest.mark.parametrize("shared", [False, True], ids=["inline", "shared"])
@pytest.mark.parametrize("since_1904", [False, True], ids=["1900", "1904"])
def test_every_sort_of_cell_is_the_same_to_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, since_1904: bool
) -> None:
    path, chance = tmp_path / "x.xlsx", random.Random(4)
    options = {"constant_memory": not shared, "date_1904": since_1904, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Data & lain")
    styles = [book.add_format({"num_format": text}) for text in FORMATS]
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, [f"kolom {n}" for n in range(12)])
    stream = cells(chance)
    for row in range(1, 600):
        for column in range(12):
            kind, value = next(stream)
            if kind in ("number", "string", "boolean", "blank"):
                getattr(sheet, f"write_{kind}")(row, column, value, *([bold] if kind == "blank" else []))
            elif kind == "formatted":
                sheet.write_number(row, column, value, chance.choice(styles))
            elif kind == "datetime":
                sheet.write_datetime(row, column, value, chance.choice(styles[:3]))
            elif kind == "formula":
                sheet.write_formula(row, column, "=1+2", None, value)
            elif kind == "rich":
                sheet.write_rich_string(row, column, "awal ", bold, value, " akhir")
    if shared:
        sheet.merge_range(700, 0, 701, 2, "gabung")
    book.close()
    whole, going_by = both(path, monkeypatch)
    assert len(whole) >= 2
    assert differing(whole, going_by) == []
    assert going_by == whole


CELLS = {
    "error": '<c r="A2" t="e"><v>#DIV/0!</v></c><c r="B2"><v>1</v></c>',
    "formula with text": '<c r="A2" t="str"><f>"a"</f><v>a</v></c>',
    "no references": '<c t="inlineStr"><is><t>a</t></is></c><c><v>2</v></c>',
    "iso date": '<c r="A2" t="d"><v>2024-02-29</v></c><c r="B2" t="d"><v>2024-02-29T08:30:00</v></c>',
    "number as text": '<c r="A2"><v>abc</v></c><c r="B2" t="n"><v>1e3</v></c>',
    "spaces kept": '<c r="A2" t="inlineStr"><is><t xml:space="preserve"> a  b </t></is></c>',
    "runs": '<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    "empty": '<c r="A2" t="inlineStr"><is><t></t></is></c><c r="B2"><v></v></c><c r="C2" t="n"/>',
    "boolean": '<c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c>',
    "unknown kind": '<c r="A2" t="zzz"><v>1</v></c>',
    "string without a table": '<c r="A2" t="s"><v>7</v></c>',
    "indented": '\n <c r="A2" t="inlineStr">\n <is>\n <t>a</t>\n </is>\n </c>\n <c r="B2">\n <v>1</v>\n </c>\n',
    "entities": '<c r="A2" t="inlineStr"><is><t>&lt;a&gt; &amp; &#233;</t></is></c>',
    "escapes": '<c r="A2" t="inlineStr"><is><t>_x005F_x0041__x000D__x00e9_</t></is></c>'
    '<c r="B2" t="str"><v>_x0041_</v></c>',
    "half escapes": '<c r="A2" t="inlineStr"><is><t>_x00_x0041_x0042_ _x004_ _xZZZZ_</t></is></c>',
    "surrogates": '<c r="A2" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>',
    "line ends": '<c r="A2" t="inlineStr"><is><t>a\r\nb\rc\nd</t></is></c>',
    "style nowhere": '<c r="A2" s="99"><v>45292</v></c>',
}


@pytest.mark.parametrize("written", CELLS.values(), ids=list(CELLS))
def test_hand_made_cells_are_the_same_to_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(
        pack(parts(sheet_xml(f'{HEADER}<row r="2">{written}</row><row r="4">{text_cell("A4", "x")}</row>')))
    )
    whole, going_by = both(path, monkeypatch)
    assert going_by == whole


@pytest.mark.parametrize(
    "rows",
    ['<row r="3">{a}</row><row r="2">{b}</row>', '<row r="2">{b}{a}</row>', '<row r="2"><c r="B2"/><c r="A2"/></row>'],
)
def test_cells_out_of_order_are_refused_where_rows_go_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    monkeypatch.setattr(reader, "LARGE", 0)
    path = tmp_path / "x.xlsx"
    cells_of = rows.format(a=text_cell("A3", "x"), b=text_cell("A2", "y"))
    path.write_bytes(pack(parts(sheet_xml(HEADER + cells_of))))
    with pytest.raises(FileRefused) as refused:
        list(read_rows(path, "x.xlsx"))
    assert refused.value.code == "unreadable"


def test_only_a_sheet_that_is_held_as_a_whole_has_a_bound_on_its_rectangle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(pack(parts(sheet_xml(f'{HEADER}<row r="1000000">{text_cell("B1000000", "y")}{WIDE}</row>'))))
    whole, going_by = both(path, monkeypatch)
    assert whole == "far_cell"
    assert [(chunk.rows, chunk.columns) for chunk in going_by if chunk.rows] == [([1_000_000], [[""], ["y"]])]


ASK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_reader_of_large_sheets_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(20_000):
        sheet.write_row(row, 0, [f"nilai {row} {column}" for column in range(8)])
    book.close()
    asked = subprocess.run(
        [sys.executable, "-I", "-c", ASK, str(reader.CHILD), str(path), "0"], capture_output=True, check=True
    )
    assert int(asked.stdout) // 1024 < 60


@pytest.mark.skipif(os.environ.get("ASSURE") != "long", reason="a million rows: only in the long form")
def test_a_million_rows_of_forty_columns_are_read_in_little_memory(tmp_path: Path) -> None:
    path, letters = tmp_path / "x.xlsx", [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{letter}" for letter in "ABCDEFGHIJKLMN")]
    header = "".join(text_cell(f"{letter}1", f"kolom {letter}") for letter in letters)
    start, _mark, end = sheet_xml(f'<row r="1">{header}</row>|').partition(b"|")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts().items():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(start)
            for row in range(2, 1_000_002):
                cells_of = "".join([f'<c r="{letter}{row}"><v>{row % 97}</v></c>' for letter in letters])
                sheet.write(f'<row r="{row}">{cells_of}</row>'.encode())
            sheet.write(end)
    asked = subprocess.run(
        [sys.executable, "-I", "-c", ASK, str(reader.CHILD), str(path), str(reader.LARGE)],
        capture_output=True,
        check=True,
    )
    assert int(asked.stdout) // 1024 < 200
    rows = [(len(chunk.rows), len(chunk.columns)) for chunk in read_rows(path, "x.xlsx")]
    assert (sum(count for count, _width in rows), rows[-1][1]) == (1_000_000, 40)
