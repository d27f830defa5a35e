"""Every link followed, as every role: nothing of another agency, or of people the role does not read, comes back.

Quick: 600 responses. ASSURE=long: 5,000.
"""

import os
import re
from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from talent.domain import pool
from tests import factories
from tests.access import canaries, table
from tests.access.world import ROLES, World, undone
from tests.succession import cast

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


# Days and document of a sanction, the day after its end, and the words of an exit that it brought about.
_UNTOLD = frozenset({"17 maret 2019", "2019-03-17", "13 september 2031", "14 september 2031", "2031-09-1", "gagak-99"})
_PUNISHED = {"severity": "SEVERE", "true_from": date(2019, 3, 17), "true_to": date(2031, 9, 13), "decree": "GAGAK-99"}
_MASK = "tidak ditampilkan bagi peran Anda"


def test_a_sanction_is_told_by_its_outcome_alone_to_roles_that_may_not_see_it(world: World) -> None:
    here, committee_user = world.here, world.here.users["SELECTION_COMMITTEE"]
    punished, gone = here.people[:2]
    factories.write("sanctions", punished, known_at=timezone.now(), **_PUNISHED)
    vacancy, _longlist = cast.longlisted(here.agency, "LOWONGAN-GAGAK", "GAGAK")
    for one in (here.unseated, vacancy):
        cast.sat(one, committee_user)
    member = here.cycle.memberships.get(employee=gone)
    leaving = {"on": timezone.localdate(), "cause": "SANCTION", "reason": "Putusan GAGAK-99."}
    wrong = pool.leave(membership=member, by=here.users["BKD_HEAD"], **leaving)
    leaving |= {"reason": "Putusan GAGAK-99, pasal 2.", "because": "Pasal GAGAK-99 keliru."}
    pool.correct(left=wrong, by=here.users["BKD_HEAD"], **leaving)
    question = {"employee": punished.pk, "tier": "JPT_PRATAMA", "on": "2026-07-10"}
    signature: dict[str, Any] = {"token": "", "named_on": timezone.localdate().isoformat()}
    for place, one in enumerate(here.people[1:4], start=1):
        signature |= {f"name_{place}": one.pk, f"reason_{place}": "Pengalaman paling dekat."}
    # Whether those who may see sanctions are told of one there.
    asked: tuple[tuple[str, dict[str, Any] | None, bool], ...] = (
        (f"pegawai/{punished.pk}/", None, False),
        (f"pegawai/{punished.pk}/kesiapan/", None, True),
        ("kesiapan/", None, True),
        ("kesiapan/ekspor.csv", None, True),
        ("api/v1/readiness/?limit=25", None, True),
        ("api/v1/eligibility/", question, True),
        (f"api/v1/employees/{punished.pk}/records/sanctions/", None, True),
        (f"kelompok-suksesi/anggota/{member.pk}/", None, True),
        (f"api/v1/pool-memberships/{member.pk}/", None, True),
        ("kelompok-suksesi/ekspor.csv?left=1", None, True),
        ("kelompok-suksesi/?left=1", None, False),
        (f"lowongan/{vacancy.pk}/", None, False),
        (f"lowongan/{vacancy.pk}/calon/{punished.pk}/", None, True),
        (f"api/v1/vacancies/{vacancy.pk}/candidates/{punished.pk}/", None, True),
        (f"lowongan/{here.unseated.pk}/usulan/", signature, False),
    )
    told: dict[tuple[str, str], bool] = {}
    masked: set[str] = set()
    for role in ("BKD_STAFF", "EMPLOYEE", "TALENT_COMMITTEE", "SELECTION_COMMITTEE", "MERIT_VERIFIER"):
        client = world.client(role)
        for path, body, _told in asked:
            kind = "application/json" if path.startswith("api/") else MULTIPART_CONTENT
            with undone():
                answer = client.get(f"/{path}") if body is None else client.post(f"/{path}", body, kind)
            told[role, path] = canaries.found_in(answer, _UNTOLD) != []
            masked |= {path} if role != "BKD_STAFF" and _MASK in answer.content.decode() else set()
    assert [path for path, _body, wanted in asked if told["BKD_STAFF", path] != wanted] == []
    own = {f"pegawai/{punished.pk}/kesiapan/", "api/v1/eligibility/"}
    own.add(f"api/v1/employees/{punished.pk}/records/sanctions/")
    assert {place for place, found in told.items() if found and place[0] != "BKD_STAFF"} == {
        ("EMPLOYEE", path) for path in own
    }
    # Where one could be told, the outcome is, with words that say why there is no more.
    exports = {"kesiapan/ekspor.csv", "kelompok-suksesi/ekspor.csv?left=1"}
    silent = {f"api/v1/employees/{punished.pk}/records/sanctions/", f"lowongan/{vacancy.pk}/"}
    silent.add(f"api/v1/pool-memberships/{member.pk}/")
    # The page of the three names says who can no longer be named, and on which day they left, for no cause.
    silent.add(f"lowongan/{here.unseated.pk}/usulan/")
    assert masked == {path for path, *_rest in asked} - exports - silent
