"""Calendar arithmetic for ages and tenures, on single days and on whole columns alike.

A day that the target month does not have falls on the first of the next month: 29 February plus one year is 1 March.
Everything works on `numpy.datetime64` in days; other units, `datetime.date` and pandas columns are taken as well.
NaT goes in as "not known" and comes out as NaT or NaN.
"""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ONE_DAY = np.timedelta64(1, "D")
MONTHS = 12

# No rule, birth or appointment lies outside; beyond them, calendars and databases begin to disagree.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class Span(NamedTuple):
    """Complete years, months and days between two days; arrays of float64 (NaN = not known) or plain numbers."""

    years: Any
    months: Any
    days: Any


def to_days(value: Any) -> Days:
    """`value` (date, datetime64, array, Series, None) as datetime64[D]; a scalar gives an array without dimension."""
    if isinstance(value, pd.Series | pd.Index):
        value = value.to_numpy()
    if value is None or value is pd.NaT:
        value = np.datetime64("NaT")
    return np.asarray(value, dtype="datetime64[D]")


def add_months(days: Any, n: Any) -> Any:
    """The same day of the month `n` months on; the first of the month after where that month has no such day."""
    start = to_days(days)
    month = start.astype("datetime64[M]")
    target = month + np.asarray(n, dtype="timedelta64[M]")
    same_day = target.astype("datetime64[D]") + (start - month.astype("datetime64[D]"))
    next_month = (target + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.minimum(same_day, next_month)[()]


def add_years(days: Any, n: Any) -> Any:
    """The same month and day `n` years on (datetime64[D]); 29 February becomes 1 March in a common year.

    `n`: one whole number or an array of them; negative goes back.
    """
    return add_months(days, np.asarray(n, dtype=np.int64) * MONTHS)


def _complete_months(start: Days, on: Days) -> Ints:
    """Whole months from `start` to `on`; meaningless where either is NaT."""
    apart = (on.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.int64)
    known = np.where(np.isnat(start) | np.isnat(on), 0, apart)
    return np.asarray(known - (add_months(start, known) > on), dtype=np.int64)


def complete_years(start: Any, on: Any) -> Any:
    """Complete years from `start` to `on` by the calendar: an age, when `start` is a birthday.

    Two single days give an int (None when either is not known); anything longer float64 with NaN for not known.
    """
    first, last = to_days(start), to_days(on)
    years = _complete_months(first, last) // MONTHS
    unknown = np.isnat(first) | np.isnat(last)
    if years.ndim == 0:
        return None if unknown else int(years)
    return np.where(unknown, np.nan, years)


def ymd_between(start: Any, on: Any) -> Span:
    """Years, months and days from `start` to `on`; ints for single days (None = not known), else float64 with NaN.

    Meant for `start` <= `on`; before it, the years are negative and months and days still count upwards.
    """
    first, last = to_days(start), to_days(on)
    total = _complete_months(first, last)
    rest = (last - add_months(first, total)).astype(np.int64)
    unknown = np.isnat(first) | np.isnat(last)
    parts = (total // MONTHS, total % MONTHS, rest)
    if total.ndim == 0:
        return Span(*(None if unknown else int(part) for part in parts))
    return Span(*(np.where(unknown, np.nan, part) for part in parts))


def merge(codes: Ints, starts: Days, ends: Days, size: int) -> tuple[Ints, Days]:
    """Days covered by half-open spans [start, end) for each of `size` owners, overlaps once, and their last end.

    `codes`: the owner's position 0..size-1 of each span. Spans must be known and not end before they start.
    Owners without a span: 0 days, NaT.
    """
    total = np.zeros(size, dtype=np.int64)
    last_end = np.full(size, np.datetime64("NaT"), dtype="datetime64[D]")
    if not len(codes):
        return total, last_end
    first = starts.astype("datetime64[D]").astype(np.int64)
    end = ends.astype("datetime64[D]").astype(np.int64)
    base = int(first.min())
    width = int(end.max()) - base + 1
    key = codes * width
    order = np.argsort(key + (first - base), kind="stable")
    key, first, end = key[order], first[order] - base, end[order] - base
    # One running maximum serves all owners, because each owner's keys start above the one before.
    reach = np.maximum.accumulate(key + end)
    before = np.concatenate(([-1], reach[:-1])) - key
    gained = np.maximum(end - np.maximum(first, before), 0)
    heads = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    owners = codes[order][heads]
    total[owners] = np.add.reduceat(gained, heads)
    tails = np.concatenate((heads[1:], [len(key)])) - 1
    last_end[owners] = (reach[tails] - key[tails] + base).astype("datetime64[D]")
    return total, last_end


def spans(true_from: Any, true_to: Any, on: date | np.datetime64) -> tuple[Days, Days, Bools]:
    """Half-open spans of dated records as far as `on`, and which of them count.

    `true_to` is inclusive, so an ended record spans [from, to + 1 day); a running one [from, on). Records that begin
    after `on`, or whose beginning is not known, do not count.
    """
    first, last, day = to_days(true_from), to_days(true_to), to_days(on)
    end = np.where(np.isnat(last), day, np.minimum(last + ONE_DAY, day))
    counts = first <= day
    return first, np.maximum(first, end), counts


def tenure(periods: pd.DataFrame, on: date | np.datetime64) -> pd.DataFrame:
    """Time served up to `on`, per employee, overlaps counted once.

    periods: `employee_id`, `true_from`, `true_to` (inclusive; NaT = still running).
    Returns a frame indexed by `employee_id` (those with at least one period begun by `on`, in order of appearance):
    `days` int64, `last_end` datetime64[s] (the day after the last one served), `virtual_start` datetime64[s]
    (`last_end` less `days`: separate periods chained back from the end of the last). See `reached`.
    """
    first, end, counts = spans(periods["true_from"], periods["true_to"], on)
    owners = periods["employee_id"].to_numpy(dtype=np.int64)[counts]
    codes, ids = pd.factorize(owners)
    days, last_end = merge(codes.astype(np.int64), first[counts], end[counts], len(ids))
    return pd.DataFrame(
        {
            "days": days,
            "last_end": last_end.astype("datetime64[s]"),
            "virtual_start": (last_end - days.astype("timedelta64[D]")).astype("datetime64[s]"),
        },
        index=pd.Index(ids, name="employee_id"),
    )


def reached(virtual_start: Any, last_end: Any, years: int) -> Any:
    """Whether `years` complete years lie between the two (False where not known): exact for a single period."""
    return add_years(virtual_start, years) <= to_days(last_end)
