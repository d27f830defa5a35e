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
from rules.wording import number

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
    citation: str


@dataclass(frozen=True, slots=True)
class YearRules:
    """What turns the records of one year into a rating; either part may not exist for that year.

    `…_citation`: where the part comes from, or what says that it does not exist for that year.
    """

    matrix: Mapping[str, Mapping[str, str]] | None
    matrix_citation: str
    bands: tuple[Band, ...]
    maximum: float
    number_citation: str


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of a year, in words what gave it (or, for a rating of None, what did not), and the rule behind it."""

    rating: str | None
    why: Text
    citation: str


@lru_cache(maxsize=128)
def year_rules(year: int, law: Law) -> YearRules:
    """The rules in force on 31 December of `year`."""
    on = date(year, 12, 31)
    matrix, matrix_citation = _value("talent.performance_matrix", on, law)
    numbers, number_citation = _value("talent.performance_number", on, law)
    low, low_citation = _value("talent.performance_number_low", on, law)
    parts = ((numbers, number_citation), (low, low_citation)) if numbers else ()
    return YearRules(
        matrix=matrix,
        matrix_citation=matrix_citation,
        bands=tuple(
            Band(band["rating"], float(band["at_least"]), band["new_idea"], citation)
            for part, citation in parts
            for band in (part["bands"] if part else ())
        ),
        maximum=float(numbers["maximum"]) if numbers else 0.0,
        number_citation=number_citation,
    )


def _value(rule_id: str, on: date, law: Law) -> tuple[Any, str]:
    try:
        rule = law.at(rule_id, on)
    except NoRuleInForce as error:
        return None, error.bound.citation if error.bound else ""
    return rule.value, rule.citation


def rating_of(
    work_result: str | None,
    behaviour: str | None,
    rating: str | None,
    score: float | None,
    new_idea: bool | None,
    year: int,
    law: Law,
) -> str | None:
    """The rating that `rated` gives."""
    return rated(work_result, behaviour, rating, score, new_idea, year, law).rating


def rated(
    work_result: str | None,
    behaviour: str | None,
    rating: str | None,
    score: float | None,
    new_idea: bool | None,
    year: int,
    law: Law,
) -> Rated:
    """The rating of one person's year; of None when the records of that year do not give one.

    A number of 110 or more whose new idea is not documented (None as well as False) is BAIK. A number outside the
    scale gives None: an importer refuses it, see `score_error`.
    """
    rules = year_rules(year, law)
    if rating is not None:
        citation = rules.number_citation if rules.bands else rules.matrix_citation
        return Rated(rating, Text("predikat yang tercatat", "the rating on record"), citation)
    if work_result is not None and behaviour is not None:
        if rules.matrix is not None:
            given = rules.matrix[work_result][behaviour]
            return Rated(given, _from_matrix(work_result, behaviour, given), rules.matrix_citation)
        if score is None:
            return Rated(None, _no_matrix(year), rules.matrix_citation)
    if score is None:
        return Rated(None, Text("catatannya belum lengkap", "the records are not complete"), rules.matrix_citation)
    wrong = score_error(score, year, law)
    if wrong is not None:
        return Rated(None, wrong, rules.number_citation)
    reached = (band for band in rules.bands if score >= band.at_least and (new_idea or not band.new_idea))
    band = next(reached, None)
    if band is None:
        return Rated(None, _no_scale(year), rules.number_citation)
    return Rated(band.rating, _from_number(score, band), band.citation)


def _from_matrix(work_result: str, behaviour: str, given: str) -> Text:
    work, conduct, name = EXPECTATION_NAMES[work_result], EXPECTATION_NAMES[behaviour], RATING_NAMES[given]
    return Text(
        f"hasil kerja {work.id} dan perilaku {conduct.id} menghasilkan predikat {name.id}",
        f"work result {work.en} and behaviour {conduct.en} give the rating {name.en}",
    )


def _no_matrix(year: int) -> Text:
    return Text(
        f"tidak ada aturan yang mengubah hasil kerja dan perilaku tahun {year} menjadi predikat",
        f"no rule turns a work result and behaviour of {year} into a rating",
    )


def _no_scale(year: int) -> Text:
    return Text(
        f"tidak ada aturan yang mengubah nilai kinerja tahun {year} menjadi predikat; isi predikatnya",
        f"no rule turns a performance score of {year} into a rating; give the rating itself",
    )


def _from_number(score: float, band: Band) -> Text:
    said, start, name = number(score), number(band.at_least), RATING_NAMES[band.rating]
    idea = Text(" dengan ide baru", " with a new idea") if band.new_idea else Text("", "")
    return Text(
        f"nilai {said.id} mencapai {start.id}{idea.id}: {name.id}",
        f"a score of {said.en} reaches {start.en}{idea.en}: {name.en}",
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
    why, found = _from_matrix(work_result, behaviour, given), RATING_NAMES[rating]
    return Text(f"{why.id}, bukan {found.id}", f"{why.en}, not {found.en}")


def set_aside(
    work_result: str | None,
    behaviour: str | None,
    rating: str | None,
    score: float | None,
    new_idea: bool | None,
    year: int,
    law: Law,
) -> Text | None:
    """What to tell an importer when records of one year say more than one thing: what does not count, and what does.

    Two ratings of a year without a matrix, or a number that alone would give another rating; else None. (Two ratings
    that give another one by the matrix of their year are a `contradiction`.) And where what is given makes no rating
    by the law of its year: why not, and what would.
    """
    found = rated(work_result, behaviour, rating, score, new_idea, year, law)
    if found.rating is None:
        return _in_vain(found.why, year_rules(year, law)) if (work_result and behaviour) or score is not None else None
    name = RATING_NAMES[found.rating]
    counts = Text(f"yang dipakai: predikat {name.id}", f"what counts: the rating {name.en}")
    if rating is None:
        counts = Text(f"{counts.id} ({found.why.id})", f"{counts.en} ({found.why.en})")
    if work_result is not None and behaviour is not None and year_rules(year, law).matrix is None:
        work, conduct, none = EXPECTATION_NAMES[work_result], EXPECTATION_NAMES[behaviour], _no_matrix(year)
        return Text(
            f"hasil kerja {work.id} dan perilaku {conduct.id} tidak dipakai, karena {none.id}; {counts.id}",
            f"work result {work.en} and behaviour {conduct.en} do not count, because {none.en}; {counts.en}",
        )
    if rating is None or score is None:
        return None
    alone = rated(None, None, None, score, new_idea, year, law)
    if alone.rating in (None, rating):
        return None
    return Text(f"{alone.why.id}, tetapi {counts.id}", f"{alone.why.en}, but {counts.en}")


def _in_vain(why: Text, rules: YearRules) -> Text:
    wanted = Text("", "")
    if rules.matrix is None and rules.bands:
        wanted = Text("; isi nilai atau predikatnya", "; give the score or the rating itself")
    return Text(
        f"tidak menghasilkan predikat, karena {why.id}{wanted.id}", f"gives no rating, because {why.en}{wanted.en}"
    )


def score_error(score: float, year: int, law: Law) -> Text | None:
    """Why a performance number cannot be taken for that year: no scale in force, or outside it; else None."""
    rules = year_rules(year, law)
    if not rules.bands:
        return _no_scale(year)
    if not 0 <= score <= rules.maximum:
        top = f"{rules.maximum:g}"
        return Text(f"nilai kinerja harus antara 0 dan {top}", f"a performance score lies between 0 and {top}")
    return None
