"""Days as int32 counted from 1970-01-01, and their text; NONE stands for an empty cell."""

import datetime as dt

import numpy as np

NONE = -100_000
_FIRST, _LAST = -11_000, 33_000  # 1939 … 2060
_TEXT = np.append(np.datetime_as_string(np.arange(_FIRST, _LAST).astype("datetime64[D]")).astype(object), "")


def day(text: str | dt.date) -> int:
    """The number of an ISO date."""
    return int(np.datetime64(str(text), "D").astype(int))


def make(year: np.ndarray | int, month: np.ndarray | int = 1, date: np.ndarray | int = 1) -> np.ndarray:
    """Day numbers of year-month-date; `date` may run past the month's end into the next."""
    months = (np.asarray(year, dtype="int64") - 1970) * 12 + np.asarray(month) - 1
    return np.asarray(
        (months.astype("datetime64[M]").astype("datetime64[D]").astype("int64") + date - 1).astype("int32")
    )


def year_of(days: np.ndarray) -> np.ndarray:
    """Calendar years, int64."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970


def month_of(days: np.ndarray) -> np.ndarray:
    """Calendar months 1–12, int64."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[M]").astype("int64") % 12 + 1


def retirement(born: np.ndarray, age: np.ndarray | int) -> np.ndarray:
    """First day of the month after the given birthday: the day from which a person is retired."""
    months = np.asarray(born, dtype="int64").astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    return np.asarray(
        (months + 12 * np.asarray(age) + 1).astype("datetime64[M]").astype("datetime64[D]").astype("int32")
    )


def text(days: np.ndarray) -> np.ndarray:
    """ISO dates as an object array of shared strings, empty for NONE."""
    return np.asarray(_TEXT[np.where(np.asarray(days) == NONE, _LAST, days) - _FIRST])
