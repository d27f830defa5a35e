"""Asking what the table names, and what may be wrong with an answer."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from accounts.models import User
from config.context import shell
from succession.models import CommitteeMember
from tests.access import canaries, table
from tests.access import world as building
from tests.access.table import OUTSIDE, Answer, Case, Row
from tests.access.world import House, World, events_of, undone
from tests.browser import places
from tests.talent import documents

REFUSED = {403, 404}
# Fields of a body that may name a file, and how its name then ends.
UPLOADED, ENDINGS = ("document", "workbook"), (".pdf", ".xlsx")
# Pairs of a role in the asker's agency and one in the other agency, for whoever holds both.
PAIRS = (
    ("SELECTION_COMMITTEE", "AUDITOR"),
    ("TALENT_COMMITTEE", "MERIT_VERIFIER"),
    ("EMPLOYEE", "BKD_STAFF"),
    ("TALENT_COMMITTEE", "AUDITOR"),
)
_FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>')
# How pages draw a box, and how the API gives one that is somebody's.
_CHIP, _BOX = re.compile(rb'class="boxchip box-'), re.compile(rb'"box":\s*[1-9]')
_ACTION = re.compile(r'action="([^"#?]*)')


def ask(client: Client, row: Row, about: House, *, method: str = "", counted: bool = False) -> Any:
    """The response, with what was `said` in asking and, if they are `counted`, the `events` of the house it is about.

    Whatever it changed is undone, here and in the browser.
    """
    path, names = "/" + row.at.format(**about.names), about.names
    method = method or row.method
    body = {name: _filled(value, names) for name, value in (row.body or {}).items()}
    with undone(), _cookies_kept(client):
        if method == "GET":
            response = client.get(path)
        elif method == "POST" and (field := _uploaded(body)):
            document = SimpleUploadedFile(body[field], documents.pdf(), "application/pdf")
            response = client.post(path, body | {field: document})
        elif row.route.startswith("api:"):
            response = client.generic(method, path, json.dumps(body), content_type="application/json")
        else:
            response = client.post(path, body) if method == "POST" else client.generic(method, path)
        response.events = events_of(about) if counted else None  # type: ignore[attr-defined]
    response.said = f"{path} {body}"  # type: ignore[attr-defined]
    return response


def _uploaded(body: dict[str, Any]) -> str:
    return next((name for name in UPLOADED if str(body.get(name)).endswith(ENDINGS)), "")


@contextmanager
def _cookies_kept(client: Client) -> Iterator[None]:
    kept = copy.copy(client.cookies)  # an answer puts other cookies in their places and leaves these as they are
    try:
        yield
    finally:
        client.cookies = kept


def answer(world: World, case: Case) -> Any:
    """The response to one request of the sweep."""
    client = world.outside if case.role == OUTSIDE else world.client(case.role)
    return ask(client, case.row, world.there if case.foreign else world.here, counted=case.foreign)


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
    expected = case.expected
    response = answer(world, case)
    rows = counts[expected.rows] if isinstance(expected.rows, str) else expected.rows
    wanted, found = Answer(expected.status, rows), Answer(response.status_code, held(response))
    if wanted != found:
        return f"{case}: {found}, not {wanted}"
    if case.foreign and response.events != counts["foreign events"]:
        return f"{case}: something happened in the other agency"
    leaked = canaries.found_in(response, canaries.of_role(world, case.role), response.said)
    if leaked:
        return f"{case}: {leaked}"
    if _frameless(response):
        return f"{case}: the page takes the menu's names for its own"
    if _unnamed(response, world):
        return f"{case}: a box or a score without the policy it was computed by"
    offered = [] if case.role == OUTSIDE else list(_empty_offers(response, case.role))
    if offered:
        return f"{case} offers {offered}"
    return f"{case}: no walk looks at the page {case.row.place}" if _unseen(response, case.row) else ""


def _unseen(response: Any, row: Row) -> bool:
    """Whether this is a page at which no walk of tests/browser looks, and of which nobody said why not."""
    page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    return page and not row.writes and row.place not in places.looked_at() | places.NOT_LOOKED_AT.keys()


def _unnamed(response: Any, world: World) -> bool:
    """Whether a page or an answer shows the box of a mapping and names no policy by which there was one."""
    if response.status_code != 200 or getattr(response, "streaming", False):
        return False
    kind, said = response.headers.get("Content-Type", ""), response.content
    pattern = _CHIP if kind.startswith("text/html") else _BOX if kind.startswith("application/json") else None
    return bool(pattern and pattern.search(said)) and not any(name.encode() in said for name in world.policies)


def _frameless(response: Any) -> bool:
    """Whether a page gives another meaning to a name by which its frame draws the menu."""
    if response.status_code != 200 or response.context is None or "may" not in response.context:
        return False
    return any(response.context[name] != value for name, value in shell(response.wsgi_request).items())


def _empty_offers(response: Any, role: str) -> Iterator[str]:
    """Forms on a page that its reader may not send."""
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return
    for form in _FORM.findall(response.content.decode()):
        action = _ACTION.search(form)
        route = resolve((action and action[1]) or response.wsgi_request.path).view_name
        statuses = {row.own[role].status for row in table.rows() if (row.route, row.method) == (route, "POST")}
        if statuses <= REFUSED:
            yield route


def with_two_roles(world: World, here: str, there: str) -> Client:
    """A browser of somebody with one role in each agency; on the committee too, if the role is of one."""
    both = User.objects.create_user(f"{here}-{there}", name="Dua Peran")
    building.give(both, here, world.here.agency, world.here.people[0])
    building.give(both, there, world.there.agency, world.there.people[0])
    if here == "SELECTION_COMMITTEE":
        CommitteeMember.objects.create(vacancy=world.here.seated, user=both)
    return building.sign_in(both)


def loans(world: World, here: str, there: str) -> Iterator[tuple[Row, Callable[[], str]]]:
    """Requests by which a role in one agency might lend something to the role in the other; each says what it lent."""
    client = with_two_roles(world, here, there)
    for row in table.rows():
        refused_here, refused_there = row.own[here].status in REFUSED, row.own[there].status in REFUSED
        if refused_here == refused_there:
            continue
        if "{" in row.at.partition("?")[0]:
            yield row, partial(_lent, client, row, world.here if refused_here else world.there)
        elif refused_here and row.own[there].rows is not None and "{" not in row.at:
            yield row, partial(_added, client, row, world, there)


def _lent(client: Client, row: Row, house: House) -> str:
    status = ask(client, row, house).status_code
    return "" if status in REFUSED else f"{row}: {status}"


def _added(client: Client, row: Row, world: World, role: str) -> str:
    both, alone = (held(ask(one, row, world.there)) for one in (client, world.there.clients[role]))
    return "" if both == alone else f"{row}: {both} rows, not {alone}"


def without_a_seat(world: World) -> Callable[[], str]:
    """A request to nominate by somebody who sees the vacancy by one role, and has no seat there by another."""
    user = User.objects.create_user("seatless", name="Tanpa Kursi")
    for role in ("SELECTION_COMMITTEE", "AUDITOR"):
        building.give(user, role, world.here.agency, world.here.people[0])
    row = next(row for row in table.rows() if row.route == "vacancy_nominate" and "unseated" in row.at)
    return partial(_lent, building.sign_in(user), row, world.here)


def _filled(value: Any, names: dict[str, Any]) -> Any:
    """`{name}` alone is the id itself; inside a text it is part of it."""
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    if not isinstance(value, str):
        return value
    key = value.strip("{}")
    return names[key] if value == f"{{{key}}}" and key in names else value.format(**names)
