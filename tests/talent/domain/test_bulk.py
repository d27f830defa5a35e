"""Many rows at once, the same on both engines as one by one."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, transaction

from talent.domain import bulk
from talent.models import AttestationRecord, PerformanceRecord
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture(params=[0, 100], ids=["as many", "as few"], autouse=True)
def _few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way in which PostgreSQL takes rows, however many these are."""
    monkeypatch.setattr(bulk, "_FEW", request.param)


def test_what_comes_back_is_what_went_in_column_by_column() -> None:
    person = factories.employee()
    years = [2021, 2022, 2023]
    columns = {
        "agency_id": [person.agency_id] * 3,
        "employee_id": [person.pk] * 3,
        "year": years,
        "score": [85.123456, None, 1.0],
        "new_idea": [True, False, None],
        "rating": ["BAIK", None, "SANGAT_BAIK"],
        "true_from": [date(year, 1, 1) for year in years],
        "true_to": [None, date(2022, 12, 31), None],
        "known_from": [NOON, NOON.astimezone(timezone(timedelta(hours=8))), NOON + timedelta(microseconds=1)],
        "key": ["a", "b", "c"],
        "digest": ["", "\\N", 'quote " and , comma'],
    }
    bulk.insert(PerformanceRecord, columns)
    rows = PerformanceRecord.objects.order_by("year")
    assert [{name: getattr(row, name) for name in columns} for row in rows] == [
        {name: values[place] for name, values in columns.items()} for place in range(3)
    ]


@pytest.mark.parametrize("flag", [True, 1])
def test_one_and_true_are_both_true(flag: bool) -> None:
    person = factories.employee()
    bulk.insert(
        AttestationRecord,
        {
            "agency_id": [person.agency_id] * 2,
            "employee_id": [person.pk] * 2,
            "kind": ["HEALTH", "INTEGRITY"],
            "passed": [1, flag],
            "known_from": [NOON] * 2,
            "key": ["a", "b"],
            "digest": ["", ""],
        },
    )
    assert list(AttestationRecord.objects.order_by("pk").values_list("passed", flat=True)) == [True, True]


def test_no_rows_are_no_trouble() -> None:
    bulk.insert(PerformanceRecord, {"agency_id": [], "employee_id": [], "year": []})
    assert PerformanceRecord.objects.count() == 0


def test_a_row_that_the_database_refuses_takes_the_others_with_it() -> None:
    person = factories.employee()
    columns = {
        "agency_id": [person.agency_id] * 2,
        "employee_id": [person.pk] * 2,
        "year": [2021, 2022],
        "rating": ["BAIK", "HEBAT"],
        "known_from": [NOON] * 2,
        "key": ["a", "b"],
        "digest": ["", ""],
    }
    with pytest.raises(DatabaseError, match="performance_rating_known"), transaction.atomic():
        bulk.insert(PerformanceRecord, columns)
    assert PerformanceRecord.objects.count() == 0


def test_columns_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"), transaction.atomic():
        bulk.insert(PerformanceRecord, {"year": [2021, 2022], "key": ["a"]})
