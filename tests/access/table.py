"""The reviewed table: which address answers whom, and with how much."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.access import canaries
from tests.access.world import ROLES, House, World, events_of, undone

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

    def __str__(self) -> str:
        whose = "the other agency's" if self.foreign else "their own"
        return f"{self.role} {self.row} ({whose})"


def rows() -> list[Row]:
    """The table, in its order."""
    read = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
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


def ask(client: Client, row: Row, about: House, *, method: str = "") -> Any:
    """The response, with `events` of the house it is about and what was `said` in asking.

    Whatever it changed is undone, here and in the browser.
    """
    path, names = "/" + row.at.format(**about.names), about.names
    method = method or row.method
    body = {name: _filled(value, names) for name, value in (row.body or {}).items()}
    with undone(), _cookies_kept(client):
        if method == "GET":
            response = client.get(path)
        elif row.route.startswith("api:"):
            response = client.generic(method, path, json.dumps(body), content_type="application/json")
        else:
            response = client.post(path, body) if method == "POST" else client.generic(method, path)
        response.events, response.said = events_of(about), f"{path} {body}"  # type: ignore[attr-defined]
    return response


@contextmanager
def _cookies_kept(client: Client) -> Iterator[None]:
    kept = copy.deepcopy(client.cookies)
    try:
        yield
    finally:
        client.cookies = kept


def answer(world: World, case: Case) -> Any:
    """The response to one request of the sweep."""
    client = world.outside if case.role == OUTSIDE else world.client(case.role)
    return ask(client, case.row, world.there if case.foreign else world.here)


def held(response: Any) -> int | None:
    """How many rows a list showed; None for what is no list."""
    if response.status_code != 200:
        return None
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        content = response.json()
        return len(content["results"]) if isinstance(content, dict) and "results" in content else None
    if kind.startswith("text/csv"):
        return len(response.content.decode().splitlines()) - 1
    page = response.context["page"] if response.context is not None and "page" in response.context else None
    return None if page is None else len(page.rows)


def wrong(world: World, case: Case, counts: dict[str, int]) -> str:
    """What is not as the table says; empty when all is."""
    expected = case.row.expected(case.role, foreign=case.foreign)
    response = answer(world, case)
    rows = counts[expected.rows] if isinstance(expected.rows, str) else expected.rows
    wanted, found = Answer(expected.status, rows), Answer(response.status_code, held(response))
    if wanted != found:
        return f"{case}: {found}, not {wanted}"
    if case.foreign and response.events != counts["foreign events"]:
        return f"{case}: something happened in the other agency"
    leaked = canaries.found_in(response, canaries.of_role(world, case.role), response.said)
    return f"{case}: {leaked}" if leaked else ""


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


def _filled(value: Any, names: dict[str, Any]) -> Any:
    """`{name}` alone is the id itself; inside a text it is part of it."""
    if not isinstance(value, str):
        return value
    key = value.strip("{}")
    return names[key] if value == f"{{{key}}}" and key in names else value.format(**names)


