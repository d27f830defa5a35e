"""The yearly performance rating (predikat kinerja).

An explicit rating counts as it stands; without one, the two ratings of PermenPANRB 6/2022 give it; without those, the
number of PP 30/2019. The rule is the one in force on 31 December of the year that was rated, so a number of 2018 or of
2022 gives nothing, and so do two ratings of 2021.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.law import Law, NoRuleInForce
from rules.text import Text
from rules.wording import EXPECTATIONS as EXPECTATION_NAMES
from rules.wording import RATINGS as RATING_NAMES

RATINGS: Final = ("SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "CUKUP", "KURANG", "SANGAT_KURANG")
EXPECTATIONS: Final = ("ABOVE", "AS", "BELOW")
UNKNOWN: Final = -1

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """A rating given from `at_least` upwards, with or without the need for a documented new idea."""

    rating: str
    at_least: float
    new_idea: bool


@dataclass(frozen=True, slots=True)
class YearRules:
    """What turns the records of one year into a rating; either part may not exist for that year."""

    matrix: Mapping[str, Mapping[str, str]] | None
    bands: tuple[Band, ...]
    maximum: float


@lru_cache(maxsize=128)
def year_rules(year: int, law: Law) -> YearRules:
    """The rules in force on 31 December of `year`."""
    on = date(year, 12, 31)
    numbers = _value("talent.performance_number", on, law)
    low = _value("talent.performance_number_low", on, law)
    bands = (*numbers["bands"], *(low["bands"] if low else ())) if numbers else ()
    return YearRules(
        matrix=_value("talent.performance_matrix", on, law),
        bands=tuple(Band(band["rating"], float(band["at_least"]), band["new_idea"]) for band in bands),
        maximum=float(numbers["maximum"]) if numbers else 0.0,
    )


def _value(rule_id: str, on: date, law: Law) -> Any:
    try:
        return law.at(rule_id, on).value
    except NoRuleInForce:
        return None


def rating_of(
    work_result: str | None,
    behaviour: str | None,
    rating: str | None,
    score: float | None,
    new_idea: bool | None,
    year: int,
    law: Law,
) -> str | None:
    """The rating of one person's year, or None when the records of that year do not give one.

    A number of 110 or more whose new idea is not documented (None as well as False) is BAIK. A number outside the
    scale gives None: an importer refuses it, see `score_error`.
    """
    if rating is not None:
        return rating
    rules = year_rules(year, law)
    if rules.matrix is not None and work_result is not None and behaviour is not None:
        return rules.matrix[work_result][behaviour]
    if score is None or not score <= rules.maximum:
        return None
    return next(
        (band.rating for band in rules.bands if score >= band.at_least and (new_idea or not band.new_idea)), None
    )


def ratings(frame: pd.DataFrame, law: Law) -> "pd.Series[Any]":
    """The rating of every row, as `rating_of` gives it.

    frame: `year` (whole numbers), `work_result`, `behaviour`, `rating` (codes; missing = not known), `score` (float64,
    NaN = not known), `new_idea` (1.0/0.0/NaN). Returns a categorical Series over RATINGS on the same index, missing
    where the records give none. Values outside the codes count as not known.
    """
    found = _codes(frame["rating"], RATINGS)
    work = _codes(frame["work_result"], EXPECTATIONS)
    behaviour = _codes(frame["behaviour"], EXPECTATIONS)
    score = frame["score"].to_numpy(dtype=np.float64, na_value=np.nan)
    idea = frame["new_idea"].to_numpy(dtype=np.float64, na_value=np.nan) == 1.0
    year = frame["year"].to_numpy(dtype=np.int64)
    for one in np.unique(year[found == UNKNOWN]):
        rows = np.flatnonzero((year == one) & (found == UNKNOWN))
        rules = year_rules(int(one), law)
        from_matrix = _by_matrix(work[rows], behaviour[rows], rules)
        from_number = _by_number(score[rows], idea[rows], rules)
        found[rows] = np.where(from_matrix != UNKNOWN, from_matrix, from_number)
    values = pd.Categorical.from_codes(found, dtype=pd.CategoricalDtype(list(RATINGS)))
    return pd.Series(values, index=frame.index, name="rating")


def _codes(values: "pd.Series[Any]", categories: tuple[str, ...]) -> Codes:
    return pd.Categorical(values, categories=list(categories)).codes.astype(np.int64)


def _by_matrix(work: Codes, behaviour: Codes, rules: YearRules) -> Codes:
    if rules.matrix is None:
        return np.full(len(work), UNKNOWN, dtype=np.int64)
    cells = np.array([[RATINGS.index(rules.matrix[w][b]) for b in EXPECTATIONS] for w in EXPECTATIONS], dtype=np.int64)
    return np.where((work == UNKNOWN) | (behaviour == UNKNOWN), UNKNOWN, cells[work, behaviour])


def _by_number(score: npt.NDArray[np.float64], idea: npt.NDArray[np.bool_], rules: YearRules) -> Codes:
    found = np.full(len(score), UNKNOWN, dtype=np.int64)
    for band in rules.bands:
        fits = (found == UNKNOWN) & (score >= band.at_least) & (score <= rules.maximum)
        found[fits & (idea | (not band.new_idea))] = RATINGS.index(band.rating)
    return found


def contradiction(
    work_result: str | None, behaviour: str | None, rating: str | None, year: int, law: Law
) -> Text | None:
    """What to tell an importer when both ratings and another predikat are given for the same year; else None."""
    if work_result is None or behaviour is None or rating is None:
        return None
    given = rating_of(work_result, behaviour, None, None, None, year, law)
    if given is None or given == rating:
        return None
    work, conduct = EXPECTATION_NAMES[work_result], EXPECTATION_NAMES[behaviour]
    expected, found = RATING_NAMES[given], RATING_NAMES[rating]
    return Text(
        f"hasil kerja {work.id} dan perilaku {conduct.id} menghasilkan predikat {expected.id}, bukan {found.id}",
        f"work result {work.en} and behaviour {conduct.en} give the rating {expected.en}, not {found.en}",
    )


def score_error(score: float, year: int, law: Law) -> Text | None:
    """Why a performance number cannot be taken for that year: no scale in force, or outside it; else None."""
    rules = year_rules(year, law)
    if not rules.bands:
        return Text(
            f"tidak ada aturan yang mengubah nilai kinerja tahun {year} menjadi predikat; isi predikatnya",
            f"no rule turns a performance score of {year} into a rating; give the rating itself",
        )
    if not 0 <= score <= rules.maximum:
        top = f"{rules.maximum:g}"
        return Text(f"nilai kinerja harus antara 0 dan {top}", f"a performance score lies between 0 and {top}")
    return None
