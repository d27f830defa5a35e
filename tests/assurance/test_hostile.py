"""T-10 and T-12 at length: wrong cells scattered over large files are each named and nothing else is; files made to
hurt are refused in time, and the next file is read.

ASSURE=long: 10,000 hostile rows of more than ninety kinds among as many good ones; every file a hundred times.
"""

import os
import random
import resource
import time
from pathlib import Path

import pytest

from talent.interfaces.sheets import FileRefused, read_rows
from talent.interfaces.sheets.errors import SHOWN
from tests.promises import counted
from tests.talent.interfaces.columns.rows import checked, good_row, write_csv
from tests.talent.interfaces.columns.test_hostile_rows import CELLS
from tests.talent.interfaces.sheets.hostile import HOSTILE, SOUND

LONG = os.environ.get("ASSURE") == "long"
TIMES = 110 if LONG else 4
ROUNDS = 20 if LONG else 1
KINDS = sorted({cell[0] for cell in CELLS})


def _key(kind: str, number: int) -> tuple[str, str]:
    """The column that tells rows apart, and a value of its own: people of one birth date, or agencies."""
    first = next(iter(good_row(kind)))
    if first.lower() != "nip":
        return first, str(100_000 + number)
    sex, rest = divmod(number, 12 * 999)
    month, serial = divmod(rest, 999)
    return first, f"198503122010{month + 1:02d}{sex + 1}{serial + 1:03d}"


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_cells_among_good_rows_are_each_named_and_nothing_else(tmp_path: Path, kind: str) -> None:
    cells = [cell for cell in CELLS if cell[0] == kind] * TIMES
    chance = random.Random(kind)
    rows, expected, good = [], [], []
    for number, (_kind, column, value, code) in enumerate(chance.sample(cells, len(cells))):
        for at, wrong in enumerate((False, True)):
            name, key = _key(kind, 2 * number + at)
            rows.append(good_row(kind) | {name: key} | ({column: value} if wrong else {}))
            line = len(rows) + 1
            if wrong:
                shown = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
                expected.append(("CSV", line, column, code, shown))
            else:
                good.append(line)
    chunks, errors = checked(kind, write_csv(tmp_path / "rows.csv", rows))
    found = [(error.sheet, error.row, error.column, error.code, error.value) for error in errors]
    taken = [row for chunk in chunks for row in chunk.rows]
    wrong = len(set(found) ^ set(expected)) + len(set(taken) ^ set(good))
    counted("T-10", len(expected), "hostile rows among as many good ones", wrong)
    assert (found, taken) == (expected, good)
    assert all(error.message for error in errors)


def test_hostile_files_again_and_again_cost_no_process_and_little_time(tmp_path: Path) -> None:
    path, wrong, slowest = tmp_path / "file", 0, 0.0
    for turn in range(ROUNDS):
        for _title, maker, filename, code in random.Random(turn).sample(HOSTILE, len(HOSTILE)):
            path.write_bytes(maker())
            before = _processor()
            try:
                list(read_rows(path, filename))
                wrong += 1
            except FileRefused as refused:
                wrong += refused.code != code
            # Of the processor: another's work on the same machine is not this file's.
            slowest = max(slowest, _processor() - before)
        path.write_bytes(SOUND)
        wrong += [chunk.columns for chunk in read_rows(path, "x.xlsx")] != [[], [["U1"], ["Bidang"]]]
    counted("T-12", ROUNDS * len(HOSTILE), f"hostile files, each within {slowest:.2f} s of processor", wrong)
    assert (wrong, slowest <= 1.0) == (0, True), slowest


def _processor() -> float:
    """Seconds of processor that this process and its ended children have taken."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
