"""A cycle's way from draft to penetapan: every step by those who may, on what they saw, and no step besides."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from audit.models import Event
from jobs.models import Job
from rules.dates import add_years
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from talent.domain import cycles, replies
from talent.domain.queries import placements, pool
from talent.domain.queries.policies import NoPolicyInForce
from talent.models import Employee, MappingRun, Placement, PoolMembership, ReviewCycle
from tests import factories
from tests.factories import ON
from tests.talent.sittings import calibrated, open_session

pytestmark = pytest.mark.django_db
State = ReviewCycle.State
DECREE = {"decree": "800/12/2026", "established_date": date(2026, 7, 15)}


def _at(state: str) -> ReviewCycle:
    """A cycle that went the whole way to `state`."""
    if state == State.DRAFT:
        return factories.draft_cycle()
    if state in {State.OPEN, State.CANCELLED}:
        cycle = factories.cycle()
        if state == State.CANCELLED:
            cycles.cancel(cycle=cycle, reason="Salah tahun.", by=system_operator())
        return cycle
    cycle = factories.mapped_cycle()
    if state == State.CALIBRATION:
        calibrated(cycle)
    elif state != State.MAPPED:
        cycles.propose(cycle=cycle, reason=factories.NO_FORUM, by=system_operator())
    if state in {State.ESTABLISHED, State.CLOSED}:
        _establish(cycle)
        cycle.refresh_from_db()
        day = DECREE["established_date"]
        replies.announce(cycle=cycle, announced_on=day, reply_until=day, by=system_operator())
    if state == State.CLOSED:
        cycles.close(cycle=cycle, by=system_operator())
    cycle.refresh_from_db()
    return cycle


def _establish(cycle: ReviewCycle, **options: Any) -> int:
    given = DECREE | {"token": cycles.confirmation_token(cycle), "by": system_operator()}
    return cycles.establish(cycle=cycle, **given | options)


def _back(to: str) -> Callable[[ReviewCycle, User], object]:
    return lambda cycle, by: cycles.send_back(cycle=cycle, to=to, reason="kurang lengkap", by=by)


# What leads to a state. Mapping itself waits for the worker, a session for its members.
ACTIONS: dict[str, Callable[[ReviewCycle, User], object]] = {
    "OPEN": lambda cycle, by: cycles.start_gathering(cycle=cycle, by=by),
    "MAPPED": lambda cycle, by: cycles.start_mapping(cycle=cycle, by=by),
    "CALIBRATION": lambda cycle, by: open_session(cycle, by=by),
    "PROPOSED": lambda cycle, by: cycles.propose(cycle=cycle, reason="Tidak ada forum.", by=by),
    "ESTABLISHED": lambda cycle, by: _establish(cycle, by=by),
    "CLOSED": lambda cycle, by: cycles.close(cycle=cycle, by=by),
    "CANCELLED": lambda cycle, by: cycles.cancel(cycle=cycle, reason="Salah tahun.", by=by),
    "back to OPEN": _back("OPEN"),
    "back to MAPPED": _back("MAPPED"),
    "back to CALIBRATION": _back("CALIBRATION"),
}
WAITING = {"MAPPED"}
LAID_DOWN = {
    (step.source.value, f"back to {step.to.value}" if step.back else step.to.value): step for step in cycles.TRANSITIONS
}


def test_the_table_of_steps_holds_what_was_agreed() -> None:
    assert {(step.source.value, step.to.value, step.permission.value, step.reason) for step in cycles.TRANSITIONS} == {
        ("DRAFT", "OPEN", "map_talent", False),
        ("OPEN", "MAPPED", "map_talent", False),
        ("MAPPED", "MAPPED", "map_talent", False),
        ("MAPPED", "CALIBRATION", "map_talent", False),
        ("MAPPED", "PROPOSED", "submit_mapping", True),
        ("CALIBRATION", "PROPOSED", "submit_mapping", False),
        ("PROPOSED", "ESTABLISHED", "establish_pool", False),
        ("ESTABLISHED", "CLOSED", "map_talent", False),
        ("MAPPED", "OPEN", "map_talent", True),
        ("CALIBRATION", "MAPPED", "map_talent", True),
        ("PROPOSED", "CALIBRATION", "establish_pool", True),
        ("PROPOSED", "MAPPED", "establish_pool", True),
        ("DRAFT", "CANCELLED", "map_talent", True),
        ("OPEN", "CANCELLED", "map_talent", True),
    }


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("state", State.values)
def test_every_step_is_allowed_or_refused_as_laid_down(state: str, action: str) -> None:
    factories.assessed(factories.employee())
    cycle = _at(state)
    before = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    events = Event.objects.filter(id__gt=before, kind__startswith="talent.")
    step = LAID_DOWN.get((state, action))
    if (state, action) == ("CALIBRATION", "CALIBRATION"):
        ACTIONS[action](cycle, system_operator())  # a further session: the cycle stays where it is
        assert ReviewCycle.objects.get().state == state
    elif step:
        ACTIONS[action](cycle, system_operator())
        assert step.kind in events.values_list("kind", flat=True)
        assert ReviewCycle.objects.get().state == (state if action in WAITING else step.to)
    else:
        with pytest.raises(DomainError) as refused:
            ACTIONS[action](cycle, system_operator())
        assert refused.value.code in {"transition", "session_open"}
        assert not events.exists()
        assert ReviewCycle.objects.get().state == state


@pytest.mark.parametrize(("state", "action"), sorted(LAID_DOWN))
def test_each_step_is_for_those_who_may(state: str, action: str) -> None:
    held = {"map_talent": {"BKD_STAFF", "BKD_HEAD"}, "submit_mapping": {"BKD_HEAD"}, "establish_pool": {"PPK"}}
    roles = held[LAID_DOWN[state, action].permission]
    cycle = _at(state)
    others = {"BKD_STAFF", "BKD_HEAD", "PPK", "AUDITOR", "TALENT_COMMITTEE", "ADMINISTRATOR", "MERIT_VERIFIER"} - roles
    strangers = [factories.user(role, factories.other_agency()) for role in sorted(roles)]
    for by in [factories.user(role) for role in sorted(others)] + strangers:
        with pytest.raises(NotAllowed), transaction.atomic():
            ACTIONS[action](_seen(cycle), by)
    for role in sorted(roles):
        with transaction.atomic():
            ACTIONS[action](_seen(cycle), factories.user(role))
            transaction.set_rollback(True)


@pytest.mark.parametrize(("state", "action"), sorted(key for key, step in LAID_DOWN.items() if step.reason))
def test_a_step_that_asks_for_a_reason_is_not_taken_without(state: str, action: str) -> None:
    cycle = _at(state)
    steps = {"PROPOSED": partial(cycles.propose, cycle=cycle), "CANCELLED": partial(cycles.cancel, cycle=cycle)}
    step = steps.get(action) or partial(cycles.send_back, cycle=cycle, to=action.removeprefix("back to "))
    with pytest.raises(Invalid, match="Alasan"):
        step(reason=" ", by=system_operator())
    assert _seen(cycle).state == state


def test_nobody_but_the_bkd_opens_a_cycle() -> None:
    agency = factories.agency()
    for role in ("PPK", "AUDITOR", "TALENT_COMMITTEE", "ADMINISTRATOR", "MERIT_VERIFIER"):
        with pytest.raises(NotAllowed):
            cycles.open_cycle(agency=agency, name="Baru", on=ON, by=factories.user(role))
    assert cycles.open_cycle(agency=agency, name="Baru", on=ON, by=factories.user("BKD_HEAD")).state == "DRAFT"


def test_a_cycle_is_opened_once_under_its_name() -> None:
    factories.cycle()
    with pytest.raises(Invalid, match="“Siklus 2026” sudah ada"):
        factories.cycle()
    factories.cycle(factories.other_agency())


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


def test_a_cycle_of_a_mistyped_year_is_refused_and_one_that_is_given_up_leaves_its_name_and_its_boxes() -> None:
    person, by, year = factories.assessed(factories.employee()), system_operator(), add_years(timezone.localdate(), 1)
    with pytest.raises(Invalid) as far:
        factories.draft_cycle(on=year.item() + timedelta(days=1))
    cycle = factories.mapped_cycle()
    cycles.send_back(cycle=cycle, to="OPEN", reason="Salah tahun.", by=by)
    run = cycle.run_id
    assert (far.value.code, len(placements.history(person, by))) == ("too_far", 1)
    cycles.cancel(cycle=cycle, reason=" Salah tahun. ", by=by)
    told = Event.objects.get(kind="talent.cycle.cancelled")
    assert (told.reason, told.payload, placements.history(person, by)) == ("Salah tahun.", {"run": run}, [])
    again = factories.draft_cycle(on=year.item())
    assert (again.name, ReviewCycle.objects.filter(name=cycle.name).count()) == (cycle.name, 2)
    with pytest.raises(Invalid, match="sudah ada"):
        factories.draft_cycle()


def test_somebody_who_saw_an_older_state_cannot_propose() -> None:
    cycle = factories.mapped_cycle()
    old = ReviewCycle.objects.get(pk=cycle.pk)
    cycles.propose(cycle=cycle, reason="Tidak ada forum.", by=system_operator())
    with pytest.raises(Stale):
        cycles.propose(cycle=old, reason="Tidak ada forum.", by=system_operator())


def test_what_the_ppk_sent_back_to_calibration_comes_again_after_another_session_or_with_a_reason() -> None:
    cycle = _at(State.CALIBRATION)
    for heard in (False, True):
        cycles.propose(cycle=cycle, reason="" if heard else "Usul pertama.", by=system_operator())
        cycles.send_back(cycle=cycle, to=State.CALIBRATION, reason="Adakan sidang lagi.", by=system_operator())
        with pytest.raises(Invalid) as unheard:
            cycles.propose(cycle=cycle, reason=" ", by=system_operator())
        assert (unheard.value.code, _seen(cycle).state) == ("reason_missing", "CALIBRATION")
        calibrated(cycle)
    cycles.propose(cycle=cycle, by=system_operator())


def test_the_ppk_signs_only_what_they_saw() -> None:
    factories.assessed(factories.employee())
    cycle = _at(State.PROPOSED)
    seen = cycles.confirmation_token(cycle)
    ReviewCycle.objects.filter(pk=cycle.pk).update(run=factories.mapping_run(cycle))
    with pytest.raises(Stale, match="berubah sejak halaman ini dibuka"):
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
        ({"established_date": date.max}, "out_of_range"),
        # Two: the day may change between the collecting of the tests and this one.
        ({"established_date": timezone.localdate() + timedelta(days=2)}, "not_come"),
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
    cycles.propose(cycle=second, reason="Tidak ada forum.", by=system_operator())
    _establish(second, established_date=date(2026, 8, 1))
    assert pool.members(person.agency_id, date(2026, 7, 31)).get().cycle == cycle
    assert pool.members(person.agency_id, date(2026, 8, 1)).get().cycle == second
    assert not pool.members(factories.other_agency().pk, date(2026, 8, 1)).exists()


def test_a_pool_once_established_never_changes() -> None:
    factories.assessed(factories.employee())
    _establish(_at(State.PROPOSED))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PoolMembership.objects.update(rank=2)
