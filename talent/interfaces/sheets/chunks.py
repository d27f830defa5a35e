"""What a reader hands over: some rows of one sheet, column by column."""

from dataclasses import dataclass
from typing import Any, NamedTuple

CHUNK = 5_000  # rows
MAX_COLUMNS = 256


class Flaw(NamedTuple):
    """A cell that cannot be taken as it stands, whatever its column means.

    `at` counts the chunk's rows and `column` the sheet's columns, both from 0. `code`: formula, merged,
    error_value; too_few_cells, too_many_cells (then `cells` is the number of cells found in the row).
    """

    at: int
    column: int
    code: str
    cells: int = 0


class Blank(NamedTuple):
    """Blank rows of a sheet, which are passed over: below the header and above the last row, and after that."""

    between: int = 0
    trailing: int = 0


NONE_BLANK = Blank()


@dataclass(frozen=True, slots=True)
class Chunk:
    """At most 5,000 rows that are not blank.

    `blank`: how many blank rows the sheet has between its rows and after them, on a last chunk without rows.
    `below`: how many rows follow the header, blank ones too, on the first chunk; 0 where it is not known (CSV).
    `rows`: their numbers as the spreadsheet program shows them. `columns`: one list of raw cells per column of
    `header`: text, float, int, bool, or (kind, ISO text) for a date, datetime, time or duration cell; "" is empty.
    """

    sheet: str
    header_row: int
    header: list[str]
    rows: list[int]
    columns: list[list[Any]]
    flaws: list[Flaw]
    blank: Blank = NONE_BLANK
    below: int = 0
