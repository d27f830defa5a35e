"""Keys that a sheet has had are known again, with the row that had them first."""

import random

from talent.interfaces.columns.seen import Seen


def test_every_repeated_key_names_its_first_row_as_a_dictionary_would() -> None:
    chance, seen, first, row = random.Random(7), Seen(), dict[int, int](), 1
    for size in (1, 5_000, 3, 700, 5_000, 5_000, 1, 2_500):
        hashes = [chance.randrange(-9_000, 9_000) * 0x1_0000_0001 for _ in range(size)]
        rows = list(range(row + 1, row + 1 + size))
        taken = None if size % 2 else sorted(chance.sample(range(size), size // 2))
        expected = []
        for at in range(size) if taken is None else taken:
            if first.setdefault(hashes[at], rows[at]) != rows[at]:
                expected.append((at, first[hashes[at]]))
        assert seen.take(hashes, rows, taken) == expected
        row += size
    assert sum(len(run) for run, _rows in seen.runs) == len(first)


def test_a_million_keys_lie_in_a_few_runs() -> None:
    seen = Seen()
    for start in range(0, 1_000_000, 5_000):
        assert seen.take(range(start, start + 5_000), range(start + 2, start + 5_002), None) == []
    assert len(seen.runs) <= 12
    assert seen.take([999_999, 1_000_000], [1_000_002, 1_000_003], None) == [(0, 1_000_001)]
