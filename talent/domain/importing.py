"""What a kind of workbook does with its checked rows; each app registers its own kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import User
from rules.text import Text
from talent.domain.known import Observer
from talent.models import Agency
from talent.models.base import Known

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Context:
    """Where rows come from and when they are learnt. `agency` NULL: rows of any agency (system operator only).

    `observe` is told how the rows differ from what is known. `last`: no rows of the file follow; `gathered`: what the
    writer keeps from one part of a file to the next, for what only the whole can tell.
    """

    agency: Agency | None
    by: User
    known_at: datetime
    batch_id: int | None = None
    dry_run: bool = False
    observe: Observer | None = None
    last: bool = True
    gathered: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowError:
    """A row that could not be taken; `row` counts from 0 in the chunk, `column` is the field's name."""

    row: int
    column: str
    code: str
    message: Text


@dataclass
class Written:
    """What a chunk came to; `notices`: what a person should know, though nothing is wrong."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[RowError] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.new + self.changed + self.same


Writer = Callable[[Columns, int, Context], Written]
WRITERS: dict[str, Writer] = {}


# What follows from the checked rows of a kind alone, as further columns: worked out where the file is read, while the
# rows before these are written.
DERIVED: dict[str, Callable[[Columns], Columns]] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that takes the checked columns of `kind` (and their number of rows)."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return register


@dataclass(frozen=True)
class Table:
    """Where the facts of a kind lie, for whoever takes an import back.

    `identity`: what is known only as long as a row of `model` is (a person, a post, a unit), told by `settle(agency,
    owner ids)` that rows were retired or came back. `merged`: a later row took over what an earlier one said, so that
    an earlier one cannot be taken out from under it.
    """

    model: type[Known]
    owner: str = "employee"
    identity: type[Model] | None = None
    settle: Callable[[Agency, list[int]], None] | None = None
    merged: bool = False


# The kinds whose imports can be withdrawn; each app adds its own.
TABLES: dict[str, Table] = {}


def pick(columns: Columns, rows: list[int]) -> Columns:
    """The columns reduced to `rows` (ascending)."""
    if all(len(values) == len(rows) for values in columns.values()):
        return dict(columns)
    return {name: [values[row] for row in rows] for name, values in columns.items()}
