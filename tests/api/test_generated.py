"""T-40: requests made up from the schema, right and wrong ones, and every answer held against the schema."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as sized
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import House

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = 260
EACH = 150 if os.environ.get("ASSURE") == "long" else 5
TOKEN = "t" * 32


@contextmanager
def one_connection() -> Iterator[None]:
    """As the test client does it for itself: no request closes the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(house: House) -> dict[str, dict[str, str]]:
    """First part of a path → parameters that lead to something there."""
    person = str(house.people[0].pk)
    own = {
        "agencies": house.agency.pk,
        "employees": person,
        "cycles": house.cycle.pk,
        "merit-rounds": house.merit_round.pk,
        "vacancies": house.vacancy.pk,
        "approvals": house.paper.pk,
        "gate-freezes": house.freeze.pk,
        "gate-conditions": house.decree.pk,
        "critical-posts": house.critical.pk,
        "agency-requirements": house.asked.pk,
        "requirement-waivers": house.waiver.pk,
        "wider-pools": house.wider.pk,
    }
    return {name: {"id": str(pk), "employee": person, "kind": "assessments"} for name, pk in own.items()}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", ["BKD_STAFF", "AUDITOR"])
def test_every_answer_to_made_up_requests_is_what_the_schema_says(
    sign_in: Any, known: dict[str, dict[str, str]], role: str
) -> None:
    client = sign_in(role)
    schema = schemathesis.openapi.from_dict(client.get("/api/v1/schema/?format=json").json())
    schema.app = WSGIHandler()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    sent = {
        "cookies": {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN},
        "headers": {"X-CSRFToken": TOKEN},
    }
    seen: dict[int, int] = {}
    operations = list(_operations(schema))
    assert len(operations) == OPERATIONS
    with one_connection():
        for operation in operations:
            _try(operation, known.get(operation.path.split("/")[3], {}), sent, seen)
    assert sum(seen.values()) >= OPERATIONS * EACH * 0.9
    assert {status for status in seen if status >= 500} == set()
    assert {200, 400, 403, 404} <= set(seen)


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def _try(operation: Any, known: dict[str, str], sent: dict[str, Any], seen: dict[int, int]) -> None:
    modes = schemathesis.GenerationMode
    cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE))

    @sized(
        max_examples=EACH,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, existing=st.sampled_from([True, True, False]))
    def attempt(case: Any, existing: bool) -> None:
        if existing and known:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        response = case.call(**sent)
        seen[response.status_code] = seen.get(response.status_code, 0) + 1
        case.validate_response(response, checks=CHECKS)

    attempt()
