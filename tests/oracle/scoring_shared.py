"""What both axes of the slow scoring share: days, scales, and what is certain though not all is known."""

from datetime import date
from fractions import Fraction
from typing import Any

Record = dict[str, Any]
Person = dict[str, list[Record]]


def anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def full_years(start: date, end: date) -> int:
    years = end.year - start.year
    return years if anniversary(start, years) <= end else years - 1


def points(component: Any, code: str | None) -> Fraction | None:
    return Fraction(component["scale"][code]) if code is not None and code in component["scale"] else None


def one_or_none(values: set[Fraction | None]) -> Fraction | None:
    """The value when every way the facts could be gives the same one."""
    return values.pop() if len(values) == 1 else None


def window_start(component: Any, on: date) -> date:
    return anniversary(on, -int(component["window_years"])) if "window_years" in component else date.min
