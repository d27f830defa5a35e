"""The list of tests that a quick run on PostgreSQL leaves to SQLite."""

import re
from pathlib import Path

import pytest

from tools import statements

ROOT = Path(__file__).resolve().parents[1]


def test_every_name_on_the_list_is_a_test_that_sqlite_runs(request: pytest.FixtureRequest) -> None:
    named = statements.named()
    assert len(named) > 100
    gone = []
    for name in named:
        file, *_, test = name.split("::")
        if not (ROOT / file).is_file() or not re.search(rf"def {test}\(", (ROOT / file).read_text(encoding="utf-8")):
            gone.append(name)
    assert gone == []
    assert [
        item.nodeid
        for item in request.session.items
        if item.get_closest_marker("sent_by_others") and statements.apart(item)
    ] == []


def test_a_test_is_spared_only_where_others_send_all_that_it_sends() -> None:
    rows: list[statements.Row] = [
        ("own", 9.0, False, ["a", "b"]),
        ("cheap[1]", 1.0, False, ["b"]),
        ("cheap[2]", 1.0, False, ["c"]),
        ("twice", 1.0, False, ["b", "c"]),
        ("fails", 1.0, True, ["d"]),
        ("same", 0.1, False, ["d"]),
    ]
    assert statements.sent_by_others(rows) == {"cheap", "same"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SELECT 1 WHERE a IN (%s, %s)", "SELECT 20 WHERE a IN (%s)", True),
        ("INSERT INTO a VALUES (%s, %s), (%s, %s)", "INSERT INTO a VALUES (%s, %s)", True),
        ('SAVEPOINT "s1_x2"', 'SAVEPOINT "s14_x3"', True),
        ("SELECT a FROM b", "SELECT a FROM b ORDER BY a", False),
    ],
)
def test_a_statement_is_known_by_its_text_without_values(one: str, other: str, same: bool) -> None:
    assert (statements.known_by(one) == statements.known_by(other)) == same
