"""A dossier: files in one archive, with an index of their digests that the ledger keeps the digest of."""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from audit.models import Event

INDEX: Final = "indeks.json"
KIND: Final = "succession.dossier.exported"
# Of an archive that claims more nothing is unpacked.
LARGEST = 1_000_000_000  # bytes
# All that the reader of archives, or of the index in it, says of bytes that are none.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, LookupError, TypeError, RuntimeError,
              EOFError, ArithmeticError)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes], about: Mapping[str, Any]) -> tuple[bytes, str]:
    """The archive, and the SHA-256 of its index. The same files give the same bytes: no clock, no order of chance."""
    listed = [
        {"name": name, "sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
        for name in sorted(files)
    ]
    index = json.dumps({"about": dict(about), "files": listed}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((INDEX, index), *((name, files[name]) for name in sorted(files))):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue(), hashlib.sha256(index).hexdigest()


def faults(content: bytes) -> tuple[list[str], str]:
    """What is wrong with a dossier, in words, and the SHA-256 of its index ("" where it has none); nothing is wrong
    with one whose files are exactly those of its index. Whether the index is ours, `exported` says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _against_index(archive)
    except UNREADABLE as error:
        return [_("Arsip ini tidak dapat dibaca (%(error)s).") % {"error": type(error).__name__}], ""


def exported(index_digest: str) -> Event | None:
    """The event by which a dossier with this index left the house."""
    return Event.objects.filter(kind=KIND, payload__index=index_digest).order_by("pk").first()


def _against_index(archive: zipfile.ZipFile) -> tuple[list[str], str]:
    members = archive.infolist()
    if sum(one.file_size for one in members) > LARGEST:
        return [_("Arsip ini mengaku lebih besar daripada yang dibuat di sini.")], ""
    names = [one.filename for one in members]
    index = archive.read(INDEX)
    listed = {str(one["name"]): one for one in json.loads(index)["files"]}
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    found = [_("%(name)s ada dua kali") % {"name": name} for name in twice]
    found += [_("%(name)s tidak ada") % {"name": name} for name in sorted(listed.keys() - set(names))]
    found += [_("%(name)s tidak disebut indeks") % {"name": name} for name in sorted({*names} - {*listed, INDEX})]
    for name in sorted(listed.keys() & set(names)):
        given = archive.read(name)
        if (hashlib.sha256(given).hexdigest(), len(given)) != (listed[name]["sha256"], listed[name]["size"]):
            found.append(_("%(name)s bukan yang disebut indeks") % {"name": name})
    return found, hashlib.sha256(index).hexdigest()
