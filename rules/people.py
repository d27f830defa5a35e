"""The people being scored, one position each, and their records tied to those positions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.dates import Bools, Days, Floats, Ints, add_years, to_days
from rules.law import Law

Frames = Mapping[str, pd.DataFrame]
Places = npt.NDArray[np.intp]
UNKNOWN = -1
# Of those who serve another agency now: nobody any more who could be chosen by the records of the one that they left.
MOVED = "MOVED"
# Standings of those who serve no longer.
GONE = ("RETIRED", "DISMISSED", "DECEASED", MOVED)


class Table:
    """One frame of records: `person` holds the position of the person each row belongs to.

    Columns are turned into arrays once, on first use. Rows of people outside the frame of employees are left out.
    """

    def __init__(self, frame: pd.DataFrame, people: "People") -> None:
        person = people.positions(frame["employee_id"])
        if (person < 0).any():
            frame, person = frame[person >= 0], person[person >= 0]
        self.frame, self.person = frame, person
        self._days: dict[str, Days] = {}
        self._codes: dict[str, tuple[Ints, list[Any]]] = {}

    def __len__(self) -> int:
        return len(self.person)

    def day(self, column: str) -> Days:
        """A column of days; NaT = not known."""
        if column not in self._days:
            self._days[column] = to_days(self.frame[column])
        return self._days[column]

    @property
    def start(self) -> Days:
        """`true_from`."""
        return self.day("true_from")

    @property
    def end(self) -> Days:
        """`true_to`, inclusive."""
        return self.day("true_to")

    def numbers(self, column: str) -> Floats:
        """A column of float64; NaN = not known."""
        return self.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)

    def matrix(self, columns: Sequence[str]) -> Floats:
        """Several columns of float64 side by side."""
        return np.column_stack([self.numbers(column) for column in columns])

    def codes(self, column: str, known: Sequence[str]) -> Ints:
        """Each value's position in `known`; UNKNOWN for anything else."""
        if column not in self._codes:
            self._codes[column] = _factors(self.frame[column])
        return _places(*self._codes[column], known)

    def identities(self, column: str) -> Ints:
        """A number for each distinct value; UNKNOWN where there is none."""
        return _factors(self.frame[column])[0]

    def texts(self, column: str, rows: Ints) -> list[Any]:
        """The values of a few rows, None for not known (for explanations)."""
        return [None if pd.isna(value) else value for value in self.frame[column].iloc[rows]]


class People:
    """The employees of one run, on one date, under one law."""

    def __init__(self, frames: Frames, on: date, law: Law) -> None:
        self.frames, self.on, self.law = frames, on, law
        self.day = np.datetime64(on, "D")
        self.employees = frames["employees"]
        self.ids = self.employees["employee_id"].to_numpy(dtype=np.int64)
        self.size = len(self.ids)
        self._lookup: Places | None = None
        self._index: pd.Index | None = None
        self._tables: dict[str, Table | None] = {}

    def table(self, name: str) -> Table | None:
        """The records of one kind; None when there are none at all."""
        if name not in self._tables:
            frame = self.frames.get(name)
            table = None if frame is None or frame.empty else Table(frame, self)
            self._tables[name] = table if table is not None and len(table) else None
        return self._tables[name]

    def positions(self, employee_ids: "pd.Series[Any]") -> Places:
        """The position of each employee id; -1 for someone else's."""
        wanted = employee_ids.to_numpy(dtype=np.int64)
        if not self.size:
            return np.full(len(wanted), UNKNOWN, dtype=np.intp)
        low, high = int(self.ids.min()), int(self.ids.max())
        if high - low > 32 * self.size + 1_000_000:
            if self._index is None:
                self._index = pd.Index(self.ids)
            return np.asarray(self._index.get_indexer(pd.Index(wanted)), dtype=np.intp)
        # Ids lie close together: a plain table is many times faster than hashing each row.
        if self._lookup is None:
            self._lookup = np.full(high - low + 2, UNKNOWN, dtype=np.intp)
            self._lookup[self.ids - low] = np.arange(self.size)
        inside = (wanted >= low) & (wanted <= high)
        return self._lookup[np.where(inside, wanted - low, high - low + 1)]

    def years_ago(self, years: int) -> np.datetime64:
        """The same day `years` years before the date of the run."""
        return np.datetime64(add_years(self.day, -years), "D")

    def numbers(self, column: str) -> Floats:
        """A column of the employees' own frame as float64."""
        return self.employees[column].to_numpy(dtype=np.float64, na_value=np.nan)

    def codes(self, column: str, known: Sequence[str]) -> Ints:
        """A column of the employees' own frame as positions in `known`."""
        return code_positions(self.employees[column], known)

    def days(self, column: str) -> Days:
        """A column of days of the employees' own frame."""
        return to_days(self.employees[column])


def code_positions(values: "pd.Series[Any]", known: Sequence[str]) -> Ints:
    """Each value's position in `known`, UNKNOWN for anything else; looks at each distinct value once."""
    return _places(*_factors(values), known)


def _factors(values: "pd.Series[Any]") -> tuple[Ints, list[Any]]:
    """(position of each value among the distinct ones, UNKNOWN for none; the distinct ones)."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(values.cat.codes, dtype=np.int64), list(values.cat.categories)
    codes, distinct = pd.factorize(values)
    return np.asarray(codes, dtype=np.int64), list(distinct)


def _places(codes: Ints, distinct: list[Any], known: Sequence[str]) -> Ints:
    place = {code: position for position, code in enumerate(known)}
    table = np.array([place.get(value, UNKNOWN) for value in distinct] + [UNKNOWN], dtype=np.int64)
    return table[codes]


def latest(person: Places, day: Days, usable: Bools, size: int) -> Ints:
    """The row of each person's last usable record (of two on one day the later row); UNKNOWN where none is."""
    found = np.full(size, UNKNOWN, dtype=np.int64)
    rows = np.flatnonzero(usable)
    rows = rows[np.argsort(day[rows], kind="stable")]
    found[person[rows]] = rows
    return found


def best_rank(person: Places, rank: Ints, ranks: int, size: int) -> Ints:
    """The lowest rank (0 = first) of each person's rows, `ranks` where none; rows ranked UNKNOWN do not count."""
    seen = np.zeros((size, ranks + 1), dtype=np.bool_)
    seen[:, ranks] = True
    counts = rank >= 0
    seen[person[counts], rank[counts]] = True
    return np.asarray(seen.argmax(axis=1), dtype=np.int64)
