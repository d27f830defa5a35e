"""Candidates side by side: nine competencies of up to five against the standard of the post, by page and API."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.measures_assessed import COMPETENCIES
from succession.domain import committee, selection
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
LEVELS = dict.fromkeys(COMPETENCIES, 3.0)


@pytest.fixture
def filling():
    """Six candidates who are ranked; before the longlist the first two were assessed otherwise."""
    agency = factories.agency()
    people = cast.people(agency, 6)
    uneven = LEVELS | {"integrity": 2.0, "teamwork": 5.0}
    factories.write("assessments", people[0], true_from=date(2026, 7, 1), **uneven)
    factories.write("assessments", people[1], true_from=date(2026, 7, 2), **LEVELS | {"integrity": 4.0})
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    # What is learnt afterwards changes nothing here.
    factories.write("assessments", people[0], true_from=date(2026, 7, 3), known_at=timezone.now(), **LEVELS)
    return vacancy, people


def test_the_first_five_stand_beside_each_other_against_the_post(filling, sign_in):
    vacancy, people = filling
    client = sign_in("PPK")
    page = client.get(f"/lowongan/{vacancy.pk}/sanding/")
    found = page.context["found"]
    assert [(one.entry.rank, one.entry.employee) for one in found.people] == list(enumerate(people[:5], start=1))
    first, second = found.people[:2]
    (integrity, of_each) = found.rows[COMPETENCIES.index("integrity")]
    assert (integrity.standard, [one.level for one in of_each[:2]], [one.gap for one in of_each[:2]]) == (
        4.0, [2.0, 4.0], [2.0, 0.0],
    )  # fmt: skip
    assert (first.assessed_on, second.assessed_on) == (date(2026, 7, 1), date(2026, 7, 2))
    assert (first.missing, second.missing) == (9.0, 8.0)
    said = page.content.decode()
    assert (said.count('<svg class="radar"'), "kurang 2" in said) == (5, True)
    opened = Event.objects.filter(kind="talent.employee.opened", payload={"part": "comparison"})
    assert {event.subject for event in opened} == {f"talent.employee:{person.pk}" for person in people[:5]}
    assert f"/lowongan/{vacancy.pk}/sanding/" in client.get(f"/lowongan/{vacancy.pk}/").content.decode()


@pytest.mark.parametrize(
    ("written", "ranks", "absent"),
    [("4,2", [2, 4], []), ("1; 6 6", [1, 6], []), ("3, 99", [3], [99]), ("70", [], [70])],
)
def test_ranks_are_asked_for_in_any_order(filling, sign_in, written, ranks, absent):
    vacancy, _people = filling
    found = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/sanding/", {"peringkat": written}).context["found"]
    assert ([one.entry.rank for one in found.people], found.absent) == (ranks, absent)
    told = sign_in("PPK").get(f"/api/v1/vacancies/{vacancy.pk}/comparison/", {"ranks": written}).json()
    assert ([one["rank"] for one in told["people"]], told["absent"]) == (ranks, absent)


@pytest.mark.parametrize("written", ["1,2,3,4,5,6", "Alya", "-1", "1.5", "²"])
def test_other_words_than_five_ranks_are_refused(filling, sign_in, written):
    vacancy, _people = filling
    page = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/sanding/", {"peringkat": written})
    assert (page.status_code, list(page.context["form"].errors), page.context["people"]) == (422, ["peringkat"], [])
    answer = sign_in("PPK").get(f"/api/v1/vacancies/{vacancy.pk}/comparison/", {"ranks": written})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, ["ranks"])


def test_a_committee_in_its_blind_round_sees_nobody(filling, sign_in):
    vacancy, _people = filling
    client = sign_in("SELECTION_COMMITTEE")
    committee.appoint_member(vacancy=vacancy, user=client.user, outside=True, by=system_operator())
    assert client.get(f"/lowongan/{vacancy.pk}/sanding/").status_code == 403
    assert Event.objects.filter(payload={"part": "comparison"}).count() == 0


def test_nobody_is_compared_before_there_is_a_longlist_or_a_rank(sign_in):
    agency = factories.agency()
    vacancy = cast.announced(agency)
    address = f"/lowongan/{vacancy.pk}/sanding/"
    client = sign_in("PPK")
    assert client.get(address).status_code == 404
    people = cast.people(agency, 3)
    applied = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=system_operator())
    assert "Hanya calon berperingkat" in client.get(address).content.decode()
    for one, score in zip(applied, (70, 90, 80), strict=True):
        cast.scored(one, *[Decimal(score)] * 4)
    selection.rank(vacancy=vacancy, by=system_operator())
    assert [one.entry.employee for one in client.get(address).context["found"].people] == [
        people[1], people[2], people[0],
    ]  # fmt: skip


def test_its_queries_do_not_grow_with_the_people(filling, sign_in):
    vacancy, _people = filling
    client, counts = sign_in("PPK"), []
    for ranks in ("1", "1,2,3", "1,2,3"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/lowongan/{vacancy.pk}/sanding/", {"peringkat": ranks})
        counts.append(len(asked))
    assert counts[1] == counts[2] == counts[0]
    assert counts[0] <= 14


def test_technical_competencies_stand_beside_the_nine_and_an_unknown_level_is_no_zero(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    code = cast.post(agency).code
    for name, level in (("Hukum Laut", 4), ("Perencanaan Transportasi", 3)):
        factories.write("technical_standards", agency, code=code, competency=name, level=level)
    levels = ((people[0], "hukum laut", 2), (people[0], "Perencanaan  transportasi", 5), (people[1], "Hukum Laut", 4))
    for person, name, level in levels:
        factories.write("technical_levels", person, competency=name, level=level, true_from=date(2026, 5, 4))
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    # What is learnt afterwards changes nothing here.
    late = {"competency": "Hukum Laut", "level": 5, "true_from": date(2026, 5, 5), "known_at": timezone.now()}
    factories.write("technical_levels", people[0], **late)
    client = sign_in("PPK")
    page = client.get(f"/lowongan/{vacancy.pk}/sanding/")
    told = {asked.competency: (asked.standard, [(one.level, one.gap) for one in every])
            for asked, every in page.context["found"].technical_rows}  # fmt: skip
    assert told == {
        "Hukum Laut": (4, [(2, 2), (4, 0), (None, None)]),
        "Perencanaan Transportasi": (3, [(5, 0), (None, None), (None, None)]),
    }
    assert [one.technical_missing for one in page.context["found"].people] == [2, None, None]
    assert page.content.decode().count("belum diketahui") == 5
    sent = client.get(f"/api/v1/vacancies/{vacancy.pk}/comparison/").json()["people"]
    assert [one["technical_missing"] for one in sent] == [2, None, None]
    law = {"competency": "Hukum Laut", "standard": 4, "level": 2, "gap": 2, "assessed_on": "2026-05-04"}
    assert sent[0]["technical_competencies"][0] == law
    page = client.get(f"/lowongan/{vacancy.pk}/calon/{people[1].pk}/")
    assert [(one.competency, one.level) for one in page.context["technical"]] == [
        ("Hukum Laut", 4), ("Perencanaan Transportasi", None),
    ]  # fmt: skip
    answer = client.get(f"/api/v1/vacancies/{vacancy.pk}/candidates/{people[0].pk}/").json()
    assert answer["technical_competencies"][0] == law


def test_nobody_is_missed_where_no_ranks_were_asked_for(sign_in):
    agency = factories.agency()
    vacancy, _applications = cast.selected(agency, cast.people(agency, 3))
    client, address = sign_in("PPK"), f"/lowongan/{vacancy.pk}/sanding/"
    page = client.get(address)
    assert ("Tidak ada calon dengan" in page.content.decode(), page.context["form"]["peringkat"].value()) == (
        False,
        "1, 2, 3",
    )
    assert "Tidak ada calon dengan peringkat: 4" in " ".join(
        client.get(f"{address}?peringkat=3,4").content.decode().replace("</p>", "").split()
    )
