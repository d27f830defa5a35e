"""The workbook parser, run alone as a child process with limits on memory and time.

A hostile workbook can make the parser abort the process or take all memory; here it takes only this process with it.
Run by path under `-I`, so it imports nothing of the project. It writes frames to its standard output: four bytes of
length, then `marshal` of plain tuples, lists, texts and numbers:

    ("header", sheet, row, cells, flaws)     flaws: [(index of the row in the frame, column, code)]
    ("chunk", rows, columns, flaws)          rows: numbers from 1; columns: one list of cells per column
    ("refused", code, details)
    ("end",)

Dates, times and durations are ("date" | "datetime" | "time" | "duration", ISO text). Columns count from 0 at A.
"""

import datetime
import marshal
import posixpath
import re
import resource
import struct
import sys
import zipfile
import zlib
from xml.parsers import expat

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 120  # of processor time
MAX_COLUMNS = 256
MAX_ROWS = 1_048_576
MAX_CELLS = 30_000_000  # the parser keeps the whole rectangle: 32 bytes a cell
MAX_FLAWS = 50_000
MAX_RANGES = 5_000
CHUNK = 5_000
BLOCK = 1 << 18
DIGITS = "0123456789"
ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']+)")
CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
CELL_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
CELL_START = re.compile(rb"<c[\s/>]")
# Plain searches first: one pattern of alternatives takes twenty times as long.
UNUSUAL = (b"<mergeCell", b"<!", b'"e"', b"'e'")
FORMULA = re.compile(rb"<f[\s/>]")
PREFIXED = re.compile(rb":(?:c|row|f|mergeCell)[\s/>]")


class Refused(Exception):
    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details


def send(frame):
    body = marshal.dumps(frame, 2)
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)


def column_number(letters):
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row, column):
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def position(reference):
    """("AB12") → (12, 27); ValueError if it is none."""
    letters = reference.rstrip(DIGITS)
    if not (letters.isascii() and letters.isalpha()) or len(letters) > 7:
        raise ValueError(reference)
    return int(reference[len(letters) :][:12]), column_number(letters.upper())


def area(reference):
    """("A1:B3") → (first row, first column, last row, last column)."""
    first, _, last = reference.partition(":")
    row, column = position(first)
    last_row, last_column = position(last) if last else (row, column)
    return row, column, last_row, last_column


class Scan:
    """Finds, in the XML of the first sheet, what the parser would hide or choke on: cells too far out, formulas
    (it returns their stored results), error values (it returns them empty) and merged cells."""

    def __init__(self):
        self.row = 0
        self.row_text = ""
        self.column = -1
        self.reference = ""
        self.columns = {}
        self.last_row = self.last_column = 0
        self.flaws = {}
        self.count = 0
        self.areas = []

    def start(self, name, attributes):
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "row":
            self.row = int(attributes["r"][:12]) if "r" in attributes else self.row + 1
            self.row_text = str(self.row)
            self.column = -1
        elif name == "f":
            self.formula(attributes)
        elif name == "mergeCell":
            self.range(attributes["ref"], "merged")

    def cell(self, attributes):
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

    def reach(self):
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        width = self.last_column + 1
        if width > MAX_COLUMNS or self.last_row > MAX_ROWS or width * self.last_row > MAX_CELLS:
            cell = cell_name(self.row, self.column)
            raise Refused("far_cell", cell=cell, columns=MAX_COLUMNS, rows=MAX_ROWS, cells=MAX_CELLS)

    def formula(self, attributes):
        self.flaw("formula")
        # Of an array formula or data table only the first cell carries the formula; the others look like values.
        if "ref" in attributes and attributes.get("t") in ("array", "dataTable"):
            self.range(attributes["ref"], "formula")

    def flaw(self, code):
        self.flaws.setdefault(self.row, {})[self.column] = code
        self.count += 1
        if self.count > MAX_FLAWS:
            raise Refused("too_many_flaws", limit=MAX_FLAWS)

    def range(self, reference, code):
        self.areas.append((*area(reference), code))
        if len(self.areas) > MAX_RANGES:
            raise Refused("too_many_flaws", limit=MAX_RANGES)

    def of_row(self, row, width):
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

    def __init__(self):
        self.rest = b""
        self.columns = set()
        self.last_row = 0

    def feed(self, block):
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

    def finish(self):
        width = max((column_number(letters.decode()) + 1 for letters in self.columns), default=0)
        if width > MAX_COLUMNS or self.last_row > MAX_ROWS or width * self.last_row > MAX_CELLS:
            raise Unusual


def blocks(file, info):
    """The unpacked member, in blocks; Refused where it is not of the size and checksum that it declares.

    `zipfile` stops at the declared size, the parser may not: so the size is held to here.
    """
    name = info.filename[:80]
    file.seek(info.header_offset + 26)
    name_length, extra = struct.unpack("<HH", file.read(4))
    file.seek(info.header_offset + 30 + name_length + extra)
    inflate = zlib.decompressobj(-15) if info.compress_type else None
    left, size, checksum, tail = info.compress_size, 0, 0, b""
    while left or tail:
        packed = tail or file.read(min(BLOCK, left))
        if not packed:
            raise Refused("archive_broken")
        left -= 0 if tail else len(packed)
        try:
            data = inflate.decompress(packed, BLOCK * 4) if inflate else packed
            tail = inflate.unconsumed_tail if inflate else b""
            data += inflate.flush() if inflate and not left and not tail else b""
        except zlib.error:
            raise Refused("archive_broken") from None
        size += len(data)
        checksum = zlib.crc32(data, checksum)
        if size > info.file_size or (inflate and inflate.unused_data):
            raise Refused("false_size", member=name)
        yield data
    if size != info.file_size or checksum != info.CRC or (inflate and not inflate.eof):
        raise Refused("false_size", member=name)


def checked(file, info):
    """The blocks of an XML part: no DTD, no entities, and UTF-8, so that nothing hides behind another encoding."""
    name, seam = info.filename[:80], b""
    for block in blocks(file, info):
        text = seam + block
        if b"\0" in block:
            raise Refused("xml_encoding", member=name)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused("dtd", member=name)
        if not seam:
            declared = ENCODING.match(block)
            if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
                raise Refused("xml_encoding", member=name)
        seam = text[-9:]
        yield block


def parse_part(file, info, start):
    """Run one part through expat, calling `start` for each element; the part is checked as it goes by."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for block in checked(file, info):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, ValueError):
        raise Refused("xml_broken", member=info.filename[:80]) from None


def scan_sheet(file, info):
    """A `Scan` of the sheet, by the quick look where that is enough."""
    look = QuickLook()
    parser = expat.ParserCreate()
    try:
        for block in checked(file, info):
            look.feed(block)
            parser.Parse(block, False)
        parser.Parse(b"", True)
        look.finish()
    except Unusual:
        thorough = Scan()
        parse_part(file, info, thorough.start)
        return thorough
    except expat.ExpatError:
        raise Refused("xml_broken", member=info.filename[:80]) from None
    return Scan()


def elements(file, info, wanted):
    """The attributes of every element named `wanted`, in order."""
    found = []

    def start(name, attributes):
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    if info.file_size > 5_000_000:
        raise Refused("unreadable")
    parse_part(file, info, start)
    return found


def first_sheet(file, parts):
    """The archive member with the first sheet's cells, found as the parser finds it: by relations."""
    root = elements(file, parts["_rels/.rels"], "Relationship")
    book = next(target(item, "") for item in root if item["Type"].endswith("/officeDocument"))
    sheets = elements(file, parts[book.lower()], "sheet")
    if not sheets:
        raise Refused("no_sheet")
    if sheets[0].get("state", "visible") != "visible":
        raise Refused("hidden_sheet", sheet=sheets[0].get("name", "")[:80])
    folder = posixpath.dirname(book)
    relations = elements(file, parts[f"{folder}/_rels/{posixpath.basename(book)}.rels".lower()], "Relationship")
    matches = [item for item in relations if item["Id"] == sheets[0]["id"]]
    if len(matches) != 1:
        raise Refused("unreadable")
    if not matches[0]["Type"].endswith("/worksheet"):
        raise Refused("no_sheet")
    return parts[target(matches[0], folder).lower()]


def target(relation, folder):
    place = relation["Target"]
    return place[1:] if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))


def scan(path):
    """Check every XML part, and the first sheet's cells."""
    with open(path, "rb") as file, zipfile.ZipFile(file) as archive:  # noqa: PTH123
        parts = {info.filename.lower(): info for info in archive.infolist()}
        try:
            sheet = first_sheet(file, parts)
        except (KeyError, StopIteration):
            raise Refused("unreadable") from None
        for name, info in parts.items():
            if info is not sheet and name.endswith((".xml", ".rels", ".vml")):
                for _block in checked(file, info):
                    pass
        return scan_sheet(file, sheet)


def plain(value):
    """A cell as marshal can carry it."""
    if value.__class__ in (str, float, int, bool):
        return value
    if isinstance(value, datetime.datetime):
        return ("datetime", value.isoformat(sep=" "))
    if isinstance(value, datetime.date):
        return ("date", value.isoformat())
    if isinstance(value, datetime.time):
        return ("time", value.isoformat())
    return ("duration", str(value))


def is_blank(row):
    return all(value.__class__ is str and not value.strip() for value in row)


def transpose(rows):
    columns = []
    for values in zip(*rows, strict=True):
        simple = set(map(type, values)) <= {str, float, int, bool}
        columns.append(list(values) if simple else [plain(value) for value in values])
    return columns


def numbered_rows(sheet, offset):
    """(row number from 1, cells from column A)."""
    padding = [""] * offset
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, padding + row if offset else row


def hand_over(sheet, name, found):
    """Send the header (the first row with anything in it), then the rows that are not blank."""
    if sheet.start is None:
        raise Refused("empty_sheet")
    offset = sheet.start[1]
    width = sheet.end[1] + 1
    header_sent = False
    numbers, rows, flaws = [], [], []
    flawed = bool(found.flaws or found.areas)
    for number, row in numbered_rows(sheet, offset):
        here = found.of_row(number, width) if flawed else ()
        if is_blank(row) and not any(code != "merged" for _, code in here):
            continue
        if not header_sent:
            send(("header", name, number, [plain(value) for value in row], [(0, *flaw) for flaw in here]))
            header_sent = True
            continue
        flaws.extend((len(numbers), *flaw) for flaw in here)
        numbers.append(number)
        rows.append(row)
        if len(rows) == CHUNK:
            send(("chunk", numbers, transpose(rows), flaws))
            numbers, rows, flaws = [], [], []
    if not header_sent:
        raise Refused("empty_sheet")
    if rows:
        send(("chunk", numbers, transpose(rows), flaws))
    send(("end",))


def main(path):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = scan(path)
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(path)
        hand_over(book.get_sheet_by_index(0), book.sheet_names[0], found)
    except Refused as refused:
        send(("refused", refused.code, refused.details))
    except MemoryError:
        send(("refused", "parser_died", {}))
    except BrokenPipeError:
        return
    except BaseException:  # noqa: BLE001  a panic of the parser derives from BaseException
        send(("refused", "unreadable", {}))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
