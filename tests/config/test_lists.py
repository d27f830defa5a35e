"""No list page asks the database more at three rows than at one, nor more than twelve times.

Every list in the reviewed table of access is counted: here, or where `ELSEWHERE` says.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from accounts.roles import Roles
from succession.domain import committee, simulating
from succession.models import MeritAssessment, MeritWeights, Simulation, Vacancy
from talent.domain import policies, policy_drafts
from talent.models import (
    DeclaredRelation,
    ImportBatch,
    Placement,
    Reply,
    ReviewCycle,
    TrainingGroup,
    TrainingSeat,
)
from tests import factories
from tests.access import table
from tests.api.conftest import a_merit_round
from tests.conftest import SignIn
from tests.succession import assessed, cast

pytestmark = pytest.mark.django_db

MOST = 12
Make = Callable[[int, Client], str]


def _cycle() -> ReviewCycle:
    return ReviewCycle.objects.first() or factories.mapped_cycle()


def replies(more: int, client: Client) -> str:
    for _number in range(more):
        given = {"kind": "OBJECTION", "text": "Nilainya keliru.", "by": system_operator()}
        Reply.objects.create(cycle=_cycle(), employee=factories.employee(), **given)
    return "/tanggapan/"


def relations(more: int, client: Client) -> str:
    for number in range(more):
        DeclaredRelation.objects.create(user=client.user, employee=factories.employee(), relation=f"ipar {number}")  # type: ignore[attr-defined]
    return "/hubungan/"


def latecomers(more: int, client: Client) -> str:
    cycle = ReviewCycle.objects.first() or factories.established_cycle()
    for _number in range(more):
        factories.assessed(factories.employee(unit=factories.unit(factories.agency()).code))
    return f"/siklus/{cycle.pk}/susulan/"


def movers(more: int, client: Client) -> str:
    """Those of a unit who stood in box 9 and stand there still, after the first; the next time, two cycles later."""
    before, unit = ReviewCycle.objects.count(), factories.unit(factories.agency())
    for _number in range(more if before else more + 1):
        factories.assessed(factories.employee(unit=unit.code))
    factories.established_cycle(name=f"Siklus {before}")
    cycle = factories.mapped_cycle(name=f"Siklus {before + 1}")
    first = Placement.objects.filter(run=cycle.run_id).order_by("employee__name", "pk").first()
    return f"/siklus/{cycle.pk}/perpindahan/pegawai/?dari=9&ke=9&unit={unit.pk}&sesudah={first.pk}"  # type: ignore[union-attr]


def _groups(more: int) -> list[TrainingGroup]:
    cycle, before = _cycle(), TrainingGroup.objects.count()
    given = {"agency": cycle.agency, "cycle": cycle, "profile": {"integrity": 1.0}, "made_by": system_operator()}
    return [TrainingGroup.objects.create(number=before + one, name=f"K{one}", **given) for one in range(1, more + 1)]


def groups(more: int, client: Client) -> str:
    for group in _groups(more):
        TrainingSeat.objects.create(group=group, employee=factories.employee())
    return f"/siklus/{_cycle().pk}/pelatihan/"


def calendar(more: int, client: Client) -> str:
    _groups(more)
    return "/pelatihan/"


def seats(more: int, client: Client) -> str:
    group = TrainingGroup.objects.first() or _groups(1)[0]
    for _number in range(more):
        TrainingSeat.objects.create(group=group, employee=factories.employee())
    return f"/pelatihan/{group.pk}/"


def nation(more: int, client: Client) -> str:
    for _number in range(more):
        person = factories.assessed(factories.employee())
    cycle = factories.established_cycle(name=f"Siklus {person.pk}", on=timezone.localdate())
    assert cycle.memberships.filter(box=9, employee=person).exists()
    return "/kelompok-suksesi/nasional/"


def standings(more: int, client: Client) -> str:
    for number in range(more):
        agency = factories.agency(f"A-{more}-{number}", f"Kota {more} {number}", "CITY")
        a_merit_round(agency)
        role = {"role": Roles.MERIT_VERIFIER, "agency_id": agency.pk, "by": system_operator()}
        factories.users.grant(user=client.user, **role)  # type: ignore[attr-defined]
    return "/merit/nasional/"


def assessments_of(more: int, client: Client) -> str:
    for number in range(more):
        name = f"{MeritAssessment.objects.count()}-{number}"
        assessed.begun(factories.agency(), system_operator(), name, "PANRB-2025")
    return "/merit/penilaian/"


def weights_of(more: int, client: Client) -> str:
    for _number in range(more):
        cast.weighed(factories.agency(), MeritWeights.objects.count() + 1)
    return "/merit/bobot/"


def preview(more: int, client: Client) -> str:
    """An upload with one mistake and one person moved; the next one has three of each."""
    wrong = [("2", "nip", "12")] * (3 if ImportBatch.objects.exists() else 1)
    error = {"sheet": "Data", "code": "nip_length", "message": {"id": "NIP keliru.", "en": "Wrong NIP."}}
    errors = [error | {"row": int(row), "column": column, "value": value} for row, column, value in wrong]
    who = [[factories.employee().pk, 5, 8] for _error in errors]
    impact = {"on": "2026-06-30", "cycle": "", "people": 3, "moved": len(who), "listed": 0, "listed_who": []}
    batch = ImportBatch.objects.create(
        agency=factories.agency(),
        kind="performance",
        file_name="kinerja.csv",
        file_digest="0" * 64,
        state=ImportBatch.State.PREVIEWED,
        by=system_operator(),
        report={"rows": 9, "accepted": 8, "rejected": 1, "errors": errors, "impact": impact | {"who": who}},
    )
    return f"/impor/{batch.pk}/"


def simulations(more: int, client: Client) -> str:
    for number in range(more):
        about = {"agency": factories.agency(), "kind": "TOGETHER", "name": f"Rotasi {number}", "on": factories.ON}
        about |= {"known_at": factories.KNOWN, "at": factories.KNOWN, "asked": {}, "rows": [], "emptied": []}
        about |= dict.fromkeys(("law_digest", "inputs_digest", "results_digest"), "0" * 64)
        Simulation.objects.create(by=system_operator(), **about)
    return "/simulasi/"


def simulated(more: int, client: Client) -> str:
    """One post filled on paper, then three."""
    of = factories.agency()
    if more == 1:
        cast.people(of, 3)
        factories.established_cycle(of)
        # Another to be compared with.
        simulated(2, client)
    posts = [cast.post(of, f"R-{more}-{number}") for number in range(2 * more - 1)]
    given = {"name": f"Rotasi {more}", "posts": posts, "on": date(2026, 8, 3), "by": system_operator()}
    return f"/simulasi/{simulating.together(agency=of, **given).pk}/"


def sweeps(more: int, client: Client) -> str:
    cast.post(factories.agency(), f"S-{more}")
    cast.swept(factories.agency(), more)
    return "/syarat/"


def swept_posts(more: int, client: Client) -> str:
    for number in range(more):
        cast.post(factories.agency(), f"P-{more}-{number}")
    return f"/syarat/{cast.swept(factories.agency()).sweep_id}/"


def swept_people(more: int, client: Client) -> str:
    for _number in range(more):
        cast.candidate(factories.agency())
    cast.post(factories.agency())
    return f"/syarat/jabatan/{cast.swept(factories.agency()).pk}/"


def committee_of(more: int, client: Client) -> str:
    agency = factories.agency()
    vacancy = Vacancy.objects.first() or cast.opened(agency, cast.post(agency))
    for _number in range(more):
        committee.appoint_member(vacancy=vacancy, user=factories.user("SELECTION_COMMITTEE"), by=system_operator())
    return f"/lowongan/{vacancy.pk}/?bagian=panitia"


def roles(more: int, client: Client) -> str:
    user = User.objects.get_or_create(username="banyak-peran", name="Banyak Peran")[0]
    for number in range(more):
        agency = factories.agency(f"B-{more}-{number}", f"Kabupaten {more} {number}", "REGENCY")
        factories.users.grant(user=user, role=Roles.PPK, agency_id=agency.pk, by=system_operator())
    return f"/pengguna/{user.pk}/"


def drafts(more: int, client: Client) -> str:
    text = (settings.BASE_DIR / "demo" / "policies" / "bontang-2020.yaml").read_text(encoding="utf-8")
    for number in range(more):
        policy_drafts.start(agency=factories.agency(), source="in_force", by=system_operator())
        document = text.replace("code: bontang-2020", f"code: contoh-{more}-{number}")
        policies.publish(document=document, name="contoh", agency=factories.agency(), by=system_operator())
    return "/kebijakan/"


def named(key: str) -> Callable[[Any], int]:
    """How many rows stand under a name of the page's context."""
    return lambda context: len(context[key])


def paged(context: Any) -> int:
    """How many rows of its list a page shows."""
    return len(context["page"].rows)


LISTS: list[tuple[str, str, Make, Callable[[Any], int]]] = [
    ("replies", "BKD_STAFF", replies, paged),
    ("relations", "TALENT_COMMITTEE", relations, named("relations")),
    ("cycle_inclusion", "BKD_STAFF", latecomers, paged),
    ("cycle_movers", "BKD_STAFF", movers, paged),
    ("training", "BKD_STAFF", groups, paged),
    ("training_calendar", "BKD_STAFF", calendar, paged),
    ("training_group", "BKD_STAFF", seats, paged),
    ("pool_national", "AUDITOR", nation, paged),
    ("merit_national", "MERIT_VERIFIER", standings, named("rows")),
    ("merit_assessments", "BKD_HEAD", assessments_of, paged),
    ("merit_weights", "MERIT_VERIFIER", weights_of, paged),
    ("import", "BKD_STAFF", preview, named("errors")),
    ("simulations", "PPK", simulations, paged),
    ("simulation", "PPK", simulated, paged),
    ("sweeps", "BKD_STAFF", sweeps, paged),
    ("sweep", "BKD_STAFF", swept_posts, paged),
    ("swept_post", "PPK", swept_people, paged),
    ("vacancy", "BKD_STAFF", committee_of, named("committee")),
    ("user", "ADMINISTRATOR", roles, named("rows")),
    ("policies", "BKD_STAFF", drafts, paged),
]
# Route → the test that counts it.
ELSEWHERE = {
    "organisation": "talent/views/test_organisation.py::test_the_lists_narrow_and_take_as_many_queries_for_one_as_for_three",  # noqa: E501
    "employees": "talent/views/test_employees.py::test_the_list_takes_ten_queries_whatever_its_length",
    "records": "talent/views/test_records.py::test_pages_of_one_and_of_three_records_take_the_same_queries",
    "worklist": "talent/views/test_quality.py::test_one_and_three_people_take_the_same_queries",
    "imports": "talent/views/test_imports.py::test_the_list_takes_seven_queries_whatever_its_length",
    "cycles": "talent/views/test_cycles.py::test_the_list_takes_six_queries_whatever_its_length",
    "session": "talent/views/test_calibration.py::test_the_table_of_a_session_takes_as_many_queries_however_many_people",  # noqa: E501
    "cycle_raters": "talent/views/test_raters.py::test_the_page_takes_as_many_queries_for_one_rater_as_for_all",
    "box": "talent/views/test_boxes.py::test_a_box_takes_eleven_queries_whatever_its_length",
    "pool": "talent/views/test_boxes.py::test_the_pool_takes_ten_queries_whatever_its_length",
    "pool_due": "talent/views/test_pools.py::test_lists_take_as_many_queries_for_one_as_for_three",
    "plans": "talent/views/test_pools.py::test_lists_take_as_many_queries_for_one_as_for_three",
    "readiness": "succession/views/test_readiness.py::test_the_list_takes_as_many_queries_for_one_as_for_three",
    "merit": "succession/views/test_merit.py::test_the_rounds_take_nine_queries_whatever_their_number",
    "merit_papers": "succession/views/test_merit.py::test_the_papers_take_eight_queries_whatever_their_number",
    "merit_closings": "succession/views/test_closings.py::test_an_overseer_of_many_agencies_has_a_list_that_asks_no_more",  # noqa: E501
    "vacancy_calendar": "succession/views/test_vacating.py::test_it_takes_as_many_queries_for_one_critical_post_as_for_three",  # noqa: E501
    "succession_plans": "succession/views/test_plans.py::test_the_list_takes_as_many_queries_for_one_as_for_three",
    "posts": "succession/views/test_posts.py::test_the_list_takes_as_many_queries_for_one_post_as_for_three",
    "selection_outsiders": "succession/views/test_outsiders.py::test_the_list_takes_as_many_queries_for_one_as_for_three",  # noqa: E501
    "decrees": "succession/views/test_decrees.py::test_the_list_takes_as_many_queries_for_one_as_for_three",
    "vacancy_agreements": "succession/views/test_agreements.py::test_as_many_queries_for_one_as_for_three",
    "vacancies": "succession/views/test_vacancies.py::test_the_list_takes_six_queries_for_readers_whatever_its_length",
    "vacancy": "succession/views/test_vacancies.py::test_the_longlist_takes_eight_queries_whatever_its_length",
    "vacancy_lacking": "succession/views/test_lacking.py::test_it_takes_as_many_queries_for_one_as_for_three",
    "deviations": "succession/views/test_deviations.py::test_the_register_is_read_with_as_many_queries_for_one_row_as_for_three",  # noqa: E501
    "ledger": "audit/views/test_ledger_page.py::test_the_list_takes_ten_queries_whatever_its_length",
    "users": "accounts/views/test_users_page.py::test_the_list_takes_six_queries_whatever_its_length",
}
# The same view over a narrower list, or the same page after something was done there.
SAME = {"plans_waiting": "plans", "plans_overdue": "plans", "simulation_replay": "simulation"}


def _taken(client: Client, address: str, rows: Callable[[Any], int]) -> tuple[int, int]:
    """(queries, rows) of a page, once what is read once is read."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    return len(asked), rows(response.context)


@pytest.mark.parametrize(("route", "role", "make", "rows"), LISTS, ids=[name for name, *_rest in LISTS])
def test_a_list_takes_as_many_queries_at_three_rows_as_at_one(
    sign_in: SignIn, route: str, role: str, make: Make, rows: Callable[[Any], int]
) -> None:
    client = sign_in(role)
    address = make(1, client)
    assert resolve(address.partition("?")[0]).view_name == route
    queries, one = _taken(client, address, rows)
    again, three = _taken(client, make(2, client), rows)
    assert (one, three, again) == (1, 3, queries)
    assert queries <= MOST


def test_every_list_of_the_reviewed_table_is_counted() -> None:
    """Files to take away are no lists; those of the API are counted in tests/api/test_queries.py."""
    shown = {row.route for row in table.rows() if any(answer.rows is not None for answer in row.own.values())}
    pages = {name for name in shown if not name.startswith("api:") and not name.endswith(("_export", "_errors"))}
    assert pages - {name for name, *_rest in LISTS} - set(ELSEWHERE) - set(SAME) == set()
    assert set(SAME.values()) <= set(ELSEWHERE) | {name for name, *_rest in LISTS}
    folder = Path(__file__).parents[1]
    for place in ELSEWHERE.values():
        file, _colons, name = place.partition("::")
        assert f"def {name}(" in (folder / file).read_text(encoding="utf-8")
