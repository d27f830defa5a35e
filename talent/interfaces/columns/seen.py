"""Which natural keys a sheet has had: 12 bytes a row, so that a million rows stay far from the worker's bound."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]


@dataclass
class Seen:
    """Hashes of keys with the rows that brought them, in a few sorted runs, each longer than all after it."""

    runs: list[tuple[Hashes, Rows]] = field(default_factory=list)

    def take(self, hashes: Sequence[int], rows: Sequence[int], taken: Sequence[int] | None) -> list[tuple[int, int]]:
        """Keep a chunk's hashes (those at `taken`; None: all); (index, row that had it first) of those seen before."""
        every, numbers = np.array(hashes, dtype=np.int64), np.array(rows, dtype=np.int32)
        place = np.arange(len(every)) if taken is None else np.array(taken, dtype=np.int64)
        place = place[np.argsort(every[place], kind="stable")]
        wanted = every[place]
        first = np.zeros(len(wanted), dtype=np.int32)
        for run, run_rows in self.runs:
            at = np.minimum(np.searchsorted(run, wanted), len(run) - 1)
            first = np.where(run[at] == wanted, run_rows[at], first)
        # Within the chunk the sort was stable: the first of equal ones came first.
        start = np.searchsorted(wanted, wanted)
        first = np.where((first == 0) & (start < np.arange(len(wanted))), numbers[place[start]], first)
        fresh = first == 0
        if fresh.any():
            self._keep(wanted[fresh], numbers[place[fresh]])
        return sorted(zip(place[~fresh].tolist(), first[~fresh].tolist(), strict=True))

    def _keep(self, hashes: Hashes, rows: Rows) -> None:
        while self.runs and len(self.runs[-1][0]) <= 2 * len(hashes):
            run, run_rows = self.runs.pop()
            hashes, rows = np.concatenate([run, hashes]), np.concatenate([run_rows, rows])
            order = np.argsort(hashes, kind="stable")
            hashes, rows = hashes[order], rows[order]
        self.runs.append((hashes, rows))
