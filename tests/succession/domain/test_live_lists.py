"""On which longlists of vacancies that are still being filled somebody stands: what an import's impact tells."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from succession.domain.queries.longlists import on_live_lists
from succession.models import Longlist, LonglistEntry, Vacancy
from talent.models import Agency, Employee
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def vacancy(of: Agency, code: str, state: str) -> Vacancy:
    dates = dict.fromkeys(("opened_on", "decision_date", "reference_date"), DAY)
    return Vacancy.objects.create(agency=of, position=cast.post(of, code), code=f"L-{code}", state=state, **dates)


def listed(of: Vacancy, *people: Employee) -> None:
    about = {"known_at": factories.KNOWN, "at": factories.KNOWN, "by": system_operator(), "on": DAY, "codes": []}
    digests = dict.fromkeys(("law_digest", "inputs_digest", "results_digest"), "0" * 64)
    made = Longlist.objects.create(vacancy=of, **about, **digests)
    for place, person in enumerate(people, start=1):
        LonglistEntry.objects.create(
            longlist=made, employee=person, passed=0, unknown=0, outcome="pass", position=place
        )


def test_only_the_newest_longlist_of_a_vacancy_still_being_filled_counts() -> None:
    of = factories.agency()
    alya, budi, cahya, dewi = (factories.employee(of, name=name) for name in ("Alya", "Budi", "Cahya", "Dewi"))
    everybody = [alya.pk, budi.pk, cahya.pk, dewi.pk]
    states = {state: vacancy(of, f"JPT-{place:02d}", state) for place, state in enumerate(Vacancy.State.values)}
    for one in states.values():
        listed(one, alya, budi)
    # A list that was built again says nothing any more; another agency's list is none of this one's.
    listed(states["LONGLISTED"], alya, cahya)
    listed(vacancy(factories.other_agency(), "JPT-01", "LONGLISTED"), dewi)
    live = {
        state: ("vacancy", states[state].pk, f"{states[state].code} · Kepala Dinas {states[state].code[2:]}")
        for state in ("SCREENED", "LONGLISTED", "NOMINATED", "DECIDED", "RECOMMENDED")
    }
    assert on_live_lists(of.pk, everybody) == {
        alya.pk: set(live.values()),
        budi.pk: set(live.values()) - {live["LONGLISTED"]},
        cahya.pk: {live["LONGLISTED"]},
    }
    # Of whom is asked it tells, of nobody else, and in parts when they are many.
    assert on_live_lists(of.pk, [cahya.pk, *range(10**6, 10**6 + 900), dewi.pk]) == {cahya.pk: {live["LONGLISTED"]}}
    assert on_live_lists(of.pk, [*range(10**6, 10**6 + 900), cahya.pk]) == {cahya.pk: {live["LONGLISTED"]}}


def test_a_vacancy_without_a_longlist_names_nobody() -> None:
    of = factories.agency()
    alya = factories.employee(of)
    vacancy(of, "JPT-01", "LONGLISTED")
    assert on_live_lists(of.pk, [alya.pk]) == {}
