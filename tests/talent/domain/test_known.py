"""Dated facts: new, changed or the same; nothing overwritten, and every past state of knowledge still there."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from talent.domain import known
from talent.models import Employee, PerformanceRecord
from tests import factories
from tests.talent.domain.tables import state

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))


def _write(
    people: list[Employee], years: list[int], ratings: list[str | None], at: datetime, **options: Any
) -> known.Difference:
    return known.write(
        PerformanceRecord,
        owner="employee",
        owners=[person.pk for person in people],
        agencies=[person.agency_id for person in people],
        columns={"year": years, "rating": ratings},
        key=("year",),
        known_at=at,
        **options,
    )


def _known(at: datetime) -> list[tuple[int, str | None]]:
    return list(
        known.known_at(PerformanceRecord.objects.all(), at).order_by("year", "pk").values_list("year", "rating")
    )


@pytest.fixture
def person() -> Employee:
    return factories.employee()


def test_rows_are_new_changed_or_the_same(person: Employee) -> None:
    _write([person] * 3, [2021, 2022, 2023], ["BAIK"] * 3, JANUARY)
    difference = _write([person] * 3, [2022, 2023, 2024], ["BAIK", "KURANG", "BAIK"], FEBRUARY)
    assert (difference.new, difference.changed, difference.same) == ([2], [1], [0])


def test_many_rows_of_one_person_are_told_apart_as_a_few_of_many_are(person: Employee) -> None:
    """A person's many rows are held against all that is known of the person, others each against its own key."""
    other = factories.employee(person.agency)
    years, ratings = list(range(2010, 2024)), ["BAIK"] * 14
    _write([other] * 14, years, ratings, JANUARY)
    _write([person] * 12, years[2:], ratings[2:], JANUARY)
    difference = _write([person] * 14, years, [*ratings[:-1], "KURANG"], FEBRUARY)
    assert (difference.new, difference.changed, difference.same) == ([0, 1], [13], list(range(2, 13)))
    assert _write([other] * 14, years, ratings, MARCH) == known.Difference([], [], list(range(14)))
    assert PerformanceRecord.objects.get(employee=person, year=2023, known_to=None).rating == "KURANG"


def test_a_correction_closes_what_was_known_and_adds_a_row(person: Employee) -> None:
    _write([person], [2023], ["BAIK"], JANUARY)
    _write([person], [2023], ["KURANG"], FEBRUARY)
    _write([person], [2023], ["BAIK"], MARCH)
    rows = PerformanceRecord.objects.order_by("pk").values_list("rating", "known_from", "known_to")
    assert list(rows) == [("BAIK", JANUARY, FEBRUARY), ("KURANG", FEBRUARY, MARCH), ("BAIK", MARCH, None)]


def test_what_was_known_at_each_instant_stays_what_it_was(person: Employee) -> None:
    _write([person], [2023], ["BAIK"], JANUARY)
    _write([person] * 2, [2023, 2024], ["KURANG", None], FEBRUARY)
    assert _known(datetime(2025, 12, 31, tzinfo=UTC)) == []
    assert _known(JANUARY) == [(2023, "BAIK")]
    assert _known(datetime(2026, 1, 31, 23, 59, tzinfo=UTC)) == [(2023, "BAIK")]
    assert _known(FEBRUARY) == _known(MARCH) == [(2023, "KURANG"), (2024, None)]


def test_the_same_again_writes_nothing(person: Employee) -> None:
    _write([person] * 2, [2022, 2023], ["BAIK", None], JANUARY)
    before = state()
    difference = _write([person] * 2, [2022, 2023], ["BAIK", None], FEBRUARY)
    assert (difference.new, difference.changed, difference.same) == ([], [], [0, 1])
    assert state() == before


def test_a_column_that_says_nothing_changes_nothing_and_one_that_does_is_a_change(person: Employee) -> None:
    _write([person] * 2, [2022, 2023], ["BAIK", None], JANUARY)

    def again(rater: str | None) -> known.Difference:
        return known.write(
            PerformanceRecord,
            owner="employee",
            owners=[person.pk] * 2,
            agencies=[person.agency_id] * 2,
            columns={"year": [2022, 2023], "rating": ["BAIK", None], "rater": [rater, None], "score": [None, None]},
            key=("year",),
            known_at=FEBRUARY,
        )

    nothing, one = again(None), again("198503122010011007")
    assert (nothing.new, nothing.changed, nothing.same) == ([], [], [0, 1])
    assert (one.new, one.changed, one.same) == ([], [0], [1])


def test_the_same_word_in_another_column_is_a_change(person: Employee) -> None:
    def written(column: str, at: datetime) -> known.Difference:
        return known.write(
            PerformanceRecord,
            owner="employee",
            owners=[person.pk],
            agencies=[person.agency_id],
            columns={"year": [2022], column: ["BELOW"]},
            key=("year",),
            known_at=at,
        )

    assert written("work_result", JANUARY).new == [0]
    assert written("behaviour", FEBRUARY).changed == [0]


def test_a_dry_run_tells_the_same_and_writes_nothing(person: Employee) -> None:
    _write([person], [2022], ["BAIK"], JANUARY)
    before = state()
    tried = _write([person] * 2, [2022, 2023], ["KURANG", "BAIK"], FEBRUARY, dry_run=True)
    assert state() == before
    assert _write([person] * 2, [2022, 2023], ["KURANG", "BAIK"], FEBRUARY) == tried


def test_a_fact_belongs_to_its_owner() -> None:
    one, two = factories.employee(), factories.employee()
    _write([one], [2023], ["BAIK"], JANUARY)
    assert _write([two], [2023], ["BAIK"], FEBRUARY).new == [0]
    assert _write([two, one], [2023, 2023], ["BAIK", "KURANG"], MARCH) == known.Difference([], [1], [0])


def test_the_order_of_columns_makes_no_difference(person: Employee) -> None:
    _write([person], [2023], ["BAIK"], JANUARY)
    again = known.write(
        PerformanceRecord,
        owner="employee",
        owners=[person.pk],
        agencies=[person.agency_id],
        columns={"rating": ["BAIK"], "year": [2023]},
        key=("year",),
        known_at=FEBRUARY,
    )
    assert again.same == [0]


def test_a_fact_has_its_period_and_its_file(person: Employee) -> None:
    known.write(
        PerformanceRecord,
        owner="employee",
        owners=[person.pk],
        agencies=[person.agency_id],
        columns={"year": [2023], "true_from": [date(2023, 1, 1)], "true_to": [date(2023, 12, 31)]},
        key=("year",),
        known_at=JANUARY,
    )
    row = PerformanceRecord.objects.get()
    assert (row.true_from, row.true_to, row.batch_id, row.agency_id) == (
        date(2023, 1, 1),
        date(2023, 12, 31),
        None,
        person.agency_id,
    )


def test_knowing_from_an_instant_is_never_earlier_than_what_somebody_saw() -> None:
    agency = factories.agency()
    first = known.turn(agency.pk)
    assert known.turn(None) > first
