"""The directory of a workbook's archive, checked before any part of it is unpacked.

Only the directory and the local headers are read: a few kilobytes, whatever the archive claims to hold. `zipfile`
alone would not see overlapping members, and would build a million entries before we could count them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from talent.interfaces.sheets.errors import FileRefused

MAX_TOTAL = 1_500_000_000  # bytes, all members unpacked
MAX_RATIO = 100  # unpacked : packed; real sheets reach about 30
SMALL = 1_000_000  # bytes below which the ratio says nothing
MAX_MEMBERS = 2_000
MAX_DIRECTORY = 1_000_000  # bytes

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the directory: sizes in bytes, `offset` of its local header."""

    name: str
    flags: int
    method: int
    packed: int
    size: int
    offset: int


def check_archive(path: Path) -> None:
    """Raise FileRefused unless the archive is a plain, sound, bounded .xlsx."""
    with path.open("rb") as file:
        members, directory_at = _directory(file)
        _check_names(members)
        _check_sizes(members)
        _check_places(file, members, directory_at)


def _directory(file: BinaryIO) -> tuple[list[Member], int]:
    length = file.seek(0, 2)
    tail_at = max(0, length - _END.size - 65_535)
    file.seek(tail_at)
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise FileRefused("archive_broken")
    _sign, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(tail, found)
    end_at = tail_at + found
    if end_at + _END.size + comment != length or disk or first_disk or here != count:
        raise FileRefused("archive_broken")
    if count > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise FileRefused("too_many_members", count=count, limit=MAX_MEMBERS)
    if offset + size != end_at:
        raise FileRefused("archive_broken")
    file.seek(offset)
    return list(_entries(file.read(size), count)), offset


def _entries(directory: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _entry in range(count):
        if at + _ENTRY.size > len(directory):
            raise FileRefused("archive_broken")
        fields = _ENTRY.unpack_from(directory, at)
        sign, flags, method, packed, size = fields[0], fields[3], fields[4], fields[8], fields[9]
        name_length, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
        name = directory[at + _ENTRY.size : at + _ENTRY.size + name_length]
        at += _ENTRY.size + name_length + extra + comment
        if sign != b"PK\x01\x02" or at > len(directory) or len(name) != name_length:
            raise FileRefused("archive_broken")
        yield Member(name.decode("utf-8", "replace"), flags, method, packed, size, offset)
    if at != len(directory):
        raise FileRefused("archive_broken")


def _check_names(members: list[Member]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.name
        if member.flags & _ENCRYPTED:
            raise FileRefused("encrypted")
        if not name.isprintable() or "\\" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise FileRefused("slip_name", member=name[:80].encode("ascii", "backslashreplace").decode())
        # Excel takes part names without regard to case, so two that differ only in case are one.
        if name.lower() in seen:
            raise FileRefused("duplicate_member", member=name[:80])
        seen.add(name.lower())
    _check_kind(seen)


def _check_kind(names: set[str]) -> None:
    if "mimetype" in names and "content.xml" in names:
        raise FileRefused("open_document")
    if "encryptedpackage" in names:
        raise FileRefused("encrypted")
    if "xl/workbook.bin" in names:
        raise FileRefused("binary_workbook")
    if "[content_types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise FileRefused("not_workbook")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused("macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise FileRefused("external_links")


def _check_sizes(members: list[Member]) -> None:
    total = sum(member.size for member in members)
    for member in members:
        if member.method not in (_STORED, _DEFLATED):
            raise FileRefused("compression")
        if member.size > SMALL and member.size > MAX_RATIO * member.packed:
            raise FileRefused("ratio", member=member.name[:80], limit=MAX_RATIO)
    if total > MAX_TOTAL:
        raise FileRefused("too_large", size=total // 1_000_000, limit=MAX_TOTAL // 1_000_000)


def _check_places(file: BinaryIO, members: list[Member], directory_at: int) -> None:
    """Every member lies alone between its neighbours, and its local header says what the directory says."""
    end_of_last = 0
    for member in sorted(members, key=lambda member: member.offset):
        if member.offset < end_of_last:
            raise FileRefused("overlap")
        file.seek(member.offset)
        header = file.read(_LOCAL.size)
        if len(header) != _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise FileRefused("archive_broken")
        fields = _LOCAL.unpack(header)
        flags, method, name_length, extra = fields[2], fields[3], fields[9], fields[10]
        if flags & _ENCRYPTED:
            raise FileRefused("encrypted")
        if method != member.method or file.read(name_length).decode("utf-8", "replace") != member.name:
            raise FileRefused("archive_broken")
        end_of_last = member.offset + _LOCAL.size + name_length + extra + member.packed
        if end_of_last > directory_at:
            raise FileRefused("overlap")
