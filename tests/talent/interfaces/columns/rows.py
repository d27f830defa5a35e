"""Rows for tests: good ones of every kind from the declared examples, and ways to read them back."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from talent.interfaces.columns import KINDS, CheckedChunk, check_sheet
from talent.interfaces.sheets import CellError

TODAY = date(2026, 11, 21)
NIP = "198503122010011007"


def good_row(kind: str) -> dict[str, Any]:
    """The examples of the declarations: a row that is right."""
    return {column.name: column.example for column in KINDS[kind].columns}


def write_csv(path: Path, rows: list[dict[str, Any]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def checked(kind: str, path: Path, filename: str = "") -> tuple[list[CheckedChunk], list[CellError]]:
    chunks = list(check_sheet(kind, path, filename or path.name, TODAY))
    return chunks, [error for chunk in chunks for error in chunk.errors]


def errors_of(kind: str, path: Path, **cells: Any) -> list[tuple[int, str, str]]:
    """(row, column, code) of what is wrong with a good row in which `cells` have been changed; written as CSV."""
    write_csv(path / "rows.csv", [good_row(kind) | cells])
    return [(error.row, error.column, error.code) for error in checked(kind, path / "rows.csv")[1]]
