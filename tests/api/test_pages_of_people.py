"""A long page of people asks no more of the database than a short one, whatever it notes in the ledger."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from tests import factories
from tests.conftest import SignIn


@pytest.mark.django_db
@pytest.mark.parametrize("people", [26, 40])
def test_a_page_of_more_than_25_people_is_an_export_within_twelve_queries(sign_in: SignIn, people: int) -> None:
    agency = factories.agency()
    for _ in range(people):
        factories.employee(agency)
    client = sign_in("AUDITOR", agency)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/employees/?limit=200")
    assert (answer.status_code, len(answer.json()["results"])) == (200, people)
    assert Event.objects.filter(kind="talent.employees.exported").count() == 1
    assert len(queries) <= 12, [query["sql"] for query in queries]
