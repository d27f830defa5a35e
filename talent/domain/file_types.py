"""What a document is, by its content: the whole of it must be one PDF, PNG, JPEG or WebP, as its name says.

A file that is two things at once (a picture with an archive behind it) shows one thing to whoever judges it and another
to whoever opens it; nothing may stand before, behind or around the document.
"""

import re
import struct
import zlib
from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from rules.errors import Invalid

EXTENSIONS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_NAMES = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP"}
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|\?xml|\?php|body|iframe)", re.IGNORECASE)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\\\]")
_HEAD = 1024


def judged(name: str, content: bytes) -> str:
    """The content type; raises Invalid with the reason when the file is none of the four, more than it, or damaged."""
    if not content:
        raise _refused("file_empty", _("Berkas ini kosong."))
    found = _type_of(content)
    if found is None:
        raise _refused("file_type", _("Isi berkas ini bukan PDF, PNG, JPEG, atau WebP."))
    said = EXTENSIONS.get(PurePath(name).suffix.lower())
    if said != found or _HIDDEN.search(name):
        raise _refused(
            "file_name",
            _("Nama berkas tidak sesuai isinya: isinya %(found)s. Periksa asalnya, lalu beri nama yang benar.")
            % {"found": _NAMES[found]},
        )
    if _MARKUP.search(content[:_HEAD]) or _archive_behind(content):
        raise _refused("file_two_things", _("Berkas ini sekaligus berkas jenis lain. Simpan ulang dokumennya saja."))
    if not _STRUCTURE[found](content):
        raise _refused(
            "file_structure",
            _("Berkas %(found)s ini rusak, terpotong, atau memuat hal lain di luarnya. Simpan ulang dari asalnya.")
            % {"found": _NAMES[found]},
        )
    return found


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, code=code)


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def _archive_behind(content: bytes) -> bool:
    """Whether a reader of archives, which begins at the end, would find one here."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or at + 22 > len(content):
        return False
    return at + 22 + int(struct.unpack_from("<H", content, at + 20)[0]) <= len(content)


_STARTXREF = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")


def _pdf(content: bytes) -> bool:
    """A version, and at the very end the place of a cross-reference that is there."""
    if not re.match(rb"%PDF-[12]\.[0-9]", content):
        return False
    end = _STARTXREF.search(content, max(0, len(content) - 2_048))
    if end is None:
        return False
    return re.match(rb"\s*(?:xref\b|[0-9]+\s+[0-9]+\s+obj\b)", content[int(end[1]) :][:64]) is not None


def _png(content: bytes) -> bool:
    """Chunks with right checksums from IHDR to IEND, pixels among them, and nothing behind."""
    at, kinds = 8, []
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            return False
        if zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            return False
        kinds.append(kind)
        at = end
        if kind == b"IEND":
            break
    return at == len(content) and kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and b"IDAT" in kinds


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _jpeg(content: bytes) -> bool:
    """Segments with a frame and a scan, and nothing behind the end of the image."""
    at, frame, scan = 2, False, False
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return frame and scan and not content[at + 2 :].strip(b"\x00")
        if at + 4 > len(content):
            return False
        length = struct.unpack_from(">H", content, at + 2)[0]
        at += 2 + length
        frame = frame or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC))
        if marker == 0xDA:
            scan = True
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                return False
            at = found.start()
    return False


def _webp(content: bytes) -> bool:
    """A RIFF as long as it says, its chunks end to end, pixels among them."""
    if len(content) != 8 + int(struct.unpack_from("<I", content, 4)[0]):
        return False
    at, kinds = 12, []
    while at + 8 <= len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        kinds.append(kind)
        at += 8 + length + length % 2
    return at == len(content) and bool({b"VP8 ", b"VP8L", b"ANMF"}.intersection(kinds))


_STRUCTURE: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
}
