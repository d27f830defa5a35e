"""Up to five candidates of a longlist side by side: their competencies against the standard of the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from accounts.models import User
from rules.gaps import gaps
from rules.law import shipped
from rules.measures_assessed import COMPETENCIES
from rules.technical import Technical, missing
from succession.domain.queries import blind
from succession.domain.queries.candidates import facts_of, required_post
from succession.domain.queries.longlists import current
from succession.models import Longlist, LonglistEntry, Vacancy
from talent.domain.queries import technical as technical_levels
from talent.domain.queries.person import Competency

AT_MOST = 5


@dataclass(frozen=True)
class Beside:
    """One of them: nine competencies in the order of COMPETENCIES; `assessed_on`: None without a valid assessment;
    `technical`: the technical ones that the post asks, by name."""

    entry: LonglistEntry
    competencies: list[Competency]
    assessed_on: date | None
    technical: list[Technical]

    @property
    def missing(self) -> float | None:
        """Levels below the standard, all together; None where a level or a standard is not known."""
        every = [one for one in self.competencies if one.level is not None and one.standard is not None]
        return sum(one.gap for one in every) if len(every) == len(self.competencies) else None

    @property
    def technical_missing(self) -> int | None:
        """The same of the technical ones; None too where the post asks none."""
        return missing(self.technical)


@dataclass(frozen=True)
class Comparison:
    """`people` in the order of their ranks, as known when the longlist was built; `absent`: ranks that nobody has."""

    longlist: Longlist
    people: list[Beside]
    absent: list[int]

    @property
    def rows(self) -> list[tuple[Competency, list[Competency]]]:
        """Each competency with what every one of them has of it; the first says the standard."""
        return [(every[0], list(every)) for every in zip(*(one.competencies for one in self.people), strict=True)]

    @property
    def technical_rows(self) -> list[tuple[Technical, list[Technical]]]:
        """The same of the technical competencies."""
        return [(every[0], list(every)) for every in zip(*(one.technical for one in self.people), strict=True)]


def of(vacancy: Vacancy, ranks: Sequence[int], *, reader: User) -> Comparison | None:
    """The candidates with these ranks on the longlist built last; None without one.

    Raises StillBlind in the committee's blind round, CannotEvaluate where nothing of the post was known.
    """
    blind.require_names(vacancy, reader)
    longlist = current(vacancy)
    if longlist is None:
        return None
    found = longlist.entries.filter(rank__in=set(ranks)).select_related("employee__agency").order_by("rank")
    entries = list(found)
    absent = sorted(set(ranks) - {entry.rank for entry in entries})
    if not entries:
        return Comparison(longlist, [], absent)
    post = required_post(vacancy, longlist.known_at)
    frames = facts_of(
        vacancy, [entry.employee_id for entry in entries], longlist.on, longlist.known_at, ("assessments",)
    )
    measured = gaps(frames, longlist.on, shipped(), tier=post.tier, own=post.standards)
    technical = technical_of(vacancy, [entry.employee_id for entry in entries], longlist.on, longlist.known_at)
    row_of = {who: row for row, who in enumerate(measured.employee_id.tolist())}
    people = []
    for entry in entries:
        row = row_of[entry.employee_id]
        levels, standards = measured.levels[row].tolist(), measured.standards[row].tolist()
        day = measured.assessed_on[row]
        people.append(
            Beside(
                entry,
                [
                    Competency(code, None if np.isnan(level) else level, None if np.isnan(standard) else standard)
                    for code, level, standard in zip(COMPETENCIES, levels, standards, strict=True)
                ],
                None if np.isnat(day) else day.item(),
                technical[entry.employee_id],
            )
        )
    return Comparison(longlist, people, absent)


def technical_of(vacancy: Vacancy, people: Sequence[int], on: date, known_at: datetime) -> dict[int, list[Technical]]:
    """Employee → the technical competencies that the vacancy's post asks on `on`, with their levels. Two queries, one
    where it asks none."""
    asked = technical_levels.asked_of(vacancy.position_id, known_at)
    found = technical_levels.of_people(people, asked, on, known_at) if asked else {}
    return {who: [one for one in found.get(who, ()) if one.standard is not None] for who in people}
