"""Sound files of both formats come out as the same rows, numbered as a person sees them."""

import os
from pathlib import Path
from typing import Any

import pytest

from talent.interfaces.sheets import FileRefused, Flaw, read_rows
from talent.interfaces.sheets import workbook as workbook_reader
from tests.talent.interfaces.workbooks import HEADER, ROW, pack, parts, sheet_xml, table, text_cell, workbook


def read(path: Path, filename: str = "") -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """The header, and each row with its number."""
    chunks = list(read_rows(path, filename or path.name))
    rows = [
        (number, [column[index] for column in chunk.columns])
        for chunk in chunks
        for index, number in enumerate(chunk.rows)
    ]
    return chunks[0].header, rows


def children() -> set[int]:
    """The processes that this one started and has not seen end; other tests may have left some."""
    threads = Path("/proc/self/task").glob("*/children")
    return {int(word) for thread in threads for word in thread.read_text(encoding="ascii").split()}


def csv_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with mark"])
@pytest.mark.parametrize("delimiter", [b",", b";"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_csv_in_all_its_forms(tmp_path: Path, mark: bytes, delimiter: bytes, newline: bytes) -> None:
    lines = [b"kode|nama", b'A|"Satu, dua; tiga"', b"", b'B|"Dia bilang ""ya"""']
    path = csv_file(tmp_path / "rows.csv", mark + newline.join(lines).replace(b"|", delimiter) + newline)
    assert read(path) == (["kode", "nama"], [(2, ["A", "Satu, dua; tiga"]), (4, ["B", 'Dia bilang "ya"'])])


def test_the_delimiter_is_that_of_the_header_not_of_the_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "rows.csv", b'"kode";"nama, lengkap"\nA;"a,b,c,d"\n')
    assert read(path) == (["kode", "nama, lengkap"], [(2, ["A", "a,b,c,d"])])


def test_a_line_break_inside_a_quoted_cell_does_not_move_the_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "rows.csv", b'kode,nama\nA,"satu\ndua"\nB,tiga\n')
    assert read(path)[1] == [(2, ["A", "satu\ndua"]), (3, ["B", "tiga"])]


def test_a_character_on_the_border_of_two_blocks_is_whole(tmp_path: Path) -> None:
    head = b"kode,nama\nA,"
    filler = b"x" * ((1 << 20) - len(head) - 1)
    rows = head + filler[:100_000] + b"\n" + b"B,y\n" * ((len(filler) - 100_001) // 4)
    content = rows + b"z" * ((1 << 20) - len(rows) - 1 - 0) + "é".encode() + b",y\n"
    assert content[(1 << 20) - 1 : (1 << 20) + 1] == "é".encode()
    assert read(csv_file(tmp_path / "rows.csv", content))[1][-1][1][0].endswith("é")


def test_a_thousand_trailing_blank_rows_and_blank_rows_between_are_left_out(tmp_path: Path) -> None:
    blank = [["", " "]] * 1000
    path = table(tmp_path / "rows.xlsx", ["kode", "nama"], ["A", "Satu"], [None, None], ["B", "Dua"], *blank)
    assert read(path)[1] == [(2, ["A", "Satu"]), (4, ["B", "Dua"])]
    text = "kode,nama\nA,Satu\n,\nB,Dua\n" + ", \n" * 1000
    assert read(csv_file(tmp_path / "rows.csv", text.encode()))[1] == [(2, ["A", "Satu"]), (4, ["B", "Dua"])]


def test_a_table_that_begins_below_and_right_of_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{row}">{text_cell(f"C{row}", first)}{text_cell(f"D{row}", second)}</row>'
        for row, first, second in ((3, "kode", "nama"), (7, "A", "Satu"))
    )
    path = tmp_path / "rows.xlsx"
    path.write_bytes(pack(parts(sheet_xml(cells))))
    assert read(path) == (["", "", "kode", "nama"], [(7, ["", "", "A", "Satu"])])


def test_long_tables_come_in_chunks_of_five_thousand(tmp_path: Path) -> None:
    rows = [["kode", "nama"], *([f"U{number}", "Unit"] for number in range(12_000))]
    path = table(tmp_path / "rows.xlsx", *rows)
    chunks = list(read_rows(path, "rows.xlsx"))
    assert [len(chunk.rows) for chunk in chunks] == [0, 5000, 5000, 2000]
    assert [chunk.rows[0] for chunk in chunks[1:]] == [2, 5002, 10002]
    assert chunks[3].columns[0][-1] == "U11999"


def test_long_rows_come_in_chunks_of_some_megabytes(tmp_path: Path) -> None:
    cell = "a" * 39_000 + "\N{GRINNING FACE}"
    path = tmp_path / "rows.csv"
    path.write_text("kode,nama\n" + "".join(f"U{number},{cell}\n" for number in range(400)), encoding="utf-8")
    chunks = [chunk.rows for chunk in read_rows(path, "rows.csv")]
    assert [row for rows in chunks for row in rows] == list(range(2, 402))
    assert max(map(len, chunks)) <= (4 << 20) // 39_000 + 16


def test_every_sort_of_cell_arrives_as_itself(tmp_path: Path) -> None:
    from datetime import datetime, time

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, list("abcdef"))
        formats = [book.add_format({"num_format": text}) for text in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm")]
        sheet.write_datetime(1, 0, datetime(2024, 2, 29), formats[0])
        sheet.write_datetime(1, 1, datetime(2024, 2, 29, 8, 30), formats[1])
        sheet.write_datetime(1, 2, time(8, 30), formats[2])
        sheet.write_boolean(1, 3, True)
        sheet.write_number(1, 4, 85.5)
        sheet.write_string(1, 5, "007")

    header, rows = read(workbook(tmp_path / "rows.xlsx", fill))
    assert header == list("abcdef")
    assert rows == [
        (2, [("date", "2024-02-29"), ("datetime", "2024-02-29 08:30:00"), ("time", "08:30:00"), True, 85.5, "007"])
    ]


def test_prefixed_names_and_comments_do_not_hide_a_formula(tmp_path: Path) -> None:
    plain = sheet_xml(HEADER + '<row r="2"><!-- x --><c r="A2"><f>1+1</f><v>2</v></c></row>').decode()
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("<x:!", "<!")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    for text in (plain, prefixed):
        path = tmp_path / "rows.xlsx"
        path.write_bytes(pack(parts(text.encode())))
        assert [chunk.flaws for chunk in read_rows(path, "rows.xlsx")] == [[], [Flaw(0, 0, "formula")]]


@pytest.mark.parametrize(("change", "code"), [("formula", "header_formula"), ("merge", "header_merged")])
def test_a_header_that_is_a_formula_or_merged_is_refused(tmp_path: Path, change: str, code: str) -> None:
    cells = HEADER.replace('t="inlineStr"><is><t>nama</t></is>', "><f>1</f><v>1</v>") if change == "formula" else HEADER
    after = '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>' if change == "merge" else ""
    path = tmp_path / "rows.xlsx"
    path.write_bytes(pack(parts(sheet_xml(cells + ROW, after))))
    with pytest.raises(FileRefused) as refused:
        list(read_rows(path, "rows.xlsx"))
    assert (refused.value.code, refused.value.details) == (code, {"cell": "B1"})


def test_a_parser_that_dies_or_hangs_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "rows.xlsx", ["kode", "nama"], ["A", "Satu"])
    child = tmp_path / "child.py"
    monkeypatch.setattr(workbook_reader, "CHILD", child)
    for program, code in (("import os; os.abort()", "parser_died"), ("import time; time.sleep(60)", "out_of_time")):
        child.write_text(program, encoding="utf-8")
        with pytest.raises(FileRefused) as refused:
            list(workbook_reader.read_workbook(path, patience=2.0))
        assert refused.value.code == code


def test_a_reader_that_is_closed_early_ends_its_child(tmp_path: Path) -> None:
    path = table(tmp_path / "rows.xlsx", ["kode", "nama"], *(["A", "Satu"] for _ in range(20_000)))
    before = children()
    chunks = read_rows(path, "rows.xlsx")
    next(chunks)
    (child,) = children() - before
    chunks.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
