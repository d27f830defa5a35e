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
# Walks that only look at pages, which look the same on either engine (so do those that the other walks pass by), and
# files that are refused before any row of them meets a database.
LOOKING = ("tests/browser/test_every_page.py", "tests/browser/test_filters.py", "tests/browser/test_hostile_files.py")


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


def main(arguments: list[str]) -> int:
    left_out = []
    marks = []
    if chromium() is None:
        marks.append("not browser")
        left_out.append("browser: no Chromium here (Debian: apt-get install chromium)")
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    if engine == "SQLite":
        left_out.append("PostgreSQL: this run is on SQLite (make test-pg runs the same tests on PostgreSQL)")
    else:
        left_out.append(f"what asks no database and is the same on SQLite (make test): {', '.join(WITHOUT_DATABASE)}")
        left_out.append(f"how pages look and hostile uploads, which make test looks at: {', '.join(LOOKING)}")
        left_out.append(
            "what the code refuses a role, which make test asks of every address (tests/access/test_table.py)"
        )
    environment = os.environ | {"ESTAFET_MODE": "local"}
    if "--long" in arguments:
        arguments.remove("--long")
        environment["ASSURE"] = "long"
    else:
        left_out.append("long forms of the promises: make assure")
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "loadgroup"]
    if engine == "PostgreSQL":
        command += [f"--ignore={place}" for place in (*WITHOUT_DATABASE, *LOOKING)]
        environment["ESTAFET_LOOKS"] = "0"
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
