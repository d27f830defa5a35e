"""How a committee is composed, and how far its members' scores lie apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.checks import Status
from rules.law import NoRuleInForce, shipped
from rules.panel import Opinion, composition, opinion, quorum, supplement

LAW = shipped()
ON = date(2026, 7, 10)


def members(inside, outside, unsure=0):
    return [True] * inside + [False] * outside + [None] * unsure


@pytest.mark.parametrize(
    ("committee", "size", "share"),
    [
        (members(2, 3), "pass", "pass"),
        (members(3, 4), "pass", "pass"),
        (members(4, 5), "pass", "pass"),
        (members(3, 2), "pass", "fail"),
        (members(9, 11), "fail", "pass"),  # exactly 45 percent, but too many
        (members(1, 2), "fail", "pass"),
        (members(2, 4), "fail", "pass"),
        (members(5, 6), "fail", "fail"),
        (members(2, 2, 1), "pass", "unknown"),
        (members(1, 3, 1), "pass", "pass"),
        (members(3, 1, 1), "pass", "fail"),
        ([], "fail", "unknown"),
    ],
)
def test_a_committee_is_odd_of_five_to_nine_and_at_most_45_percent_from_inside(committee, size, share):
    found = composition(committee, "open_selection", ON, LAW)
    assert [(one.code, str(one.status), one.decides, one.verified) for one in found] == [
        ("committee_size", size, True, False),
        ("committee_internal", share, True, False),
    ]


def test_on_the_talent_pool_route_it_is_only_shown_and_before_the_rule_there_is_none():
    assert [one.decides for one in composition(members(1, 0), "talent_pool", ON, LAW)] == [False, False]
    assert composition(members(2, 2, 1), "talent_pool", ON, LAW)[1].fact == ("2 dari 5; 1 belum diketahui",
                                                                             "2 of 5; 1 not known")  # fmt: skip
    with pytest.raises(NoRuleInForce):
        composition(members(2, 3), "open_selection", date(2014, 1, 14), LAW)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, None),
        ({1: 80}, Opinion(80.0, 0, ())),
        ({1: 80, 2: 20}, Opinion(50.0, 60, ())),  # of two nobody knows who is alone
        ({1: 80, 2: 80, 3: 95}, Opinion(85.0, 15, ())),  # exactly the limit
        ({1: 80, 2: 80, 3: 96}, Opinion(85.333333, 16, (3,))),
        ({1: 70, 2: 71, 3: 90, 4: 70, 5: 50}, Opinion(70.2, 40, (3, 5))),
        ({1: 60, 2: 61, 3: 80, 4: 40}, Opinion(60.25, 40, (3, 4))),
    ],
)
def test_an_outlying_scorer_is_further_than_the_limit_from_the_median(scores, expected):
    assert opinion(scores, ON, LAW) == expected


@given(st.integers(0, 9), st.integers(0, 9))
def test_more_than_half_of_the_seats_and_never_one_alone_have_to_score(scoring, seats):
    found = quorum(scoring, seats, ON, LAW)
    assert (found.status == Status.PASS) is (2 * scoring > seats and scoring > 1)
    assert found.fact.id == f"{scoring} dari {seats} kursi menilai"
    assert found.verified is False


def test_fewer_than_three_who_come_later_are_not_hidden_by_codes() -> None:
    assert [supplement(count, ON, LAW).status for count in (1, 2, 3, 4)] == ["fail", "fail", "pass", "pass"]
