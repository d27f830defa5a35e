"""One door for both kinds of file: the content decides which it is, and the name may not say otherwise."""

from collections.abc import Iterator
from pathlib import Path

from talent.interfaces.sheets.chunks import Chunk, Flaw
from talent.interfaces.sheets.csv import read_csv
from talent.interfaces.sheets.errors import FileRefused
from talent.interfaces.sheets.workbook import read_workbook

__all__ = ["Chunk", "Flaw", "read_rows"]

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What people send for a workbook by mistake, by its first bytes.
_OTHERS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format": "SQLite",
}
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".xlsb")
_TEXT_NAMES = (".csv", ".txt", ".tsv")


def read_rows(path: Path | str, filename: str, *, whole: bool = False) -> Iterator[Chunk]:
    """The rows of the first sheet of `path`, which the person who sent it calls `filename`.

    The first chunk has no rows and carries the header; then chunks of at most 5,000 rows. Blank rows are left out; if
    there were any, a last chunk without rows says how many.
    Raises FileRefused, nearly always before the first chunk; of a workbook that is to be read `whole` before anything
    is handed out, and of a CSV file, always (unless it changes while it is read). Close the iterator to end early.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(4096)
    name = filename.lower().strip()
    if not start:
        raise FileRefused("empty_file")
    if start.startswith(_OLE2):
        raise FileRefused("old_excel")
    if start[:2] == b"PK":
        if name.endswith(_TEXT_NAMES):
            raise FileRefused("xlsx_named_csv")
        return read_workbook(path, whole=whole)
    if found := _other(start):
        raise FileRefused("not_table", found=found)
    if name.endswith(_WORKBOOK_NAMES):
        raise FileRefused(_text_named_workbook(start))
    return read_csv(path)


def _other(start: bytes) -> str | None:
    """What the file is, where it is a known kind of document, picture or archive that holds no table."""
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WebP"
    return next((name for magic, name in _OTHERS.items() if start.startswith(magic)), None)


def _text_named_workbook(start: bytes) -> str:
    """A text under a workbook's name: CSV; anything else is no table at all."""
    if start.lstrip()[:1] == b"<":
        return "web_page"
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in start)
    return "csv_named_xlsx" if printable > len(start) * 0.95 else "binary"
