"""What waits for whom on the home page."""

import pytest

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
    vacancy, _candidates = longlisted(1)
    member, other = seated(sign_in, vacancy), sign_in("SELECTION_COMMITTEE")
    assert waiting(member) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert waiting(other) == []


def seats(client):
    panels = [panel for panel in client.get("/").context["panels"] if panel.template == "succession/home/seats.html"]
    return [[vacancy.pk for vacancy in panel.data["seats"]] for panel in panels]


def test_a_member_finds_the_vacancies_of_their_seats_whatever_became_of_them(sign_in, ppk):
    vacancy, _candidates = longlisted(1)
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
