"""Whoever held the post until the inauguration no longer holds it by the records, and the calendar says who does."""

from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import inauguration, leaving, openings, recommendation
from succession.domain.queries import vacating
from succession.models import Inauguration, Vacancy
from talent.domain import known
from talent.models import Agency, AppointmentRecord, Employee, Position, PositionRecord
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided

pytestmark = pytest.mark.django_db

DAY, EVE, SINCE = date(2026, 8, 3), date(2026, 8, 2), date(2022, 1, 3)
TITLE = "Kepala Dinas JPT-01"


def holder(of: Agency, *, appointed: bool = True, **values: Any) -> Employee:
    said: dict[str, Any] = {"position": TITLE, "tier": "JPT_PRATAMA", "post_from": SINCE} | values
    person = factories.employee(of, **said)
    if appointed:
        held = {"position": TITLE, "tier": "JPT_PRATAMA", "kind": "DEFINITIVE", "true_from": said["post_from"]}
        factories.write("appointments", person, **held)
    return person


def inaugurated(vacancy: Vacancy, person: Employee, dated: date = DAY) -> Inauguration:
    vacancy.refresh_from_db()
    chosen = decided(vacancy, person)
    given = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25), "by": system_operator()}
    recommendation.record(decision=chosen, **given)
    return inauguration.inaugurate(decision=chosen, dated=dated, number="BA-1", by=system_operator())


def told(person: Employee) -> list[tuple[str, date | None, date | None]]:
    rows = AppointmentRecord.objects.filter(employee=person, known_to=None).order_by("true_from")
    return list(rows.values_list("position", "true_from", "true_to"))


def looked_at(post: Position, on: date) -> vacating.Falling:
    post = Position.objects.select_related("agency", "current").get(pk=post.pk)
    (found,) = vacating.of_posts([post], on)
    return found


@pytest.mark.parametrize("appointed", [True, False])
def test_the_one_who_held_the_post_held_it_to_the_eve_and_nothing_is_deleted(sign_in: SignIn, appointed: bool) -> None:
    agency = factories.agency()
    old = holder(agency, appointed=appointed)
    vacancy, people = cast.ready(agency)
    made = inaugurated(vacancy, people[0])
    assert made.replaced == old
    assert told(old) == [(TITLE, SINCE, EVE)]
    # What was known before stays readable; their own row says what it said.
    closed = AppointmentRecord.objects.filter(employee=old, known_to__isnull=False)
    assert list(closed.values_list("true_to", flat=True)) == [None] * appointed
    old.refresh_from_db()
    assert (old.current.position, old.current.post_from) == (TITLE, SINCE)
    noted = Event.objects.get(kind="succession.appointment.inaugurated")
    assert noted.payload["replaced"] == old.pk
    told_of = [
        one.kind
        for one in Event.objects.filter(kind__startswith="talent.record.")
        if (one.payload["kind"], one.payload.get("employee")) == ("appointments", old.pk)
    ]
    assert told_of == ["talent.record.corrected" if appointed else "talent.record.added"]
    assert {replayed.identical for _of, replayed in openings.replay_filling(vacancy=vacancy, by=system_operator())} == {
        True
    }
    assert looked_at(vacancy.position, DAY).seat.holder == people[0]
    # The page asks where they went until their own row says it.
    staff = sign_in("BKD_STAFF")
    asks = b"catat ke mana ia pindah"
    page = staff.get(f"/lowongan/{vacancy.pk}/").content
    assert (old.name.encode() in page, asks in page) == (True, True)
    moved = {"name": old.name, "status": "PNS", "grade": "IV/a", "grade_from": date(2019, 4, 1), "standing": "ACTIVE"}
    moved |= {"position": "Analis Ahli Utama", "tier": "JF_AHLI_UTAMA", "post_from": DAY}
    factories.write("employees", old, known_at=known.turn(agency.pk), **moved)
    page = staff.get(f"/lowongan/{vacancy.pk}/").content
    assert (old.name.encode() in page, asks in page) == (True, False)


def test_of_two_on_record_nobody_is_ended() -> None:
    agency = factories.agency()
    both = [holder(agency), holder(agency, post_from=date(2023, 1, 2))]
    vacancy, people = cast.ready(agency)
    assert inaugurated(vacancy, people[0]).replaced is None
    assert [told(one)[0][2] for one in both] == [None, None]


def test_an_end_that_was_told_stays_and_an_acting_head_is_not_ended() -> None:
    agency = factories.agency()
    old = holder(agency, appointed=False)
    held = {"position": TITLE, "tier": "JPT_PRATAMA"}
    factories.write("appointments", old, kind="DEFINITIVE", true_from=SINCE, true_to=date(2026, 6, 30), **held)
    factories.write("appointments", old, kind="PLT", true_from=date(2026, 7, 1), **held)
    vacancy, people = cast.ready(agency)
    assert inaugurated(vacancy, people[0]).replaced == old
    assert told(old) == [(TITLE, SINCE, date(2026, 6, 30)), (TITLE, date(2026, 7, 1), None)]


def test_of_posts_of_one_title_the_one_in_its_unit_is_replaced() -> None:
    agency = factories.agency()
    for code in ("A", "B"):
        factories.unit(agency, code, f"Biro {code}")
    old, other = holder(agency, unit="A"), holder(agency, unit="B")
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    cast.post(agency, "JPT-02", name=TITLE, unit="B")
    vacancy = cast.opened(agency, cast.post(agency, name=TITLE, unit="A"))
    cast.gate.decide_route(vacancy=vacancy, by=system_operator())
    cast.longlist.build(vacancy=vacancy, by=system_operator())
    cast.nominated(vacancy, people[:3])
    assert inaugurated(vacancy, people[0]).replaced == old
    assert (told(old)[0][2], told(other)[0][2]) == (EVE, None)


def filled_ahead(of: Agency, vacant_from: date | None = None) -> tuple[Vacancy, list[Employee]]:
    people = cast.people(of, 4)
    factories.established_cycle(of)
    cast.approved(of)
    vacancy = cast.opened(of, cast.post(of, vacant_from=vacant_from))
    cast.gate.decide_route(vacancy=vacancy, by=system_operator())
    cast.longlist.build(vacancy=vacancy, by=system_operator())
    cast.nominated(vacancy, people[:3])
    return vacancy, people


def test_a_post_filled_before_the_day_it_would_be_vacant_is_not_called_vacant_from_then_on() -> None:
    vacancy, people = filled_ahead(factories.agency(), date(2026, 9, 1))
    inaugurated(vacancy, people[0], date(2026, 8, 20))
    for on in (date(2026, 8, 25), date(2026, 9, 2)):
        found = looked_at(vacancy.position, on)
        assert (found.seat.holder, found.seat.vacant) == (people[0], False)
        assert "LEFT" not in {one.clock.name for one in found.endings}
    rows = PositionRecord.objects.filter(position=vacancy.position).order_by("id")
    old, new = rows.values("name", "tier", "unit_id", "job_family", "critical", "vacant_from", "known_to")
    assert (old.pop("vacant_from"), new.pop("vacant_from")) == (date(2026, 9, 1), None)
    assert (old.pop("known_to") is None, new.pop("known_to")) == (False, None)
    assert old == new
    # The workbook that says the same is no news.
    again = {"name": TITLE, "tier": "JPT_PRATAMA", "job_family": "perhubungan", "code": "JPT-01"}
    factories.write("positions", vacancy.agency, known_at=known.turn(vacancy.agency_id), **again)
    assert rows.count() == 2


def test_the_post_that_was_left_is_vacant_and_whoever_held_it_earlier_is_not_taken_for_its_holder() -> None:
    agency = factories.agency()
    vacancy, people = cast.ready(agency)
    left, (mover, *_others) = cast.post(agency, "JPT-09"), people
    title = "Kepala Dinas JPT-09"
    holder(agency, position=title, appointed=False)
    senior = {"name": mover.name, "status": "PNS", "position": title, "tier": "JPT_PRATAMA", "standing": "ACTIVE"}
    senior |= {"grade": "IV/a", "grade_from": date(2019, 4, 1), "post_from": date(2024, 1, 2)}
    factories.write("employees", mover, known_at=known.turn(agency.pk), **senior)
    made = inaugurated(vacancy, Employee.objects.select_related("agency", "current").get(pk=mover.pk))
    assert made.opened is not None
    assert (made.opened.position, looked_at(left, DAY).seat.holder, looked_at(left, DAY).seat.vacant_from) == (
        left,
        None,
        DAY,
    )


def test_who_was_replaced_leaves_no_vacancy_behind_when_inaugurated_elsewhere() -> None:
    """Their own row still says the post; by the records another holds it since."""
    agency = factories.agency()
    old = holder(agency)
    vacancy, people = cast.ready(agency)
    post = Position.objects.get(pk=vacancy.position_id)
    assert leaving.left_by(old, DAY) == [post]
    inaugurated(vacancy, people[0])
    assert leaving.left_by(old, DAY) is None
