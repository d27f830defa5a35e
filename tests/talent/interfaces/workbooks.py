"""Workbooks and text files for tests, sound and hostile, built part by part."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

Parts = dict[str, bytes]


def sheet_xml(cells: str, after: str = "", before: str = "") -> bytes:
    """The XML of a sheet around its rows."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}">'
    return f"{head}<sheetData>{cells}</sheetData>{after}</worksheet>".encode()


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = '<row r="1">' + text_cell("A1", "kode") + text_cell("B1", "nama") + "</row>"
ROW = '<row r="2">' + text_cell("A2", "U1") + text_cell("B2", "Bidang") + "</row>"


def parts(sheet: bytes | None = None) -> Parts:
    """The parts of a small sound workbook of kind `units`."""
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/%s" Target="%s"/>'
    relations = (
        f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
    )
    return {
        "[Content_Types].xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ).encode(),
        "_rels/.rels": (relations % (relation % ("officeDocument", "xl/workbook.xml"))).encode(),
        "xl/workbook.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (relations % (relation % ("worksheet", "worksheets/sheet1.xml"))).encode(),
        "xl/worksheets/sheet1.xml": sheet if sheet is not None else sheet_xml(HEADER + ROW),
    }


def pack(members: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def entries(data: bytes) -> list[int]:
    """Where the directory's entries begin."""
    end = data.rindex(b"PK\x05\x06")
    count, _size, at = struct.unpack_from("<HLL", data, end + 10)
    places = []
    for _entry in range(count):
        places.append(at)
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        at += 46 + name + extra + comment
    return places


def patched(data: bytes, entry: int, offset: int, form: str, value: int) -> bytes:
    """The archive with one number of one directory entry changed."""
    changed = bytearray(data)
    struct.pack_into(form, changed, entries(data)[entry] + offset, value)
    return bytes(changed)


def workbook(path: Path, fill: Callable[[Any, Any], None], **options: Any) -> Path:
    """A workbook of one sheet, filled by `fill(book, sheet)`."""
    book = xlsxwriter.Workbook(str(path), options)
    fill(book, book.add_worksheet("Data"))
    book.close()
    return path


def table(path: Path, *rows: list[Any]) -> Path:
    """A workbook of plain rows: texts stay texts, numbers numbers."""

    def fill(book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)

    return workbook(path, fill)
