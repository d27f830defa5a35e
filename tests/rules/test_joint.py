"""Joint placement is the best there is: held against trying every assignment, in exact numbers."""

import random
from itertools import permutations

import numpy as np
import pytest

from rules.joint import NOBODY, best, gains, one_by_one, together

TRIED = 1_000
Worth = tuple[int, int, int]


def _case(chance: random.Random) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A few posts and people; scores with a border value, ties, and some that are not known."""
    posts, people = chance.randint(1, 4), chance.randint(0, 5)
    eligible = np.array([[chance.random() < 0.5 for _ in range(people)] for _ in range(posts)], dtype=bool)
    box = np.array([chance.choice([7, 8, 9, 9]) for _ in range(people)], dtype=np.int64)
    scores = [0.0, 62.5, 62.5001, 80.1234, 100.0, float("nan")]
    score = np.array([[chance.choice(scores) for _ in range(people)] for _ in range(posts)])
    return eligible.reshape(posts, people), box, score.reshape(posts, people)


def _worth(eligible: np.ndarray, box: np.ndarray, score: np.ndarray, placed: tuple[int, ...]) -> Worth:
    """Posts filled, boxes, scores in steps; a post and its person that may not be count nothing."""
    pairs = [(post, person) for post, person in enumerate(placed) if person != NOBODY and eligible[post, person]]
    steps = sum(0 if np.isnan(score[pair]) else round(float(score[pair]) * 10_000) for pair in pairs)
    return len(pairs), int(sum(box[person] for _post, person in pairs)), steps


def test_no_other_assignment_fills_more_posts_or_with_better_boxes_or_scores() -> None:
    chance = random.Random(20260106)
    for _number in range(TRIED):
        eligible, box, score = _case(chance)
        posts, people = eligible.shape
        placed = together(gains(eligible, box, score))
        held = [int(person) for person in placed if person != NOBODY]
        assert len(set(held)) == len(held)
        assert all(person == NOBODY or eligible[post, person] for post, person in enumerate(placed))
        seats = [*range(people), *[NOBODY] * posts]
        highest = max(_worth(eligible, box, score, each) for each in set(permutations(seats, posts)))
        assert _worth(eligible, box, score, tuple(placed)) == highest


def test_one_by_one_takes_the_best_of_those_still_free_and_can_leave_a_post_empty() -> None:
    eligible = np.array([[True, True], [True, False]])
    box, score = np.array([9, 9]), np.array([[80.0, 70.0], [75.0, 60.0]])
    gain = gains(eligible, box, score)
    assert one_by_one(gain, np.array([0, 1])).tolist() == [0, NOBODY]
    assert one_by_one(gain, np.array([1, 0])).tolist() == [1, 0]
    assert together(gain).tolist() == [1, 0]


def test_a_higher_score_does_not_overtake_a_better_box() -> None:
    gain = gains(np.array([[True, True]]), np.array([8, 9]), np.array([[100.0, 0.0]]))
    assert together(gain).tolist() == [1]
    assert one_by_one(gain, np.array([0])).tolist() == [1]


def test_posts_that_nobody_can_fill_stay_empty() -> None:
    eligible = np.array([[False, False], [True, False]])
    assert together(gains(eligible, np.array([9, 9]), np.zeros((2, 2)))).tolist() == [NOBODY, 0]
    assert together(gains(np.zeros((1, 0), dtype=bool), np.array([], dtype=np.int64), np.zeros((1, 0)))).tolist() == [
        NOBODY
    ]


def test_what_could_not_be_summed_exactly_is_refused() -> None:
    size = 20_000
    with pytest.raises(ValueError, match="20000"):
        gains(np.ones((size, 1), dtype=bool), np.array([9]), np.full((size, 1), 100.0))


def test_the_best_few_are_those_of_the_whole_order_equals_as_they_stand() -> None:
    chance = np.random.default_rng(20260106)
    for _number in range(300):
        gain = chance.integers(0, 6, chance.integers(0, 30)).astype(np.float64)
        whole = np.argsort(-gain, kind="stable").tolist()
        assert [best(gain, count) for count in (1, 5, 40)] == [whole[:1], whole[:5], whole]
