"""One way from a workbook to records: the preview and the import are the same code."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rules.errors import Invalid
from rules.text import Text
from talent.domain import bulk, imports, known
from talent.domain.calm import calm
from talent.domain.importing import DERIVED, WRITERS, Context, RowError, Written
from talent.domain.known import Observer
from talent.interfaces.ahead import read_ahead
from talent.interfaces.columns.check import CheckedChunk, check_sheet
from talent.interfaces.columns.header import Matches
from talent.interfaces.columns.kinds import KINDS, Kind
from talent.interfaces.sheets.errors import CellError, FileRefused, shown
from talent.models import Agency

# More errors than this are counted, not held: a file that is wrong everywhere is wrong in one way.
ERRORS_HELD = 50_000
COUNTS = ("rows", "new", "changed", "same", "rejected")


@dataclass
class Report:
    """What a workbook came to. `rows` = `accepted` + `rejected`; accepted ones are new, changed or same.

    `errors`: the first `held` of them. `in_sheet`: about how many rows there are in all, 0 where that is not known
    before the end.
    `stopped`: why the rest of the file could not be read, after rows of it had been written.
    """

    kind: str
    held: int = ERRORS_HELD
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[CellError] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    errors_total: int = 0
    rejected_rows: int = 0
    in_sheet: int = 0
    stopped: FileRefused | None = None

    @property
    def accepted(self) -> int:
        return self.new + self.changed + self.same

    @property
    def rejected(self) -> int:
        return self.rejected_rows

    def as_json(self) -> dict[str, Any]:
        """The report of `import_records --report`, in the active language."""
        errors = [*self.errors, error_of(self.stopped)] if self.stopped else self.errors
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "errors": [asdict(error) | {"message": str(error.message)} for error in errors],
            "notices": [str(notice) for notice in self.notices],
        }

    def counts(self) -> dict[str, int]:
        """What the ledger and the batch keep of it."""
        return {name: getattr(self, name) for name in COUNTS}


def error_of(refusal: FileRefused) -> CellError:
    """A reason that concerns no cell, as an error of the report."""
    return CellError("", 0, "", "", refusal.code, refusal.message)


@bulk.pages_let_go()
def read(
    *,
    kind: str,
    path: Path,
    filename: str,
    agency: Agency | None,
    by: User,
    dry_run: bool,
    batch_id: int | None = None,
    begin: Callable[[], int] | None = None,
    skip: int = 0,
    after_chunk: Callable[[int, Report], None] | None = None,
    finish: Callable[[Report], None] | None = None,
    matches: Matches | None = None,
    ask: bool = False,
    observe: Observer | None = None,
    wrong: Callable[[list[CellError]], None] = lambda errors: None,
    held: int = ERRORS_HELD,
) -> Report:
    """Check a workbook and (unless `dry_run`) write its good rows, chunk by chunk, each chunk one transaction.

    A chunk's facts are known from the moment of its writing; importers of one agency take turns. `skip` chunks were
    written before (a worker that was killed goes on); `begin()` gives the batch's id where there is none yet, inside
    the first chunk's transaction; `after_chunk(number, report)` runs inside the chunk's transaction, `finish(report)`
    inside the last one's: either the file is written and said to be, or neither.
    In a dry run `after_chunk` is called too, `observe` is told how the rows differ from what is known, and `wrong` all
    that is wrong in a chunk, in the order of rows. The report holds the first `held` errors.
    A file without a batch was never checked: it is read to its end before its first row is written.
    Raises FileRefused when nothing of the file was taken; found unreadable later (the parser was killed, the stored
    file changed), `stopped` of the report says so.
    Raises ColumnsUnclear when it may `ask`.
    """
    declared = kind_of(kind)
    if declared.scope == "agency" and agency is None:
        raise Invalid(_("Pilih instansi pemilik berkas ini."), code="agency_missing")
    imports.require_permission(kind=kind, agency=agency, by=by)
    report = Report(kind, held)
    owner = agency.pk if agency else None
    whole = not dry_run and batch_id is None
    checked = check_sheet(declared, path, filename, timezone.localdate(), matches=matches, ask=ask, whole=whole)
    chunks = calm(read_ahead(_derived(checked, kind)))
    gathered: dict[Any, Any] = {}
    try:
        for number, chunk in enumerate(chunks, start=1):
            if dry_run:
                about = Context(agency, by, known.now(owner), batch_id, dry_run, observe, chunk.last, gathered)
                _take(chunk, declared, about, report, wrong)
                if after_chunk:
                    after_chunk(number, report)
                continue
            with transaction.atomic():
                if number > skip:
                    if batch_id is None and begin:
                        batch_id = begin()
                    known_at = known.turn(owner)
                    about = Context(agency, by, known_at, batch_id, last=chunk.last, gathered=gathered)
                    written = _take(chunk, declared, about, report)
                    imports.chunk_written(
                        agency=agency, kind=kind, number=number, batch_id=batch_id, written=written, by=by
                    )
                    if after_chunk:
                        after_chunk(number, report)
                if chunk.last and finish:
                    finish(report)
    except FileRefused as refusal:
        if dry_run or not report.accepted:
            raise
        report.stopped = refusal
    finally:
        chunks.close()
    return report


def kind_of(kind: str) -> Kind:
    """The declaration of a workbook kind, or Invalid naming the kinds there are."""
    if kind not in KINDS:
        raise Invalid(
            _("Jenis “%(kind)s” tidak dikenal; yang ada: %(kinds)s.") % {"kind": kind, "kinds": ", ".join(KINDS)},
            code="kind_unknown",
        )
    return KINDS[kind]


def _derived(chunks: Generator[CheckedChunk, None, None], kind: str) -> Generator[CheckedChunk, None, None]:
    derive = DERIVED.get(kind)
    try:
        for chunk in chunks:
            yield replace(chunk, derived=derive(chunk.columns)) if derive else chunk
    finally:
        chunks.close()


def _take(
    chunk: CheckedChunk,
    kind: Kind,
    context: Context,
    report: Report,
    wrong: Callable[[list[CellError]], None] = lambda errors: None,
) -> Written:
    values = {column.field: chunk.columns[column.field] for column in kind.columns}
    written = WRITERS[kind.code](values | chunk.derived, len(chunk.rows), context)
    errors = sorted([*chunk.errors, *_placed(written.errors, chunk, kind)], key=lambda error: error.row)
    wrong(errors)
    report.rows += chunk.raw_count
    report.in_sheet = chunk.in_sheet
    report.new += written.new
    report.changed += written.changed
    report.same += written.same
    report.rejected_rows += chunk.raw_count - written.accepted
    report.errors_total += len(errors)
    report.errors += errors[: report.held - len(report.errors)]
    report.notices += [*chunk.notices, *written.notices]
    return written


def _placed(errors: list[RowError], chunk: CheckedChunk, kind: Kind) -> Iterator[CellError]:
    for error in errors:
        value = shown(chunk.columns[error.column][error.row])
        yield CellError(
            chunk.sheet, chunk.rows[error.row], kind.column(error.column).name, value, error.code, error.message
        )
