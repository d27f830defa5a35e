"""What waits for whom on the home page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Roles
from talent.domain import known
from tests import factories
from tests.succession import cast
from tests.succession.views.test_merit import a_round
from tests.succession.views.test_vacancies import longlisted, ready, seated

pytestmark = pytest.mark.django_db


def waiting(client):
    return [(task["text"], task["href"]) for task in client.get("/").context["tasks"]]


def test_a_new_vacancy_waits_for_the_bkd_only(staff, ppk, auditor):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    assert waiting(staff) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert [waiting(client) for client in (ppk, auditor)] == [[], []]


def test_a_longlist_waits_for_the_members_of_its_committee(sign_in):
    vacancy, _candidates = longlisted(3)
    member, other = seated(sign_in, vacancy), sign_in("SELECTION_COMMITTEE")
    assert waiting(member) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert waiting(other) == []


def seats(client):
    panels = [panel for panel in client.get("/").context["panels"] if panel.template == "succession/home/seats.html"]
    return [[vacancy.pk for vacancy in panel.data["seats"]] for panel in panels]


def test_a_member_finds_the_vacancies_of_their_seats_whatever_became_of_them(sign_in, ppk):
    vacancy, _candidates = longlisted(3)
    member, other = seated(sign_in, vacancy), sign_in("SELECTION_COMMITTEE")
    vacancy.__class__.objects.filter(pk=vacancy.pk).update(state="CLOSED")
    assert (seats(member), seats(other), seats(ppk)) == ([[vacancy.pk]], [[]], [])
    assert "Belum ada lowongan untuk Anda" in other.get("/").content.decode()


def test_three_names_wait_for_the_ppk_of_the_agency(ppk, sign_in):
    vacancy, _candidates = ready()
    assert waiting(ppk) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert waiting(sign_in("PPK", factories.other_agency())) == []


def test_the_category_of_the_agency_stands_on_the_home_page(auditor):
    a_round("2021", level=2)
    a_round("2022", level=3)
    panels = [panel for panel in auditor.get("/").context["panels"] if panel.template == "succession/home/merit.html"]
    (standing,) = panels[0].data["standings"]
    assert (standing.agency.code, standing.result.round.name, standing.result.score.category) == (
        "KALTIM",
        "2022",
        "BAIK",
    )


def test_an_index_that_cannot_be_computed_is_told_so_and_not_as_a_missing_number(auditor):
    a_round("2026", instrument="PANRB-2025", answered=["1.1"])
    page = auditor.get("/").content.decode()
    assert (page.count("belum dapat dihitung"), page.count("– dari –"), page.count("Belum ada data")) == (1, 0, 0)


def test_those_who_can_act_are_warned_before_the_direct_route_closes(sign_in):
    agency = factories.agency()
    cast.pooled(agency, "KRS", date(2026, 1, 5), timezone.localdate() + timedelta(days=400))
    row = {"agency": agency.code, "kind": "APPROVAL", "authority": "BKN", "number": "B-1"}
    readers = {role: sign_in(role) for role in ("BKD_HEAD", "BKD_STAFF", "PPK", "AUDITOR")}
    tiers = ["JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA"]

    def warnings(role):
        (panel,) = [one for one in readers[role].get("/").context["panels"] if one.order == 40]
        (standing,) = panel.data["standings"]
        return [(one.closing.last, one.closing.days, one.closing.warning, one.tiers) for one in standing.closing]

    told = {}
    for left in (91, 90, 30, 7):
        last = timezone.localdate() + timedelta(days=left)
        given = row | {"true_from": date(2026, 1, 5), "true_to": last}
        assert cast.merit("approvals", given, known_at=known.turn(agency.pk)).errors == []
        told[left] = warnings("BKD_HEAD")
        assert all(end == (last, left, end[2], tiers) for end in told[left])
    assert {left: [end[2] for end in ends] for left, ends in told.items()} == {91: [], 90: [90], 30: [30], 7: [7]}
    assert [warnings(role) for role in ("BKD_STAFF", "PPK", "AUDITOR")] == [told[7], told[7], []]


# What each role's first page gathers (docs/adr/0027).
QUERIES = {
    "ADMINISTRATOR": 5,
    "AUDITOR": 13,
    "BKD_HEAD": 33,
    "BKD_STAFF": 32,
    "EMPLOYEE": 5,
    "MERIT_VERIFIER": 12,
    "PPK": 21,
    "SELECTION_COMMITTEE": 6,
    "TALENT_COMMITTEE": 11,
}


@pytest.mark.parametrize("role", QUERIES)
def test_the_first_page_asks_no_more_at_three_of_everything_than_at_one(sign_in, role):
    agency = factories.agency()
    person = factories.assessed(factories.employee())
    client = sign_in(role, person=person) if role == "EMPLOYEE" else sign_in(role)
    client.get("/")
    asked = []
    for number in range(3):
        factories.assessed(factories.employee())
        factories.mapped_cycle(name=f"Siklus {number}")
        cast.opened(agency, cast.post(agency, f"JPT-{number}"), f"L-{number}")
        a_round(str(2020 + number), level=3)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        asked.append(len(queries))
    assert asked == [QUERIES[role]] * 3
    assert QUERIES.keys() == Roles.ALL.keys() - {"SYSTEM"}
