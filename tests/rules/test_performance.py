"""Ratings: one by one and by column, which must agree."""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.law import shipped
from rules.performance import EXPECTATIONS, RATINGS, contradiction, rating_of, ratings, score_error, set_aside

LAW = shipped()
COLUMNS = ["work_result", "behaviour", "rating", "score", "new_idea", "year"]

rows = st.tuples(
    st.sampled_from([None, *EXPECTATIONS]),
    st.sampled_from([None, *EXPECTATIONS]),
    st.sampled_from([None, None, None, *RATINGS]),
    st.one_of(
        st.none(),
        st.sampled_from([-0.01, 0.0, 49.99, 50.0, 69.99, 70.0, 89.99, 90.0, 109.99, 110.0, 120.0, 120.01]),
        st.floats(0, 130),
    ),
    st.sampled_from([None, True, False]),
    st.integers(2017, 2026),
)


def frame(found: list[tuple[Any, ...]], *, categorical: bool = False) -> pd.DataFrame:
    data = pd.DataFrame(found, columns=COLUMNS)
    for column in ("work_result", "behaviour", "rating"):
        data[column] = data[column].astype("category" if categorical else "object")
    data["score"] = data["score"].astype("float64")
    data["new_idea"] = data["new_idea"].map({True: 1.0, False: 0.0}).astype("float64")
    return data


def plain(result: "pd.Series[Any]") -> list[str | None]:
    return [None if pd.isna(value) else value for value in result]


@settings(max_examples=200)
@given(st.lists(rows, min_size=1, max_size=30), st.booleans())
def test_the_column_and_the_single_case_always_agree(found: list[tuple[Any, ...]], categorical: bool) -> None:
    one_by_one = [
        rating_of(work, conduct, rating, score, idea, year, LAW) for work, conduct, rating, score, idea, year in found
    ]
    assert plain(ratings(frame(found, categorical=categorical), LAW)) == one_by_one


@given(st.integers(0, 12_000), st.sampled_from([None, True, False]), st.sampled_from([2019, 2020, 2021]))
def test_every_hundredth_of_the_old_scale_agrees_with_exact_fractions(
    hundredths: int, idea: bool | None, year: int
) -> None:
    exact = Fraction(hundredths, 100)
    expected = (
        "SANGAT_BAIK"
        if exact >= 110 and idea
        else "BAIK"
        if exact >= 90
        else "CUKUP"
        if exact >= 70
        else "KURANG"
        if exact >= 50
        else "SANGAT_KURANG"
    )
    assert rating_of(None, None, None, hundredths / 100, idea, year, LAW) == expected


def test_the_explicit_rating_comes_before_the_matrix_and_the_matrix_before_the_number() -> None:
    assert rating_of("ABOVE", "ABOVE", "KURANG", 95.0, None, 2022, LAW) == "KURANG"
    assert rating_of("ABOVE", "ABOVE", None, 95.0, None, 2022, LAW) == "SANGAT_BAIK"
    assert rating_of("ABOVE", "ABOVE", None, 95.0, None, 2021, LAW) == "BAIK"


@pytest.mark.parametrize("year", [2017, 2018, 2022, 2026])
def test_a_number_of_a_year_without_the_scale_gives_nothing(year: int) -> None:
    assert rating_of(None, None, None, 95.0, None, year, LAW) is None


def test_one_rating_alone_gives_nothing() -> None:
    assert rating_of("ABOVE", None, None, None, None, 2022, LAW) is None
    assert rating_of(None, "ABOVE", None, None, None, 2022, LAW) is None


def test_the_result_keeps_the_index_and_leaves_the_frame_alone() -> None:
    data = frame([("AS", "AS", None, None, None, 2023), (None, None, None, None, None, 2023)])
    data.index = pd.Index([7, 3])
    before = data.copy(deep=True)
    result = ratings(data, LAW)
    assert list(result.index) == [7, 3]
    assert plain(result) == ["BAIK", None]
    pd.testing.assert_frame_equal(data, before)


def test_an_empty_frame_gives_an_empty_series() -> None:
    empty = frame([]).astype({"year": "int64"})
    assert plain(ratings(empty, LAW)) == []


def test_a_column_of_missing_values_of_any_kind_is_not_known() -> None:
    data = frame([("AS", "AS", None, None, None, 2022)] * 2)
    data["rating"] = [np.nan, None]
    assert plain(ratings(data, LAW)) == ["BAIK", "BAIK"]


def test_two_ratings_and_another_predikat_contradict_each_other() -> None:
    assert contradiction("ABOVE", "AS", "SANGAT_BAIK", 2022, LAW) == (
        "hasil kerja di atas ekspektasi dan perilaku sesuai ekspektasi menghasilkan predikat Baik, bukan Sangat Baik",
        "work result above expectation and behaviour as expected give the rating Good, not Very Good",
    )


@pytest.mark.parametrize(
    ("work_result", "behaviour", "rating", "year"),
    [
        ("ABOVE", "AS", "BAIK", 2022),
        ("ABOVE", None, "SANGAT_BAIK", 2022),
        (None, "AS", "SANGAT_BAIK", 2022),
        ("ABOVE", "AS", None, 2022),
        ("ABOVE", "AS", "SANGAT_BAIK", 2021),
    ],
)
def test_nothing_contradicts_where_the_matrix_agrees_or_cannot_speak(
    work_result: str | None, behaviour: str | None, rating: str | None, year: int
) -> None:
    assert contradiction(work_result, behaviour, rating, year, LAW) is None


RATINGS_OF_2018 = (
    "hasil kerja di atas ekspektasi dan perilaku sesuai ekspektasi tidak dipakai, karena tidak ada aturan yang "
    "mengubah hasil kerja dan perilaku tahun 2018 menjadi predikat; yang dipakai: predikat Sangat Kurang"
)
NUMBER_OF_2018 = (
    "tidak menghasilkan predikat, karena tidak ada aturan yang mengubah nilai kinerja tahun 2018 menjadi predikat; "
    "isi predikatnya"
)
RATINGS_OF_2020 = (
    "gives no rating, because no rule turns a work result and behaviour of 2020 into a rating; give the score or the "
    "rating itself"
)
RATINGS_OF_2021 = (
    "work result above expectation and behaviour as expected do not count, because no rule turns a work result and "
    "behaviour of 2021 into a rating; what counts: the rating Good (a score of 91 reaches 90: Good)"
)


@pytest.mark.parametrize(
    ("row", "language", "said"),
    [
        (("ABOVE", "AS", "SANGAT_KURANG", None, None, 2018), "id", RATINGS_OF_2018),
        (("ABOVE", "AS", None, 91.0, None, 2021), "en", RATINGS_OF_2021),
        (
            (None, None, "BAIK", 60.0, None, 2020),
            "id",
            "nilai 60 mencapai 50: Kurang, tetapi yang dipakai: predikat Baik",
        ),
        ((None, None, None, 85.0, None, 2018), "id", NUMBER_OF_2018),
        (("AS", "AS", None, None, None, 2020), "en", RATINGS_OF_2020),
    ],
)
def test_what_does_not_count_is_told_beside_what_does(row: tuple[Any, ...], language: str, said: str) -> None:
    told = set_aside(*row, LAW)
    assert told is not None
    assert told.in_(language) == said


@given(rows)
def test_only_who_says_more_than_one_thing_or_something_in_vain_is_told_what_counts(row: tuple[Any, ...]) -> None:
    work, conduct, rating, score, *_ = row
    given_things = [work is not None and conduct is not None, rating is not None, score is not None]
    told = set_aside(*row, LAW)
    if any(given_things) and rating_of(*row, LAW) is None:
        assert told is not None
    else:
        assert told is None or given_things.count(True) > 1


def test_a_number_outside_its_scale_or_its_years_is_named() -> None:
    assert score_error(120.0, 2020, LAW) is None
    assert score_error(0.0, 2020, LAW) is None
    assert score_error(120.01, 2020, LAW) == (
        "nilai kinerja harus antara 0 dan 120",
        "a performance score lies between 0 and 120",
    )
    assert score_error(-0.01, 2020, LAW) == score_error(120.01, 2020, LAW)
    assert score_error(float("nan"), 2020, LAW) == score_error(120.01, 2020, LAW)
    assert score_error(90.0, 2018, LAW) == (
        "tidak ada aturan yang mengubah nilai kinerja tahun 2018 menjadi predikat; isi predikatnya",
        "no rule turns a performance score of 2018 into a rating; give the rating itself",
    )
