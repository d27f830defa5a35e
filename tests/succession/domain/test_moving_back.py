"""An inauguration that moved somebody between two agencies is annulled: they serve the one that they left as before."""

from datetime import date
from typing import Any

import pytest

from accounts.domain import second_lock
from accounts.domain.users import system_operator
from accounts.models import User
from audit.models import Event
from succession.domain import annulling, committee, openings, recommendation
from succession.domain.inauguration import inaugurate
from succession.domain.moving_back import NotUndone
from succession.models import Inauguration, Vacancy
from talent.domain import known
from talent.domain.queries import employees
from talent.domain.queries.records import MODELS
from talent.models import Employee, PoolExit, PositionRecord
from tests import factories
from tests.succession.domain.test_moving import DAY, EVE, LEFT, moved, told
from tests.succession.domain.test_outsiders import decided

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Pelantikannya dicatat dengan keliru."


def annulled(made: Inauguration, by: User | None = None) -> Inauguration:
    held = annulling.standing(made.decision.vacancy)
    assert held is not None
    return annulling.annul(inauguration=held, number="SK-B/1", dated=DAY, reason=WHY, by=by or BY())


def facts_of(person: Employee, at: Any = None) -> list[tuple[Any, ...]]:
    """Every fact known of the person now, or at an instant, by kind and key."""
    found = []
    for kind, model in MODELS.items():
        rows = model._default_manager.filter(employee=person)
        rows = rows.filter(known_to=None) if at is None else known.known_at(rows, at)
        found += [(kind, *row) for row in rows.order_by("key").values_list("key", "true_from", "true_to", "digest")]
    return found


def test_they_serve_where_they_came_from_as_before_and_nobody_knows_them_here_any_more() -> None:
    made, left, joined = moved()
    before = facts_of(left, made.at)
    head = factories.user("BKD_HEAD", factories.agency())
    with second_lock.rows_of(head):
        annulled(made, head)
    left.refresh_from_db()
    joined.refresh_from_db()
    assert facts_of(left) == before
    assert (left.moved_on, left.moved_to, left.moved_by) == (None, None, None)
    assert (left.current.standing, left.current.position) == ("ACTIVE", LEFT)
    assert (facts_of(joined), joined.current) == ([], None)
    assert (joined.moved_on, joined.moved_to, joined.moved_by) == (DAY, left.agency, "SK-B/1")
    assert [employees.of_nip(left.nip, day) for day in (EVE, DAY)] == [left, left]
    assert not PoolExit.objects.filter(revoked_at=None).exists()
    assert PositionRecord.objects.get(position__agency=left.agency, known_to=None).vacant_from is None
    (opened,) = Vacancy.objects.filter(agency=left.agency)
    vacancy = Vacancy.objects.get(pk=made.decision.vacancy_id)
    assert (opened.state, vacancy.state) == ("CLOSED", "NOMINATED")
    event = Event.objects.get(kind="talent.employee.moved_back")
    assert (event.agency, event.reason) == (left.agency.code, WHY)
    assert event.payload == {"inauguration": made.pk, "joined": joined.pk, "number": "SK-B/1"}
    assert {one.identical for _held, one in openings.replay_filling(vacancy=vacancy, by=BY())} == {True}


def test_recorded_anew_on_another_day_they_move_again_into_the_same_row() -> None:
    made, left, joined = moved()
    written = told(joined)
    annulled(made)
    vacancy, day = Vacancy.objects.get(pk=made.decision.vacancy_id), date(2026, 8, 4)
    again = decided(vacancy, Employee.objects.get(pk=left.pk))
    recommendation.record(decision=again, authority="BKN", number="R-2", dated=DAY, by=BY())
    inaugurate(decision=again, dated=day, number="BA-2", by=BY())
    assert (employees.of_nip(left.nip, DAY).pk, employees.of_nip(left.nip, day).pk) == (left.pk, joined.pk)
    shifted = {DAY: day, EVE: DAY}
    expected = [tuple(shifted.get(one, one) for one in row) for row in written]  # type: ignore[call-overload]
    assert told(joined) == expected
    assert {one.identical for _held, one in openings.replay_filling(vacancy=vacancy, by=BY())} == {True}


def test_what_followed_in_either_agency_comes_first() -> None:
    made, left, joined = moved()
    (opened,) = Vacancy.objects.filter(agency=left.agency)
    member = factories.user("SELECTION_COMMITTEE", left.agency)
    committee.appoint_member(vacancy=opened, user=member, by=BY())
    head = factories.user("BKD_HEAD", factories.agency())
    with second_lock.rows_of(head), pytest.raises(NotUndone, match="di instansi asalnya sudah berjalan") as refused:
        annulled(made, head)
    # Which vacancy that is, is not told here.
    assert opened.code not in str(refused.value)
    opened.committee.all().delete()
    factories.write("performance", joined, known_at=known.turn(joined.agency_id), year=2025, rating="BAIK")
    with pytest.raises(NotUndone, match="sudah berubah sesudahnya"):
        annulled(made)
    assert Inauguration.objects.get().annulled_at is None
