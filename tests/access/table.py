"""The reviewed table: which address answers whom, and with how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.urls import URLPattern, get_resolver

from tests.access.world import ROLES
from tests.browser import places

TABLE = Path(__file__).with_name("table.yaml")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OUTSIDE = "OUT"


class Answer(NamedTuple):
    """A status, and for lists the number of rows (or what it is the number of)."""

    status: int
    rows: int | str | None = None

    def __str__(self) -> str:
        return f"{self.status}" if self.rows is None else f"{self.status}/{self.rows}"


@dataclass(frozen=True)
class Row:
    """One address with one method. `own`, `other`: role → answer about the asker's agency, and about the other one.

    `out`: the answer to somebody who is not signed in. `body` names the same objects as `at`.
    """

    route: str
    at: str
    method: str
    body: dict[str, Any] | None
    own: dict[str, Answer]
    other: dict[str, Answer]
    out: Answer

    def __str__(self) -> str:
        return f"{self.method} {self.at}"

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def statuses(self) -> set[int]:
        """Every status with which anybody is answered."""
        return {self.out.status, *(answer.status for found in (self.own, self.other) for answer in found.values())}

    @property
    def place(self) -> str:
        """What tests/browser calls this address."""
        return places.place(self.route, self.at.partition("?")[2])

    def expected(self, role: str, *, foreign: bool) -> Answer:
        """What the table says."""
        if role == OUTSIDE:
            return self.out
        return (self.other if foreign else self.own)[role]


class Case(NamedTuple):
    """One request of the sweep."""

    row: Row
    role: str
    foreign: bool

    @property
    def expected(self) -> Answer:
        """What the table says."""
        return self.row.expected(self.role, foreign=self.foreign)

    def __str__(self) -> str:
        whose = "the other agency's" if self.foreign else "their own"
        return f"{self.role} {self.row} ({whose})"


@cache
def rows() -> list[Row]:
    """The table, in its order."""
    read = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [_row(one) for one in read["rows"]]


def cases(of: Iterator[Row] | list[Row]) -> Iterator[Case]:
    """Every role about its own agency and about the other one; rows without `other` name no object."""
    for row in of:
        yield Case(row, OUTSIDE, False)
        for role in ROLES:
            yield Case(row, role, False)
            if row.other:
                yield Case(row, role, True)


def routes() -> dict[str, URLPattern]:
    """Every pattern of the URLconf under its full name (`api:cycles`); an unnamed one under its path."""
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[Any], prefix: str, names: str) -> None:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                found[f"{names}{pattern.name}" if pattern.name else path] = pattern
            else:
                inside = f"{names}{pattern.namespace}:" if pattern.namespace else names
                walk(pattern.url_patterns, path, inside)

    walk(get_resolver().url_patterns, "", "")
    return found


def _row(one: dict[str, Any]) -> Row:
    def answers(cells: list[Any] | None) -> dict[str, Answer]:
        return dict(zip(ROLES, map(_cell, cells), strict=True)) if cells else {}

    return Row(
        route=one["route"],
        at=one["at"],
        method=one["method"],
        body=one.get("body"),
        own=answers(one["own"]),
        other=answers(one.get("other")),
        out=_cell(one["out"]),
    )


def _cell(cell: Any) -> Answer:
    status, _slash, rows = str(cell).partition("/")
    return Answer(int(status), (int(rows) if rows.isdecimal() else rows) if rows else None)
