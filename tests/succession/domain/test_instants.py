"""What is kept with an instant stays so: facts that count as known by then were all seen, and names may change."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from succession.domain import approvals, confirmation, decision, gate, inauguration, longlist, recommendation
from succession.models import ApprovalRecord, Vacancy
from talent.domain import mapping
from talent.domain.queries import policies
from talent.models import AppointmentRecord
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def inaugurated(vacancy: Vacancy) -> None:
    by, first = system_operator(), vacancy.nominees.select_related("employee").get(order=1)
    chosen = decision.decide(
        vacancy=vacancy,
        employee=first.employee,
        decided_on=date(2026, 7, 20),
        number="800/7/2026",
        reason="Paling berpengalaman di bidangnya.",
        token=confirmation.confirmation_token(vacancy),
        by=by,
    )
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 7, 25), by=by)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=by)


def test_an_agency_that_changes_its_name_changes_no_computation_of_before() -> None:
    agency = factories.agency()
    vacancy, _people = cast.ready(agency)
    inaugurated(vacancy)
    assert AppointmentRecord.objects.filter(position="Kepala Dinas JPT-01").get().at_agency == agency.code
    on = date(2026, 9, 1)
    policy = policies.in_force(agency, on)
    run = mapping.run(agency=agency, on=on, known_at=timezone.now(), policy=policy, by=system_operator())
    agency.name = "Pemerintah Provinsi Kalimantan Timur"
    agency.save()
    replayed = mapping.replay(run)
    assert (replayed.identical, replayed.inputs_same, replayed.differences) == (True, True, [])


def route() -> Callable[[], object]:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    return lambda: gate.decide_route(vacancy=vacancy, by=system_operator())


def listing() -> Callable[[], object]:
    agency = factories.agency()
    cast.people(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    return lambda: longlist.build(vacancy=vacancy, by=system_operator())


def paper() -> Callable[[], object]:
    agency = factories.agency()
    words = {"kind": "COMMITMENT", "authority": "BKN", "number": "K-1", "dated": date(2026, 1, 5), "valid_to": None}
    return lambda: approvals.record(agency=agency, by=system_operator(), **words)  # type: ignore[arg-type]


def revocation() -> Callable[[], object]:
    agency = factories.agency()
    cast.approved(agency)
    held = ApprovalRecord.objects.get()
    day = date(2026, 3, 1)
    return lambda: approvals.revoke(approval=held, revoked_on=day, reason="Dicabut pengawas.", by=system_operator())


def oath() -> Callable[[], object]:
    vacancy, _people = cast.ready(factories.agency())
    return lambda: inaugurated(vacancy)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway")
# The oath's decision fixes an instant of its own, and so does the weighing of who takes it.
@pytest.mark.parametrize(("prepared", "instants"), [(route, 1), (listing, 1), (paper, 1), (revocation, 1), (oath, 3)])
def test_whoever_fixes_an_instant_takes_turns_with_those_who_are_learning(
    prepared: Callable[[], Callable[[], object]], instants: int
) -> None:
    act = prepared()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    turns = [query["sql"] for query in seen.captured_queries if "pg_advisory_xact_lock_shared(7311945" in query["sql"]]
    assert len(turns) == instants
