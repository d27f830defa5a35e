"""No list asks the database more when it is longer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from succession.domain import gate, longlist
from talent.domain.queries import pool
from talent.models import ImportBatch, Reply, TalentAction, TrainingGroup, TrainingSeat
from tests import factories
from tests.api.conftest import a_merit_round
from tests.succession import cast
from tests.talent import sittings

pytestmark = pytest.mark.django_db


def people(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee(unit=factories.unit(factories.agency()).code))
    factories.mapped_cycle()
    return "employees/"


def units(count: int) -> str:
    for number in range(count):
        factories.unit(factories.agency(), f"U-{number}")
    return "units/"


def records(count: int) -> str:
    person = factories.employee()
    for number in range(count):
        factories.write("awards", person, name=f"P{number}", level="AGENCY", true_from=date(2024, 1, 2))
    return f"employees/{person.pk}/records/awards/"


def states(count: int) -> str:
    person = factories.employee(unit=factories.unit(factories.agency()).code)
    for number in range(1, count):
        values = {"status": "PNS", "standing": "ACTIVE", "grade": "IV/a", "position": "Camat", "tier": "ADMINISTRATOR"}
        days = {"grade_from": date(2019, 4, 1), "post_from": date(2020 + number, 1, 2)}
        factories.write("employees", person, name=person.name, unit="DISHUB", job_family=None, **values, **days)
    return f"employees/{person.pk}/records/employees/"


def uploads(count: int) -> str:
    for number in range(count):
        ImportBatch.objects.create(
            agency=factories.agency(),
            kind="awards",
            file_name=f"{number}.csv",
            file_digest="0" * 64,
            by=system_operator(),
            report={"rows": number},
        )
    return "imports/"


def review_cycles(count: int) -> str:
    for number in range(count):
        factories.mapped_cycle(name=f"Siklus {number}")
    return "cycles/"


def placements(count: int) -> str:
    people(count)
    return f"cycles/{factories.mapped_cycle(name='Kedua').pk}/placements/"


def members(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee())
    factories.established_cycle()
    assert pool.members(factories.agency().pk, factories.ON).count() == count
    return f"pool/?on={factories.ON.isoformat()}"


def rounds(count: int) -> str:
    for number in range(count):
        cast.merit("merit_rounds", {"agency": factories.agency().code, "round": str(number), "instrument": "KASN-2019"})
    a_merit_round(factories.agency(), "2022")
    return "merit-rounds/"


def posts(count: int) -> str:
    for number in range(count):
        cast.opened(factories.agency(), cast.post(factories.agency(), f"J-{number}"), f"L-{number}")
    return "vacancies/"


def candidates(count: int) -> str:
    agency = factories.agency()
    cast.people(agency, count)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    longlist.build(vacancy=vacancy, by=system_operator())
    return f"vacancies/{vacancy.pk}/longlist/"


def ledger_events(count: int) -> str:
    for _number in range(count):
        ledger.record("test", by=system_operator(), agency=factories.agency().code)
    return "events/"


def plan_lines(count: int) -> str:
    by = system_operator()
    for number in range(count):
        person = factories.employee()
        given = {"kind": "DEVELOPMENT", "action": f"Kursus {number}", "owner": "BKD", "due": factories.ON, "by": by}
        TalentAction.objects.create(agency=person.agency, employee=person, **given)
    return "plans/"


def training_groups(count: int) -> str:
    cycle = factories.cycle()
    for number in range(count):
        given = {"name": "Kelompok", "profile": {"integrity": 1.0}, "made_by": system_operator()}
        TrainingGroup.objects.create(agency=cycle.agency, cycle=cycle, number=number, **given)
    return "training-groups/"


def training_seats(count: int) -> str:
    training_groups(1)
    group = TrainingGroup.objects.get()
    for _number in range(count):
        TrainingSeat.objects.create(group=group, employee=factories.employee())
    return f"training-groups/{group.pk}/people/"


def sessions(count: int) -> str:
    for number in range(count):
        factories.assessed(factories.employee())
        sittings.open_session(factories.mapped_cycle(name=f"Siklus {number}"))
    return "calibration-sessions/"


def answers(count: int) -> str:
    cycle = factories.mapped_cycle()
    for _number in range(count):
        given = {"kind": "OBJECTION", "text": "Nilainya keliru.", "by": system_operator()}
        Reply.objects.create(cycle=cycle, employee=factories.employee(), **given)
    return "replies/"


def standings(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee())
    factories.established_cycle(on=timezone.localdate() - timedelta(days=30))
    return "readiness/"


def agency_list(count: int) -> str:
    return "agencies/"


# Lists that leave an event.
LOOKING = (records, states)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("role", "make", "queries"),
    [
        ("BKD_STAFF", agency_list, 4),
        ("BKD_STAFF", units, 4),
        ("BKD_STAFF", people, 9),
        ("BKD_STAFF", records, 8),
        ("BKD_STAFF", states, 8),
        ("BKD_STAFF", uploads, 4),
        ("BKD_STAFF", review_cycles, 4),
        ("BKD_STAFF", placements, 5),
        ("BKD_STAFF", members, 5),
        ("BKD_STAFF", plan_lines, 4),
        ("BKD_STAFF", training_groups, 4),
        ("BKD_STAFF", training_seats, 5),
        ("BKD_STAFF", sessions, 4),
        ("BKD_STAFF", answers, 4),
        ("BKD_STAFF", standings, 10),
        ("BKD_STAFF", rounds, 6),
        ("BKD_STAFF", posts, 4),
        ("BKD_STAFF", candidates, 6),
        ("AUDITOR", ledger_events, 4),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_list_asks_the_same_number_of_queries_at_one_and_three_rows(
    ask: Any,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
    role: str,
    make: Any,
    queries: int,
    rows: int,
) -> None:
    caller = ask(role)
    path = make(rows)
    if make in LOOKING and connection.vendor == "postgresql":
        queries += 1  # the ledger's own lock
    with django_assert_num_queries(queries):
        status, content = caller.get(path)
    assert status == 200
    assert make in (agency_list, ledger_events, rounds) or len(content["results"]) == rows
