"""The facts of named people come by two queries, however many; they are the very facts that come table by table."""

from datetime import date

import pandas as pd
import pytest

from talent.domain.queries import facts
from talent.models import PerformanceRecord
from tests import factories
from tests.factories import KNOWN, ON

pytestmark = pytest.mark.django_db


def test_named_people_are_read_as_everybody_is(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    agency = factories.agency()
    people = [factories.assessed(factories.employee(unit=factories.unit(agency).code)) for _n in range(3)]
    # Seventeen digits; yes, no and not known; a level of a post's own; an unknown beginning; a day of its own.
    factories.write("performance", people[0], year=2024, score=0.1 + 0.2, true_from=None)
    factories.write("performance", people[0], year=2023, score=100 / 3, true_from=date(2023, 2, 28))
    factories.write("training", people[1], name="Kursus", kind="COURSE", hours=2 / 3, true_from=date(2024, 2, 29))
    for number, yes in enumerate((True, False, None)):
        begun = date(2020 + number, 1, 2)
        factories.write("attestations", people[number], kind="HEALTH", passed=bool(yes), true_from=begun)
        factories.write(
            "appointments",
            people[0],
            position=f"J{number}",
            tier="PENGAWAS",
            kind="PLT",
            unit="DISHUB",
            higher=yes,
            true_from=begun,
        )
    factories.write("positions", agency, code="K", name=people[0].current.position, tier="ADMINISTRATOR", integrity=4)
    ids = [person.pk for person in people]
    for number in (ids, [*ids, *range(10**9, 10**9 + 2_000)]):
        with django_assert_num_queries(2):
            few = facts.facts(agency, on=ON, known_at=KNOWN, employees=number)
    many = facts.facts(agency.pk, on=ON, known_at=KNOWN)
    assert set(few) == set(many)
    for name, frame in many.items():
        pd.testing.assert_frame_equal(few[name], frame, check_exact=True)
    assert facts.inputs_digest(few) == facts.inputs_digest(many)
    assert few["performance"]["score"].tolist()[:2] != [0.3, 33.333333]
    some = facts.facts(agency, on=ON, known_at=KNOWN, employees=ids, records=("training",))
    assert set(some) == {"employees", "appointments", "training"}
    for name, frame in some.items():
        pd.testing.assert_frame_equal(frame, few[name], check_exact=True)


def test_people_of_several_agencies_are_read_by_two_queries_each_from_their_own_agency(
    django_assert_num_queries,
) -> None:  # type: ignore[no-untyped-def]
    here, there = factories.agency(), factories.other_agency()
    people = {}
    for agency, level in ((here, 4), (there, 5)):
        unit = factories.unit(agency).code
        people[agency] = [factories.assessed(factories.employee(agency, unit=unit)) for _n in range(2)]
        post = people[agency][0].current.position
        factories.write("positions", agency, code="K", name=post, tier="ADMINISTRATOR", integrity=level)
    moved = people[here][1]
    # What another agency learnt of somebody is none of the records of the one that is asked about.
    learnt = PerformanceRecord.objects.filter(employee=moved).latest("pk")
    learnt.pk, learnt.agency, learnt.year, learnt.key = None, there, 2019, "2019"
    learnt.save(force_insert=True)
    homes = {agency: [person.pk for person in those] for agency, those in people.items()}
    with django_assert_num_queries(2):
        together = facts.facts_of_several(homes, on=ON, known_at=KNOWN)
    apart = [facts.facts(agency, on=ON, known_at=KNOWN, employees=ids) for agency, ids in homes.items()]
    assert 2019 not in together["performance"]["year"].tolist()
    assert together["employees"]["standard_integrity"].dropna().tolist() == [4, 5]
    for name, frame in together.items():
        whole = pd.concat([part[name] for part in apart], ignore_index=True)
        pd.testing.assert_frame_equal(frame, whole, check_exact=True)
