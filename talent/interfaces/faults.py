"""The rows of an upload that were not taken, with the faults marked where they are: mend, send again.

As a workbook, in which every cell is text in a format that keeps it text when it is edited, so that nothing in it is
ever computed; and as CSV. Both hold every wrong row, written one by one while the file is read a second time: what was
wrong waits on the disk until then, so that a file which is wrong everywhere takes no more memory than a good one.
"""

import csv
import json
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from talent.domain import openings
from talent.domain.unfinished import unfinished
from talent.domain.wording import both
from talent.interfaces.columns.header import header_key, match_header
from talent.interfaces.columns.kinds import KINDS
from talent.interfaces.columns.marks import marked
from talent.interfaces.exports import TYPES
from talent.interfaces.sheets import read_rows
from talent.interfaces.sheets.errors import CellError, whole
from talent.models import ImportBatch

NOTE = "keterangan"
MOST = 1_048_575  # rows that a sheet holds below its header
COMMENTED = 10_000  # cells of a workbook whose fault is a comment too: comments are held until it is closed
_CELL = 32_767  # characters that a spreadsheet program holds in a cell
FORMS = ("xlsx", "csv")


@dataclass
class Spool:
    """The wrong cells of a file on the disk, as the check comes upon them: row, column, and why."""

    _file: Any = field(default_factory=lambda: tempfile.TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115

    def add(self, errors: list[CellError]) -> None:
        """Set aside what is wrong in one chunk, in the order of rows."""
        if errors:
            self._file.write(json.dumps([(error.row, error.column, str(error.message)) for error in errors]) + "\n")

    def rows(self) -> Iterator[tuple[int, dict[str, list[str]]]]:
        """Each wrong row, column → what is wrong, in their order."""
        self._file.seek(0)
        row, found = 0, defaultdict[str, list[str]](list)
        for line in self._file:
            for number, column, message in json.loads(line):
                if found and number != row:
                    yield row, found
                    found = defaultdict(list)
                row = number
                found[column].append(message)
        if found:
            yield row, found

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def write(
    *,
    kind: str,
    path: Path,
    file_name: str,
    matches: Mapping[str, str],
    wrong: int,
    errors: int,
    spool: Spool,
    after_chunk: Callable[[int], None] = lambda read: None,
) -> tuple[dict[str, str], int]:
    """Write the wrong rows of an upload beside it: form → name in the folder of uploads; and how many rows the
    workbook holds of the `wrong` ones, in which there are `errors`. `after_chunk` is told how many rows were read so
    far. Nothing is left behind where it breaks off."""
    chunks = read_rows(path, file_name)
    first = next(chunks)
    places = match_header(KINDS[kind], first.header, first.header_row, matches).places
    shown = [index for index, name in enumerate(first.header) if header_key(name) != NOTE]
    names = {shown.index(index): column.name for index, column in places.values() if index in shown}
    with unfinished(location("-").parent) as folder:
        drafts = {form: folder / form for form in FORMS}
        title = (first.sheet if first.sheet.strip() else kind)[:31].translate(_NOT_IN_NAMES)
        header = [*(first.header[index] for index in shown), NOTE]
        with drafts["csv"].open("w", encoding="utf-8-sig", newline="") as target:
            text, book = csv.writer(target), _Book(drafts["xlsx"], title, header, wrong, errors)
            text.writerow(map(_harmless, header))
            for cells, said in _wrong_rows(chunks, shown, spool, after_chunk):
                note = "; ".join(f"{column}: {' '.join(why)}" for column, why in said.items())
                text.writerow(map(_harmless, [*cells, note]))
                book.add(cells, {place: " ".join(said[name]) for place, name in names.items() if name in said}, note)
            held = book.close()
        ends = {form: f"{path.name}-{uuid.uuid4().hex}.{form}" for form in FORMS}
        for form, draft in drafts.items():
            draft.replace(location(ends[form]))
    return ends, held


def _harmless(cell: str) -> str:
    """As it may stand in a CSV file, and so that an import reads what it read before."""
    return cell if cell.startswith("'") else marked(cell)


def _wrong_rows(
    chunks: Iterable[Any], shown: list[int], spool: Spool, after_chunk: Callable[[int], None]
) -> Iterator[tuple[list[str], dict[str, list[str]]]]:
    """The cells of each wrong row, and column → what is wrong."""
    waiting, read = spool.rows(), 0
    number, said = next(waiting, (0, {}))
    for chunk in chunks:
        for within, row in enumerate(chunk.rows):
            if row == number:
                yield [whole(chunk.columns[index][within]) for index in shown], said
                number, said = next(waiting, (0, {}))
        read += len(chunk.rows)
        after_chunk(read)


class _Book:
    """The workbook on its way, a row at a time."""

    def __init__(self, path: Path, title: str, header: list[str], wrong: int, errors: int) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options | {"tmpdir": str(path.parent)})
        self._sheet = self._book.add_worksheet(title)
        self._formats = {
            "head": self._book.add_format({"bold": True, "num_format": "@"}),
            "text": self._book.add_format({"num_format": "@"}),
            "wrong": self._book.add_format({"num_format": "@", "bg_color": "#F8D7DA", "font_color": "#842029"}),
        }
        for place, name in enumerate(header):
            self._sheet.write_string(0, place, name[:_CELL], self._formats["head"])
        # What was written stays as it is: what the book leaves out is said above the words before its first row.
        left_out = []
        if wrong > MOST:
            part = _("%(held)s baris pertama dari %(wrong)s baris yang salah.")
            left_out.append(str(both(part, held=MOST, wrong=wrong)))
        if errors > COMMENTED:
            part = _("Komentar paling banyak pada %(count)s sel; sel lain yang salah hanya diwarnai, dan kolom ini "
                     "menyebut semuanya.")  # fmt: skip
            left_out.append(str(both(part, count=COMMENTED)))
        if left_out:
            self._sheet.write_comment(0, len(header) - 1, " ".join(left_out), {"width": 320})
        self._sheet.freeze_panes(1, 0)
        self._line = self._commented = 0

    def add(self, cells: list[str], faults: dict[int, str], note: str) -> None:
        """One row: its cells, place → what is wrong there, and all of it in words."""
        if self._line == MOST:
            return
        self._line += 1
        for place, cell in enumerate(cells):
            style = self._formats["wrong" if place in faults else "text"]
            if cell:
                self._sheet.write_string(self._line, place, cell[:_CELL], style)
            else:
                self._sheet.write_blank(self._line, place, None, style)
            if place in faults and self._commented < COMMENTED:
                self._sheet.write_comment(self._line, place, faults[place])
                self._commented += 1
        self._sheet.write_string(self._line, len(cells), note[:_CELL], self._formats["text"])

    def close(self) -> int:
        """How many rows it holds."""
        self._book.close()
        return self._line


_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def location(name: str) -> Path:
    """Where the wrong rows of an upload lie."""
    return Path(settings.MEDIA_ROOT) / "imports" / Path(name).name


def download(*, batch: ImportBatch, form: str, by: User) -> FileResponse:
    """The rows of an upload that were not taken, to mend; the event is written before the first byte leaves.

    Raises Http404 where nothing was wrong, or the file is kept no longer.
    """
    path = location(batch.report.get("faults" if form == "xlsx" else "faults_csv") or "-")
    if not path.is_file():
        raise Http404
    rows = batch.report.get("faults_rows" if form == "xlsx" else "rejected", 0)
    openings.import_errors_exported(batch=batch, by=by, form=form, rows=rows)
    name = _("perbaiki")
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{name}-{batch.pk}.{form}", content_type=TYPES[form]
    )
    response["Cache-Control"] = "no-store"
    return response
