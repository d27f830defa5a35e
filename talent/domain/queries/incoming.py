"""Rows that are not written yet, in the place of those they would take the place of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from talent.models.base import Known

MOST = 200_000  # rows held at once; a file that changes more says so instead of being weighed


@dataclass
class Incoming:
    """By table: the ids of the rows that would end, and the new ones as columns (`employee_id`, `key` and the rest).

    `full`: there were more rows than are held.
    """

    replaced: dict[type[Known], set[int]] = field(default_factory=lambda: defaultdict(set))
    columns: dict[type[Known], dict[str, list[Any]]] = field(default_factory=lambda: defaultdict(dict))
    rows: int = 0
    full: bool = False

    def add(self, model: type[Known], columns: dict[str, list[Any]], replaced: Sequence[int]) -> None:
        """Take rows of employees who are known; those of people still to come move nobody."""
        kept = [row for row, who in enumerate(columns["employee_id"]) if who > 0]
        self.rows += len(kept)
        if self.rows > MOST:
            self.full = True
            self.columns.clear()
            self.replaced.clear()
            return
        self.replaced[model].update(replaced)
        held = self.columns[model]
        for name, values in columns.items():
            held.setdefault(name, []).extend(values[row] for row in kept)

    def people(self) -> list[int]:
        """The employees of whom something would be new or changed, ascending."""
        return sorted({who for columns in self.columns.values() for who in columns["employee_id"]})

    def of(self, model: type[Known], people: Sequence[int], on: date | None = None) -> pd.DataFrame:
        """The rows of these people, as objects; with `on` only what began by then."""
        frame = pd.DataFrame(self.columns.get(model, {"employee_id": []}), dtype=object)
        frame = frame[frame["employee_id"].isin(set(people))]
        if on is not None and len(frame):
            frame = frame[[begun is None or begun <= on for begun in frame["true_from"]]]
        return frame
