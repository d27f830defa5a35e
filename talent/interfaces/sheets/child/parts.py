"""The parts of a workbook's archive: unpacked in blocks, checked as they go by, and the way to the first sheet."""

import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

BLOCK = 1 << 18
LARGEST_INDEX = 5_000_000  # bytes of a part that only lists others
ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']+)")

Attributes = dict[str, str]


class Refused(Exception):
    """The workbook is refused: the code of a message, and what the message names."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def blocks(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
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


def checked(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
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


def parse_part(file: BinaryIO, info: ZipInfo, start: Callable[[str, Attributes], None]) -> None:
    """Run one part through expat, calling `start` for each element; the part is checked as it goes by."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for block in checked(file, info):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, ValueError):
        raise Refused("xml_broken", member=info.filename[:80]) from None


def elements(file: BinaryIO, info: ZipInfo, wanted: str) -> list[Attributes]:
    """The attributes of every element named `wanted`, in order."""
    found: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    if info.file_size > LARGEST_INDEX:
        raise Refused("unreadable")
    parse_part(file, info, start)
    return found


def book_of(file: BinaryIO, parts: dict[str, ZipInfo]) -> str:
    """The name of the part that lists the sheets."""
    root = elements(file, parts["_rels/.rels"], "Relationship")
    return next(target(item, "") for item in root if item["Type"].endswith("/officeDocument"))


def first_sheet(file: BinaryIO, parts: dict[str, ZipInfo]) -> tuple[str, ZipInfo]:
    """The first sheet's name, and the archive member with its cells, found as the parser finds it: by relations."""
    book = book_of(file, parts)
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
    return sheets[0].get("name", ""), parts[target(matches[0], folder).lower()]


def target(relation: Attributes, folder: str) -> str:
    place = relation["Target"]
    return place[1:] if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))
