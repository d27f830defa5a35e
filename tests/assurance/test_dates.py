"""T-22: ages and tenures against plain calendar numbers, day by day; every rule on its first and last day.

ASSURE=long: every birthday of four years, more than a million ages.
"""

import os
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from rules.dates import complete_years, reached, tenure
from rules.law import NoRuleInForce, shipped
from tests.promises import counted

LONG = os.environ.get("ASSURE") == "long"
LIMITS = (1, 2, 3, 4, 5, 7, 10)
DAY = timedelta(days=1)


def _numbers(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """20260630 for 30 June 2026: the difference of two of them, cut by 10,000, is an age."""
    return np.array([day.year * 10_000 + day.month * 100 + day.day for day in days.astype(object)])


def test_every_birthday_has_its_age_on_every_day_of_five_years() -> None:
    born = np.arange(np.datetime64("1968-01-01"), np.datetime64("1972-01-01" if LONG else "1969-01-01"))
    days = np.arange(np.datetime64("2022-01-01"), np.datetime64("2027-01-01"))
    ages = complete_years(born[:, None], days[None, :])
    expected = (_numbers(days)[None, :] - _numbers(born)[:, None]) // 10_000
    wrong = int((ages != expected).sum())
    counted("T-22", ages.size, "ages", wrong)
    assert np.datetime64("1968-02-29") in born
    assert (ages.size >= (1_000_000 if LONG else 600_000), wrong) == (True, 0)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def test_every_tenure_is_reached_on_its_day_and_not_the_day_before() -> None:
    """A post from every day of four years on, ended a day before, on and after each limit; the last day counts."""
    starts = [date(2008, 1, 1) + DAY * number for number in range(1461)]
    cases = wrong = 0
    for years in LIMITS:
        for shift in (-1, 0, 1):
            last_days = [_anniversary(start, years) + DAY * (shift - 1) for start in starts]
            wrong += int((_served(starts, last_days, years) != (shift >= 0)).sum())
            cases += len(starts)
    counted("T-22", cases, "tenures", wrong)
    assert (cases, wrong) == (len(LIMITS) * 3 * 1461, 0)


def _served(starts: list[date], last_days: list[date], years: int) -> npt.NDArray[np.bool_]:
    frame = pd.DataFrame(
        {
            "employee_id": np.arange(len(starts), dtype=np.int64),
            "true_from": np.array(starts, dtype="datetime64[s]"),
            "true_to": np.array(last_days, dtype="datetime64[s]"),
        }
    )
    found = tenure(frame, date(2030, 1, 1))
    return np.asarray(reached(found["virtual_start"], found["last_end"], years))


@pytest.mark.parametrize("years", LIMITS)
def test_a_running_post_counts_up_to_the_day_before(years: int) -> None:
    for start in (date(2008, 2, 28), date(2008, 2, 29), date(2008, 3, 1), date(2010, 12, 31), date(2012, 1, 1)):
        running = pd.DataFrame(
            {
                "employee_id": np.array([1], dtype=np.int64),
                "true_from": np.array([start], dtype="datetime64[s]"),
                "true_to": np.array(["NaT"], dtype="datetime64[s]"),
            }
        )
        for shift in (-1, 0, 1):
            found = tenure(running, _anniversary(start, years) + DAY * shift)
            assert bool(reached(found["virtual_start"], found["last_end"], years)[0]) == (shift >= 0), (start, shift)


def test_every_rule_holds_from_its_first_to_its_last_day() -> None:
    law = shipped()
    held = ended = 0
    for rule_id in law.ids():
        versions = law.versions(rule_id)
        for before, version in zip([None, *versions], versions, strict=False):
            for day in (version.effective_from, version.effective_to or version.effective_from + 20_000 * DAY):
                assert _value(rule_id, day) == version.value, (rule_id, day)
                held += 1
            eve = version.effective_from - DAY
            assert _value(rule_id, eve) == (before.value if before else None), (rule_id, eve)
            ended += 1
    counted("T-22", held + ended, "first days, last days and eves of rules", 0)
    assert (held, ended) == (2 * ended, sum(len(law.versions(rule_id)) for rule_id in law.ids()))


def _value(rule_id: str, on: date) -> object:
    try:
        return shipped().at(rule_id, on).value
    except NoRuleInForce:
        return None
