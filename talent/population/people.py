"""Who the people are: birth, hiring, sex, schooling, a latent ability; one row each, in parallel columns."""

from dataclasses import dataclass

import numpy as np

from talent.population import days

LEVELS = ("SLTA", "D3", "S1", "S2", "S3")
SLTA, D3, S1, S2, S3 = range(5)
_HIRE_AGE = np.array([[20, 27], [22, 29], [23, 33], [26, 35], [29, 35]])
_FIRST_HIRE_YEAR = 1985


@dataclass
class People:
    """Parallel columns of n people.

    born, hired: int32 days; sex: int8 1/2; pppk: bool; school: int8 level at hiring; later: int8 level of a later
    study or -1 with later_year; field_match, later_match: int8 0 full, 1 partial, 2 none, 3 not known; ability:
    float64, standard normal; family: int16 of the first post; scripted: bool, career given by a script.
    """

    born: np.ndarray
    hired: np.ndarray
    sex: np.ndarray
    pppk: np.ndarray
    school: np.ndarray
    later: np.ndarray
    later_year: np.ndarray
    field_match: np.ndarray
    later_match: np.ndarray
    ability: np.ndarray
    family: np.ndarray
    scripted: np.ndarray

    def __len__(self) -> int:
        return len(self.born)

    def school_in(self, year: np.ndarray | int) -> np.ndarray:
        """Highest level reached by the end of `year`, int8."""
        return np.where((self.later >= 0) & (self.later_year <= year), self.later, self.school)


def draw(rng: np.random.Generator, count: int, *, first: int, on: int, family_weights: np.ndarray) -> People:
    """`count` people who were in service on some day from `first` to `on` (days)."""
    school = rng.choice(5, count, p=[0.14, 0.15, 0.58, 0.12, 0.01]).astype("int8")
    hired, born = _entry(rng, school, first=first, on=on)
    pppk = (days.year_of(hired) >= 2022) & (rng.random(count) < 0.45) & (school < S2)
    later, later_year = _later_study(rng, school, hired, on)
    match = rng.choice(4, (2, count), p=[0.68, 0.19, 0.12, 0.01]).astype("int8")
    return People(
        born=born,
        hired=hired,
        sex=rng.choice(np.array([1, 2], dtype="int8"), count, p=[0.52, 0.48]),
        pppk=pppk,
        school=school,
        later=later,
        later_year=later_year,
        field_match=match[0],
        later_match=np.minimum(match[1], 2).astype("int8"),
        ability=rng.standard_normal(count),
        family=rng.choice(len(family_weights), count, p=family_weights).astype("int16"),
        scripted=np.zeros(count, dtype=bool),
    )


def _entry(rng: np.random.Generator, school: np.ndarray, *, first: int, on: int) -> tuple[np.ndarray, np.ndarray]:
    """Hiring and birth days; who would have retired before `first` is drawn again, younger."""
    last_year = int(days.year_of(np.array([on]))[0]) - 1
    years = np.arange(_FIRST_HIRE_YEAR, last_year + 1)
    # Few in the moratorium years, many in the great intakes.
    weights = np.where(np.isin(years, (2011, 2012, 2013, 2015, 2016, 2017)), 0.25, 1.0)
    weights = weights * np.where((years >= 2005) & (years <= 2010), 2.2, 1.0)
    hired, born = np.empty(len(school), "int32"), np.empty(len(school), "int32")
    todo = np.arange(len(school))
    while len(todo):
        year = rng.choice(years, len(todo), p=weights / weights.sum())
        month = rng.choice([1, 2, 3, 4, 12], len(todo), p=[0.25, 0.1, 0.4, 0.1, 0.15])
        hired[todo] = days.make(year, month)
        low, high = _HIRE_AGE[school[todo]].T
        born[todo] = hired[todo] - (rng.uniform(low, high) * 365.25).astype("int32")
        todo = todo[days.retirement(born[todo], 58) <= first]
    return hired, born


def _later_study(
    rng: np.random.Generator, school: np.ndarray, hired: np.ndarray, on: int
) -> tuple[np.ndarray, np.ndarray]:
    chance = np.array([0.4, 0.35, 0.3, 0.06, 0.0])[school]
    target = np.array([S1, S1, S2, S3, -1])[school]
    year = days.year_of(hired) + rng.integers(4, 14, len(school))
    taken = (rng.random(len(school)) < chance) & (year < days.year_of(np.array([on]))[0])
    return np.where(taken, target, -1).astype("int8"), np.where(taken, year, 0).astype("int16")


def nips(people: People, first_serial: int, last_serial: int) -> np.ndarray:
    """NIPs (int64, 18 digits): birth date, month of hiring, sex and a serial counted within those three.

    Raises ValueError when more people share birth date, month and sex than there are serials.
    """
    born = np.asarray(people.born, "int64").astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    date = (born - month.astype("datetime64[D]")).astype("int64") + 1
    key = days.year_of(people.born) * 10_000 + days.month_of(people.born) * 100 + date
    key = (key * 1_000_000 + days.year_of(people.hired) * 100 + days.month_of(people.hired)) * 10 + people.sex
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    rank = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    serial = np.empty(len(key), "int64")
    serial[order] = first_serial + rank
    if len(key) and serial.max() > last_serial:
        raise ValueError(f"serials {first_serial}–{last_serial} do not suffice: {serial.max()} would be needed")
    return np.asarray(key * 1000 + serial)
