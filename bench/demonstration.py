"""The demonstration, from an empty database to its last replay, against its floor in the same run.

Floor: read its workbooks cell by cell, and write every row that it leaves behind into bare tables (no keys, indexes or
triggers); nothing checked, computed or compared. Goal: the demonstration itself under 40 s. The ratio says on a machine
of any speed whether it became slower; beside it stand the seconds of each step, and of setting up the tables.

    python -m bench.demonstration            DATABASE_URL chooses the engine, and names an empty database
"""

import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS, TIMES = 40.0, 3
# Workbooks to practise on, which the demonstration does not load.
PRACTICE = "latihan"
_STEP = re.compile(r"^(\d+\. .+)$")
_TOOK = re.compile(r"^ {5}([\d.]+) s$")
_WHOLE = re.compile(r"demonstration loaded in ([\d.]+) s$")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="estafet-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ |= {"ESTAFET_MODE": "local", "ESTAFET_VAR": folder, "MEDIA_ROOT": str(Path(folder) / "files")}
        started = time.perf_counter()
        words = [sys.executable, "manage.py", "demo", "--no-serve"]
        said = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
        whole = time.perf_counter() - started
        import django

        django.setup()
        return report(said, whole, [floor(workbooks(ROOT / "demo")) for _time in range(TIMES)])


def report(said: str, whole: float, floors: list[tuple[float, int]]) -> int:
    """Print what the demonstration said of its time beside its floors; 0 when it is within its goal.

    `whole`: from the start of the command to its end; what is beyond the steps went into tables and accounts.
    """
    from django.db import connection

    steps, ours = timed(said)
    for title, seconds in steps:
        print(f"  {seconds:6.1f} s  {title}")
    print(f"  {whole - ours:6.1f} s  starting, tables, accounts")
    bare, rows = statistics.median(seconds for seconds, _rows in floors), floors[0][1]
    print(
        f"demonstration, {connection.vendor}: {ours:.1f} s (goal {GOAL_SECONDS:.0f}), floor {bare:.2f} s "
        f"({rows} rows), ratio to the floor {ours / bare:.1f}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    return 0 if ours <= GOAL_SECONDS else 1


def timed(said: str) -> tuple[list[tuple[str, float]], float]:
    """Each step of the demonstration with its seconds, and their whole, from what the command printed."""
    titles = [found[1] for line in said.splitlines() if (found := _STEP.match(line))]
    took = [float(found[1]) for line in said.splitlines() if (found := _TOOK.match(line))]
    whole = next(float(found[1]) for line in said.splitlines() if (found := _WHOLE.search(line)))
    return list(zip(titles, took, strict=True)), whole


def workbooks(folder: Path) -> list[Path]:
    """The files that the demonstration imports."""
    files = (path for suffix in ("csv", "xlsx") for path in folder.rglob(f"*.{suffix}"))
    return sorted(path for path in files if PRACTICE not in path.parts)


def floor(files: Iterable[Path]) -> tuple[float, int]:
    """Seconds of reading these files and writing again, into bare tables, every row that our tables hold now; and how
    many rows that are. Nothing of it stays."""
    from django.apps import apps
    from django.db import transaction

    from accounts.domain import second_lock

    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with transaction.atomic(), second_lock.every_row():
        held = {table: _read(table) for table in tables}
        started = time.perf_counter()
        for path in files:
            _cells(path)
        for table, rows in held.items():
            _write(table, rows)
        seconds = time.perf_counter() - started
        written = sum(map(_count, tables))
        transaction.set_rollback(True)
    return seconds, written


def _cells(path: Path) -> int:
    """How many rows the file (its first sheet) has, each of them read."""
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as source:
            return sum(1 for _row in csv.reader(source))
    from python_calamine import load_workbook

    return len(load_workbook(path).get_sheet_by_index(0).to_python())


def _read(table: str) -> Any:
    """The rows of a table as the engine itself takes them again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "bare_{table}" AS SELECT * FROM "{table}" WHERE 1 = 0')
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as copy:
                return [bytes(part) for part in copy]
        return connection.connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "bare_{table}"')
        return int(cursor.fetchone()[0])


def _write(table: str, rows: Any) -> None:
    from django.db import connection

    if not rows:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "bare_{table}" FROM STDIN') as copy:
            for part in rows:
                copy.write(part)
        return
    marks = ", ".join("?" * len(rows[0]))
    connection.connection.executemany(f'INSERT INTO "bare_{table}" VALUES ({marks})', rows)


if __name__ == "__main__":
    sys.exit(main())
