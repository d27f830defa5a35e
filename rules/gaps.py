"""Competency gaps: how many levels somebody lacks to the standard of a post, and what a box recommends to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules import nine_box
from rules.dates import Days, Floats, add_years
from rules.law import Law, NoRuleInForce
from rules.measures_assessed import COMPETENCIES, STANDARD_RULE, standards
from rules.people import UNKNOWN, People, latest
from rules.text import Text

Frames = Mapping[str, pd.DataFrame]
FOLLOW_UP = "talent.follow_up"


@dataclass(frozen=True)
class Gaps:
    """Per person (rows of the employees frame) and competency (in the order of COMPETENCIES), float64, NaN where not
    known. `missing`: levels below the standard, 0 where it is reached. `assessed_on`: day of the assessment read."""

    employee_id: npt.NDArray[np.int64]
    levels: Floats
    standards: Floats
    assessed_on: Days

    @property
    def missing(self) -> Floats:
        """Levels below the standard."""
        return np.maximum(self.standards - self.levels, 0.0)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Who has a level and a standard for every competency."""
        return ~np.isnat(self.assessed_on) & ~np.isnan(self.missing).any(axis=1)


def gaps(
    frames: Frames, on: date, law: Law, *, tier: str | None = None, own: Mapping[str, float] | None = None
) -> Gaps:
    """From the newest assessment valid on `on`, against the standard of the present post, or that of a post of `tier`
    (with the levels it sets itself, `own`). PermenPANRB 38/2017; validity: Peraturan BKN 26/2019 Pasal 29."""
    people = People(frames, on, law)
    wanted = standards(people, COMPETENCIES) if tier is None else _of_post(tier, own or {}, people)
    levels = np.full((people.size, len(COMPETENCIES)), np.nan)
    days = np.full(people.size, np.datetime64("NaT"), dtype="datetime64[D]")
    table = people.table("assessments")
    if table is not None and len(table):
        found = table.matrix(COMPETENCIES)
        usable = ~np.isnan(found).all(axis=1) & (table.start <= people.day)
        try:
            usable &= add_years(table.start, int(law.at("talent.assessment_validity", on).value)) > people.day
        except NoRuleInForce:
            usable &= False
        row = latest(table.person, table.start, usable, people.size)
        has = row != UNKNOWN
        levels[has], days[has] = found[row[has]], table.start[row[has]]
    return Gaps(frames["employees"]["employee_id"].to_numpy(dtype=np.int64), levels, wanted, days)


def follow_up(box: int, kind: str, on: date, law: Law) -> tuple[Text, ...]:
    """What the law recommends for the people in `box` that belongs to `kind` (DEVELOPMENT, RETENTION, PLACEMENT)."""
    wanted = law.at(FOLLOW_UP, on).value[kind]
    return tuple(text for text in nine_box.recommendations(box, on, law) if text.id in wanted)


def _of_post(tier: str, own: Mapping[str, float], people: People) -> Floats:
    try:
        by_tier = people.law.at(STANDARD_RULE, people.on).value[tier]
    except NoRuleInForce:
        by_tier = {"level": np.nan, "except": {}}
    row = [float(own.get(name, by_tier["except"].get(name, by_tier["level"]))) for name in COMPETENCIES]
    return np.tile(np.array(row), (people.size, 1))
