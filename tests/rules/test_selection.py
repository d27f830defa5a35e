"""Open selection by the shipped law."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from rules import selection
from rules.checks import Status
from rules.law import shipped
from rules.ranking import DECIDERS
from rules.text import Text

ON = date(2026, 7, 10)
MOST = {one.code: Decimal(one.most) for one in selection.stages(ON, shipped())}


@pytest.mark.parametrize(("days", "status"), [(14, Status.FAIL), (15, Status.PASS)])
@pytest.mark.parametrize("extension", [False, True])
def test_fifteen_days_after_the_day_of_publication_are_enough(days, status, extension):
    closes = date.fromordinal(ON.toordinal() + days)
    assert selection.period(ON, closes, ON, shipped(), extension=extension).status == status


@pytest.mark.parametrize(("count", "status"), [(2, Status.FAIL), (3, Status.PASS)])
def test_three_applicants_are_enough(count, status):
    assert selection.enough(count, ON, shipped()).status == status


def test_each_weight_is_in_its_range_and_all_add_to_a_hundred():
    assert [str(one.status) for one in selection.weighing(MOST, ON, shipped())] == ["pass"] * 5
    over = MOST | {"paper": Decimal("20.01"), "track_record": Decimal("19.99")}
    found = {one.code: one for one in selection.weighing(over, ON, shipped())}
    assert (found["weight_paper"].status, found["weights_sum"].status) == (Status.FAIL, Status.PASS)
    assert found["weight_paper"].fact == Text("20,01 %", "20.01%")
    short = {one.code: one for one in selection.weighing(MOST | {"paper": Decimal("19.99")}, ON, shipped())}
    assert (short["weight_paper"].status, short["weights_sum"].status) == (Status.PASS, Status.FAIL)
    assert short["weights_sum"].fact == Text("99,99 %", "99.99%")


def test_a_sum_without_one_of_the_weights_is_not_known_even_where_the_others_add_to_a_hundred():
    weights = {"track_record": Decimal(35), "assessment": Decimal(35), "interview": Decimal(30)}
    *_stages, total = selection.weighing(weights, ON, shipped())
    assert (total.status, total.fact) == (Status.FAIL, Text("? %", "?%"))


def people(*rows):
    return pd.DataFrame([
        {"employee_id": place, "nip": f"{place:018}", "outcome": outcome, **dict(zip(MOST, scores, strict=True))}
        for place, (outcome, *scores) in enumerate(rows, start=1)
    ])  # fmt: skip


def test_the_weighted_mean_orders_those_who_are_left_and_fully_scored():
    nan = float("nan")
    rows = people(
        ("pass", 80, 80, 80, 80),
        ("fail", 100, 100, 100, 100),
        ("unknown", 81, 80, 80, 80),
        ("pass", 100, 100, nan, 100),
        ("pass", 33.33, 66.67, 10.01, 99.99),
    )
    found = selection.rank(rows, MOST, ON, shipped())
    kept = found[["employee_id", "combined", "rank", "decided_by"]].astype(object).where(found.notna(), None)
    assert kept.values.tolist() == [
        [3, 80.2, 1, None],
        [1, 80.0, 2, "combined"],
        [5, 60.332, 3, "combined"],
        [2, 100.0, None, None],
        [4, None, None, None],
    ]


def test_equals_are_told_apart_by_the_heaviest_stage_first_and_at_last_by_their_numbers():
    rows = people(("pass", 80, 80, 80, 80), ("pass", 62.5, 80, 80, 90), ("pass", 80, 80, 80, 80))
    found = selection.rank(rows, MOST, ON, shipped())
    assert found["employee_id"].tolist() == [2, 1, 3]
    assert found["decided_by"].tolist()[1:] == ["interview", "nip"]
    words = selection.deciders(shipped())
    assert words["interview"] == Text("nilai wawancara", "score of the interview")
    assert (words["combined"], words["nip"]) == (Text("nilai akhir", "final score"), DECIDERS["nip"])


def test_one_number_twice_leaves_no_single_order():
    rows = people(("pass", 80, 80, 80, 80), ("pass", 80, 80, 80, 80))
    with pytest.raises(ValueError, match="NIP"):
        selection.rank(rows.assign(nip="1"), MOST, ON, shipped())


def test_deadlines_are_counted_back_from_the_target():
    target = date(2026, 12, 31)
    assert selection.deadlines("talent_pool", target, ON, shipped()) == {
        "ROUTED": date(2026, 11, 12),
        "LONGLISTED": date(2026, 11, 19),
        "NOMINATED": date(2026, 12, 3),
        "DECIDED": date(2026, 12, 10),
        "RECOMMENDED": date(2026, 12, 24),
        "INAUGURATED": target,
    }
