"""T-23: what was learnt by a clock that ran ahead is neither lost, hidden nor reordered once it is set back.

ASSURE=long: a thousand courses of random jumps.
"""

import os
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.users import system_operator
from succession.domain import approvals, gate, longlist, narrowing, replay
from succession.domain.queries import gate as gate_queries
from succession.models import ApprovalRecord
from talent.domain import known, mapping, pool, records
from talent.domain.queries import facts, inclusion, policies
from talent.interfaces import importers
from talent.models import Employee, LastInstant, PerformanceRecord, PoolMembership, TrainingRecord
from tests import factories
from tests.conftest import SignIn
from tests.factories import ON
from tests.promises import counted
from tests.succession import cast
from tests.talent.interfaces.files import csv_file, performance

pytestmark = pytest.mark.django_db
COURSES = 1_000 if os.environ.get("ASSURE") == "long" else 12
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
COURSE = {"name": "Kursus", "kind": "COURSE", "true_from": date(2024, 3, 4)}
RATINGS = ("SANGAT_BAIK", "BAIK", "KURANG")


class Clock:
    """The server's clock, until the test ends."""

    def __init__(self) -> None:
        self.instant = NOON

    def turn_by(self, **jump: float) -> None:
        self.instant += timedelta(**jump)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.instant)
    return made


class Course:
    """One person's records through a course of steps, each after a jump of the clock, beside what they come to."""

    def __init__(self, person: Employee, clock: Clock) -> None:
        self.person, self.clock = person, clock
        self.hours: float | None = None
        self.rating = "SANGAT_BAIK"
        self.looked: list[tuple[datetime, float | None, str]] = []
        self.runs: list[Any] = []
        self.checks = self.wrong = 0

    def check(self, *held: bool) -> None:
        self.checks += len(held)
        self.wrong += held.count(False)

    def at(self, instant: datetime) -> tuple[float | None, str]:
        """Hours and rating as known at an instant; each must be one."""
        hours = known.known_at(TrainingRecord.objects.filter(employee=self.person), instant)
        ratings = known.known_at(PerformanceRecord.objects.filter(employee=self.person), instant)
        found = [one.hours for one in hours]
        return (found[0] if len(found) == 1 else -len(found) or None), "|".join(one.rating for one in ratings)

    def train(self, number: int) -> None:
        held = TrainingRecord.objects.filter(employee=self.person, known_to=None).first()
        values, by = COURSE | {"hours": float(number)}, system_operator()
        if held is None:
            records.add(kind="training", employee=self.person, values=values, by=by)
        else:
            records.correct(kind="training", row=held, seen=held.digest, values=values, reason="Uji.", by=by)
        self.hours = float(number)

    def retire(self, _number: int) -> None:
        held = TrainingRecord.objects.filter(employee=self.person, known_to=None).first()
        if held is not None:
            records.retire(kind="training", row=held, seen=held.digest, reason="Uji.", by=system_operator())
            self.hours = None

    def rate(self, number: int) -> None:
        """As a chunk of an import does."""
        self.rating = RATINGS[number % len(RATINGS)]
        at = known.turn(self.person.agency_id if number % 2 else None)
        factories.write("performance", self.person, known_at=at, year=2025, rating=self.rating)

    def look(self, _number: int) -> None:
        self.looked.append((known.turn(self.person.agency_id), self.hours, self.rating))

    def map(self, _number: int) -> None:
        agency, by = self.person.agency, system_operator()
        given: dict[str, Any] = {"agency": agency, "on": ON, "policy": policies.in_force(agency, ON), "by": by}
        self.runs.append(mapping.run(known_at=known.now(agency.pk), **given))
        self.looked.append((self.runs[-1].known_at, self.hours, self.rating))

    def step(self, name: str, hours: float, number: int) -> None:
        self.clock.turn_by(hours=hours)
        getattr(self, name)(number)
        self.check(self.at(known.now(self.person.agency_id)) == (self.hours, self.rating))

    def finish(self) -> None:
        """What was seen then is seen then still; each fact ends as the next begins, in the order of its numbers."""
        self.check(*(self.at(instant) == (hours, rating) for instant, hours, rating in self.looked))
        self.check(*(mapping.replay(run).identical for run in self.runs))
        for model in (TrainingRecord, PerformanceRecord):
            times = list(model.objects.order_by("id").values_list("known_from", "known_to"))
            self.check(*(end is not None and end <= start for (_, end), (start, _) in pairwise(times)))
            self.check(*(one < other for (one, _), (other, _) in pairwise(times)))


STEPS = st.tuples(
    st.sampled_from(["train", "train", "rate", "rate", "retire", "look", "map"]),
    st.floats(-100, 100) | st.sampled_from([0.0, 24.0, -24.0]),
)


def test_no_course_of_a_jumping_clock_loses_hides_or_reorders_what_is_known(clock: Clock) -> None:
    person = factories.assessed(factories.employee())
    checks, wrong = [0], [0]

    @settings(max_examples=COURSES, deadline=None, database=None, derandomize=True)
    @given(st.lists(STEPS, min_size=3, max_size=10))
    def courses(steps: list[tuple[str, float]]) -> None:
        clock.instant = NOON
        with transaction.atomic():
            course = Course(person, clock)
            for number, (name, hours) in enumerate(steps, start=1):
                course.step(name, hours, number)
            course.finish()
            transaction.set_rollback(True)
        checks[0], wrong[0] = checks[0] + course.checks, wrong[0] + course.wrong
        assert course.wrong == 0

    courses()
    counted("T-23", checks[0], "looks at what was learnt by a jumping clock", wrong[0])
    assert checks[0] > 10 * COURSES


def _day_of_a_clock_ahead(clock: Clock, sign_in: SignIn, folder: Any) -> list[tuple[str, object, object]]:
    """A day in which everything is learnt a day ahead, then read, corrected and decided on with the clock set back:
    (what, what came out, what should)."""
    agency, by = factories.agency(), system_operator()
    people, post = cast.people(agency), cast.post(agency)
    cycle = factories.established_cycle(agency, on=ON)
    assert cycle.run is not None
    clock.turn_by(days=1)
    newcomer = factories.employee(agency, known_at=known.turn(agency.pk))
    paper = approvals.record(
        agency=agency, kind="APPROVAL", authority="BKN", number="A/1", dated=date(2026, 1, 5), valid_to=None, by=by
    )
    head_taken = {"kind": "NEW_HEAD", "number": "BA/3", "since": date(2026, 1, 2), "until": None}
    narrowing.freeze(agency=agency, by=by, **head_taken)
    decided = {"agency": agency.code, "round": "2026", "instrument": "KASN-2019", "decided_on": date(2026, 2, 2)}
    decided |= {"submitted_on": date(2025, 11, 3)}
    assert cast.merit("merit_rounds", decided, known_at=known.turn(None)).errors == []
    pool.leave(
        membership=PoolMembership.objects.get(employee=people[0]),
        on=date(2026, 7, 2),
        cause="OTHER",
        reason="Mundur.",
        by=by,
    )
    _imported(folder, [(people[1], "Kurang")])
    ahead = known.now(agency.pk)
    clock.turn_by(hours=-23)
    told: list[tuple[str, object, object]] = [("now", known.now(agency.pk), ahead)]

    def tell(what: str, found: object, expected: object) -> None:
        told.append((what, found, expected))

    tell("people", facts.people_known(agency.pk, known.now(agency.pk))[-1], newcomer.pk)
    tell("latecomers", inclusion.newly_eligible(cycle), {newcomer.pk: "new"})
    head = sign_in("BKD_HEAD")
    tell("papers", [row.number for row, *_ in head.get("/merit/surat/").context["rows"]], ["A/1"])
    tell("rounds", len(head.get("/merit/").context["rows"]), 1)
    tell("national", len(head.get("/merit/nasional/").context["rows"]), 1)
    rows = head.get(f"/api/v1/employees/{people[1].pk}/records/performance/").json()["results"]
    tell("records", [row["values"]["rating"] for row in rows], ["KURANG"])
    tell("asked of tomorrow", known.asked(ahead + timedelta(days=400), agency.pk), ahead)
    tell("asked of then", known.asked(NOON, agency.pk), NOON)

    tell("freezes", [row["number"] for row in head.get("/api/v1/gate-freezes/").json()["results"]], ["BA/3"])
    vacancy = cast.opened(agency, post)
    # Learnt ahead, it forbids today; only who reads by the plain clock would pass it over.
    frozen = [
        next(check.status for check in checks if check.code == "freeze_new_head")
        for at in (known.now(agency.pk), clock.instant)
        for checks in (gate.ask(agency, "JPT_PRATAMA", date(2026, 6, 30), at).checks,
                       gate_queries.frozen(vacancy, date(2026, 6, 30), at))
    ]  # fmt: skip
    tell("frozen", [str(status) for status in frozen], ["fail", "fail", "unknown", "unknown"])
    route = gate.decide_route(vacancy=vacancy, by=by)
    tell("route", route.route, "talent_pool")
    built = longlist.build(vacancy=vacancy, by=by)
    tell("longlist", set(built.entries.values_list("employee_id", flat=True)), {one.pk for one in people[1:]})
    revoked = approvals.revoke(approval=paper, revoked_on=date(2026, 7, 1), reason="Dicabut pengawas.", by=by)
    old = ApprovalRecord.objects.get(pk=paper.pk)
    tell("revoked", old.known_to, revoked.known_from)
    instants = [ahead, route.known_at, built.known_at, revoked.known_from]
    tell("order", instants, sorted(set(instants)))
    tell("route asked again", gate.ask(agency, "JPT_PRATAMA", vacancy.decision_date, known.now(agency.pk)).outcome
         == route.route, False)  # fmt: skip
    _imported(folder, [(people[1], "Baik"), (people[2], "Baik")])
    policy = policies.in_force(agency, ON)
    run = mapping.run(agency=agency, on=ON, known_at=known.now(agency.pk), policy=policy, by=by)
    used = set(PerformanceRecord.objects.filter(known_to=None).values_list("rating", flat=True))
    tell("imported", used, {"SANGAT_BAIK", "BAIK"})
    tell("mapped", run.known_at, PerformanceRecord.objects.latest("id").known_from)
    for what, replayed in (("run", mapping.replay(run)), ("first run", mapping.replay(cycle.run)),
                           ("route", replay.route(route)), ("longlist", replay.longlist(built))):  # fmt: skip
        tell(f"{what} again", replayed.identical, True)
    return told


def _imported(folder: Any, rated: list[tuple[Employee, str]]) -> None:
    path = csv_file(folder, "performance", [performance(person.nip, predikat=rating) for person, rating in rated])
    report = importers.read(
        kind="performance",
        path=path,
        filename=path.name,
        agency=rated[0][0].agency,
        by=system_operator(),
        dry_run=False,
    )
    assert (report.accepted, report.rejected) == (len(rated), 0)


def test_what_a_clock_ahead_learnt_is_read_corrected_and_decided_on_after_it_was_set_back(
    clock: Clock, sign_in: SignIn, tmp_path: Any
) -> None:
    told = _day_of_a_clock_ahead(clock, sign_in, tmp_path)
    wrong = [(what, found, expected) for what, found, expected in told if found != expected]
    counted("T-23", len(told), "answers after a clock was set back", len(wrong))
    assert wrong == []


def test_a_database_from_before_knows_how_late_it_was(clock: Clock) -> None:
    """The migration that brings the last instants looks for the latest of what is known already."""
    take_over = import_module("talent.migrations.0004_last_instant")._take_over
    take_over(apps, None)
    assert not LastInstant.objects.exists()
    person = factories.employee(known_at=NOON + timedelta(days=2))
    assert known.now(person.agency_id) == NOON
    take_over(apps, None)
    assert known.now(person.agency_id) == NOON + timedelta(days=2)
    assert known.turn(person.agency_id) == NOON + timedelta(days=2, microseconds=1)


@pytest.mark.parametrize(
    ("place", "plain", "steps"),
    [
        ("_raised", lambda _agency_id, clock: clock, [("look", 24), ("rate", -24)]),
        ("now_after", lambda _last: timezone.now(), [("rate", 24), ("look", -24)]),
    ],
)
def test_the_plain_clock_is_found_out(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, place: str, plain: Any, steps: list[tuple[str, float]]
) -> None:
    """To learn by, and to read by: each has its course that only the last instant used keeps right."""
    person = factories.assessed(factories.employee())
    wrong = []
    for mutated in (False, True):
        if mutated:
            monkeypatch.setattr(known, place, plain)
        with transaction.atomic():
            course = Course(person, clock)
            for number, (name, hours) in enumerate(steps, start=1):
                course.step(name, hours, number)
            course.finish()
            transaction.set_rollback(True)
        wrong.append(course.wrong)
    assert wrong == [0, 1]
