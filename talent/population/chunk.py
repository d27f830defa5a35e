"""A stretch of people with all that their records are made from, and small helpers to stack rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from talent.population import days
from talent.population.careers import Spells, at_tiers
from talent.population.people import People
from talent.population.story import Story
from talent.population.structure import Structure

Table = dict[str, np.ndarray]


@dataclass
class Chunk:
    """People 0 … n-1 of one stretch. `leave`: int32 day from which gone, or days.NONE; `stories` by local index."""

    rng: np.random.Generator
    people: People
    spells: Spells
    structure: Structure
    nip: np.ndarray
    name: np.ndarray
    leave: np.ndarray
    agency: str
    other_agencies: tuple[str, ...]
    history_from: int
    on: int
    stories: dict[int, Story] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.people)

    @property
    def everyone(self) -> np.ndarray:
        """Indices of all."""
        return np.arange(len(self))

    @property
    def years(self) -> range:
        """Whole years with records."""
        return range(self.history_from, int(days.year_of(np.array([self.on]))[0]))

    def serving(self, day: np.ndarray | int) -> np.ndarray:
        """Who is in service on a day: bool."""
        return np.asarray((self.people.hired <= day) & ((self.leave == days.NONE) | (self.leave > day)))

    def tier(self, day: np.ndarray | int, who: np.ndarray | None = None) -> np.ndarray:
        """Tier codes on a day; the first tier for who had none yet."""
        who = self.everyone if who is None else who
        return np.asarray(np.maximum(at_tiers(self.spells, self.structure, self.spells.at(who, day)), 0))

    def drift(self, weight: float, who: np.ndarray) -> np.ndarray:
        """A standard normal that leans on ability by `weight`."""
        noise = self.rng.standard_normal(len(who))
        return np.asarray(weight * self.people.ability[who] + np.sqrt(1 - weight * weight) * noise)


def stack(parts: Sequence[Table]) -> Table:
    """Tables under each other, then stably ordered by person (`p`)."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(joined["p"], kind="stable")
    return {name: column[order] for name, column in joined.items()}


def words(*texts: str) -> np.ndarray:
    """A look-up column; index -1 gives the last, so end it with "" for an empty cell."""
    return np.array(texts, dtype=object)


def numbers(last: int, divide: int = 1) -> np.ndarray:
    """Texts of 0 … last (divided by 1 or 10), then an empty one for index -1."""
    if divide == 1:
        return words(*(str(value) for value in range(last + 1)), "")
    return words(*(f"{value / divide:.1f}" for value in range(last + 1)), "")
