"""An auditor follows one filling through the ledger."""

import pytest

from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def kinds(client):
    return {row["event"].kind for row in client.get("/audit/").context["rows"]}


def test_the_code_of_a_vacancy_finds_every_event_of_its_filling_and_of_no_other(sign_in):
    vacancy, _people = cast.ready(factories.agency())
    other = cast.opened(vacancy.agency, cast.post(vacancy.agency, "JPT-09"), "L-09")
    auditor = sign_in("AUDITOR", vacancy.agency)
    page = auditor.get(f"/lowongan/{vacancy.pk}/?bagian=jejak").content.decode()
    assert f'<input type="hidden" name="q" value="{vacancy.code}">' in page
    auditor.post("/audit/", {"q": vacancy.code.lower()})
    assert kinds(auditor) >= {
        "succession.vacancy.opened",
        "succession.route.decided",
        "succession.longlist.built",
        "succession.nominees.named",
        "succession.committee.appointed",
    }
    subjects = {row["event"].subject for row in auditor.get("/audit/").context["rows"]}
    assert f"succession.vacancy:{other.pk}" not in subjects
    auditor.post("/audit/", {"q": "L-99"})
    assert kinds(auditor) == set()
