"""T-23: the same decision for a date wherever the server stands and whatever its clock says; a clock that was set back
breaks nothing, is told, and leaves the order of what happened to the numbers.
"""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from audit.domain import ledger
from audit.domain.queries.verification import verify
from audit.models import Event
from rules.checks import Decision
from rules.eligibility import Post, explain
from rules.errors import Invalid
from rules.law import shipped
from succession.domain import assessing, following, gate, verifying
from succession.models import MeritAssessment, MeritRound
from talent.domain import mapping, records
from talent.domain.queries import facts, policies
from talent.interfaces.columns.kinds import KINDS
from talent.models import TrainingRecord
from tests import factories
from tests.factories import ON
from tests.promises import counted
from tests.succession import assessed, cast

pytestmark = pytest.mark.django_db
ZONES = ("UTC", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
AROUND = [timedelta(seconds=seconds) for seconds in (-3_600, -1, 0, 1, 3_600, 43_200)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`clock(instant)`: from here on the server's clock says so."""
    return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)


def _decided(known_at: datetime) -> tuple[Any, ...]:
    agency, by = factories.agency(), system_operator()
    policy = policies.in_force(agency, ON)
    run = mapping.run(agency=agency, on=ON, known_at=known_at, policy=policy, by=by)
    found = facts.facts(agency.pk, on=ON, known_at=known_at)
    first = found["employees"].iloc[[0]].reset_index(drop=True)
    verdict: Decision = explain(found | {"employees": first}, Post("JPT_PRATAMA", "perhubungan"), ON, shipped())
    checks = [(check.code, check.status, str(check.fact)) for check in verdict.checks]
    routes = []
    # The last day of a freeze, and the first after it: the gate goes by days, wherever midnight is.
    for on in (date(2026, 6, 30), date(2026, 7, 1)):
        asked = gate.ask(agency, "JPT_PRATAMA", on, known_at)
        routes.append((asked.outcome, [(check.code, check.status, check.fact.id) for check in asked.checks]))
    assert [outcome for outcome, _checks in routes] == ["open_selection", "talent_pool"]
    stretches = [
        (one.first, one.last, one.outcome) for one in gate.calendar(agency, "JPT_PRATAMA", ON, known_at).stretches
    ]
    return run.inputs_digest, run.results_digest, run.policy_digest, verdict.outcome, checks, routes, stretches


def _course_of(draft: MeritAssessment, decided: MeritRound, head: User) -> tuple[date | None, bool]:
    """The day on which a round counts as submitted, and whether a decision may still be objected to; nothing stays."""
    with transaction.atomic():
        assessing.submit(assessment=draft, version=draft.version, by=head)
        day = MeritAssessment.objects.get(pk=draft.pk).submitted_on
        try:
            following.oppose(merit_round=decided, sub_aspect="", text="Levelnya keliru.", by=head)
            running = True
        except Invalid as error:
            running = error.code != "window_closed"
        transaction.set_rollback(True)
    return day, running


def _rounds(clock: Any, day: datetime) -> tuple[MeritAssessment, MeritRound, User]:
    """A round to be submitted, one that was decided on a day, and the head of their agency."""
    clock(day)
    agency = factories.agency("LAIN")
    held, verifier = assessed.finished(agency, "2025")
    given: dict[str, Any] = {"number": "1/KEP", "decided_on": timezone.localdate(), "valid_to": None, "by": verifier}
    decided = verifying.decide(assessment=held, version=held.version, **given)
    return (
        assessed.answered(agency, factories.user("BKD_STAFF", agency), "2026"),
        decided,
        factories.user("BKD_HEAD", agency),
    )


def test_the_decision_for_a_date_is_the_same_in_every_zone_around_midnight(settings: Any, clock: Any) -> None:
    for level in (5, 3, 2):
        factories.assessed(factories.employee(post_from=date(2022, 7, 1)), level=level)
    known_at = datetime(2026, 6, 29, tzinfo=UTC)
    cast.approved(factories.agency())
    head = {"agency": "KALTIM", "kind": "NEW_HEAD", "number": "BA/3", "true_from": date(2026, 1, 1)}
    assert cast.merit("gate_freezes", head).errors == []
    # Its objections end with the 30th of June.
    draft, decided, head_of = _rounds(clock, datetime(2026, 6, 16, 5, tzinfo=UTC))
    decisions, today, courses, cases = [], [], [], 0
    for zone in ZONES:
        settings.TIME_ZONE = zone
        timezone.activate(ZoneInfo(zone))
        midnight = datetime(2026, 7, 1, tzinfo=ZoneInfo(zone))
        for shift in AROUND:
            clock((midnight + shift).astimezone(UTC))
            decisions.append(_decided(known_at))
            courses.append(_course_of(draft, decided, head_of))
            # What may not lie in the future turns with the local day, to the second.
            day = KINDS["training"].column("true_from").parser
            try:
                day("2026-07-01", timezone.localdate())
                today.append(True)
            except Exception as error:  # noqa: BLE001 - only its code matters
                today.append(getattr(error, "code", "") != "date_future")
            cases += 1
    timezone.deactivate()
    wrong = sum(decision != decisions[0] for decision in decisions)
    wrong += today != [False, False, True, True, True, True] * len(ZONES)
    before, after = (date(2026, 6, 30), True), (date(2026, 7, 1), False)
    wrong += sum(one != right for one, right in zip(courses, [before] * 2 + [after] * 4, strict=False))
    wrong += courses != courses[: len(AROUND)] * len(ZONES)
    counted("T-23", cases, "decisions for one date, by zone and time of the server", wrong)
    assert (cases, wrong) == (24, 0)


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=-400), timedelta(hours=2), timedelta(days=400)])
def test_a_clock_set_back_or_forward_breaks_nothing_and_is_told(clock: Any, jump: timedelta) -> None:
    person, by = factories.employee(), system_operator()
    noon = datetime(2026, 7, 1, 4, tzinfo=UTC)
    values = {"name": "Kursus", "kind": "COURSE", "true_from": date(2024, 3, 4)}
    clock(noon)
    row = records.add(kind="training", employee=person, values=values | {"hours": 1.0}, by=by)
    first = Event.objects.latest("id").pk
    for number, instant in enumerate((noon + jump, noon + jump + timedelta(minutes=1), noon + timedelta(hours=1))):
        clock(instant)
        row = records.correct(
            kind="training", row=row, seen=row.digest, values=values | {"hours": 2.0 + number}, reason="Uji.", by=by
        )
        factories.write("training", person, known_at=instant, **values | {"hours": 20.0 + number})
        row = TrainingRecord.objects.get(known_to=None)
    assert list(TrainingRecord.objects.order_by("id").values_list("hours", flat=True)) == [1, 2, 20, 3, 21, 4, 22]
    instants = list(TrainingRecord.objects.order_by("id").values_list("known_from", "known_to"))
    assert [end for _start, end in instants[:-1]] == [start for start, _end in instants[1:]]
    assert [start for start, _end in instants] == sorted(start for start, _end in instants)
    ledger.seal()
    verdict = verify()
    since = [event for event in Event.objects.order_by("id") if event.pk >= first]
    steps = [event.payload.get("kind") for event in since[1:]]
    back = [event.pk for event, before in _pairs() if event.at < before.at - timedelta(seconds=60)]
    counted("T-23", len(instants), "facts learnt by a clock that jumped", int(not verdict.holds))
    assert (verdict.holds, verdict.clock_back, steps) == (True, tuple(back), ["training"] * 3)
    assert len([pk for pk in back if pk > first]) == 1
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    named = ", ".join(map(str, back))
    assert f"the server's clock was set back before events: {named};" in out.getvalue()


def _pairs() -> list[tuple[Event, Event]]:
    events = list(Event.objects.order_by("id"))
    return list(zip(events[1:], events, strict=False))
