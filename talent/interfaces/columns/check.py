"""From rows of cells to typed columns: the good rows, and every wrong cell with its reason.

Work goes column by column, and a cell's text is parsed once however often it occurs, so that a million rows stay
cheap. The same code serves the preview and the import.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import ngettext

from rules.technical import spelling
from rules.text import Text
from talent.domain.wording import in_both
from talent.interfaces.columns.header import Header, Matches, ask_for_columns, match_header, refuse_other_kind
from talent.interfaces.columns.kinds import KINDS, Column, Kind
from talent.interfaces.columns.messages import Bad
from talent.interfaces.columns.remarks import Remarks
from talent.interfaces.columns.rules import RowRule
from talent.interfaces.columns.seen import Seen
from talent.interfaces.sheets.chunks import Blank, Chunk
from talent.interfaces.sheets.errors import CellError, FileRefused, shown
from talent.interfaces.sheets.reader import read_rows

_MEMORY = 50_000  # cells of one column that are remembered
_FAULTS = 1_000  # of them that are wrong: what is wrong with them, in two languages, takes the most room


class Problem(NamedTuple):
    """What is wrong with a cell: a code for programs, a message for people."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class CheckedChunk:
    """At most 5,000 rows, checked; all rows of the sheet, if their kind must be seen as a whole.

    `rows`: numbers, as the spreadsheet program shows them, of the good rows; `columns`: field → their values, for
    every field of the kind (None = not known; also where the sheet lacks the column); `derived`: further columns that
    follow from these. `fields`: the fields that the sheet has. `raw_count`: rows read, good and bad. `errors`: in the
    order of rows. `last`: no chunk follows; then `notices` says what a person should know of the sheet, though nothing
    is wrong. `in_sheet`: about how many rows the whole sheet has; 0 where nobody knows before its end.
    """

    sheet: str
    rows: list[int]
    columns: dict[str, list[Any]]
    fields: tuple[str, ...]
    raw_count: int
    errors: list[CellError]
    notices: tuple[Text, ...] = ()
    last: bool = False
    in_sheet: int = 0
    derived: dict[str, list[Any]] = field(default_factory=dict)


class Memo:
    """Parses the cells of one column, each different cell once."""

    def __init__(self, column: Column, today: date) -> None:
        self.parser, self.required, self.today = column.parser, column.required, today
        self.known: dict[Any, Any] = {}
        self.bad: set[Any] = set()

    def parse(self, raws: list[Any]) -> tuple[list[Any], dict[int, Problem]]:
        """The values (None where empty or wrong), and what is wrong by index."""
        if len(self.known) > _MEMORY:
            self.known.clear()
            self.bad.clear()
        elif len(self.bad) > _FAULTS:
            for key in self.bad:
                del self.known[key]
            self.bad.clear()
        if set(map(type, raws)) == {str}:
            different = set(raws)
            for raw in different - self.known.keys():
                value = self.known[raw] = self._one(raw)
                if value.__class__ is Problem:
                    self.bad.add(raw)
            if self.bad.isdisjoint(different):
                return list(map(self.known.__getitem__, raws)), {}
        known, values, problems = self.known, [], {}
        for index, raw in enumerate(raws):
            # 1, 1.0 and True are one key to a dict, and are not the same cell.
            key = raw if raw.__class__ is str else (raw.__class__, raw)
            value = known.get(key, self)
            if value is self:
                value = known[key] = self._one(raw)
            if value.__class__ is Problem:
                self.bad.add(key)
                problems[index] = value
                value = None
            values.append(value)
        return values, problems

    def _one(self, raw: Any) -> Any:
        if raw is None or (raw.__class__ is str and not raw.strip()):
            return Problem(*_bad("required")) if self.required else None
        try:
            return self.parser(raw, self.today)
        except Bad as bad:
            return Problem(bad.code, bad.message)


def parse_column(column: Column, raws: list[Any], today: date) -> tuple[list[Any], dict[int, Problem]]:
    """The typed values of a column's raw cells (None where empty or wrong), and what is wrong by index."""
    return Memo(column, today).parse(raws)


def _bad(code: str, **details: Any) -> tuple[str, Text]:
    bad = Bad(code, **details)
    return bad.code, bad.message


@dataclass
class Checker:
    """Checks the chunks of one sheet; remembers natural keys and parsed cells between them."""

    kind: Kind
    header: Header
    today: date
    width: int
    in_sheet: int = 0
    memos: dict[str, Memo] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    remarks: Remarks = field(default_factory=Remarks)

    def check(self, chunk: Chunk) -> CheckedChunk:
        """Type the chunk's cells and hold its rows against the kind's rules."""
        count = len(chunk.rows)
        wrong: dict[int, dict[str, Problem]] = defaultdict(dict)
        columns: dict[str, list[Any]] = {}
        for column in self.kind.columns:
            place = self.header.places.get(column.field)
            columns[column.field] = (
                [None] * count if place is None else self._parse(column, chunk.columns[place[0]], wrong)
            )
        self._flaws(chunk, wrong)
        for rule in self.kind.rules:
            self._rule(rule, columns, wrong, count)
        self._duplicates(chunk.rows, columns, wrong)
        found = self._result(chunk, columns, wrong)
        if self.kind.remark:
            self.remarks.note(self.kind.remark, found.rows, found.columns)
        return found

    def _parse(self, column: Column, raws: list[Any], wrong: dict[int, dict[str, Problem]]) -> list[Any]:
        memo = self.memos.get(column.field)
        if memo is None:
            memo = self.memos[column.field] = Memo(column, self.today)
        values, problems = memo.parse(raws)
        for index, problem in problems.items():
            wrong[index][column.field] = problem
        return values

    def _flaws(self, chunk: Chunk, wrong: dict[int, dict[str, Problem]]) -> None:
        """What the reader saw takes the place of what the parser made of it."""
        at = {index: column.field for index, column in self.header.places.values()}
        for flaw in chunk.flaws:
            if flaw.code in ("too_few_cells", "too_many_cells"):
                # The cells of such a row may all stand one place off: nothing else is said about it.
                column = at.get(flaw.column) or self.kind.natural_key[0]
                wrong[flaw.at] = {column: Problem(*_bad(flaw.code, count=flaw.cells, width=self.width))}
            elif flaw.column in at:
                wrong[flaw.at][at[flaw.column]] = Problem(*_bad(flaw.code))

    def _rule(
        self, rule: RowRule, columns: dict[str, list[Any]], wrong: dict[int, dict[str, Problem]], count: int
    ) -> None:
        if rule.all_needed and any(name not in self.header.places for name in rule.fields):
            return
        if self._surely_right(rule, [columns[name] for name in rule.fields]):
            return
        check, all_needed, needed = rule.check, rule.all_needed, set(rule.fields)
        blamed = rule.blamed if rule.blamed in self.header.places else self.kind.natural_key[0]
        for index, values in enumerate(zip(*(columns[name] for name in rule.fields), strict=True)):
            if all_needed and None in values:
                continue
            if index in wrong and not needed.isdisjoint(wrong[index]):
                continue
            try:
                check(*values)
            except Bad as bad:
                wrong[index][blamed] = Problem(bad.code, bad.message)

    def _surely_right(self, rule: RowRule, columns: list[list[Any]]) -> bool:
        """Whether a look at the whole chunk shows that no row breaks the rule: nearly always so."""
        if rule.quick is not None:
            return not any(None in column for column in columns) and rule.quick(*columns)
        try:
            for values in set(zip(*columns, strict=True)):
                if not (rule.all_needed and None in values):
                    rule.check(*values)
        except Bad:
            return False
        return True

    def _duplicates(self, rows: list[int], columns: dict[str, list[Any]], wrong: dict[int, dict[str, Problem]]) -> None:
        key_fields = self.kind.natural_key
        in_key = set(key_fields)
        # The hash of a tuple has 64 bits that no file can foresee: two keys do not meet in them by chance.
        named = [self._spelt(columns[name]) if name in self.kind.folded else columns[name] for name in key_fields]
        hashes = list(map(hash, zip(*named, strict=True)))
        taken = [at for at in range(len(rows)) if at not in wrong or in_key.isdisjoint(wrong[at])] if wrong else None
        for at, first in self.seen.take(hashes, rows, taken):
            names = ", ".join(self.kind.column(name).name for name in key_fields)
            wrong[at].setdefault(key_fields[0], Problem(*_bad("duplicate", key=names, first=first)))

    @staticmethod
    def _spelt(names: list[str | None]) -> list[str | None]:
        return [None if name is None else spelling(name) for name in names]

    def _result(
        self, chunk: Chunk, columns: dict[str, list[Any]], wrong: dict[int, dict[str, Problem]]
    ) -> CheckedChunk:
        errors = []
        for index in sorted(wrong):
            for name, problem in wrong[index].items():
                column = self.kind.column(name)
                place = self.header.places.get(name)
                value = "" if place is None else shown(chunk.columns[place[0]][index])
                errors.append(CellError(chunk.sheet, chunk.rows[index], column.name, value, *problem))
        rows = chunk.rows
        if wrong:
            good = [index for index in range(len(rows)) if index not in wrong]
            rows = [rows[index] for index in good]
            columns = {name: [values[index] for index in good] for name, values in columns.items()}
        fields = tuple(self.header.places)
        return CheckedChunk(chunk.sheet, rows, columns, fields, len(chunk.rows), errors, in_sheet=self.in_sheet)


def check_sheet(
    kind: str | Kind,
    path: Path | str,
    filename: str,
    today: date,
    *,
    matches: Matches | None = None,
    ask: bool = False,
    whole: bool = False,
) -> Generator[CheckedChunk, None, None]:
    """Read and check a whole sheet; at least one chunk, or FileRefused when nothing of the file can be taken.

    `filename` is the name under which a person sent it. Good rows are handed out even when others are wrong; with
    `whole`, only once the file is known to be readable to its end.
    `matches`: header → column, as somebody said; with `ask`, ColumnsUnclear where somebody should say more.
    """
    if isinstance(kind, str):
        kind = KINDS[kind]
    chunks = read_rows(path, filename, whole=whole)
    first = next(chunks)
    refuse_other_kind(kind, first.header, matches or {})
    if ask:
        ask_for_columns(kind, first.header, matches or {})
    header = match_header(kind, first.header, first.header_row, matches)
    checker = Checker(kind, header, today, len(first.header), first.below)
    blank, waiting = first.blank, None
    for chunk in chunks:
        if not chunk.rows:
            blank = chunk.blank
            continue
        checked = checker.check(chunk)
        # One chunk is held back: only when nothing follows is it known to be the last.
        if waiting is not None and kind.whole:
            waiting = _joined(waiting, checked)
            continue
        if waiting is not None:
            yield waiting
        waiting = checked
    if waiting is None:
        raise FileRefused("header_only")
    yield replace(waiting, notices=(*header.notices, *blank_notices(blank), *checker.remarks.said()), last=True)


def _joined(one: CheckedChunk, other: CheckedChunk) -> CheckedChunk:
    return replace(
        one,
        rows=one.rows + other.rows,
        columns={name: values + other.columns[name] for name, values in one.columns.items()},
        raw_count=one.raw_count + other.raw_count,
        errors=one.errors + other.errors,
    )


def blank_notices(blank: Blank) -> Iterator[Text]:
    """How many blank rows were passed over, and where."""
    between, trailing = blank
    if between:
        yield in_both(
            lambda: (
                ngettext(
                    "%(count)s baris kosong di antara baris data dilewati.",
                    "%(count)s baris kosong di antara baris data dilewati.",
                    between,
                )
                % {"count": number_format(between, force_grouping=True)}
            )
        )
    if trailing:
        yield in_both(
            lambda: (
                ngettext(
                    "%(count)s baris kosong di bawah baris data terakhir dilewati.",
                    "%(count)s baris kosong di bawah baris data terakhir dilewati.",
                    trailing,
                )
                % {"count": number_format(trailing, force_grouping=True)}
            )
        )


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Errors that say the same of the same column: the first ones, and how many more there are."""

    code: str
    message: Text
    column: str
    shown: tuple[CellError, ...]
    more: int


def group_errors(errors: Iterable[CellError], limit: int = 5) -> list[ErrorGroup]:
    """Group by column, code and message; each group keeps its first `limit` places.

    What is wrong most often comes first, and with it all else of the same column.
    """
    kept: dict[tuple[str, str, Text], list[CellError]] = defaultdict(list)
    counts: dict[tuple[str, str, Text], int] = defaultdict(int)
    for error in errors:
        key = (error.column, error.code, error.message)
        counts[key] += 1
        if len(kept[key]) < limit:
            kept[key].append(error)
    most: dict[str, int] = defaultdict(int)
    for (column, _code, _message), count in counts.items():
        most[column] = max(most[column], count)
    order = sorted(kept, key=lambda key: (-most[key[0]], key[0], -counts[key], key))
    return [
        ErrorGroup(code, message, column, tuple(kept[column, code, message]), counts[column, code, message] - limit)
        if counts[column, code, message] > limit
        else ErrorGroup(code, message, column, tuple(kept[column, code, message]), 0)
        for column, code, message in order
    ]
