"""When somebody can meet the requirements of a post: from the facts of one day, a date and a reason for each of them.

The requirements are those of `rules.eligibility`, and what lies ahead of each is `rules.outlook`. Whom a document frees
from one (`Post.waivers`) needs it only outside the days of that document. An age limit and retirement close the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.checks import Check, Status
from rules.dates import Days, add_years, to_days
from rules.eligibility.case import Case, Frames, Requirement, among
from rules.eligibility.evaluation import asked, explain
from rules.eligibility.person import retiring
from rules.eligibility.values import Bools, Post, Waiver
from rules.eligibility.waivers import holding, of_person, waived_by
from rules.eligibility.words import AGE_READING, as_date, both
from rules.freed import Freed, Own, freed
from rules.law import Law
from rules.outlook import NEVER, OPEN_END, Outlook, outlook, too_old
from rules.people import GONE
from rules.text import Text
from rules.wording import day as day_words

SOON_YEARS, MID_YEARS = 2, 5
Places = npt.NDArray[np.uint8]


class Level(StrEnum):
    """How far somebody is, the nearest first. LATER: after five years, or on a day that cannot be said."""

    NOW = "NOW"
    SOON = "SOON"
    MID = "MID"
    LATER = "LATER"
    CLOSED = "CLOSED"


IN_ORDER = tuple(Level)
LEVELS = {
    Level.NOW: Text("siap sekarang", "ready now"),
    Level.SOON: Text("siap dalam 1–2 tahun", "ready within 1–2 years"),
    Level.MID: Text("siap dalam 3–5 tahun", "ready within 3–5 years"),
    Level.LATER: Text("lebih lama atau belum diketahui", "later or not known"),
    Level.CLOSED: Text("tidak terjangkau", "not within reach"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement that is not met yet: the first day on which it can be (None: it cannot be said), why, and who
    has to do what; `untold`: all of that is kept from who reads."""

    code: str
    status: Status
    label: Text
    fact: Text
    limit: Text
    earliest: date | None
    reason: Text
    who: Text
    citation: str
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Waived:
    """A requirement that only a document meets: by whom and what without it, its number, its last day (None: no end),
    the SHA-256 of its file ("" = none is kept)."""

    code: str
    label: Text
    said: Text
    number: str
    until: date | None
    document: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """One person and one post. `day`: the first day on which every requirement can be met, or is waived; `closes`: the
    first day on which an age limit or retirement rules the person out, and `closed_by` which of them; `needs`: what is
    missing; `waived`: the waivers that `day`, or else today, rests on; `lapses`: the day on which one of them holds no
    more, and `again` when they can be ready after that (None: never); `untold`: `day` is kept from who reads."""

    employee_id: int
    level: Level
    day: date | None
    closes: date | None
    closed_by: Text
    needs: tuple[Need, ...]
    untold: bool = False
    waived: tuple[Waived, ...] = ()
    lapses: date | None = None
    again: date | None = None

    def ready_by(self, day: date) -> bool:
        """Whether they can be ready on that day."""
        if self.day is None or self.level == Level.CLOSED or (self.closes is not None and self.closes <= day):
            return False
        ready = self.day <= day and (self.lapses is None or day < self.lapses)
        return ready or (self.again is not None and self.again <= day)

    @property
    def numbers(self) -> str:
        """The documents that it rests on, each once; empty for none."""
        return ", ".join(dict.fromkeys(one.number for one in self.waived))


def readiness(frames: Frames, post: Post, on: date, law: Law) -> tuple[Readiness, ...]:
    """Everybody in `frames["employees"]`, in that order. Frames hold nothing that begins after `on`.

    Raises as `rules.eligibility.evaluate`.
    """
    seen = foreseen(Case(frames, post, on, law))
    return tuple(_person(seen, row) for row in range(seen.case.size))


class Reached(NamedTuple):
    """How far somebody is, and the requirements for which that rests on a document."""

    level: Level
    waived: tuple[str, ...] = ()


def levels(frames: Frames, post: Post, on: date, law: Law) -> dict[int, Reached]:
    """Employee id → how far they are, as `readiness` says it, without the reasons: for many people at once."""
    seen = foreseen(Case(frames, post, on, law))
    ids = seen.case.people["employee_id"].tolist()
    found = {person: Reached(IN_ORDER[level]) for person, level in zip(ids, seen.level.tolist(), strict=True)}
    return found | {ids[row]: found[ids[row]]._replace(waived=tuple(one.by)) for row, one in seen.freed.items()}


class Foreseen(NamedTuple):
    """Everybody at once. `level`: its place in IN_ORDER; `day`, `closes`: as in `Readiness`, NEVER and OPEN_END where
    it has none; `freed`: row → what waivers make of it, of those who have one; `waived`: who rests on one."""

    case: Case
    found: list[Outlook]
    level: Places
    day: Days
    closes: Days
    by_age: Bools
    freed: dict[int, Freed]
    waived: Bools


def foreseen(case: Case) -> Foreseen:
    """Everybody of `case` held against its post. Raises as `rules.eligibility.evaluate`."""
    found = [outlook(case, requirement) for requirement in asked(case.post, case.on, case.law)]
    day = np.full(case.size, case.day)
    unsaid = np.zeros(case.size, dtype=np.bool_)
    ready = np.ones(case.size, dtype=np.bool_)
    for each in found:
        unsaid |= np.isnat(each.earliest)
        day = np.fmax(day, each.earliest)
        ready &= each.finding.passed
    day[unsaid] = NEVER
    retired = _retired(case)
    closes, by_age = _closing(case, found, retired)
    freed, waived = _freed(case, found), np.zeros(case.size, dtype=np.bool_)
    for row, one in freed.items():
        waived[row] = bool(one.by)
        day[row] = NEVER if one.day is None else np.datetime64(one.day, "D")
        ready[row] = one.now
        old = np.datetime64(one.too_old, "D")
        closes[row], by_age[row] = min(old, retired[row]), old <= retired[row]
    return Foreseen(case, found, _levels(case, day, closes, ready), day, closes, by_age, freed, waived)


def _freed(case: Case, found: list[Outlook]) -> dict[int, Freed]:
    """Row → what their waivers make of it, of those who have one that has not ended."""
    concerned = {one.employee_id for one in case.post.waivers if one.until is None or one.until >= case.on}
    if not concerned:
        return {}
    ids = case.people["employee_id"].tolist()
    return {
        row: freed([_own(case, each, row) for each in found], of_person(case.post.waivers, person), case.on)
        for row, person in enumerate(ids)
        if person in concerned
    }


def _own(case: Case, each: Outlook, row: int) -> Own:
    earliest = each.earliest[row]
    since = None if np.isnat(earliest) else as_date(earliest)
    # What is only not on record is not sure before it is supplied.
    sure = None if each.finding.unknown[row] and since == case.on else since
    kind = each.requirement["kind"]
    aging, until = kind == "age_max", NEVER
    if aging:
        until = _last(case, each.requirement)[row]
    elif kind == "before_retirement":
        until = retiring(case).latest[row]
    return Own(str(each.requirement["code"]), since, sure, date.max if np.isnat(until) else as_date(until), aging)


def _last(case: Case, requirement: Requirement) -> Days:
    """The first day on which each is past the age limit."""
    limit = int(requirement["limit"])
    own = case.own_reading(AGE_READING)
    return case.once(f"past {limit} {own}", lambda: too_old(case, to_days(case.people["born"]), limit))


def lapsing(frames: Frames, post: Post, on: date, day: date, law: Law) -> tuple[Check, ...]:
    """What the one person in `frames` meets on `on` and, unless it is renewed, no longer on `day`."""
    met = {check.code for check in explain(frames, post, on, law).checks if check.status == Status.PASS}
    later = explain(frames, post, day, law).checks
    return tuple(check for check in later if check.code in met and check.status != Status.PASS)


def _person(seen: Foreseen, row: int) -> Readiness:
    day, closes, freed = seen.day[row], seen.closes[row], seen.freed.get(row)
    missing = [each for each in seen.found if not each.finding.passed[row]]
    needs = [_need(each, row) for each in missing]
    if freed is not None:
        waivers = of_person(seen.case.post.waivers, int(seen.case.people["employee_id"].iloc[row]))
        needs = [one for each in needs if (one := _beside(each, freed, waivers.get(each.code, ()), seen.case.on))]
    return Readiness(
        employee_id=int(seen.case.people["employee_id"].iloc[row]),
        level=IN_ORDER[seen.level[row]],
        day=None if np.isnat(day) else as_date(day),
        closes=None if closes == OPEN_END else as_date(closes),
        closed_by=Text("batas usia", "the age limit") if seen.by_age[row] else Text("pensiun", "retirement"),
        needs=tuple(needs),
        waived=()
        if freed is None
        else tuple(
            _waived(each, row, freed.by[code])
            for each in seen.found
            if (code := str(each.requirement["code"])) in freed.by
        ),
        lapses=freed.lapses if freed else None,
        again=freed.again if freed else None,
    )


def _status(each: Outlook, row: int) -> Status:
    return Status.UNKNOWN if each.finding.unknown[row] else Status.FAIL


def _need(each: Outlook, row: int) -> Need:
    return Need(
        code=each.requirement["code"],
        status=_status(each, row),
        label=each.finding.label,
        fact=each.finding.fact(row),
        limit=each.finding.limit,
        earliest=None if np.isnat(each.earliest[row]) else as_date(each.earliest[row]),
        reason=each.reason(row),
        who=each.who,
        citation=each.finding.citation(each.requirement),
    )


def _beside(need: Need, freed: Freed, waivers: Sequence[Waiver], on: date) -> Need | None:
    """What is said of a requirement with waivers: nothing where one holds today and still on the day of readiness."""
    today, then = holding(waivers, on), freed.by.get(need.code)
    if today is None and then is None:
        return need
    if then is None and today is not None:
        said = both("pengecualian {number} berakhir sebelum hari itu; {reason}",
                    "waiver {number} ends before that day; {reason}",
                    number=Text(today.number, today.number), reason=need.reason)  # fmt: skip
        return replace(need, reason=said)
    if today is None and then is not None:
        said = both("dikecualikan sejak {day} dengan {number}", "waived from {day} by {number}",
                    day=day_words(then.since), number=Text(then.number, then.number))  # fmt: skip
        return replace(need, earliest=then.since, reason=said)
    return None


def _waived(each: Outlook, row: int, waiver: Waiver) -> Waived:
    said = waived_by(waiver, _status(each, row))
    return Waived(waiver.code, each.finding.label, said, waiver.number, waiver.until, waiver.document)


def _levels(case: Case, day: Days, closes: Days, ready: Bools) -> Places:
    # No comparison with a day that is not known is true.
    told = [
        (closes <= case.day) | (closes <= day),
        ready,
        day <= add_years(case.day, SOON_YEARS),
        day <= add_years(case.day, MID_YEARS),
    ]
    named = (Level.CLOSED, Level.NOW, Level.SOON, Level.MID)
    return np.select(told, [IN_ORDER.index(one) for one in named], IN_ORDER.index(Level.LATER)).astype(np.uint8)


def _closing(case: Case, found: list[Outlook], retired: Days) -> tuple[Days, Bools]:
    """The first day on which each is too old for the post or retired, and whether it is the former."""
    closes = retired
    by_age = np.zeros(case.size, dtype=np.bool_)
    for each in found:
        if each.requirement["kind"] == "age_max":
            last = _last(case, each.requirement)
            by_age = ~np.isnat(last) & (last <= closes)
            closes = np.where(by_age, last, closes)
    return closes, by_age


def _retired(case: Case) -> Days:
    """The first day on which each is retired, from this post or the present one."""
    known = retiring(case).latest
    closes = np.where(np.isnat(known), OPEN_END, known)
    gone = among(case.people["standing"], list(GONE))
    closes[gone] = np.minimum(closes[gone], case.day)
    return closes
