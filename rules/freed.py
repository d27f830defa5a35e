"""Readiness of those whom documents free from a requirement: from when, until when, and when again.

A requirement is met from the first day on which its facts meet it (an age limit only until it is passed), and on every
day on which a waiver of it holds. Somebody can be ready on the days on which that is so of all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.eligibility.values import Waiver
from rules.eligibility.waivers import holding

_DAY = timedelta(days=1)
Waivers = Mapping[str, Sequence[Waiver]]


@dataclass(frozen=True, slots=True)
class Own:
    """One requirement of one person by the facts alone: it can be met from `since` on (None: it cannot be said), surely
    from `sure` on, and before `until`. `aging`: `until` is the day on which the age limit is passed."""

    code: str
    since: date | None
    sure: date | None
    until: date = date.max
    aging: bool = False

    def surely(self, day: date) -> bool:
        """Whether it is met on `day` without anything being supplied."""
        return self.sure is not None and self.sure <= day < self.until


@dataclass(frozen=True, slots=True)
class Freed:
    """One person with their waivers. `now`: every requirement is surely met or waived today; `day`: the first on which
    each can be (None: it cannot be said); `lapses`: the first after it on which a waiver has ended that it rested on,
    and `again` the first after that on which they can be ready once more (None: there is none); `too_old`: the first on
    which an age limit rules them out; `by`: requirement → the waiver on which `day`, or else today, rests."""

    now: bool
    day: date | None
    lapses: date | None
    again: date | None
    too_old: date
    by: Mapping[str, Waiver]


def freed(every: Sequence[Own], waivers: Waivers, on: date) -> Freed:
    """What `waivers` (requirement → those of this person) make of all requirements of a post on `on` and after."""
    within = _first(every, waivers, on)
    # Whom an age limit overtakes is told when the rest is met, as everybody is.
    day = within or _first([replace(one, until=date.max) for one in every], waivers, on)
    at = day or on
    held = {one.code: waiver for one in every if not one.surely(at) and (waiver := _waiver(one, waivers, at))}
    rested = [one for one in every if one.code in held and not one.aging]
    lapses = min((_end(one, waivers, at) for one in rested), default=date.max) if day else date.max
    return Freed(
        now=all(one.surely(on) or _waiver(one, waivers, on) for one in every),
        day=day,
        lapses=None if lapses == date.max else lapses,
        again=None if lapses == date.max else _first(every, waivers, lapses),
        too_old=min((_end(one, waivers, within or on) for one in every if one.aging), default=date.max),
        by=held,
    )


def _first(every: Sequence[Own], waivers: Waivers, since: date) -> date | None:
    """The first day from `since` on on which all of them can be met or are waived."""
    begun = [one.since for one in every] + [one.since for of_one in waivers.values() for one in of_one]
    days = sorted({since, *(day for day in begun if day is not None and day > since)})
    return next((day for day in days if all(_met(one, waivers, day) for one in every)), None)


def _met(one: Own, waivers: Waivers, day: date) -> bool:
    return _by_facts(one, day) or _waiver(one, waivers, day) is not None


def _by_facts(one: Own, day: date) -> bool:
    return one.since is not None and one.since <= day < one.until


def _waiver(one: Own, waivers: Waivers, day: date) -> Waiver | None:
    return holding(waivers.get(one.code, ()), day)


def _end(one: Own, waivers: Waivers, day: date) -> date:
    """The first day from `day` on on which it is neither met nor waived; date.max: there is none. Of an age limit that
    is passed by then: since when."""
    if not _met(one, waivers, day):
        return one.until
    while day < date.max and _met(one, waivers, day):
        ends = [_after(waiver) for waiver in waivers.get(one.code, ()) if waiver.holds(day)]
        day = max(ends + [one.until] * _by_facts(one, day))
    return day


def _after(waiver: Waiver) -> date:
    return waiver.until + _DAY if waiver.until and waiver.until < date.max else date.max
