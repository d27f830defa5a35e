#!/usr/bin/env python3
"""Run every test that this machine can run, say for each kind that it cannot, why, and what the promises came to.

tools/test.py [--long] [PYTEST ARGUMENT …]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WORKERS = "2"
# Nothing here may ask the database (tests/conftest.py sees to it), so the engine makes no difference.
WITHOUT_DATABASE = (
    "tests/advice",
    "tests/law",
    "tests/rules",
    "tests/talent/interfaces/columns",
    "tests/talent/interfaces/sheets",
    "tests/talent/population",
)
# Reason → places, or single tests, that come out on PostgreSQL as they do on SQLite, where `make test` has them.
SAME_ON_SQLITE = {
    "what asks no database": WITHOUT_DATABASE,
    "walks that look, or press what tests/access sends on PostgreSQL and the tests of domain/ do there (those with a "
    "worker, several people at once or a file stay), and files refused before a row of them meets a database": tuple(
        f"tests/browser/test_{walk}.py"
        for walk in (
            *("every_page", "filters", "following", "hostile_files", "ledger", "matrix", "merit", "policies", "readme"),
            *("records", "roles", "vacancies"),
        )
    ),
    "that the benchmarks do what they measure (make bench: on both engines)": ("tests/bench",),
    "what the code refuses, before PostgreSQL's second lock takes rows away besides": (
        "tests/access/test_mutants.py",
        "tests/access/test_imports_by_role.py",
        "tests/access/test_live_sessions.py",
        "tests/api/test_scope.py",
        "tests/succession/test_untold.py",
        "tests/access/test_canaries.py::test_no_response_to_a_role_holds_what_is_not_its_to_read",
        "tests/access/test_table.py::test_a_method_without_a_row_is_not_allowed",
        "tests/access/test_table.py::test_a_role_in_one_agency_lends_nothing_to_a_role_in_another",
        "tests/api/test_generated.py::test_every_answer_to_made_up_requests_is_what_the_schema_says[AUDITOR]",
    ),
}
# What pages and documents say. What they ask the database is asked on PostgreSQL by tests/access (every page, with
# data, as every role) and by the tests of domain/ and api/. Those that count queries stay (tests/conftest.py marks the
# others), and those that look for people, sort, or send what a database may choke on.
SAYING = ("tests/talent/views/", "tests/succession/views/", "tests/config/test_components.py", "tests/docs/")
ASKING = tuple(f"tests/talent/views/test_{name}.py" for name in ("garbage", "searching", "sorting"))


def chromium() -> str | None:
    """The browser the browser tests drive: the one without a window of its own where there is one, it costs less."""
    named = map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))
    return os.environ.get("CHROMIUM") or next(filter(None, named), None)


def promises(notes: Path) -> list[str]:
    """A line for everything that the run's promises counted (`tests.promises.counted`); the same things together."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        promise, size, of, wrong = json.loads(line)
        sums = found.setdefault((promise, of), [0, 0])
        sums[:] = sums[0] + size, sums[1] + wrong
    return [
        f"  {promise}  {size:>11,}  {f'{wrong:,} WRONG' if wrong else '0 wrong':<12}  {of}"
        for (promise, of), (size, wrong) in sorted(found.items())
    ]


def not_here() -> list[str]:
    """What a quick run on PostgreSQL does not collect."""
    return [place for places in SAME_ON_SQLITE.values() for place in places]


def same_on_sqlite() -> list[str]:
    """A line for each reason for which a quick run on PostgreSQL leaves something to `make test`."""
    lines = [f"{reason}: {', '.join(places)}" for reason, places in SAME_ON_SQLITE.items()]
    lines.append(f"what pages say, but for the tests that count queries: {', '.join(SAYING)} (not {', '.join(ASKING)})")
    lines.append("tests whose every statement others send too (tools/statements.py): tests/sent_by_others.txt")
    lines.append("what axe-core says of pages (tests/browser)")
    lines.append(
        "what the code refuses a role at every address, and what it grants to one role as to another for which the "
        "second lock shows the same (tests/access/test_table.py)"
    )
    return ["the same on SQLite (make test), " + line for line in lines]


def main(arguments: list[str]) -> int:
    left_out = []
    marks = []
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "loadgroup"]
    environment = os.environ | {"ESTAFET_MODE": "local"}
    if chromium() is None:
        marks.append("not browser")
        left_out.append("browser: no Chromium here (Debian: apt-get install chromium)")
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    if engine == "SQLite":
        left_out.append("PostgreSQL: this run is on SQLite (make test-pg: on PostgreSQL)")
    if "--long" in arguments:
        arguments.remove("--long")
        environment["ASSURE"] = "long"
    else:
        left_out.append("long forms of the promises: make assure")
        if engine == "PostgreSQL":
            environment["ESTAFET_LOOKS"] = "0"
            left_out += same_on_sqlite()
            command += [f"--deselect={place}" if "::" in place else f"--ignore={place}" for place in not_here()]
            marks.append("not saying")
            if "STATEMENTS" not in os.environ:
                marks.append("not sent_by_others")
    if marks:
        command += ["-m", " and ".join(marks)]
    with tempfile.TemporaryDirectory(prefix="estafet-promises-") as folder:
        notes = Path(folder) / "notes"
        notes.touch()
        status = subprocess.call([*command, *arguments], env=environment | {"PROMISES": str(notes)})
        kept = promises(notes)
    if kept:
        print("\nPromises, what was tried, and what came out wrong:", *kept, sep="\n")
    print(f"\nTests on {engine}. Not run here:")
    for line in left_out:
        print(f"  - {line}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
