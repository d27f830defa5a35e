"""Competency gaps at their borders, and that every recommendation has its place."""

from datetime import date

import numpy as np
import pytest

from rules import nine_box
from rules.gaps import FOLLOW_UP, follow_up, gaps
from rules.law import shipped
from tests.oracle.eligibility_people import NINE, candidate, frames

ON = date(2024, 3, 1)


def of(*people, on: date = ON, tier: str | None = None, **options):
    held = frames(list(people))
    held["employees"] = held["employees"].assign(
        tier="ADMINISTRATOR", **{f"standard_{name}": float("nan") for name in NINE}
    )
    return gaps(held, on, shipped(), tier=tier, **options)


def assessed(day: date = date(2023, 1, 1), **levels: float):
    return candidate(assessments=[{"from": day, **dict.fromkeys(NINE, 4.0), **levels}])


def test_a_gap_is_what_lacks_to_the_standard_and_never_less_than_nothing() -> None:
    found = of(assessed(teamwork=2.0, integrity=3.0))
    assert found.missing.tolist() == [[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    assert found.known.tolist() == [True]


def test_the_standard_of_a_higher_tier_asks_for_more_and_the_posts_own_level_comes_first() -> None:
    found = of(assessed(), tier="JPT_MADYA", own={"integrity": 4.0})
    assert found.missing.tolist() == [[0.0] + [1.0] * 8]


@pytest.mark.parametrize(("day", "known"), [(date(2021, 3, 1), False), (date(2021, 3, 2), True), (ON, True)])
def test_an_assessment_counts_for_three_years(day: date, known: bool) -> None:
    assert of(assessed(day)).known.tolist() == [known]


def test_without_an_assessment_or_with_a_level_left_empty_nothing_is_known() -> None:
    found = of(candidate(assessments=[]), assessed(teamwork=None))
    assert found.known.tolist() == [False, False]
    assert np.isnat(found.assessed_on).tolist() == [True, False]


@pytest.mark.parametrize("box", nine_box.BOXES)
def test_every_recommendation_is_placed_somewhere(box: int) -> None:
    placed = {text for texts in shipped().at(FOLLOW_UP, ON).value.values() for text in texts}
    assert {text.id for text in nine_box.recommendations(box, ON, shipped())} - placed == set()


def test_what_follows_from_box_nine() -> None:
    found = {kind: [text.en for text in follow_up(9, kind, ON, shipped())] for kind in ("RETENTION", "PLACEMENT")}
    assert found == {"RETENTION": ["promote and retain", "award"], "PLACEMENT": ["promote and retain"]}
    assert [text.en for text in follow_up(7, "DEVELOPMENT", ON, shipped())] == [
        "competency development",
        "study assignment",
    ]
