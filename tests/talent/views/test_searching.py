"""Whom somebody looks for stays in their session: it narrows the list, its pages and its file, and no address tells."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from talent.interfaces import tables
from talent.models import Reply, TalentAction
from tests import factories
from tests.conftest import SignIn
from tests.talent import sittings

pytestmark = pytest.mark.django_db

ADDRESS = "/pegawai/"


def search(client: Client, text: str, filters: str = "", address: str = ADDRESS) -> str:
    """Where the search box leads."""
    response: Any = client.post(f"{address}{filters}", {"q": text})
    assert response.status_code == 302
    return str(response.url)


def names(client: Client, filters: str = "") -> list[str]:
    return [person.name for person, _placement in client.get(ADDRESS + filters).context["rows"]]


def links(page: Any) -> list[str]:
    return re.findall(r'(?:href|action|hx-get|src)="([^"]*)"', page.content.decode())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aly", ["Alya"]),
        ("ALYA", ["Alya"]),
        ("19790101", ["Budi Uji Setiawan"]),
        ("1979 0101", ["Budi Uji Setiawan"]),
        ("siapa", []),
        ("setiawan, budi", ["Budi Uji Setiawan"]),
        ("budi  SETIAWAN", ["Budi Uji Setiawan"]),
        ("budi siapa", []),
        (",", []),
        ("y " * 50, ["Alya"]),
        ("  ", ["Alya", "Budi Uji Setiawan"]),
    ],
)
def test_the_list_is_narrowed_by_part_of_a_name_or_the_beginning_of_a_nip(
    staff: Client, text: str, found: list[str]
) -> None:
    factories.employee(name="Alya", nip="198003052010011001")
    factories.employee(name="Budi Uji Setiawan", nip="197901012010011001")
    assert search(staff, text) == ADDRESS
    assert names(staff) == found


def test_nothing_on_the_page_leads_to_an_address_with_the_text(staff: Client) -> None:
    for number in range(26):
        factories.employee(name=f"Rahasia {number:02d}")
    assert (
        search(staff, "rahasia", "?tier=ADMINISTRATOR&sort=-nama&sesudah=7")
        == f"{ADDRESS}?tier=ADMINISTRATOR&sort=-nama"
    )
    page = staff.get(f"{ADDRESS}?tier=ADMINISTRATOR&sort=-nama")
    assert "cari: rahasia" in page.content.decode()
    assert [link for link in links(page) if "rahasia" in link.casefold() or "q=" in link] == []
    export = "/pegawai/ekspor.csv?tier=ADMINISTRATOR&amp;sort=-nama"
    assert export in links(page)


def test_paging_and_the_file_keep_what_is_looked_for(staff: Client) -> None:
    for number in range(26):
        factories.employee(name=f"Alya {number:02d}")
    factories.employee(name="Budi")
    search(staff, "alya")
    first = staff.get(ADDRESS).context["page"]
    assert (len(first.rows), first.next, first.count) == (25, f"?sesudah={first.rows[-1].pk}", "1–25 dari 26")
    assert names(staff, first.next) == ["Alya 25"]
    rows = list(csv.reader(io.StringIO(staff.get("/pegawai/ekspor.csv").content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [f"Alya {number:02d}" for number in range(26)]


def test_an_empty_search_forgets_the_text_and_keeps_the_filters(staff: Client) -> None:
    factories.employee(name="Alya")
    factories.employee(name="Budi")
    search(staff, "alya")
    assert search(staff, "", "?tier=ADMINISTRATOR") == f"{ADDRESS}?tier=ADMINISTRATOR"
    assert names(staff) == ["Alya", "Budi"]
    assert "cari:" not in staff.get(ADDRESS).content.decode()


def test_a_bookmark_of_somebody_else_shows_the_list_without_the_search(sign_in: SignIn, staff: Client) -> None:
    factories.employee(name="Alya")
    factories.employee(name="Budi")
    search(staff, "alya")
    assert names(sign_in("BKD_HEAD")) == ["Alya", "Budi"]
    assert names(sign_in("BKD_HEAD"), "?q=alya") == ["Alya", "Budi"]
    assert [link for link in links(staff.get(f"{ADDRESS}?q=Alya")) if "q=" in link] == []


def test_searches_of_two_lists_do_not_meet(sign_in: SignIn) -> None:
    user = factories.user("BKD_HEAD", username="alya")
    factories.users.grant(user=user, role=factories.Roles.ADMINISTRATOR, by=factories.users.system_operator())
    client = sign_in(user)
    User.objects.create_user("budi", name="Budi")
    factories.employee(name="Alya")
    search(client, "budi", address="/pengguna/")
    search(client, "talent.employee:1", address="/audit/")
    assert names(client) == ["Alya"]
    assert [one.username for one in client.get("/pengguna/").context["page"].rows] == ["budi"]
    assert client.get("/audit/").context["rows"] == []


def test_signing_out_forgets_every_search(staff: Client) -> None:
    factories.employee(name="Alya")
    search(staff, "siapa")
    assert names(staff) == []
    staff.post("/keluar/")
    staff.force_login(staff.user, backend=factories.SIGNING_IN)  # type: ignore[attr-defined]
    assert names(staff) == ["Alya"]


@pytest.mark.parametrize("text", ["a\0b", "x" * 101])
def test_a_text_that_nobody_can_be_called_changes_nothing_and_says_so(staff: Client, text: str) -> None:
    factories.employee(name="Alya")
    search(staff, text)
    page = staff.get(ADDRESS)
    assert [person.name for person, _placement in page.context["rows"]] == ["Alya"]
    assert len(list(page.context["messages"])) == 1


def test_people_of_a_session_a_box_movements_the_pool_plans_and_the_replies_are_looked_for_too(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [factories.assessed(factories.employee(name=f"Alya {number}")) for number in (1, 2, 3)]
    people.append(factories.assessed(factories.employee(name="Cahya"), award=False))
    people.append(factories.assessed(factories.employee(name="Budi")))
    cycle = factories.established_cycle()
    for person in people:
        by = factories.users.system_operator()
        Reply.objects.create(cycle=cycle, employee=person, kind="OBJECTION", text="Keliru.", by=by)
        line = {"kind": "RETENTION", "action": "Mentoring", "owner": "BKD", "due": factories.ON, "by": by}
        TalentAction.objects.create(agency=cycle.agency, cycle=cycle, employee=person, **line)
    session = sittings.open_session(later := factories.mapped_cycle(name="Kedua"))
    lists = [
        (f"/kalibrasi/{session.pk}/", "?kotak=9"),
        (f"/siklus/{cycle.pk}/kotak/9/", "?tier=ADMINISTRATOR"),
        ("/kelompok-suksesi/", "?on=2026-06-30"),
        ("/tanggapan/", "?state=OPEN"),
        (f"/siklus/{later.pk}/perpindahan/pegawai/", "?dari=9&ke=9"),
        ("/rencana/", "?state=LATE"),
    ]

    def found(address: str, of: str = "") -> Any:
        return staff.get(address + of).context["page"]

    def named(page: Any) -> list[str]:
        return [row.employee.name for row in page.rows]

    for address, filters in lists:
        asked = []
        for text, count in (("alya 1", 1), ("alya", 3)):
            assert search(staff, text, f"{filters}&sesudah=7", address) == address + filters
            # What never changes of a run is read once, by whoever looks first.
            assert len(found(address, filters).rows) == count
            with CaptureQueriesContext(connection) as queries:
                found(address, filters)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 12, (address, asked)
    monkeypatch.setattr(tables.keyset, "__kwdefaults__", tables.keyset.__kwdefaults__ | {"size": 2})
    for address, filters in lists:
        first = found(address, filters)
        second = found(address, first.next)
        assert (named(first) + named(second), second.count) == (["Alya 1", "Alya 2", "Alya 3"], "3–3 dari 3")
        page = staff.get(address + filters)
        assert "cari: alya" in page.content.decode()
        assert [link for link in links(page) if "alya" in link.casefold() or "q=" in link] == []
    # In a session somebody is found whichever box they stand in; a box holds its own people only.
    for (address, filters), names_found in zip(
        lists, (["Cahya"], [], ["Cahya"], ["Cahya"], [], ["Cahya"]), strict=True
    ):
        search(staff, "cahya", filters, address)
        assert named(found(address, filters)) == names_found
    rows = list(csv.reader(io.StringIO(staff.get("/kelompok-suksesi/ekspor.csv?on=2026-06-30").content.decode())))
    assert [row[2] for row in rows[1:]] == ["Cahya"]
    rows = list(csv.reader(io.StringIO(staff.get("/rencana/ekspor.csv").content.decode())))
    assert [row[1] for row in rows[1:]] == ["Cahya"]
    # The short addresses of plans stand for a filter of the same list.
    late = staff.get("/rencana/lewat-tenggat/")
    assert named(late.context["page"]) == ["Cahya"]
    assert {"/rencana/?state=LATE", "/rencana/ekspor.xlsx?state=LATE"} <= set(links(late))
    assert named(staff.get("/rencana/menunggu/?state=LATE").context["page"]) == ["Cahya"]


@pytest.mark.parametrize(
    "address", [ADDRESS, "/pengguna/", "/audit/", "/kelompok-suksesi/", "/tanggapan/", "/rencana/"]
)
def test_a_search_wants_the_token_of_its_page(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user("BKD_HEAD"), backend=factories.SIGNING_IN)
    assert client.post(address, {"q": "alya"}).status_code == 403


def test_no_search_box_sends_its_text_by_address(sign_in: SignIn) -> None:
    lists = ("BKD_HEAD", ADDRESS), ("ADMINISTRATOR", "/pengguna/"), ("AUDITOR", "/audit/")
    for role, address in (*lists, ("PPK", "/kelompok-suksesi/"), ("PPK", "/tanggapan/"), ("PPK", "/rencana/")):
        page = sign_in(role).get(address).content.decode()
        forms = re.findall(r'<form\b[^>]*method="(\w+)"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert [method for method, inside in forms if 'name="q"' in inside] == ["post"]
