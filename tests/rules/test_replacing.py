"""Two years in a senior post before the PPK takes somebody out of it: a warning, by a rule that was not verified."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law import shipped
from rules.replacing import early, early_holder


@pytest.mark.parametrize(
    ("since", "on", "status"),
    [
        (date(2024, 8, 4), date(2026, 8, 3), "fail"),
        (date(2024, 8, 3), date(2026, 8, 3), "pass"),
        (date(2024, 2, 29), date(2026, 2, 28), "fail"),
        (date(2024, 2, 29), date(2026, 3, 1), "pass"),
        (None, date(2026, 8, 3), "unknown"),
    ],
)
def test_two_years_are_over_on_their_day(since: date | None, on: date, status: str) -> None:
    found = early(since, on, shipped())
    assert found is not None
    assert (str(found.status), found.decides, found.verified) == (status, False, False)
    other = early_holder(since, on, shipped())
    assert other is not None
    assert (other.status, other.fact, other.limit, other.code != found.code) == (
        found.status,
        found.fact,
        found.limit,
        True,
    )
    assert "melanggar ketentuan peraturan perundang-undangan atau tidak lagi memenuhi syarat jabatan" in found.limit.id


def test_before_its_first_day_there_is_no_such_rule() -> None:
    assert early(date(2017, 1, 2), date(2017, 4, 6), shipped()) is None
    assert early(date(2017, 1, 2), date(2017, 4, 7), shipped()) is not None


@given(st.dates(date(2018, 1, 1), date(2040, 1, 1)), st.integers(0, 1_500))
def test_it_says_so_exactly_until_the_same_day_two_years_on(since: date, days: int) -> None:
    on = since + timedelta(days=days)
    found = early(since, on, shipped())
    leap = (since.month, since.day) == (2, 29)
    over = (on.year, on.month, on.day) >= ((since.year + 2, 3, 1) if leap else (since.year + 2, since.month, since.day))
    assert found is not None
    assert (str(found.status) == "pass") is over
