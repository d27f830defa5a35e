"""Looks over the XML of the first sheet before the parser does."""

import re
import zipfile
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from parts import Attributes, Refused, checked, first_sheet, parse_part

MAX_COLUMNS = 256
MAX_ROWS = 1_048_576
MAX_CELLS = 30_000_000  # of a sheet that is held as a whole: its parser keeps the rectangle, 32 bytes a cell
MAX_PASSING = 64 * MAX_ROWS  # of one whose rows are read as they go by: no workbook of ours is half so wide
MAX_FLAWS = 50_000
MAX_RANGES = 5_000
DIGITS = "0123456789"
CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
CELL_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
ROW = re.compile(rb'<row r="([0-9]{1,7})"')
CELL_START = re.compile(rb"<c[\s/>]")
# Plain searches first: one pattern of alternatives takes twenty times as long.
UNUSUAL = (b"<mergeCell", b"<!", b'"e"', b"'e'")
FORMULA = re.compile(rb"<f[\s/>]")
PREFIXED = re.compile(rb":(?:c|row|f|mergeCell)[\s/>]")


def column_number(letters: str) -> int:
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def position(reference: str) -> tuple[int, int]:
    """("AB12") → (12, 27); ValueError if it is none."""
    letters = reference.rstrip(DIGITS)
    if not (letters.isascii() and letters.isalpha()) or len(letters) > 7:
        raise ValueError(reference)
    return int(reference[len(letters) :][:12]), column_number(letters.upper())


def area(reference: str) -> tuple[int, int, int, int]:
    """("A1:B3") → (first row, first column, last row, last column)."""
    first, _, last = reference.partition(":")
    row, column = position(first)
    last_row, last_column = position(last) if last else (row, column)
    return row, column, last_row, last_column


def too_far(width: int, rows: int, cells: int) -> bool:
    """Whether a sheet so wide and long is no table, or its rectangle has more than `cells` cells."""
    return width > MAX_COLUMNS or rows > MAX_ROWS or width * rows > cells


class Scan:
    """Finds, in the XML of the first sheet, what the parser would hide or choke on: cells too far out, formulas
    (it returns their stored results), error values (it returns them empty) and merged cells. `cells`: how large the
    rectangle of cells may be."""

    def __init__(self, cells: int = MAX_CELLS) -> None:
        self.cells = cells
        self.row = 0
        self.row_text = ""
        self.column = -1
        self.reference = ""
        self.columns: dict[str, int] = {}
        self.last_row = self.last_column = 0
        # The last row, even one without cells: only its number is of interest, so no bound is set to it.
        self.rows_seen = 0
        self.flaws: dict[int, dict[int, str]] = {}
        self.count = 0
        self.areas: list[tuple[int, int, int, int, str]] = []
        # The sheet's name, and its bytes unpacked.
        self.sheet = ""
        self.size = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "row":
            self.row = int(attributes["r"][:12]) if "r" in attributes else self.row + 1
            self.rows_seen = max(self.rows_seen, min(self.row, MAX_ROWS))
            self.row_text = str(self.row)
            self.column = -1
        elif name == "f":
            self.formula(attributes)
        elif name == "mergeCell":
            self.area(attributes["ref"], "merged")

    def cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(DIGITS)
            if reference[len(letters) :] != self.row_text:
                self.row = position(reference)[0]
                self.row_text = str(self.row)
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = position(reference)[1]
            self.column = column
        if self.row > self.last_row or self.column > self.last_column:
            self.reach()
        if attributes.get("t") == "e":
            self.flaw("error_value")

    def reach(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if too_far(self.last_column + 1, self.last_row, self.cells):
            cell = cell_name(self.row, self.column)
            raise Refused("far_cell", cell=cell, columns=MAX_COLUMNS, rows=MAX_ROWS, cells=self.cells)

    def formula(self, attributes: Attributes) -> None:
        self.flaw("formula")
        # Of an array formula or data table only the first cell carries the formula; the others look like values.
        if "ref" in attributes and attributes.get("t") in ("array", "dataTable"):
            self.area(attributes["ref"], "formula")

    def flaw(self, code: str) -> None:
        self.flaws.setdefault(self.row, {})[self.column] = code
        self.count += 1
        if self.count > MAX_FLAWS:
            raise Refused("too_many_flaws", limit=MAX_FLAWS)

    def area(self, reference: str, code: str) -> None:
        self.areas.append((*area(reference), code))
        if len(self.areas) > MAX_RANGES:
            raise Refused("too_many_flaws", limit=MAX_RANGES)

    def of_row(self, row: int, width: int) -> list[tuple[int, str]]:
        """The flaws of one row, asked for in rising order: [(column, code)]."""
        found = dict(self.flaws.get(row, ()))
        for first, left, last, right, code in self.areas:
            if first <= row <= last:
                for column in range(left, min(right + 1, width)):
                    found.setdefault(column, code)
        return sorted(found.items())


class Unusual(Exception):
    """The quick look found something that needs the thorough one."""


class QuickLook:
    """The same bounds over plain cells only, four times as fast: on anything but `<c r="A1" …>` cells with values
    (formulas, errors, merged cells, prefixes, comments) it gives up and `Scan` looks again."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.rest = b""
        self.columns: set[bytes] = set()
        self.last_row = self.last_column = 0
        self.rows_seen = 0

    def feed(self, block: bytes) -> None:
        text = self.rest + block
        cut = text.rfind(b"<")
        self.rest = text[cut:]
        text = text[:cut]
        columns = CELL_COLUMN.findall(text)
        if len(columns) != text.count(b"<c") and len(columns) != len(CELL_START.findall(text)):
            raise Unusual
        if any(sign in text for sign in UNUSUAL) or FORMULA.search(text) or PREFIXED.search(text):
            raise Unusual
        self.columns.update(columns)
        self.last_row = max(self.last_row, max(map(int, set(CELL_ROW.findall(text))), default=0))
        if row := ROW.match(text, max(0, text.rfind(b"<row r="))):
            self.rows_seen = min(int(row[1]), MAX_ROWS)

    def finish(self) -> None:
        width = max((column_number(letters.decode()) + 1 for letters in self.columns), default=0)
        if too_far(width, self.last_row, self.cells):
            raise Unusual
        self.last_column = max(0, width - 1)


def scan_sheet(file: BinaryIO, info: ZipInfo, cells: int) -> Scan:
    """A `Scan` of the sheet, by the quick look where that is enough."""
    look = QuickLook(cells)
    parser = expat.ParserCreate()
    try:
        for block in checked(file, info):
            look.feed(block)
            parser.Parse(block, False)
        parser.Parse(b"", True)
        look.finish()
    except Unusual:
        thorough = Scan(cells)
        parse_part(file, info, thorough.start)
        return thorough
    except expat.ExpatError:
        raise Refused("xml_broken", member=info.filename[:80]) from None
    plain = Scan()
    plain.rows_seen, plain.last_column = look.rows_seen, look.last_column
    return plain


def members(file: BinaryIO) -> dict[str, ZipInfo]:
    """The parts of the archive by their names, which are one whatever their case."""
    with zipfile.ZipFile(file) as archive:
        return {info.filename.lower(): info for info in archive.infolist()}


def scan(path: str, large: int) -> Scan:
    """Check every XML part, and the first sheet's cells. A sheet of more bytes than `large` is not held as a whole."""
    with Path(path).open("rb") as file:
        parts = members(file)
        try:
            title, sheet = first_sheet(file, parts)
        except (KeyError, StopIteration):
            raise Refused("unreadable") from None
        for name, info in parts.items():
            if info is not sheet and name.endswith((".xml", ".rels", ".vml")):
                for _block in checked(file, info):
                    pass
        found = scan_sheet(file, sheet, MAX_CELLS if sheet.file_size <= large else MAX_PASSING)
        found.sheet, found.size = title, sheet.file_size
        return found
