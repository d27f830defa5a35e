"""When a senior post falls vacant, by which clock, and when its filling has to begin.

Two clocks run for whoever holds it: the retirement age of the post's tier, and the term of a JPT. A move that is
planned or decided may come before either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.dates import add_years
from rules.law import Law, Rule

RETIREMENT, TERM = "reference.retirement_age", "reference.jpt_term"
STEPS, ANNOUNCEMENT = "selection.step_days", "selection.announcement"
# The step of an open selection within which the announcement is out.
OUT = "SCREENED"
MONTHS = 3


class Clock(StrEnum):
    """What makes a post fall vacant. LEFT: it is vacant already, or on record as vacant from a day to come."""

    RETIREMENT = "RETIREMENT"
    TERM = "TERM"
    MOVE = "MOVE"
    LEFT = "LEFT"


@dataclass(frozen=True, slots=True)
class Ending:
    """One clock: the first day on which the post is empty by it, and the rule that says so; `source`: in place of a
    rule, the paper or record; `unknown`: of a post that is vacant nobody knows since when, `day` is then that of
    looking."""

    clock: Clock
    day: date
    rule: Rule | None = None
    source: str = ""
    unknown: bool = False

    @property
    def known_day(self) -> date | None:
        """The day, to tell it: None where nobody knows it."""
        return None if self.unknown else self.day


def retirement(born: date, tier: str, on: date, law: Law) -> Ending:
    """The day on which somebody born then reaches the retirement age of the tier, by the law of `on`."""
    rule = law.at(RETIREMENT, on)
    return Ending(Clock.RETIREMENT, add_years(born, rule.value[tier]).item(), rule)


def term(began: date, recorded_end: date | None, on: date, law: Law) -> Ending:
    """The day after the term: of the recorded last day where there is one, else the years of the law of `on`."""
    rule = law.at(TERM, on)
    day = recorded_end + timedelta(days=1) if recorded_end else add_years(began, rule.value).item()
    return Ending(Clock.TERM, day, rule)


def in_order(endings: Iterable[Ending]) -> tuple[Ending, ...]:
    """The one that comes first before the others; of those on one day the one that is named first in `Clock`."""
    return tuple(sorted(endings, key=lambda one: (one.day, list(Clock).index(one.clock))))


def latest_start(route: str, vacant: date, on: date, law: Law) -> date:
    """The latest day on which filling by this route (`talent_pool`, `open_selection`) begins, so that somebody is
    inaugurated on the day the post falls vacant: the days of each step counted back, and an announcement at least as
    long as it has to be. By the law of `on`; raises NoRuleInForce."""
    days = dict(law.at(STEPS, on).value[route])
    if OUT in days:
        days[OUT] = max(days[OUT], law.at(ANNOUNCEMENT, on).value["first"])
    return vacant - timedelta(days=sum(days.values()))


def quarter(day: date) -> tuple[int, int]:
    """(year, 1-4)."""
    return day.year, (day.month - 1) // MONTHS + 1


def quarters(since: date, until: date) -> list[tuple[int, int]]:
    """From the quarter of `since` to that of `until`, both included."""
    found = [quarter(since)]
    while found[-1] < quarter(until):
        year, number = found[-1]
        found.append((year, number + 1) if number < 4 else (year + 1, 1))
    return found


def counted(
    endings: Sequence[Ending], since: date, until: date
) -> tuple[dict[Clock, int], dict[tuple[int, int], dict[Clock, int]]]:
    """How many fall vacant by each clock: before `since` (or vacant already), and in each quarter to `until`."""
    past = dict.fromkeys(Clock, 0)
    found = {one: dict.fromkeys(Clock, 0) for one in quarters(since, until)}
    for ending in endings:
        if ending.day < since or (ending.clock == Clock.LEFT and ending.day == since):
            past[ending.clock] += 1
        elif (at := quarter(ending.day)) in found and ending.day <= until:
            found[at][ending.clock] += 1
    return past, found
