"""Reads a large sheet as it goes by: one row in memory at a time, and the texts that cells share.

What a cell comes to is what the parser of small workbooks makes of it, which a test holds the two to. Cells that are
out of order are refused: no spreadsheet program writes them so.
"""

import datetime
import posixpath
import re
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from looks import position
from parts import Attributes, Refused, checked, elements, parse_part, target

Cells = dict[int, Any]  # column from 0 → value
EPOCH = datetime.datetime(1899, 12, 30)
BETWEEN_EPOCHS = 1462  # days from 1900's to 1904's
MILLISECONDS = 86_400_000
ESCAPED = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")  # halves of pairs are no signs
# Formats that every workbook knows by number.
DAYS = {*range(14, 23), 45, 47}
SPANS = {46}


def unescaped(text: str) -> str:
    """What XML cannot hold is written `_x000D_`, and such a text itself with its first sign so."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Strings:
    """The texts that cells share, end to end: a million of them without a million objects."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ends = array("Q", [0])

    def add(self, text: str) -> None:
        self.data += text.encode()
        self.ends.append(len(self.data))

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self.ends) - 1:
            raise Refused("unreadable")
        return self.data[self.ends[index] : self.ends[index + 1]].decode()


class Handler:
    """Collects the text of `v` and `t` elements; what is pronounced (`rPh`) is no part of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.taking = self.silent = False

    def start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.taking = not self.silent
        elif name == "rPh":
            self.silent = True
        else:
            self.begin(name, attributes)

    def data(self, text: str) -> None:
        if self.taking:
            self.parts.append(text)

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.taking = False
        elif name == "rPh":
            self.silent = False
        else:
            self.finish(name)

    def begin(self, name: str, attributes: Attributes) -> None:
        raise NotImplementedError

    def finish(self, name: str) -> None:
        raise NotImplementedError


class SharedStrings(Handler):
    """`si` elements into Strings."""

    def __init__(self) -> None:
        super().__init__()
        self.strings = Strings()

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.parts = []

    def finish(self, name: str) -> None:
        if name == "si":
            self.strings.add(unescaped("".join(self.parts)))


class Sheet(Handler):
    """Rows of cells, which `taken` empties."""

    def __init__(self, strings: Strings, styles: list[str], since_1904: bool) -> None:
        super().__init__()
        self.strings, self.styles, self.since_1904 = strings, styles, since_1904
        self.rows: list[tuple[int, Cells]] = []
        self.cells: Cells = {}
        self.row, self.column = 0, -1
        self.columns: dict[str, int] = {}
        self.kind: str | None = None
        self.style = ""

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self.place(attributes.get("r"))
            self.kind, self.style = attributes.get("t"), attributes.get("s", "")
            self.parts = []
        elif name == "row":
            row = int(attributes["r"][:12]) if "r" in attributes else self.row + 1
            if row <= self.row:
                raise Refused("unreadable")
            self.row, self.column, self.cells = row, -1, {}

    def place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = position(reference)[1]
        if column <= self.column or reference[len(letters) :] != str(self.row):
            raise Refused("unreadable")
        self.column = column

    def finish(self, name: str) -> None:
        if name == "c":
            value = self.value("".join(self.parts))
            if value != "":
                self.cells[self.column] = value
        elif name == "row":
            self.rows.append((self.row, self.cells))

    def value(self, text: str) -> Any:
        kind = self.kind
        if kind == "s":
            return self.strings[int(text)] if text else ""
        if kind in ("inlineStr", "str"):
            return unescaped(text)
        if kind == "b":
            return text != "0" if text else ""
        if kind == "e" or not text:
            return ""
        if kind == "d":
            return iso(text)
        if kind not in (None, "n"):
            raise Refused("unreadable")
        try:
            number = float(text)
        except ValueError:
            if kind == "n":
                raise Refused("unreadable") from None
            return text
        style = self.styles[int(self.style)] if self.style and int(self.style) < len(self.styles) else ""
        return moment(number, style, self.since_1904) if style else number


def iso(text: str) -> Any:
    """A date cell written as ISO text."""
    return ("datetime", text.replace("T", " ")) if "T" in text else ("date", text)


def moment(number: float, style: str, since_1904: bool) -> Any:
    """A serial number under a format of days, times or spans."""
    if style == "span":
        return ("duration", str(datetime.timedelta(milliseconds=round(number * MILLISECONDS))))
    days = number + BETWEEN_EPOCHS if since_1904 else number
    # 1900 was no leap year, but the first spreadsheets thought so.
    days = days if days >= 60 else days + 1
    try:
        at = EPOCH + datetime.timedelta(milliseconds=round(days * MILLISECONDS))
    except OverflowError:
        return number
    if number < 1:
        return ("time", at.time().isoformat())
    if number == int(number):
        return ("date", at.date().isoformat())
    return ("datetime", at.isoformat(sep=" "))


def format_kind(code: str) -> str:
    """Whether a number format shows a day or time ("day"), a span ("span") or neither; its first section decides."""
    escaped = quoted = hours = half = False
    brackets, before = 0, " "
    for sign in code:
        lower = sign.lower()
        if escaped:
            escaped = False
        elif sign in "_\\" and not quoted:
            escaped = True
        elif quoted:
            quoted = sign != '"'
        elif sign == '"':
            quoted = True
        elif sign == ";":
            return ""
        elif sign == "[":
            brackets += 1
        elif sign == "]" and brackets == 1 and hours:
            return "span"
        elif sign == "]":
            brackets = max(0, brackets - 1)
        elif lower == "a" and not half and not brackets:
            half = True
        elif (half and lower in "pm/" and not brackets) or (not half and lower in "dmhys" and not brackets):
            return "day"
        elif not (hours and lower == before.lower()):
            hours = before == "[" and lower in "mhs"
        before = sign
    return ""


def styles_of(file: BinaryIO, info: ZipInfo | None) -> list[str]:
    """For each cell style by number: "day", "span" or ""."""
    if info is None:
        return []
    formats: dict[int, str] = {}
    styles: list[str] = []
    inside = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        name = name.rpartition(":")[2]
        if name in ("cellXfs", "cellStyleXfs", "dxfs", "numFmts"):
            inside = name
        elif name == "numFmt" and inside == "numFmts":
            formats[int(attributes["numFmtId"])] = format_kind(attributes["formatCode"])
        elif name == "xf" and inside == "cellXfs":
            number = int(attributes.get("numFmtId", "0"))
            built_in = "day" if number in DAYS else "span" if number in SPANS else ""
            styles.append(formats.get(number, built_in))

    parse_part(file, info, start)
    return styles


def parsed(file: BinaryIO, info: ZipInfo, handler: Handler) -> Iterator[None]:
    """Run a part through the handler; comes up for air after every block."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.data
    try:
        for block in checked(file, info):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError:
        raise Refused("xml_broken", member=info.filename[:80]) from None
    except (ValueError, KeyError):
        raise Refused("unreadable") from None


def rows_of(file: BinaryIO, parts: dict[str, ZipInfo], book: str, sheet: ZipInfo) -> Iterator[tuple[int, Cells]]:
    """(row number, cells) of every row element of the sheet, in order."""
    folder = posixpath.dirname(book)
    related: dict[str, ZipInfo] = {}
    for item in elements(file, parts[f"{folder}/_rels/{posixpath.basename(book)}.rels".lower()], "Relationship"):
        place = target(item, folder).lower()
        if place in parts:
            related.setdefault(item["Type"].rpartition("/")[2], parts[place])
    shared = SharedStrings()
    if "sharedStrings" in related:
        for _block in parsed(file, related["sharedStrings"], shared):
            pass
    properties = elements(file, parts[book.lower()], "workbookPr")
    since_1904 = any(item.get("date1904") in ("1", "true") for item in properties)
    handler = Sheet(shared.strings, styles_of(file, related.get("styles")), since_1904)
    for _block in parsed(file, sheet, handler):
        yield from handler.rows
        handler.rows = []
