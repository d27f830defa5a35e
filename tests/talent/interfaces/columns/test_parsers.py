"""The borders of the cell parsers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.interfaces.columns import group_errors
from talent.interfaces.columns.check import Memo, parse_column
from talent.interfaces.columns.kinds import KINDS
from talent.interfaces.columns.messages import Bad
from talent.interfaces.columns.parsers import Day, Nip, Number, SubAspect, Text, Whole
from talent.interfaces.columns.words import YES_NO
from talent.interfaces.sheets import CellError

TODAY = date(2026, 11, 21)
CELLS = st.one_of(
    st.text(max_size=30),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates().map(lambda day: ("date", day.isoformat())),
    st.datetimes().map(lambda moment: ("datetime", moment.isoformat(sep=" "))),
    st.sampled_from([("time", "08:30:00"), ("duration", "1 day, 6:00:00")]),
)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_day_is_the_same_in_each_of_its_forms(day: date) -> None:
    forms = [day.isoformat(), f"{day:%d}-{day:%m}-{day.year:04d}", f"{day:%d}/{day:%m}/{day.year:04d}"]
    assert [Day()(form, TODAY) for form in [*forms, ("date", day.isoformat())]] == [day] * 4


def test_today_is_the_last_day_that_has_happened() -> None:
    assert Day()("2026-11-21", TODAY) == TODAY
    assert Day(future=True)("2026-11-22", TODAY) == TODAY + timedelta(days=1)
    with pytest.raises(Bad, match="2026-11-21"):
        Day()("2026-11-22", TODAY)


@given(st.floats(0, 120))
def test_a_number_is_the_same_in_each_of_its_forms(value: float) -> None:
    parser = Number(0, 120)
    text = f"{value:.6f}"
    assert parser(text, TODAY) == parser(text.replace(".", ","), TODAY) == parser(value, TODAY) == round(value, 6)


@pytest.mark.parametrize(("low", "high"), [(1, 5), (0, 4)])
def test_levels_end_where_they_should(low: int, high: int) -> None:
    parser = Whole(low, high)
    assert [parser(value, TODAY) for value in range(low, high + 1)] == list(range(low, high + 1))
    for value in (low - 1, high + 1, low + 0.5):
        with pytest.raises(Bad):
            parser(value, TODAY)


def test_the_month_of_cpns_start_may_be_this_one_and_the_fifteenth_year() -> None:
    assert Nip()("200001012026111001", TODAY) == "200001012026111001"
    assert Nip()("200011302015111001", TODAY) == "200011302015111001"
    for nip in ("200001012026121001", "200011302015101001"):
        with pytest.raises(Bad):
            Nip()(nip, TODAY)


def test_a_leap_day_is_a_birthday_only_in_leap_years() -> None:
    assert Nip()("199602292020121001", TODAY) == "199602292020121001"
    with pytest.raises(Bad):
        Nip()("199702292020121001", TODAY)


def test_cells_that_a_dictionary_takes_for_one_key_are_parsed_apart() -> None:
    level = KINDS["assessments"].column("integrity")
    values, problems = parse_column(level, [True, 1.0, 1, "1", False, 1.0], TODAY)
    assert values == [None, 1, 1, 1, None, 1]
    assert {index: problem.code for index, problem in problems.items()} == {0: "number_form", 4: "number_form"}


def test_what_is_wrong_stays_wrong_however_the_chunks_before_were_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo(KINDS["assessments"].column("integrity"), TODAY)
    memo.parse(["nine", 1])
    values, problems = memo.parse(["nine", "2"])
    assert (values, problems[0].code) == ([None, 2], "number_form")
    # Few wrong cells are remembered: beyond that they are parsed again, and the good ones are not.
    monkeypatch.setattr("talent.interfaces.columns.check._FAULTS", 0)
    assert memo.parse(["nine", "3"])[0] == [None, 3]
    assert (memo.known.keys(), memo.bad) == ({(int, 1), "2", "3", "nine"}, {"nine"})


def test_yes_and_no_in_each_of_their_forms() -> None:
    assert [YES_NO(raw, TODAY) for raw in ("ya", "Y", "TRUE", "1", 1, 1.0, True)] == [True] * 7
    assert [YES_NO(raw, TODAY) for raw in ("tidak", "T", "false", "0", 0, 0.0, False)] == [False] * 7


def test_sub_aspects_three_one_and_three_ten_are_two() -> None:
    assert [SubAspect()(raw, TODAY) for raw in ("3.1", "3.10", "3,10", 3.2)] == ["3.1", "3.10", "3.10", "3.2"]


@given(st.sampled_from([column for kind in KINDS.values() for column in kind.columns]), st.lists(CELLS, max_size=5))
def test_no_cell_crashes_a_parser(column: object, cells: list[object]) -> None:
    values, problems = parse_column(column, cells, TODAY)  # type: ignore[arg-type]
    assert len(values) == len(cells)
    assert all(values[index] is None and problem.message for index, problem in problems.items())


def test_text_in_two_compositions_is_one_text() -> None:
    assert Text()("Cafe\u0301", TODAY) == Text()("Caf\u00e9", TODAY)


def test_errors_that_say_the_same_are_grouped_with_the_number_of_other_places() -> None:
    def error(row: int, code: str = "required", column: str = "nip") -> CellError:
        return CellError("Data", row, column, "", code, "pesan")

    groups = group_errors(
        [
            error(1, "formula"),
            error(1, column="nilai"),
            error(2, column="nilai"),
            *(error(row) for row in range(2, 19)),
        ],
        limit=5,
    )
    assert [(group.code, [one.row for one in group.shown], group.more) for group in groups] == [
        ("required", [2, 3, 4, 5, 6], 12),
        ("formula", [1], 0),
        ("required", [1, 2], 0),
    ]


@pytest.mark.parametrize(
    ("high", "value", "text"),
    [(10_000, 540.444, "540.4440"), (10_000, 9876.543, "9876.543"), (10_000, 40.0, "40"), (10_000, 0.125, "0.125"),
     (10_000, 100.0, "100"), (120, 85.125, "85.125")],
)  # fmt: skip
def test_a_number_is_written_so_that_it_is_read_back(high: int, value: float, text: str) -> None:
    parser = Number(0, high)
    assert (parser.written(value), parser(text, TODAY)) == (text, value)
