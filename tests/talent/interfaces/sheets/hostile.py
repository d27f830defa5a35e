"""Files that were made to hurt, each with the code of its refusal (T-12)."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.talent.interfaces.workbooks import (
    HEADER,
    MAIN,
    ROW,
    entries,
    pack,
    parts,
    patched,
    sheet_xml,
    text_cell,
)

Made = tuple[str, bytes, str]  # name, content, code of the refusal

SHEET = "xl/worksheets/sheet1.xml"
SOUND = pack(parts())
_DTD = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _with(**changes: bytes) -> bytes:
    return pack(parts() | {name.replace("__", "/"): content for name, content in changes.items()})


def _added(name: str, content: bytes = b"x") -> bytes:
    return pack(parts() | {name: content})


def _changed(name: str, old: bytes, new: bytes) -> bytes:
    members = parts()
    assert old in members[name]
    return pack(members | {name: members[name].replace(old, new)})


def _sheet(cells: str, after: str = "", before: str = "") -> bytes:
    return pack(parts(sheet_xml(cells, after, before)))


def _far(reference: str, row: str) -> bytes:
    return _sheet(f'{HEADER}<row r="{row}"><c r="{reference}"><v>1</v></c></row>')


def _twice() -> bytes:
    """Two members of one name."""
    data = pack(parts() | {"xl/worksheets/sheet2.xml": parts()[SHEET]})
    return data.replace(b"sheet2.xml", b"sheet1.xml")


def _overlapping() -> bytes:
    """A directory entry that points into the middle of another member."""
    members = {**parts(), "xl/a.bin": bytes(range(256)) * 8, "xl/b.bin": b"b"}
    data = pack(members, zipfile.ZIP_STORED)
    return patched(data, 6, 42, "<L", struct.unpack_from("<L", data, entries(data)[5] + 42)[0] + 10)


def _same_data_twice() -> bytes:
    """Two entries for one local header, as in the overlapping bombs."""
    data = pack({**parts(), "xl/a.bin": b"a" * 100, "xl/b.bin": b"a" * 100}, zipfile.ZIP_STORED)
    return patched(data, 6, 42, "<L", struct.unpack_from("<L", data, entries(data)[5] + 42)[0])


def _understated() -> bytes:
    """A sheet that unpacks to far more than it declares."""
    data = pack(parts(sheet_xml(HEADER + ROW + " " * 50_000_000)))
    return patched(data, 4, 24, "<L", 1000)


def _overstated() -> bytes:
    return patched(SOUND, 4, 24, "<L", 100_000)


def _wrong_checksum() -> bytes:
    return patched(SOUND, 4, 16, "<L", zlib.crc32(b"other"))


def _huge_declared() -> bytes:
    """Eight members that each declare nearly 4 GB (their ratio alone would do as well)."""
    members = {**parts(), **{f"xl/media/{number}.bin": bytes(2000) for number in range(8)}}
    data = pack(members, zipfile.ZIP_STORED)
    for entry in range(5, 13):
        data = patched(data, entry, 24, "<L", 200_000)
        data = patched(data, entry, 24, "<L", 0xFFFFFFF0)
    return data


def _too_large() -> bytes:
    """Declared sizes within the ratio, but 1.6 GB together."""
    members = {**parts(), **{f"xl/media/{number}.bin": bytes(100) for number in range(16)}}
    data = pack(members, zipfile.ZIP_STORED)
    for entry in range(5, 21):
        data = patched(data, entry, 24, "<L", 100_000_000)
        data = patched(data, entry, 20, "<L", 2_000_000)
    return data


def _million_entries() -> bytes:
    """An end record that claims 65,000 members."""
    data = bytearray(SOUND)
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 65_000, 65_000)
    return bytes(data)


def _many_members() -> bytes:
    return pack({**parts(), **{f"xl/media/{number}": b"" for number in range(2_100)}})


def _bad_method() -> bytes:
    return pack(parts(), zipfile.ZIP_BZIP2)


def _encrypted_flag() -> bytes:
    return patched(SOUND, 4, 8, "<H", 1)


def _hidden_local_name() -> bytes:
    """The directory and the local header disagree on the name."""
    at = SOUND.index(SHEET.encode())
    return SOUND[:at] + SHEET.replace("sheet1", "sheet9").encode() + SOUND[at + len(SHEET) :]


def _utf16_part() -> bytes:
    text = parts()[SHEET].decode().replace("UTF-8", "UTF-16").replace("<worksheet", _XXE + "<worksheet", 1)
    return _with(**{SHEET.replace("/", "__"): text.encode("utf-16")})


def _gzip_bomb() -> bytes:
    return gzip.compress(bytes(10_000_000))


def _plain_zip() -> bytes:
    return pack({"readme.txt": b"hello"})


def _zip_in_zip() -> bytes:
    return pack({"inner.zip": SOUND})


def _open_document() -> bytes:
    return pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def _formulas_everywhere() -> bytes:
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{c}{row}"><f>1</f></c>' for c in "ABCDEFGHIJ") + "</row>"
        for row in range(2, 6_002)
    )
    return _sheet(HEADER + rows)


def _merges_everywhere() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(2, 6_000))
    return _sheet(HEADER + ROW, f"<mergeCells>{ranges}</mergeCells>")


def _sparse_rectangle() -> bytes:
    """Two cells, yet a rectangle of 250 million between them."""
    return _sheet(f'{HEADER}<row r="1000000"><c r="IV1000000"><v>1</v></c></row>')


def _forty_million_rows() -> bytes:
    """Blank rows without end, packed a thousand to one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            if name != SHEET:
                archive.writestr(name, content)
        with archive.open(SHEET, "w") as member:
            member.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _block in range(40):
                member.write(b"<row/>" * 100_000)
            member.write(b"</sheetData></worksheet>")
    return stream.getvalue()


_REL = b"worksheets/sheet1.xml"
BINARY = bytes(range(256)) * 40
TEXT = "kode,nama\nU1,Bidang\n"

_MAKERS: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty file", lambda: b"", "x.xlsx", "empty_file"),
    ("empty csv", lambda: b"", "x.csv", "empty_file"),
    ("old Excel or password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "x.xlsx", "old_excel"),
    ("csv named xlsx", TEXT.encode, "x.xlsx", "csv_named_xlsx"),
    ("xlsx named csv", lambda: SOUND, "x.csv", "xlsx_named_csv"),
    ("binary named xlsx", lambda: BINARY, "x.xlsx", "binary"),
    ("binary named csv", lambda: b"\x80\x01\x02\x03" * 2000, "x.csv", "binary"),
    ("gzip named csv", _gzip_bomb, "x.csv", "not_table"),
    ("picture named csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(3) + BINARY, "x.csv", "not_table"),
    ("odd picture named xlsx", lambda: b"\x89PNG\n" + TEXT.encode() * 200, "x.xlsx", "not_table"),
    ("PDF named xlsx", lambda: b"\n%PDF-1.7\n" + TEXT.encode() * 200, "x.xlsx", "not_table"),
    ("PDF named csv", lambda: b"%PDF-1.7\n" + TEXT.encode(), "x.csv", "not_table"),
    ("web page named xlsx", lambda: b"<html><table></table></html>", "x.xlsx", "web_page"),
    ("web page named csv", lambda: b"<html><table></table></html>", "x.csv", "web_page"),
    ("truncated archive", lambda: SOUND[:-30], "x.xlsx", "archive_broken"),
    ("truncated to its first bytes", lambda: SOUND[:20], "x.xlsx", "archive_broken"),
    ("cut in the middle", lambda: SOUND[:600] + SOUND[700:], "x.xlsx", "archive_broken"),
    ("something before the archive", lambda: b"PK\x03\x04" + bytes(96) + SOUND, "x.xlsx", "archive_broken"),
    ("something after the archive", lambda: SOUND + b"tail", "x.xlsx", "archive_broken"),
    ("plain zip", _plain_zip, "x.xlsx", "not_workbook"),
    ("zip in a zip", _zip_in_zip, "x.xlsx", "not_workbook"),
    ("OpenDocument", _open_document, "x.xlsx", "open_document"),
    (
        "binary workbook",
        lambda: pack({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
        "x.xlsx",
        "binary_workbook",
    ),
    ("encrypted members", _encrypted_flag, "x.xlsx", "encrypted"),
    ("encrypted package", lambda: pack({"EncryptedPackage": b"x"}), "x.xlsx", "encrypted"),
    ("macros", lambda: _added("xl/vbaProject.bin"), "x.xlsx", "macros"),
    ("macro sheet", lambda: _added("xl/macrosheets/sheet1.xml"), "x.xlsx", "macros"),
    ("external links", lambda: _added("xl/externalLinks/externalLink1.xml"), "x.xlsx", "external_links"),
    ("slip name", lambda: _added("../../etc/passwd"), "x.xlsx", "slip_name"),
    ("absolute name", lambda: _added("/etc/passwd"), "x.xlsx", "slip_name"),
    ("backslash name", lambda: _added("xl\\..\\x"), "x.xlsx", "slip_name"),
    ("drive name", lambda: _added("C:x"), "x.xlsx", "slip_name"),
    ("two members of one name", _twice, "x.xlsx", "duplicate_member"),
    ("names that differ in case only", lambda: _added("xl/Workbook.xml"), "x.xlsx", "duplicate_member"),
    ("overlapping members", _overlapping, "x.xlsx", "overlap"),
    ("one local header for two", _same_data_twice, "x.xlsx", "overlap"),
    ("names disagree", _hidden_local_name, "x.xlsx", "archive_broken"),
    ("unknown compression", _bad_method, "x.xlsx", "compression"),
    ("ratio bomb", lambda: _added("xl/media/zeros.bin", bytes(30_000_000)), "x.xlsx", "ratio"),
    ("blank rows without end", _forty_million_rows, "x.xlsx", "ratio"),
    ("4 GB declared", _huge_declared, "x.xlsx", "ratio"),
    ("1.6 GB together", _too_large, "x.xlsx", "too_large"),
    ("65,000 members claimed", _million_entries, "x.xlsx", "too_many_members"),
    ("2,100 members", _many_members, "x.xlsx", "too_many_members"),
    ("size understated", _understated, "x.xlsx", "false_size"),
    ("size overstated", _overstated, "x.xlsx", "false_size"),
    ("wrong checksum", _wrong_checksum, "x.xlsx", "false_size"),
    ("billion laughs", lambda: _sheet(HEADER + ROW, before=_DTD), "x.xlsx", "dtd"),
    ("external entity", lambda: _sheet(HEADER + ROW, before=_XXE), "x.xlsx", "dtd"),
    ("DTD in shared strings", lambda: _added("xl/sharedStrings.xml", _DTD.encode()), "x.xlsx", "dtd"),
    ("DTD in properties", lambda: _added("docProps/core.xml", _XXE.encode()), "x.xlsx", "dtd"),
    (
        "DTD in relations",
        lambda: _changed("_rels/.rels", b"<Relationships", _DTD.encode() + b"<Relationships"),
        "x.xlsx",
        "dtd",
    ),
    ("entity hidden in UTF-16", _utf16_part, "x.xlsx", "xml_encoding"),
    ("other encoding", lambda: _changed(SHEET, b"UTF-8", b"UTF-7"), "x.xlsx", "xml_encoding"),
    ("broken XML", lambda: _changed(SHEET, b"</sheetData>", b""), "x.xlsx", "xml_broken"),
    ("unclosed XML", lambda: _changed(SHEET, b"</worksheet>", b""), "x.xlsx", "xml_broken"),
    ("cell in the last corner", lambda: _far("XFD1048576", "1048576"), "x.xlsx", "far_cell"),
    ("cell in column 257", lambda: _far("IW2", "2"), "x.xlsx", "far_cell"),
    ("cell below the last row", lambda: _far("A1048577", "1048577"), "x.xlsx", "far_cell"),
    ("cell far from its row", lambda: _far("A9999999", "2"), "x.xlsx", "far_cell"),
    ("cell in no column", lambda: _far("AAAAAAAAAA2", "2"), "x.xlsx", "xml_broken"),
    ("huge rectangle", _sparse_rectangle, "x.xlsx", "far_cell"),
    ("nonsense address", lambda: _far("!!", "2"), "x.xlsx", "xml_broken"),
    ("nonsense row", lambda: _far("A2", "x"), "x.xlsx", "unreadable"),
    ("60,000 formulas", _formulas_everywhere, "x.xlsx", "too_many_flaws"),
    ("6,000 merged ranges", _merges_everywhere, "x.xlsx", "too_many_flaws"),
    (
        "no sheets",
        lambda: _changed("xl/workbook.xml", b'<sheet name="Data" sheetId="1" r:id="rId1"/>', b""),
        "x.xlsx",
        "no_sheet",
    ),
    (
        "hidden first sheet",
        lambda: _changed("xl/workbook.xml", b"<sheet ", b'<sheet state="veryHidden" '),
        "x.xlsx",
        "hidden_sheet",
    ),
    (
        "a chart for a sheet",
        lambda: _changed("xl/_rels/workbook.xml.rels", b"/worksheet", b"/chartsheet"),
        "x.xlsx",
        "no_sheet",
    ),
    (
        "a sheet that is not there",
        lambda: _changed("xl/_rels/workbook.xml.rels", _REL, b"worksheets/none.xml"),
        "x.xlsx",
        "unreadable",
    ),
    (
        "relation out of the archive",
        lambda: _changed("xl/_rels/workbook.xml.rels", _REL, b"../../../etc/passwd"),
        "x.xlsx",
        "unreadable",
    ),
    (
        "shared text that is not there",
        lambda: _sheet(HEADER + '<row r="2"><c r="A2" t="s"><v>99</v></c></row>'),
        "x.xlsx",
        "unreadable",
    ),
    ("empty sheet", lambda: _sheet(""), "x.xlsx", "empty_sheet"),
    ("blank cells only", lambda: _sheet('<row r="1">' + text_cell("A1", "  ") + "</row>"), "x.xlsx", "empty_sheet"),
    ("UTF-16 with mark", lambda: TEXT.encode("utf-16"), "x.csv", "utf16"),
    ("UTF-16 without mark", lambda: TEXT.encode("utf-16-le"), "x.csv", "utf16"),
    ("Windows-1252", lambda: "kode,nama\nU1,Caf\u00e9 \u201cBidang\u201d\n".encode("cp1252"), "x.csv", "not_utf8"),
    ("UTF-8 cut in a character", lambda: "kode,nama\nU1,Caf\u00e9".encode()[:-1], "x.csv", "not_utf8"),
    ("NUL in text", lambda: b"kode,nama\nU1,Bi\x00dang\n", "x.csv", "nul"),
    ("control character", lambda: b"kode,nama\nU1,Bi\x1bdang\n", "x.csv", "control"),
    ("open quote", lambda: b'kode,nama\nU1,"Bidang\nU2,Dua\n', "x.csv", "unbalanced_quote"),
    ("text after a quote", lambda: b'kode,nama\nU1,"Bi"dang\n', "x.csv", "unbalanced_quote"),
    ("endless cell", lambda: b'kode,nama\nU1,"' + b"a" * 200_000 + b'"\n', "x.csv", "cell_too_long"),
    (
        "one row of lines without end",
        lambda: b"kode,nama\n" + b",".join([b'"' + (b"a" * 1_999 + b"\n") * 60 + b'"'] * 145) + b"\n",
        "x.csv",
        "line_too_long",
    ),
    ("one line without end", lambda: b"kode,nama\nU1," + b"a," * 600_000 + b"\n", "x.csv", "line_too_long"),
    ("300 columns", lambda: b"kode,nama" + b",x" * 300 + b"\n", "x.csv", "too_many_columns"),
    ("blank lines only", lambda: b"\n \n,,\n", "x.csv", "empty_sheet"),
]

HOSTILE = [(title, maker, filename, code) for title, maker, filename, code in _MAKERS]
