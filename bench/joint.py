"""Joint placement of 500 posts × 5,000 candidates, against scipy's own time for the same matrix in the same run.

Goal: at most 2 × scipy's time, of the processor's.

    python -m bench.joint
"""

import statistics
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment

from rules.joint import NOBODY, Bools, Floats, Ints, gains, together

GOAL_RATIO, PAIRS = 2.0, 5
POSTS, PEOPLE, FIELDS = 500, 5_000, 20


def pairs() -> tuple[Bools, Ints, Floats]:
    """Posts of twenty fields and two tiers, candidates who have served in one or two fields: all posts of a field want
    the same few. Three posts can be filled by nobody."""
    made = np.random.default_rng(20260106)
    served = made.random((FIELDS, PEOPLE)) < 0.08
    eligible = served[made.integers(0, FIELDS, POSTS)]
    eligible[:3] = False
    talent, technical = made.uniform(60, 100, PEOPLE), made.uniform(40, 100, PEOPLE)
    blend = np.where(made.random(POSTS) < 0.1, 0.8, 0.7)[:, None]
    return eligible, made.integers(7, 10, PEOPLE), blend * talent + (1 - blend) * technical


def main() -> int:
    eligible, box, score = pairs()
    ratios = []
    for number in range(PAIRS):
        started = time.process_time()
        placed = together(gains(eligible, box, score))
        ours = time.process_time() - started
        gain = gains(eligible, box, score)
        started = time.process_time()
        linear_sum_assignment(gain, maximize=True)
        bare = time.process_time() - started
        ratios.append(ours / bare)
        print(f"  pair {number + 1}: joint placement {ours:.3f} s, scipy {bare:.3f} s, ratio {ours / bare:.2f}")
    ratio, filled = statistics.median(ratios), int((placed != NOBODY).sum())
    print(f"joint placement: {ratio:.2f} × scipy's time (goal {GOAL_RATIO}), {filled} of {POSTS} posts filled")
    return int(ratio > GOAL_RATIO or filled != POSTS - 3)


if __name__ == "__main__":
    sys.exit(main())
