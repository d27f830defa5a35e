"""The facts of a few people come by one query and are the very facts that come table by table."""

from datetime import date

import pandas as pd
import pytest

from talent.domain.queries import facts
from tests import factories
from tests.factories import KNOWN, ON

pytestmark = pytest.mark.django_db


def test_a_few_people_are_read_as_everybody_is(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    agency = factories.agency()
    people = [factories.assessed(factories.employee(unit=factories.unit(agency).code)) for _n in range(3)]
    # Seventeen digits, more than SQLite writes into JSON; an unknown beginning; a day of its own.
    factories.write("performance", people[0], year=2024, score=0.1 + 0.2, true_from=None)
    factories.write("performance", people[0], year=2023, score=100 / 3, true_from=date(2023, 2, 28))
    factories.write("training", people[1], name="Kursus", kind="COURSE", hours=2 / 3, true_from=date(2024, 2, 29))
    ids = [person.pk for person in people]
    with django_assert_num_queries(4):
        few = facts.facts(agency.pk, on=ON, known_at=KNOWN, employees=ids)
    many = facts.facts(agency.pk, on=ON, known_at=KNOWN)
    assert set(few) == set(many)
    for name, frame in many.items():
        pd.testing.assert_frame_equal(few[name], frame, check_exact=True)
    assert facts.inputs_digest(few) == facts.inputs_digest(many)
    assert few["performance"]["score"].tolist()[:2] != [0.3, 33.333333]
