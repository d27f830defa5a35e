"""The nine boxes."""

from datetime import date

import pytest

from rules.law import NoRuleInForce, shipped
from rules.nine_box import BOXES, box, pool_boxes, recommendations, table

ON = date(2022, 6, 30)
LAW = shipped()


def test_high_performance_with_medium_potential_is_seven_and_the_reverse_is_eight() -> None:
    assert box("ABOVE", "MEDIUM", ON, LAW) == 7
    assert box("AS", "HIGH", ON, LAW) == 8


def test_each_number_occurs_once() -> None:
    assert sorted(number for row in table(ON, LAW).values() for number in row.values()) == list(BOXES)


def test_a_band_that_is_not_known_gives_no_box() -> None:
    assert box(None, "HIGH", ON, LAW) is None
    assert box("ABOVE", None, ON, LAW) is None


def test_a_band_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        box("HIGH", "ABOVE", ON, LAW)


def test_the_pool_is_seven_to_nine_and_nationally_nine() -> None:
    assert pool_boxes(ON, LAW) == (7, 8, 9)
    assert pool_boxes(ON, LAW, national=True) == (9,)


def test_exactly_the_pool_boxes_are_recommended_for_the_succession_group() -> None:
    named = {
        number
        for number in BOXES
        if any("Kelompok Rencana Suksesi" in text.id for text in recommendations(number, ON, LAW))
    }
    assert named == set(pool_boxes(ON, LAW))


def test_recommendations_come_in_both_languages() -> None:
    assert recommendations(4, ON, LAW) == (
        ("rotasi", "rotation"),
        ("pengembangan kompetensi", "competency development"),
    )


def test_there_are_no_boxes_before_2020() -> None:
    with pytest.raises(NoRuleInForce):
        table(date(2019, 12, 31), LAW)
