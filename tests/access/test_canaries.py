"""Every link followed, as every role: nothing of another agency, or of people the role does not read, comes back.

Quick: 600 responses. ASSURE=long: 5,000.
"""

import os
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest

from tests.access import canaries, table
from tests.access.world import ROLES, World, undone

RESPONSES = 5_000 if os.environ.get("ASSURE") == "long" else 600
_LINK = re.compile(r'(?:href|action|hx-get)="([^"#]*)')
_NEXT = re.compile(r'"next":\s*"([^"]+)"')
# Leaves the session, changes the language, or stands outside the house.
_SHUNNED = ("/keluar/", "/bahasa/", "/static/", "http:", "https:", "//", "mailto:", "data:")


def _from_the_table(world: World) -> Iterator[str]:
    """Lists, narrowed by things of the other agency; then everything that has an address there."""
    rows = [row for row in table.rows() if row.method == "GET"]
    for row in rows:
        if "{" in row.at:
            yield "/" + row.at.format(**world.there.names)
    for page in ("pegawai", "lowongan", "merit", "merit/surat", "siklus", "impor", "audit", "kelompok-suksesi"):
        for query in (
            "sesudah={person}",
            "sesudah={seated}",
            "agency={agency}",
            "unit={unit}",
        ):
            yield f"/{page}/?{query}".format(**world.there.names)
    for name in ("employees", "vacancies", "cycles", "merit-rounds", "imports", "events", "units", "agencies"):
        for query in ("limit=1&count=true", "cursor={person}", "cursor={seated}", "agency={agency}", "limit=25"):
            yield f"/api/v1/{name}/?{query}".format(**world.there.names)


def _links(response: Any, at: str) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(("text/html", "application/json")):
        return
    text = response.content.decode()
    for found in (*_LINK.findall(text), *_NEXT.findall(text)):
        link = found.replace("&amp;", "&")
        link = at.partition("?")[0] + link if link.startswith("?") else link
        if link.startswith("/") and not link.startswith(_SHUNNED):
            yield link
    yield from [response["Location"]] if 300 <= response.status_code < 400 else ()


@pytest.mark.parametrize("role", ROLES)
def test_no_response_to_a_role_holds_what_is_not_its_to_read(world: World, role: str) -> None:
    client, kept = world.client(role), canaries.of_role(world, role)
    starts = list(_from_the_table(world))
    own = ["/" + row.at.format(**world.here.names) for row in table.rows() if row.method == "GET"]
    # Both ways in turn: what is linked from the own pages, and what is asked for out of curiosity.
    waiting, curious = deque(["/", "/api/v1/me/", *own]), deque(starts)
    seen: set[str] = set()
    found: list[str] = []
    while (waiting or curious) and len(seen) < RESPONSES // len(ROLES):
        path = (curious if curious and (len(seen) % 3 == 0 or not waiting) else waiting).popleft()
        if path in seen or path.startswith(_SHUNNED):
            continue
        seen.add(path)
        with undone():
            response = client.get(path)
        assert response.status_code < 500, path
        found += [f"{path}: {one}" for one in canaries.found_in(response, kept)]
        if path not in starts:
            waiting.extend(link for link in _links(response, path) if link not in seen)
    assert found == []


@pytest.mark.parametrize("role", ROLES)
def test_no_search_finds_what_is_not_the_roles_to_read(world: World, role: str) -> None:
    client, kept = world.client(role), canaries.of_role(world, role)
    stranger = world.there.people[0]
    for text in ("kenari", "rahasia", stranger.nip, f"talent.employee:{stranger.pk}"):
        for path in ("/pegawai/", "/pengguna/", "/audit/"):
            sent = client.post(path, {"q": text})
            assert sent.status_code in (302, 403), path
            for page in (path, "/pegawai/ekspor.csv" if path == "/pegawai/" else path):
                assert canaries.found_in(client.get(page), kept, text) == [], (page, text)
        answer = client.post("/api/v1/employees/search/", {"q": text}, content_type="application/json")
        assert canaries.found_in(answer, kept, text) == [], text


def test_a_canary_is_seen_where_it_stands(world: World) -> None:
    kept = canaries.of_role(world, "AUDITOR")
    stranger = world.there.clients["AUDITOR"]
    for path in (
        "/pegawai/",
        "/pegawai/ekspor.csv",
        "/pegawai/ekspor.xlsx",
        "/api/v1/employees/",
        "/impor/",
        "/merit/",
    ):
        with undone():
            assert canaries.found_in(stranger.get(path), kept) != [], path
