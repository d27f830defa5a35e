"""Decisions as values: an outcome and the checks it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rules.text import UNSAID, Text


class Status(StrEnum):
    """A missing fact is UNKNOWN: never a silent pass."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition held against one fact.

    `label` names the condition, `fact` says what was found, `limit` what the rule asks; `citation` is the article,
    `verified` whether the rule was read at its source, `decides` whether the check bears on the outcome or is only
    shown, `note` what an unverified rule assumes, `readings` by which of two ways of reading the limit it is met,
    `document` the SHA-256 of the document that the fact rests on ("" = none is kept). `own`: asked by the agency, not
    by the law. `waived`: the document that frees the person from it, and what it would be without; empty for none.
    """

    code: str
    status: Status
    label: Text
    fact: Text
    limit: Text
    citation: str
    verified: bool
    decides: bool = True
    note: Text = UNSAID
    readings: Text = UNSAID
    document: str = ""
    own: bool = False
    waived: Text = UNSAID


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with every check behind it, in the order of the rule."""

    outcome: str
    checks: tuple[Check, ...] = field(default=())

    @property
    def deciding(self) -> tuple[Check, ...]:
        """The checks that bear on the outcome."""
        return tuple(check for check in self.checks if check.decides)


def combine(statuses: Iterable[Status]) -> Status:
    """Any fail fails; otherwise anything unknown leaves the whole unknown."""
    seen = set(statuses)
    return next((status for status in (Status.FAIL, Status.UNKNOWN) if status in seen), Status.PASS)
