"""Careers: half-yearly steps of hiring, promotion, rotation and retirement over whole columns of people."""

from dataclasses import dataclass

import numpy as np

from talent.population import days
from talent.population.people import D3, S1, People
from talent.population.structure import TIER, TIERS, Structure

PENGAWAS, ADMINISTRATOR = TIER["PENGAWAS"], TIER["ADMINISTRATOR"]
PRATAMA, MADYA = TIER["JPT_PRATAMA"], TIER["JPT_MADYA"]
AHLI_MUDA, AHLI_MADYA, AHLI_UTAMA = TIER["JF_AHLI_MUDA"], TIER["JF_AHLI_MADYA"], TIER["JF_AHLI_UTAMA"]
RETIREMENT_AGE = np.array(
    [{"JPT": 60}.get(t[:3], {"JF_AHLI_MADYA": 60, "JF_AHLI_UTAMA": 65}.get(t, 58)) for t in TIERS]
)
_START_YEAR = 1985


@dataclass
class Spells:
    """Posts held, sorted by person then start; `end` is the last day, days.NONE while it runs. int32 columns."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    job: np.ndarray
    unit: np.ndarray
    family: np.ndarray

    def at(self, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        """Index of the post held on a day by each person (spell running then, or the last before), -1 for none."""
        span = 1 << 20
        keys = self.person.astype("int64") * span + self.start + span // 2
        found = np.searchsorted(keys, np.asarray(person, "int64") * span + day + span // 2, side="right") - 1
        ok = (found >= 0) & (self.person[np.maximum(found, 0)] == person)
        return np.where(ok, found, -1)

    def where(self, mask: np.ndarray) -> "Spells":
        """The spells under a mask (bool) or order (int)."""
        return Spells(self.person[mask], self.start[mask], self.end[mask], self.job[mask], self.unit[mask],
                      self.family[mask])  # fmt: skip

    def of(self, first: int, last: int) -> "Spells":
        """The spells of people first … last-1, renumbered from 0."""
        low, high = np.searchsorted(self.person, [first, last])
        result = self.where(np.arange(low, high))
        result.person = result.person - np.int32(first)
        return result


class Simulation:
    """State of all careers at the moving step; call `run` once."""

    def __init__(self, rng: np.random.Generator, people: People, structure: Structure, on: int, reserved: set[int]):
        self.rng, self.people, self.structure, self.on = rng, people, structure, on
        self.job_tier = np.array(structure.job_tier, "int16")
        self.job_family = np.array(structure.job_family, "int16")
        self.job_unit = np.array(structure.job_unit, "int32")
        unit_family = np.array(structure.unit_family)
        self.units_of = [np.flatnonzero(unit_family == f) for f in range(int(self.job_family.max()) + 1)]
        count = len(people)
        self.tier = np.full(count, -1, "int16")
        self.job, self.unit = np.full(count, -1, "int32"), np.full(count, -1, "int32")
        self.family = people.family.copy()
        self.since, self.due = np.zeros(count, "int32"), np.zeros(count, "int32")
        self.top_since = np.zeros(count, "int32")  # since when at the present tier
        self.left = people.scripted.copy()
        self.holder = np.full(structure.post_count, -1, "int32")
        self.holder[list(reserved)] = -2
        self.parts: list[tuple[np.ndarray, ...]] = []

    def run(self) -> Spells:
        """All spells up to the last day, those of retired people closed."""
        last_year = int(days.year_of(np.array([self.on]))[0])
        for year in range(_START_YEAR, last_year + 1):
            for month in (1, 7):
                now = int(days.make(year, month))
                if now <= self.on:
                    self._step(now)
        self._retire(self.on + 1)
        return self._collect()

    def _step(self, now: int) -> None:
        self._retire(now)
        self._hire(now)
        self._promote_functional(now)
        self._transfer(now)
        self._rotate(now)
        first = now + int(self.rng.choice([30, 45, 60]))
        for order, tier in enumerate((MADYA, PRATAMA, ADMINISTRATOR, PENGAWAS)):
            # Top down and each tier later, so that a post is free on the day its next holder starts.
            self._fill(now, tier, first + 20 * order)

    def _serving(self) -> np.ndarray:
        return np.asarray((self.tier >= 0) & ~self.left)

    def _close(self, who: np.ndarray, end: np.ndarray | int) -> None:
        end = np.broadcast_to(np.asarray(end, "int32"), len(who))
        self.parts.append((who.astype("int32"), self.since[who], end, self.job[who], self.unit[who],
                           self.family[who].astype("int32")))  # fmt: skip
        posts = self.job[who]
        posts = posts[(posts >= 0) & (posts < self.structure.post_count)]
        self.holder[posts] = -1

    def _place(self, who: np.ndarray, job: np.ndarray, unit: np.ndarray, start: np.ndarray | int) -> None:
        """Moves people to jobs from a day on, closing what they held the day before."""
        start = np.broadcast_to(np.asarray(start, "int32"), len(who))
        old = self.tier[who]
        held = self.job[who] >= 0
        self._close(who[held], start[held] - 1)
        tier = self.job_tier[job]
        self.top_since[who] = np.where(tier == old, self.top_since[who], start)
        self.job[who], self.unit[who], self.since[who], self.tier[who] = job, unit, start, tier
        self.family[who] = self.job_family[job]
        unique = job < self.structure.post_count
        self.holder[job[unique]] = who[unique]

    def _some_unit(self, family: np.ndarray) -> np.ndarray:
        draw = self.rng.random(len(family))
        result = np.empty(len(family), "int32")
        for code in np.unique(family):
            units = self.units_of[code] if len(self.units_of[code]) else np.array([0])
            mine = family == code
            result[mine] = units[(draw[mine] * len(units)).astype(int)]
        return result

    def _hire(self, now: int) -> None:
        people = self.people
        who = np.flatnonzero((self.tier < 0) & ~self.left & (people.hired <= now))
        if not len(who):
            return
        school, draw = people.school[who], self.rng.random(len(who))
        functional = people.pppk[who] | (draw < np.where(school >= S1, 0.5, 0.35))
        entry = np.where(school >= S1, TIER["JF_AHLI_PERTAMA"], np.where(school == D3, TIER["JF_TERAMPIL"], 1))
        tier = np.where(functional, entry, TIER["PELAKSANA"])
        family = self.family[who]
        self._place(who, self.structure.title(family, tier), self._some_unit(family), people.hired[who])
        self.due[who] = people.hired[who] + (365.25 * self.rng.uniform(4.0, 8.0, len(who))).astype("int32")

    def _promote_functional(self, now: int) -> None:
        skilled = (self.tier >= TIER["JF_PEMULA"]) & (self.tier < TIER["JF_PENYELIA"])
        expert = (self.tier >= TIER["JF_AHLI_PERTAMA"]) & (self.tier < AHLI_MADYA)
        senior = (self.tier == AHLI_MADYA) & (now - self.people.born > 50 * 365) & (self.people.ability > 1.2)
        ready = self._serving() & ~self.people.pppk & (self.due <= now) & (skilled | expert | senior)
        who = np.flatnonzero(ready)
        job = self.structure.title(self.family[who], self.tier[who] + 1)
        self._place(who, job, self.unit[who], now + int(self.rng.choice([0, 31, 59])))
        wait = self.rng.uniform(6.0, 14.0, len(who)) - self.people.ability[who]
        self.due[who] = now + (365.25 * np.maximum(wait, 4.0)).astype("int32")

    def _transfer(self, now: int) -> None:
        free = self._serving() & (self.job >= self.structure.post_count) & (now - self.since > 730)
        who = np.flatnonzero(free & (self.rng.random(len(free)) < 0.035))
        family = self.family[who].copy()
        moves = (self.rng.random(len(who)) < 0.3) & (self.tier[who] == TIER["PELAKSANA"])
        family[moves] = self.rng.choice(self.people.family, int(moves.sum()))
        job = self.structure.title(family, self.tier[who])
        self._place(who, job, self._some_unit(family), now + int(self.rng.choice([0, 31, 90])))

    def _rotate(self, now: int) -> None:
        """Some holders of unique posts change places; half of them stay within their family of jobs."""
        for tier in (PRATAMA, ADMINISTRATOR, PENGAWAS):
            old = self._serving() & (self.tier == tier) & (now - self.since > 800)
            who = np.flatnonzero(old & (self.job < self.structure.post_count))
            who = who[self.rng.random(len(who)) < 0.10]
            near = self.rng.random(len(who)) < 0.6
            groups = [who[~near], *(who[near & (self.family[who] == f)] for f in np.unique(self.family[who]))]
            for group in groups:
                if len(group) > 1:
                    job = np.roll(self.job[group], 1)
                    self._place(group, job, self.job_unit[job], now + 14)

    def _candidates(self, now: int, tier: int) -> np.ndarray:
        """People ready for a tier, best first: fit, with luck."""
        people, year = self.people, int(days.year_of(np.array([now]))[0])
        school = people.school_in(year)
        age = (now - people.born) / 365.25
        waited = now - self.top_since
        if tier == PENGAWAS:
            low = (self.tier == TIER["PELAKSANA"]) | (self.tier == TIER["JF_AHLI_PERTAMA"])
            ready = low & (school >= D3) & (now - people.hired > 6 * 365) & (age < 55)
        elif tier == ADMINISTRATOR:
            low = ((self.tier == PENGAWAS) & (waited > 3 * 366)) | ((self.tier == AHLI_MUDA) & (waited > 3 * 366))
            ready = low & (school >= S1) & (age > 36) & (age < 56)
        elif tier == PRATAMA:
            low = ((self.tier == ADMINISTRATOR) | (self.tier == AHLI_MADYA)) & (waited > 2 * 366)
            ready = low & (school >= S1) & (age > 43) & (age < 56)
        else:
            ready = (self.tier == PRATAMA) & (waited > 2 * 366) & (age > 46) & (age < 58)
        who = np.flatnonzero(ready & self._serving() & ~people.pppk & (self.since < now - 180))
        fit = 0.5 * people.ability[who] + self.rng.standard_normal(len(who))
        return who[np.argsort(-fit, kind="stable")]

    def _fill(self, now: int, tier: int, start: int) -> None:
        """Gives vacant posts to the best of the same family of jobs, the rest to the best of any."""
        count = self.structure.post_count
        vacant = np.flatnonzero((self.holder == -1) & (self.job_tier[:count] == tier))
        vacant = vacant[self.rng.random(len(vacant)) < 0.85]
        if not len(vacant) or start > self.on:
            return
        candidates = self._candidates(now, tier)
        taken: list[tuple[np.ndarray, np.ndarray]] = []
        for family in np.unique(self.job_family[vacant]):
            posts = vacant[self.job_family[vacant] == family]
            own = candidates[self.family[candidates] == family][: len(posts)]
            taken.append((posts[: len(own)], own))
        used = np.concatenate([who for _, who in taken])
        rest = np.setdiff1d(vacant, np.concatenate([posts for posts, _ in taken]))
        others = candidates[~np.isin(candidates, used)][: len(rest)]
        taken.append((rest[: len(others)], others))
        for posts, who in taken:
            self._place(who, posts, self.job_unit[posts], start)

    def _retire(self, now: int) -> None:
        # A titular post's BUP follows the tier held; nobody is kept past it.
        serving = np.flatnonzero(self._serving())
        leave = days.retirement(self.people.born[serving], RETIREMENT_AGE[self.tier[serving]])
        # A promotion dated a few weeks into the step may fall after the day of retirement: then it lasts one day less.
        leave = np.maximum(leave, self.since[serving] + 1)
        gone = leave <= now
        who = serving[gone]
        self._close(who, leave[gone] - 1)
        self.left[who] = True

    def _collect(self) -> Spells:
        self._close(np.flatnonzero(self._serving()), self.on)
        spells = Spells(*(np.concatenate(column) for column in zip(*self.parts, strict=True)))
        # What starts after the last day is not known yet, so what it would have ended still runs.
        spells.end[spells.end >= self.on] = days.NONE
        return sort_spells(spells.where(spells.start <= self.on))


def sort_spells(spells: Spells) -> Spells:
    """Sorted by person, then start."""
    return spells.where(np.lexsort((spells.start, spells.person)))


def at_tiers(spells: Spells, structure: Structure, found: np.ndarray) -> np.ndarray:
    """Tier codes of found spells (`Spells.at`), -1 for none."""
    tiers = np.array(structure.job_tier, "int16")
    return np.where(found >= 0, tiers[spells.job[np.maximum(found, 0)]], -1)
