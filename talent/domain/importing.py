"""What a kind of workbook does with its checked rows; each app registers its own kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from rules.text import Text
from talent.models import Agency

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Context:
    """Where rows come from and when they are learnt. `agency` NULL: rows of any agency (system operator only)."""

    agency: Agency | None
    by: User
    known_at: datetime
    batch_id: int | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class RowError:
    """A row that could not be taken; `row` counts from 0 in the chunk, `column` is the field's name."""

    row: int
    column: str
    code: str
    message: Text


@dataclass
class Written:
    """What a chunk came to."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.new + self.changed + self.same


Writer = Callable[[Columns, int, Context], Written]
WRITERS: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that takes the checked columns of `kind` (and their number of rows)."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return register


def pick(columns: Columns, rows: list[int]) -> Columns:
    """The columns reduced to `rows`."""
    return {name: [values[row] for row in rows] for name, values in columns.items()}
