"""The frames of one evaluation, aligned to the people in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.dates import Days, to_days
from rules.eligibility.values import Bools, OwnReading, Post
from rules.law import Law, Rule
from rules.people import People
from rules.text import UNSAID, Text

Frames = dict[str, pd.DataFrame]
Requirement = Mapping[str, Any]
Positions = npt.NDArray[np.int64]
T = TypeVar("T")

NOWHERE = -1
# The record frames that requirements are held against; others need not be there.
RECORDS = ("performance", "assessments", "appointments", "education", "sanctions", "attestations")
# Those that only these kinds of requirement look at: where a post asks for one, its frame has to be there.
BESIDE = {"training_min": "leadership", "pool_box": "pool", "technical_level": "technical"}


class Reading(NamedTuple):
    """One way of reading a limit: its name, and bool[n], who meets the requirement by it."""

    name: Text
    passed: Bools


class Finding(NamedTuple):
    """One requirement held against everybody.

    `passed`, `unknown`: bool[n], never both true. `fact(row)` words what was found for one person, from the values
    that decided. `leans_on`: further rules it rests on, whose tag and note count as well.
    `readings`: where two ways of reading are in use, what each of them would say; None where there is one.
    `decreed`: how the agency decreed to read a rule that this rests on, None where the law's own reading holds.
    """

    passed: Bools
    unknown: Bools
    label: Text
    limit: Text
    fact: Callable[[int], Text]
    leans_on: tuple[Rule, ...] = ()
    readings: tuple[Reading, Reading] | None = None
    decreed: OwnReading | None = None

    def citation(self, requirement: Requirement) -> str:
        """Where the requirement comes from, then what else it rests on, each regulation once."""
        sources = (requirement["citation"], *(rule.citation for rule in self.leans_on))
        return "; ".join(dict.fromkeys(part for source in sources for part in source.split("; ")))


class Records(NamedTuple):
    """Rows of one record frame that belong to somebody: `owner` is the person's position, `start`/`end` its days."""

    frame: pd.DataFrame
    owner: Positions
    start: Days
    end: Days

    def where(self, keep: Bools) -> "Records":
        """Only the rows where `keep` is true."""
        return Records(self.frame[keep], self.owner[keep], self.start[keep], self.end[keep])

    def column(self, name: str) -> pd.Series:
        """One column; all not known where the frame does not have it."""
        return self.frame[name] if name in self.frame else pd.Series(np.nan, index=self.frame.index)


@dataclass(frozen=True)
class Case:
    """Frames, post, day and law of one evaluation. `day` is `on` as datetime64[D]; cases of the same frames and day may
    share what was found `once`."""

    frames: Frames
    post: Post
    on: date
    law: Law
    _shared: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _positions(self) -> People:
        return People(self.frames, self.on, self.law)

    def own_reading(self, rule_id: str) -> OwnReading | None:
        """How the agency reads this rule; None where it has decreed nothing about it."""
        return next((one for one in self.post.readings if one.rule == rule_id), None)

    def reading(self, rule_id: str) -> Rule:
        """The rule in force on the day, with the value that the agency decreed for itself, cited by its decree."""
        rule, own = self.law.at(rule_id, self.on), self.own_reading(rule_id)
        if own is None:
            return rule
        return replace(rule, value=own.value, citation=own.number, tag="V", verified=True, note=UNSAID)

    @property
    def people(self) -> pd.DataFrame:
        """The employees frame: one row per person, in the order of every array here."""
        return self.frames["employees"]

    @property
    def size(self) -> int:
        """How many people."""
        return len(self.people)

    @property
    def day(self) -> np.datetime64:
        """`on` for numpy."""
        return np.datetime64(self.on, "D")

    def once(self, what: str, find: Callable[[], T]) -> T:
        """What `find` gives, found for the first who asks; `what` names all of the post that it looks at."""
        if what not in self._shared:
            self._shared[what] = find()
        found: T = self._shared[what]
        return found

    def records(self, name: str) -> Records:
        """The record frame `name`, one of RECORDS (empty where the frames lack it) or of BESIDE, aligned to the people.

        Raises KeyError for any other, and for one of BESIDE that was not read."""
        if name not in RECORDS and (name not in BESIDE.values() or name not in self.frames):
            raise KeyError(name)
        return self.once(f"records {name}", lambda: self._aligned(name))

    def _aligned(self, name: str) -> Records:
        frame = self.frames.get(name)
        if frame is None:
            frame = pd.DataFrame({"employee_id": np.empty(0, np.int64), "true_from": None, "true_to": None})
        owner = self._positions.positions(frame["employee_id"]).astype(np.int64)
        ours = owner != NOWHERE
        whole = Records(frame, owner, to_days(frame["true_from"]), to_days(frame["true_to"]))
        return whole if ours.all() else whole.where(ours)

    def anybody(self, owner: Positions) -> Bools:
        """bool[n]: who owns at least one of the rows."""
        found = np.zeros(self.size, dtype=np.bool_)
        found[owner] = True
        return found


def records_for(*posts: Post) -> tuple[str, ...]:
    """The record frames that these posts' requirements are held against: RECORDS, and what agencies ask beside."""
    return (*RECORDS, *beside(*posts))


def beside(*posts: Post) -> tuple[str, ...]:
    """Those of BESIDE that these posts' requirements look at."""
    kinds = {str(one["kind"]) for post in posts for one in post.own}
    return tuple(frame for kind, frame in BESIDE.items() if kind in kinds)


def known(series: pd.Series) -> Bools:
    """Where a code is filled in; an empty text is not known either."""
    return np.asarray(~(series.isna() | (series == "")), dtype=np.bool_)


def among(series: pd.Series, codes: list[str]) -> Bools:
    """Where a code is one of `codes`."""
    return np.asarray(series.isin(codes), dtype=np.bool_)


def code_at(series: pd.Series, row: int) -> str | None:
    """The code in one row; None where it is not known."""
    value = series.iloc[row]
    return None if pd.isna(value) or value == "" else str(value)


def last_of(owner: Positions, size: int, *keys: npt.NDArray[Any]) -> Positions:
    """Position of each person's highest row by `keys` (the first counts most), NOWHERE without one; int64[size].

    Of rows equal in every key the last one given wins.
    """
    order = np.lexsort((*reversed(keys), owner))
    sorted_owner = owner[order]
    last = np.append(sorted_owner[1:] != sorted_owner[:-1], True) if len(owner) else np.empty(0, np.bool_)
    chosen = np.full(size, NOWHERE, dtype=np.int64)
    chosen[sorted_owner[last]] = order[last]
    return chosen
