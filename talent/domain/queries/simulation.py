"""Where people would stand if something were otherwise: under another policy, or with facts not yet learnt.

Scored by the very code that maps, in stretches of people, so that memory stays bounded however large the agency.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pandas as pd

from rules import scoring
from rules.law import shipped
from rules.policy import Policy
from talent.domain.queries import facts
from talent.domain.queries.facts import Frames
from talent.models import Agency

CHUNK = 5_000
Stretch = tuple[int, int]


def simulate(
    policy: Policy,
    agency: Agency,
    on: date,
    known_at: datetime,
    *,
    frames_of: Callable[[Stretch], Frames] | None = None,
    skip: int = 0,
) -> Iterator[pd.DataFrame]:
    """Chunks of `employee_id` int64 and `box` Int8 (NA: not to be placed), in the order of ids, without the first
    `skip`; `frames_of` gives other facts than the known ones for a closed range of ids."""
    read = frames_of or _known(agency, on, known_at)
    for stretch in facts.stretches(agency.pk, known_at, CHUNK)[skip:]:
        yield _boxes(read(stretch), policy, on)


def compare(
    before: Policy | None, after: Policy, agency: Agency, on: date, known_at: datetime, *, skip: int = 0
) -> Iterator[pd.DataFrame]:
    """Chunks of `employee_id`, `before` and `after` under two policies over the same facts; no policy, no box."""
    read = _known(agency, on, known_at)
    for stretch in facts.stretches(agency.pk, known_at, CHUNK)[skip:]:
        frames = read(stretch)
        found = _boxes(frames, after, on).rename(columns={"box": "after"})
        nobody = pd.Series(pd.NA, index=found.index, dtype="Int8")
        yield found.assign(before=nobody if before is None else _boxes(frames, before, on)["box"])


def moved(chunk: pd.DataFrame) -> pd.DataFrame:
    """The rows of `compare` whose box differs; gaining or losing one counts."""
    return chunk[chunk["before"].fillna(0) != chunk["after"].fillna(0)]


def _known(agency: Agency, on: date, known_at: datetime) -> Callable[[Stretch], Frames]:
    return lambda stretch: facts.facts(agency.pk, on=on, known_at=known_at, between=stretch)


def _boxes(frames: Frames, policy: Policy, on: date) -> pd.DataFrame:
    return scoring.score(frames, policy, on, shipped()).placements[["employee_id", "box"]]
