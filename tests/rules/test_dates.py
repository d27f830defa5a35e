"""Ages and tenures, day by day against the plain calendar."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import add_years, complete_years, merge, reached, tenure, ymd_between

BIRTHS = [date(1968, 2, 28), date(1968, 2, 29), date(1968, 3, 1), date(1968, 12, 31), date(1969, 1, 1)]
DAYS = st.dates(date(1950, 1, 1), date(2040, 12, 31))


def plain_age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def nanoseconds_free(day: date | None) -> np.datetime64:
    return np.datetime64("NaT", "s") if day is None else np.datetime64(day, "s")


def test_a_birthday_on_29_february_falls_on_1_march_in_a_common_year() -> None:
    leap = date(2004, 2, 29)
    assert add_years(leap, 1) == np.datetime64("2005-03-01")
    assert add_years(leap, 4) == np.datetime64("2008-02-29")
    assert add_years(leap, -4) == np.datetime64("2000-02-29")
    assert [complete_years(leap, date(2005, 2, 28)), complete_years(leap, date(2005, 3, 1))] == [0, 1]
    assert [complete_years(leap, date(2008, 2, 28)), complete_years(leap, date(2008, 2, 29))] == [3, 4]


def test_every_birthday_of_a_leap_year_has_its_calendar_age_on_every_day_of_five_years() -> None:
    born = np.arange(np.datetime64("1968-01-01"), np.datetime64("1969-01-01"))
    ons = np.arange(np.datetime64("2022-01-01"), np.datetime64("2027-01-01"))
    ages = complete_years(born[:, None], ons[None, :])
    month_day = lambda days: (days.astype("M8[M]").astype(int) % 12) * 31 + (days - days.astype("M8[M]")).astype(int)  # noqa: E731
    years = ons.astype("M8[Y]").astype(int) + 1970 - 1968
    expected = years[None, :] - (month_day(ons)[None, :] < month_day(born)[:, None])
    assert ages.shape == (366, 1826)
    assert (ages == expected).all()


@given(DAYS, DAYS)
def test_years_months_and_days_lead_from_one_day_to_the_other(start: date, on: date) -> None:
    first, last = sorted((start, on))
    years, months, days = ymd_between(first, last)
    assert years == plain_age(first, last) == complete_years(first, last)
    assert 0 <= months < 12
    assert 0 <= days <= 30


def test_years_months_and_days_of_known_pairs() -> None:
    assert ymd_between(date(1968, 3, 15), date(2026, 3, 14)) == (57, 11, 27)
    assert ymd_between(date(1968, 3, 15), date(2026, 3, 15)) == (58, 0, 0)
    assert ymd_between(date(1968, 2, 29), date(2026, 2, 28)) == (57, 11, 30)
    assert ymd_between(date(1968, 2, 29), date(2026, 3, 1)) == (58, 0, 0)
    assert ymd_between(date(2025, 1, 31), date(2025, 3, 1)) == (0, 1, 0)


def test_what_is_not_known_stays_not_known() -> None:
    days = pd.Series(np.array(["1970-05-01", "NaT"], dtype="M8[s]"))
    ages = complete_years(days, date(2026, 5, 1))
    assert ages[0] == 56
    assert np.isnan(ages[1])
    assert complete_years(None, date(2026, 1, 1)) is None
    assert ymd_between(None, date(2026, 1, 1)) == (None, None, None)
    assert np.isnan(ymd_between(days, date(2026, 5, 1)).months[1])


def periods(*rows: tuple[int, date | None, date | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "employee_id": np.array([row[0] for row in rows], dtype=np.int64),
            "true_from": np.array([nanoseconds_free(row[1]) for row in rows], dtype="M8[s]"),
            "true_to": np.array([nanoseconds_free(row[2]) for row in rows], dtype="M8[s]"),
        }
    )


def test_a_running_post_reaches_five_years_on_the_same_day_five_years_later() -> None:
    rows = periods((1, date(2020, 2, 29), None))
    day_before, day = tenure(rows, date(2025, 2, 28)), tenure(rows, date(2025, 3, 1))
    assert not reached(day_before["virtual_start"], day_before["last_end"], 5)[0]
    assert reached(day["virtual_start"], day["last_end"], 5)[0]


def test_an_ended_post_counts_its_last_day_and_overlaps_count_once() -> None:
    rows = periods(
        (7, date(2020, 1, 1), date(2020, 12, 31)),
        (7, date(2020, 6, 1), date(2021, 1, 31)),
        (7, date(2022, 1, 1), date(2022, 1, 10)),
        (7, date(2030, 1, 1), None),
        (8, None, date(2020, 1, 1)),
    )
    found = tenure(rows, date(2025, 1, 1))
    assert found.index.tolist() == [7]
    assert found["days"].tolist() == [366 + 31 + 10]
    assert found["last_end"].tolist() == [pd.Timestamp("2022-01-11")]
    assert found["virtual_start"].tolist() == [pd.Timestamp("2022-01-11") - pd.Timedelta(days=407)]


SPAN = st.tuples(st.integers(1, 4), st.dates(date(2015, 1, 1), date(2021, 12, 31)), st.none() | st.integers(0, 900))


@given(st.lists(SPAN, max_size=12), st.dates(date(2015, 1, 1), date(2022, 12, 31)))
def test_merged_time_is_the_number_of_different_days_served(
    spans: list[tuple[int, date, int | None]], on: date
) -> None:
    rows = [(owner, start, None if length is None else start + timedelta(length)) for owner, start, length in spans]
    served: dict[int, set[date]] = {}
    for owner, start, end in rows:
        if start <= on:
            days = served.setdefault(owner, set())
            stop = on if end is None else min(on, end + timedelta(1))
            days.update(start + timedelta(n) for n in range(max(0, (stop - start).days)))
    found = tenure(periods(*rows), on)
    assert found["days"].to_dict() == {owner: len(days) for owner, days in served.items()}


def test_owners_without_a_span_have_no_days_and_no_end() -> None:
    days, last = merge(np.array([], dtype=np.int64), np.array([], "M8[D]"), np.array([], "M8[D]"), 2)
    assert days.tolist() == [0, 0]
    assert np.isnat(last).all()
