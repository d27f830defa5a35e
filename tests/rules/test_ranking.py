"""The order of candidates: box, combined score, named tie-breaks; each place says what decided it."""

from datetime import date
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.law import NoRuleInForce, shipped
from rules.ranking import DECIDERS, combined, rank, tie_breaks

LAW = shipped()
ON = date(2022, 7, 1)


def candidates(*rows):
    """One row each: a short NIP, then whatever differs from the ordinary candidate."""
    usual = {
        "box": 8.0, "talent_value": 80.0, "technical": 70.0, "grade": "IV/a", "post_from": date(2019, 1, 1),
        "born": date(1975, 1, 1), "outcome": "pass",
    }  # fmt: skip
    frame = pd.DataFrame([{"employee_id": n, "nip": nip} | usual | changes for n, (nip, changes) in enumerate(rows)])
    for day in ("post_from", "born"):
        frame[day] = pd.to_datetime(frame[day]).astype("datetime64[s]")
    return frame.astype({"box": "float64", "talent_value": "float64", "technical": "float64"})


def ranked(*rows, tier="JPT_PRATAMA"):
    found = rank(candidates(*rows), tier, ON, LAW)
    places = [None if pd.isna(place) else int(place) for place in found["rank"]]
    return list(zip(found["nip"], places, found["decided_by"], strict=True))


def test_a_higher_score_in_a_lower_box_does_not_overtake():
    assert ranked(("1", {"box": 7, "talent_value": 99}), ("2", {"box": 9, "talent_value": 60}), ("3", {"box": 8})) == [
        ("2", 1, None), ("3", 2, "box"), ("1", 3, "box"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tier", "expected"), [("JPT_MADYA", 88.0), ("JPT_PRATAMA", 82.0), ("ADMINISTRATOR", 76.0), ("PENGAWAS", 70.0)]
)
def test_each_tier_blends_talent_and_technical_in_its_own_way(tier, expected):
    assert combined(pd.Series([100.0]), pd.Series([40.0]), tier, ON, LAW).tolist() == [expected]


def test_a_tier_without_a_blend_has_no_combined_score_and_goes_by_talent_value():
    assert np.isnan(combined(pd.Series([100.0]), pd.Series([40.0]), "JPT_UTAMA", ON, LAW)).all()
    assert ranked(("1", {"talent_value": 70}), ("2", {"talent_value": 71}), tier="JPT_UTAMA") == [
        ("2", 1, None), ("1", 2, "talent_value"),
    ]  # fmt: skip


def test_the_technical_part_counts():
    assert ranked(("1", {"talent_value": 81}), ("2", {"technical": 80})) == [("2", 1, None), ("1", 2, "combined")]


def test_scores_that_differ_only_beyond_six_decimals_are_equal():
    assert ranked(("2", {"technical": 70 + 1e-9}), ("1", {})) == [("1", 1, None), ("2", 2, "nip")]


def test_without_technical_competency_one_stays_listed_after_the_known_of_the_same_box():
    found = rank(
        candidates(("1", {"talent_value": 99, "technical": None}), ("2", {}), ("3", {"box": 7})), "JPT_PRATAMA", ON, LAW
    )
    assert found["nip"].tolist() == ["2", "1", "3"]
    assert found["combined_known"].tolist() == [True, False, True]
    assert found["decided_by"].tolist() == [None, "combined", "box"]


def test_the_tie_breaks_decide_one_after_the_other():
    assert tie_breaks(ON, LAW) == ("talent_value", "grade", "post_from", "nip")
    assert set(tie_breaks(ON, LAW)) <= set(DECIDERS)
    equal = {"talent_value": 80, "technical": 70}
    assert ranked(("1", {"talent_value": 77, "technical": 77}), ("2", equal)) == [
        ("2", 1, None), ("1", 2, "talent_value"),
    ]  # fmt: skip
    assert ranked(("1", {}), ("2", {"grade": "IV/b"})) == [("2", 1, None), ("1", 2, "grade")]
    assert ranked(("1", {"grade": "III/d"}), ("2", {"grade": "IV/a"})) == [("2", 1, None), ("1", 2, "grade")]
    assert ranked(("1", {}), ("2", {"post_from": date(2018, 12, 31)})) == [("2", 1, None), ("1", 2, "post_from")]
    assert ranked(("2", {}), ("1", {})) == [("1", 1, None), ("2", 2, "nip")]


def test_what_is_not_known_comes_last_within_its_tie():
    assert ranked(("1", {"grade": None}), ("2", {"grade": "I/a"})) == [("2", 1, None), ("1", 2, "grade")]
    assert ranked(("1", {"post_from": None}), ("2", {})) == [("2", 1, None), ("1", 2, "post_from")]
    assert ranked(("1", {"box": None}), ("2", {"box": 7})) == [("2", 1, None), ("1", 2, "box")]
    assert ranked(("2", {"grade": None}), ("1", {"grade": None})) == [("1", 1, None), ("2", 2, "nip")]


def test_who_fails_is_listed_last_without_a_rank_and_who_is_unknown_keeps_theirs():
    rows = [("1", {"box": 9, "outcome": "fail"}), ("2", {"box": 7}), ("3", {"outcome": "unknown"})]
    assert ranked(*rows) == [("3", 1, None), ("2", 2, "box"), ("1", None, None)]
    assert ranked(("1", {"outcome": "fail"})) == [("1", None, None)]


def test_nobody_is_ranked_when_there_is_nobody():
    empty = candidates(("1", {})).iloc[:0]
    assert len(rank(empty, "JPT_PRATAMA", ON, LAW)) == 0


def test_an_order_that_cannot_be_single_is_refused():
    with pytest.raises(ValueError, match="NIP of their own"):
        ranked(("1", {}), ("1", {}))
    with pytest.raises(ValueError, match="no outcome"):
        ranked(("1", {"outcome": "maybe"}))


def test_the_rules_begin_on_the_seventh_of_april_2017():
    assert len(rank(candidates(("1", {})), "JPT_PRATAMA", date(2017, 4, 7), LAW)) == 1
    with pytest.raises(NoRuleInForce):
        rank(candidates(("1", {})), "JPT_PRATAMA", date(2017, 4, 6), LAW)


people = st.fixed_dictionaries(
    {
        "box": st.sampled_from([7, 8, 9]),
        "talent_value": st.sampled_from([None, 70, 80]),
        "technical": st.sampled_from([None, 60, 70]),
        "grade": st.sampled_from([None, "III/d", "IV/a"]),
        "outcome": st.sampled_from(["pass", "unknown", "fail"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(people, min_size=1, max_size=4))
def test_the_order_of_the_rows_given_does_not_matter(drawn):
    rows = [(str(number), changes) for number, changes in enumerate(drawn)]
    assert len({tuple(ranked(*order)) for order in permutations(rows)}) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(people, min_size=1, max_size=12))
def test_the_order_agrees_with_a_plain_sort(drawn):
    def last(value):
        return (1, 0) if value is None else (0, -value)

    def key(row):
        nip, one = row
        known = None not in (one["talent_value"], one["technical"])
        score = one["talent_value"] * 7 + one["technical"] * 3 if known else None
        grade = None if one["grade"] is None else ["III/d", "IV/a"].index(one["grade"])
        fails = one["outcome"] == "fail"
        return (fails, -one["box"], last(score), last(one["talent_value"]), last(grade), nip)

    rows = [(f"{number:02}", changes) for number, changes in enumerate(drawn)]
    assert [nip for nip, _, _ in ranked(*rows)] == [nip for nip, _ in sorted(rows, key=key)]
