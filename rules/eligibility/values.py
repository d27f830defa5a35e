"""What eligibility is asked about and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from rules.checks import Status
from rules.technical import Asked

Bools = npt.NDArray[np.bool_]
Masks = npt.NDArray[np.uint32]

OUTCOMES = (Status.PASS, Status.FAIL, Status.UNKNOWN)
PASS, FAIL, UNKNOWN = range(3)
MAX_REQUIREMENTS = 32


@dataclass(frozen=True, slots=True)
class Waiver:
    """A document that frees one person from one requirement, from `since` to `until` (inclusive; None: no end).

    `code`: the requirement's; `number`, `authority`, `granted`: what the document says of itself; `document`: SHA-256
    of its file ("" = none is kept).
    """

    employee_id: int
    code: str
    number: str
    authority: str
    granted: date
    since: date
    until: date | None = None
    document: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on `on`."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class OwnReading:
    """How an agency reads a rule of which several readings are in use: the rule's id, its value instead of the law's,
    the number of the decree, and SHA-256 of its file ("" = none is kept)."""

    rule: str
    value: Any
    number: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """The post to be filled.

    `job_family`: its related field. Without one, the field of each person's present post is taken, unless `named` says
    that this is a post of its own whose field is simply not recorded: then the field is not known.
    `standards`: required level by competency column, where the post sets its own; the tier's standard fills the rest.
    `own`: what the agency asks beyond the law, in the law's form (`rules.additions`); it is asked besides, never
    instead. `waivers`: documents that free people from a requirement of this post. `transfer`: held by somebody of the
    same tier who is moved (PP 11/2017 Pasal 131), not promoted. `technical`: the technical levels that the post itself
    asks, whenever it does, where `own` looks at them. `readings`: how the agency reads rules, in the law's stead.
    `known`: the day as of whose knowledge it is asked (None: all that is known now); requirements that these files
    learnt of later (`known_from`) are not asked. It is no fact of the post.
    """

    tier: str
    job_family: str | None = None
    standards: Mapping[str, float] | None = None
    named: bool = False
    own: tuple[Mapping[str, Any], ...] = field(default=(), metadata={"later": True})
    waivers: tuple[Waiver, ...] = field(default=(), metadata={"later": True})
    transfer: bool = field(default=False, metadata={"later": True})
    technical: tuple[Asked, ...] = field(default=(), metadata={"later": True})
    readings: tuple[OwnReading, ...] = field(default=(), metadata={"later": True})
    known: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One post against many people, three-valued and compact: eight bytes a pair and the outcome.

    `employee_id` int64[n]; `codes` the requirements in the order of the rule; bit i of `passed` and of `unknown`
    (uint32[n]) belongs to `codes[i]`; neither bit set means fail. `outcome` uint8[n] indexes `OUTCOMES`. `waived`: of
    the bits in `passed`, those that only a waiver set.
    """

    employee_id: npt.NDArray[np.int64]
    codes: tuple[str, ...]
    passed: Masks
    unknown: Masks
    outcome: npt.NDArray[np.uint8]
    waived: Masks

    def statuses(self, row: int) -> dict[str, Status]:
        """Each requirement's status for the person in `row`."""
        return statuses(self.codes, int(self.passed[row]), int(self.unknown[row]))

    def outcome_names(self) -> npt.NDArray[np.object_]:
        """The outcome of every row as `pass`, `fail` or `unknown`."""
        return np.array([str(status) for status in OUTCOMES], dtype=object)[self.outcome]


def statuses(codes: tuple[str, ...], passed: int, unknown: int) -> dict[str, Status]:
    """The statuses that two stored masks stand for."""
    return {
        code: Status.PASS if passed >> bit & 1 else Status.UNKNOWN if unknown >> bit & 1 else Status.FAIL
        for bit, code in enumerate(codes)
    }


def outcomes(passed: Masks, unknown: Masks, size: int) -> npt.NDArray[np.uint8]:
    """Any fail fails; otherwise anything unknown leaves the whole unknown. `size`: how many requirements there are."""
    every = np.uint32((1 << size) - 1)
    failed = (passed | unknown) != every
    return np.where(failed, FAIL, np.where(unknown != 0, UNKNOWN, PASS)).astype(np.uint8)
