#!/usr/bin/env python3
"""Run every test that this machine can run, and say for each kind that it cannot, why.

tools/test.py [--long] [PYTEST ARGUMENT …]
"""

import os
import shutil
import subprocess
import sys

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


def chromium() -> str | None:
    """The browser the browser tests drive."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


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
    environment = os.environ | {"ESTAFET_MODE": "local"}
    if "--long" in arguments:
        arguments.remove("--long")
        environment["ASSURE"] = "long"
    else:
        left_out.append("long forms of the promises: make assure")
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "loadgroup"]
    if engine == "PostgreSQL":
        command += [f"--ignore={folder}" for folder in WITHOUT_DATABASE]
    if marks:
        command += ["-m", " and ".join(marks)]
    status = subprocess.call([*command, *arguments], env=environment)
    print(f"\nTests on {engine}. Not run here:")
    for line in left_out:
        print(f"  - {line}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
