"""The calendar of the gate: from which day to which day each route is open, and what ends it.

The answer can only change on a day on which a rule, an assessment or a paper begins or ends; those days are asked, and
between them nothing changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from rules import gate_freezes, gate_own
from rules.checks import Check, Decision, Status
from rules.gate import GateFacts, route
from rules.law import Law
from rules.merit import valid_to

# Rules whose versions decide by the day that is asked about; the others go by the day of a decision.
_BY_DAY: Final = (
    "gate.regime",
    "gate.feeder_tiers",
    "gate.kasn_documents_after_abolition",
    "gate.earlier_commitment",
    "gate.freezes",
)
# How many days before the direct route closes somebody is warned, the most urgent first.
WARNINGS: Final = (7, 30, 90)
_DAY: Final = timedelta(days=1)
# First and last day.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the route is the same for the same reasons. `last` (inclusive) None: nothing known ends it."""

    first: date
    last: date | None
    decision: Decision

    def holds(self, on: date) -> bool:
        """Whether `on` lies in it."""
        return self.first <= on and (self.last is None or on <= self.last)

    @property
    def outcome(self) -> str:
        """`talent_pool`, `open_selection` or `undetermined`."""
        return self.decision.outcome

    @property
    def against(self) -> tuple[Check, ...]:
        """The deciding conditions that are not met, or not known to be."""
        return tuple(check for check in self.decision.checks if check.decides and check.status != Status.PASS)


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of the direct route: its last day, days left on `on`, what stands against it the day after, and the
    warning that has been reached (days before the end; None: none yet)."""

    last: date
    days: int
    against: tuple[Check, ...]
    warning: int | None


def stretches(
    facts: GateFacts, first: date, law: Law, until: date = date.max, pools: Sequence[Span] | None = None
) -> tuple[Stretch, ...]:
    """The days from `first` on, in order and without gaps; the last stretch has no end. What turns after `until` is not
    looked at.

    `pools`: from when to when a succession pool of the agency holds, where that is known: on other days no post has a
    group, whatever post it is. Raises NotAJptTier for a post below JPT.
    """
    turning = {*_turning_days(facts, law), *(day for start, last in pools or () for day in (start, last + _DAY))}
    days = sorted({first, *(day for day in turning if first < day <= until)})
    found: list[Stretch] = []
    for place, day in enumerate(days):
        last = days[place + 1] - _DAY if place + 1 < len(days) else None
        held = pools is None or any(start <= day <= end for start, end in pools)
        stretch = Stretch(day, last, route(facts if held else _without_pool(facts), day, law))
        if found and _same(found[-1], stretch):
            before = found.pop()
            stretch = Stretch(before.first, last, before.decision)
        found.append(stretch)
    return tuple(found)


def closing(found: tuple[Stretch, ...], on: date) -> Closing | None:
    """What ends the direct route that is open on `on`; None when it is not open, or nothing known ends it."""
    for here, after in pairwise(found):
        if here.holds(on) and here.outcome == "talent_pool" and here.last is not None:
            return _closing(here.last, after.against, on)
    return None


def _without_pool(facts: GateFacts) -> GateFacts:
    return replace(facts, post_named=True, succession_group=0, pool_holds=False, group_by_requirements=True)


def _closing(last: date, against: tuple[Check, ...], on: date) -> Closing:
    days = (last - on).days
    return Closing(last, days, against, next((limit for limit in WARNINGS if days <= limit), None))


def _same(before: Stretch, after: Stretch) -> bool:
    reasons = [[(check.code, check.status) for check in one.against] for one in (before, after)]
    return before.outcome == after.outcome and reasons[0] == reasons[1]


def _turning_days(facts: GateFacts, law: Law) -> Iterator[date]:
    for rule_id in _BY_DAY:
        for rule in law.versions(rule_id):
            yield rule.effective_from
            if rule.effective_to is not None:
                yield rule.effective_to + _DAY
    for assessment in facts.assessments:
        if assessment.decided_on is not None:
            yield assessment.decided_on
            yield valid_to(assessment.decided_on, assessment.valid_to, law)[0] + _DAY
    for paper in facts.approvals:
        yield paper.since
        if paper.valid_to is not None:
            yield paper.valid_to + _DAY
        if paper.revoked_on is not None:
            yield paper.revoked_on
    yield from gate_freezes.turning_days(facts.freezes, law)
    yield from gate_own.turning_days(facts.own)
