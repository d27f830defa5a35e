#!/usr/bin/env python3
"""Find the tests that send PostgreSQL nothing which others do not send too, and name them in tests/sent_by_others.txt.

    tools/with_postgres.py tools/statements.py

A quick run on PostgreSQL leaves those named to SQLite: what the engines do otherwise is in the statements. A statement
is known by its text without values, and counts where our own code sent it, not a test. What cannot be seen so is never
named: tests of other processes and of several at once, those that count queries or ask which engine it is, those in
which a statement fails, and the folders of KEPT.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).resolve().parents[1]
NAMED = ROOT / "tests/sent_by_others.txt"
KEPT = (
    *("tests/access/", "tests/assurance/", "tests/browser/", "tests/concurrency/", "tests/api/test_generated.py"),
    "tests/accounts/test_second_lock.py",  # a fixture skips it on SQLite
)
_OWN, _TESTS, _INSTALLED = f"{ROOT}/", f"{ROOT}/tests/", f"{ROOT}/.venv"
APART = {
    *("scratch", "transactional_db", "live_server", "vendor"),
    *("django_assert_num_queries", "django_assert_max_num_queries", "CaptureQueriesContext"),
}

Row = tuple[str, float, bool, list[str]]


def named() -> set[str]:
    """The tests that are left to SQLite, without their parameters."""
    return set(NAMED.read_text(encoding="utf-8").split())


class Recorder:
    """Which statements each test sent, a line each in a file of this process's own."""

    def __init__(self, folder: Path) -> None:
        self.told = folder / str(os.getpid())
        self.sent: set[str] = set()
        self.failed = False
        plain = CursorWrapper._execute

        def execute(cursor: Any, statement: Any, *rest: Any) -> Any:
            if isinstance(statement, str) and _ours(sys._getframe(1)):
                self.sent.add(known_by(statement))
            try:
                return plain(cursor, statement, *rest)
            except Exception:
                self.failed = True
                raise

        CursorWrapper._execute = execute  # type: ignore[method-assign]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Around each test."""
        self.sent, self.failed, began = set(), False, time.perf_counter()
        result = yield
        row: Row = item.nodeid, time.perf_counter() - began, self.failed or apart(item), sorted(self.sent)
        with self.told.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return result


def pytest_configure(config: pytest.Config) -> None:
    """As a plugin of pytest's (`-p tools.statements`), in each of its processes."""
    config.pluginmanager.register(Recorder(Path(os.environ["STATEMENTS"])))


def apart(item: Any) -> bool:
    """Whether there is more to a test than the statements of this process."""
    asked = {*item.fixturenames, *item.function.__code__.co_names}
    marked = any(list(item.iter_markers(name)) for name in ("postgres", "skipif"))
    return marked or item.nodeid.startswith(KEPT) or not APART.isdisjoint(asked)


def _ours(frame: FrameType | None) -> bool:
    """Whether the statement that is sent here is the product's."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_OWN) and not name.startswith(_INSTALLED):
            return not name.startswith(_TESTS)
        frame = frame.f_back
    return False


@cache
def known_by(statement: str) -> str:
    """A statement without its values, however many these are."""
    text = re.sub(r"'[^']*'|%s|\b\d+\b", "?", " ".join(statement.split()))
    text = re.sub(r"\(\?(, ?\?)*\)", "(?)", text)
    text = re.sub(r"\(\?\)(, ?\(\?\))+", "(?)", text)
    return hashlib.blake2b(re.sub(r'SAVEPOINT \S+|"s\?_x\?"', "SAVEPOINT", text).encode(), digest_size=8).hexdigest()


def sent_by_others(rows: Iterable[Row]) -> set[str]:
    """Of these tests, without their parameters, those that all others can spare: the dearest for what they add go."""
    cost: Counter[str] = Counter()
    sent: dict[str, set[str]] = defaultdict(set)
    kept = set()
    for name, seconds, apart, statements in rows:
        test = name.partition("[")[0]
        cost[test] += seconds
        sent[test] |= set(statements)
        if apart:
            kept.add(test)
    left = set(cost) - kept
    known = set[str]().union(*(sent[test] for test in kept))
    while left:
        best = max(sorted(left), key=lambda test: len(sent[test] - known) / cost[test])
        if sent[best] <= known:
            break
        known |= sent[best]
        left.discard(best)
    return left


def main() -> int:
    """Run everything, and write the list anew. Exit status: the tests'."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("tools/with_postgres.py tools/statements.py")
        return 2
    with tempfile.TemporaryDirectory(prefix="estafet-statements-") as folder:
        run = [sys.executable, "tools/test.py", "-p", "tools.statements"]
        if status := subprocess.call(run, cwd=ROOT, env=os.environ | {"STATEMENTS": folder}):
            return status
        rows = [json.loads(line) for file in Path(folder).iterdir() for line in file.open(encoding="utf-8")]
    spared = sent_by_others(rows)
    NAMED.write_text("".join(f"{test}\n" for test in sorted(spared)), encoding="utf-8")
    print(f"{len(spared)} tests of {len({name.partition('[')[0] for name, *_ in rows})}: {NAMED.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
