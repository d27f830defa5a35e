"""A cycle's way from draft to penetapan: every step by those who may, on what they saw, and no step besides."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.models import Job
from rules.errors import DomainError, Invalid, NotAllowed
from talent.domain import cycles
from talent.domain.queries import pool
from talent.domain.queries.policies import NoPolicyInForce
from talent.models import Employee, MappingRun, Placement, PoolMembership, ReviewCycle
from tests import factories
from tests.factories import ON

pytestmark = pytest.mark.django_db
State = ReviewCycle.State
DECREE = {"decree": "800/12/2026", "established_date": date(2026, 7, 15)}


def _at(state: str) -> ReviewCycle:
    """A cycle that went the whole way to `state`."""
    if state == State.DRAFT:
        return factories.cycle()
    cycle = factories.mapped_cycle()
    if state != State.MAPPED:
        cycles.propose(cycle=cycle, by=system_operator())
    if state == State.ESTABLISHED:
        _establish(cycle)
    cycle.refresh_from_db()
    return cycle


def _establish(cycle: ReviewCycle, **options: Any) -> int:
    given = DECREE | {"token": cycles.confirmation_token(cycle), "by": system_operator()}
    return cycles.establish(cycle=cycle, **given | options)


ACTIONS: dict[str, Callable[[ReviewCycle], object]] = {
    "map": lambda cycle: cycles.start_mapping(cycle=cycle, by=system_operator()),
    "propose": lambda cycle: cycles.propose(cycle=cycle, by=system_operator()),
    "send_back": lambda cycle: cycles.send_back(cycle=cycle, reason="kurang lengkap", by=system_operator()),
    "establish": _establish,
}
# state → what may be done, and the state it leads to. Mapping itself waits for the worker.
ALLOWED = {
    ("DRAFT", "map"): "DRAFT",
    ("MAPPED", "map"): "MAPPED",
    ("MAPPED", "propose"): "PROPOSED",
    ("PROPOSED", "map"): "PROPOSED",
    ("PROPOSED", "send_back"): "MAPPED",
    ("PROPOSED", "establish"): "ESTABLISHED",
}


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("state", ["DRAFT", "MAPPED", "PROPOSED", "ESTABLISHED"])
def test_every_step_is_allowed_or_refused_as_laid_down(state: str, action: str) -> None:
    factories.assessed(factories.employee())
    cycle = _at(state)
    events = Event.objects.count()
    if (state, action) in ALLOWED:
        ACTIONS[action](cycle)
        assert Event.objects.count() == events + 1
    else:
        with pytest.raises(DomainError) as refused:
            ACTIONS[action](cycle)
        assert refused.value.code == "transition"
        assert Event.objects.count() == events
    assert ReviewCycle.objects.get().state == ALLOWED.get((state, action), state)


def test_a_cycle_is_opened_once_under_its_name() -> None:
    factories.cycle()
    with pytest.raises(Invalid, match="“Siklus 2026” sudah ada"):
        factories.cycle()
    factories.cycle(factories.other_agency())


@pytest.mark.parametrize(
    ("action", "state", "roles"),
    [
        ("open", None, {"BKD_STAFF", "BKD_HEAD"}),
        ("map", "DRAFT", {"BKD_STAFF", "BKD_HEAD"}),
        ("propose", "MAPPED", {"BKD_STAFF", "BKD_HEAD"}),
        ("send_back", "PROPOSED", {"PPK"}),
        ("establish", "PROPOSED", {"PPK"}),
    ],
)
def test_each_step_is_for_those_who_may(action: str, state: str | None, roles: set[str]) -> None:
    agency = factories.agency()
    cycle = _at(state) if state else None
    others = {"BKD_STAFF", "BKD_HEAD", "PPK", "AUDITOR", "TALENT_COMMITTEE", "ADMINISTRATOR", "MERIT_VERIFIER"} - roles
    steps: dict[str, Callable[[Any], object]] = {
        "open": lambda by: cycles.open_cycle(agency=agency, name="Baru", on=ON, by=by),
        "map": lambda by: cycles.start_mapping(cycle=_seen(cycle), by=by),
        "propose": lambda by: cycles.propose(cycle=_seen(cycle), by=by),
        "send_back": lambda by: cycles.send_back(cycle=_seen(cycle), reason="x", by=by),
        "establish": lambda by: _establish(_seen(cycle), by=by),
    }
    strangers = [factories.user(role, factories.other_agency()) for role in sorted(roles)]
    for by in [factories.user(role) for role in sorted(others)] + strangers:
        with pytest.raises(NotAllowed):
            steps[action](by)
    for role in sorted(roles):
        with transaction.atomic():
            steps[action](factories.user(role))
            transaction.set_rollback(True)


def _seen(cycle: ReviewCycle | None) -> ReviewCycle:
    assert cycle is not None
    return ReviewCycle.objects.get(pk=cycle.pk)


def test_mapping_by_the_worker_leads_to_mapped_with_its_run(django_capture_on_commit_callbacks: Any) -> None:
    factories.assessed(factories.employee())
    cycle = factories.cycle()
    with django_capture_on_commit_callbacks(execute=True):
        job = cycles.start_mapping(cycle=cycle, by=system_operator())
    cycle.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.target) == ("DONE", 1, 1, f"cycle:{cycle.pk}")
    assert (cycle.state, cycle.run and cycle.run.people) == ("MAPPED", 1)


def test_a_cycle_is_mapped_by_one_job_at_a_time() -> None:
    cycle = factories.cycle()
    cycles.start_mapping(cycle=cycle, by=system_operator())
    with pytest.raises(DomainError, match="sedang berjalan"):
        cycles.start_mapping(cycle=cycle, by=system_operator())
    assert Job.objects.count() == 1


def test_a_cycle_without_a_policy_is_refused_before_any_job(django_capture_on_commit_callbacks: Any) -> None:
    cycle = factories.cycle(on=date(2019, 1, 1))
    with pytest.raises(NoPolicyInForce):
        cycles.start_mapping(cycle=cycle, by=system_operator())
    assert not Job.objects.exists()


def test_somebody_who_saw_an_older_state_cannot_propose() -> None:
    cycle = factories.mapped_cycle()
    old = ReviewCycle.objects.get(pk=cycle.pk)
    cycles.propose(cycle=cycle, by=system_operator())
    with pytest.raises(cycles.Stale):
        cycles.propose(cycle=old, by=system_operator())


def test_the_ppk_signs_only_what_they_saw() -> None:
    factories.assessed(factories.employee())
    cycle = _at(State.PROPOSED)
    seen = cycles.confirmation_token(cycle)
    ReviewCycle.objects.filter(pk=cycle.pk).update(run=factories.mapping_run(cycle))
    with pytest.raises(cycles.Stale, match="berubah sejak halaman ini dibuka"):
        _establish(cycle, token=seen)
    cycle.refresh_from_db()
    assert (cycle.state, PoolMembership.objects.count()) == ("PROPOSED", 0)
    assert _establish(cycle) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"decree": " "}, "decree_missing"),
        ({"token": ""}, "stale"),
        ({"established_date": ON - timedelta(days=1)}, "date_order"),
    ],
)
def test_what_lacks_is_named_and_nothing_is_established(options: dict[str, Any], code: str) -> None:
    cycle = _at(State.PROPOSED)
    with pytest.raises(DomainError) as refused:
        _establish(cycle, **options)
    assert refused.value.code == code
    cycle.refresh_from_db()
    assert (cycle.state, cycle.established_date, cycle.decree) == ("PROPOSED", None, "")


def test_a_proposal_is_sent_back_with_a_reason_only() -> None:
    cycle = _at(State.PROPOSED)
    with pytest.raises(Invalid, match="Alasan"):
        cycles.send_back(cycle=cycle, reason="  ", by=system_operator())
    cycles.send_back(cycle=cycle, reason="Data bulan Juni belum masuk", by=system_operator())
    assert Event.objects.get(kind="talent.cycle.sent_back").reason == "Data bulan Juni belum masuk"


def _placed(run: MappingRun, *rows: tuple[Employee, int | None, float | None]) -> None:
    for person, box, value in rows:
        Placement.objects.create(run=run, employee=person, box=box, talent_value=value)


def test_the_pool_is_ranked_by_box_before_score_and_equal_scores_by_nip() -> None:
    cycle = _at(State.DRAFT)
    run = factories.mapping_run(cycle)
    names = ["nine", "eight", "seven_high", "seven_low", "six", "none", "tie_two", "tie_one"]
    people = dict(zip(names, (factories.employee() for _ in names), strict=True))
    _placed(
        run,
        (people["seven_high"], 7, 99.0),
        (people["seven_low"], 7, 70.0),
        (people["nine"], 9, 81.0),
        (people["eight"], 8, 85.0),
        (people["six"], 6, 100.0),
        (people["none"], None, None),
        (people["tie_two"], 8, 83.0),
        (people["tie_one"], 8, 83.0),
    )
    ReviewCycle.objects.filter(pk=cycle.pk).update(state=State.PROPOSED, run=run)
    cycle.refresh_from_db()
    assert _establish(cycle) == 6
    members = cycle.memberships.order_by("rank").values_list("rank", "employee_id", "box", "talent_value")
    order = [("nine", 9, 81.0), ("eight", 8, 85.0), ("tie_two", 8, 83.0), ("tie_one", 8, 83.0)]
    order += [("seven_high", 7, 99.0), ("seven_low", 7, 70.0)]
    assert list(members) == [
        (rank, people[name].pk, box, value) for rank, (name, box, value) in enumerate(order, start=1)
    ]


def test_the_pool_holds_for_a_year_from_its_day_and_the_newest_one_counts() -> None:
    person = factories.assessed(factories.employee())
    cycle = _at(State.PROPOSED)
    _establish(cycle)
    held = PoolMembership.objects.get()
    assert (held.valid_from, held.valid_to) == (date(2026, 7, 15), date(2027, 7, 14))
    days = [date(2026, 7, 14), date(2026, 7, 15), date(2027, 7, 14), date(2027, 7, 15)]
    assert [pool.members(person.agency_id, day).count() for day in days] == [0, 1, 1, 0]
    second = factories.mapped_cycle(name="Kedua")
    cycles.propose(cycle=second, by=system_operator())
    _establish(second, established_date=date(2026, 12, 1))
    assert pool.members(person.agency_id, date(2026, 11, 30)).get().cycle == cycle
    assert pool.members(person.agency_id, date(2026, 12, 1)).get().cycle == second
    assert not pool.members(factories.other_agency().pk, date(2026, 12, 1)).exists()


def test_a_pool_once_established_never_changes() -> None:
    factories.assessed(factories.employee())
    _establish(_at(State.PROPOSED))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PoolMembership.objects.update(rank=2)
