"""Several posts filled at once: the best assignment of people to posts, and what filling them one by one gives.

Best means, in this order: as many posts filled as can be; then the boxes of those placed, summed; then their combined
scores, summed. So a higher score never overtakes a better box, as in `rules.ranking`, and no post stays empty for the
sake of a score. A simulation: it decides nothing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOBODY: Final = -1
HIGHEST_BOX: Final = 9
# Scores count in steps of 0.0001, so that all sums are whole numbers and none is rounded.
STEPS: Final = 10_000
# Beyond this a sum of whole numbers is no longer whole in float64.
_WHOLE: Final = 2**53


def gains(eligible: Bools, box: Ints, score: Floats) -> Floats:
    """What each pair adds to the whole, float64[posts, people] of whole numbers; 0 where somebody may not be placed.

    `eligible` bool[posts, people]; `box` int64[people], 1-9; `score` float64[posts, people], combined score for that
    post, at least 0, NaN (counts 0) where it is not known. Raises ValueError where the sums would no longer be whole.
    """
    posts = len(eligible)
    # In place: the matrix is as large as all pairs, and passing over it costs as much as the assignment.
    found = score * STEPS
    np.rint(found, out=found)
    np.fmax(found, 0, out=found)
    above_scores = posts * found.max(initial=0) + 1
    above_boxes = (posts * HIGHEST_BOX + 1) * above_scores
    if posts * 2 * above_boxes > _WHOLE:
        raise ValueError(f"too many posts to fill at once: {posts}")
    found += above_boxes + box * above_scores
    found *= eligible
    return found


def together(gain: Floats) -> Ints:
    """int64[posts]: whom the best assignment places in each post (a column of `gain`), NOBODY where it stays empty."""
    placed = np.full(len(gain), NOBODY, dtype=np.int64)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    placed[rows] = np.where(gain[rows, columns] > 0, columns, NOBODY)
    return placed


def one_by_one(gain: Floats, order: Ints) -> Ints:
    """The same when the posts are filled in `order` (rows of `gain`), each by its best of those still free; of equals
    the first."""
    left = gain.copy()
    placed = np.full(len(gain), NOBODY, dtype=np.int64)
    if not gain.size:
        return placed
    for post in order:
        best = int(left[post].argmax())
        if left[post, best] > 0:
            placed[post] = best
            left[:, best] = 0
    return placed


def best(gain: Floats, count: int) -> list[int]:
    """The columns of the `count` highest gains of a post (float64[people]), the highest first; of equals the first."""
    among = np.arange(len(gain))
    if len(gain) > count:
        # Sorting everybody for the few who are named takes as long as placing them.
        among = np.flatnonzero(gain >= np.partition(gain, -count)[-count])
    found: list[int] = among[np.argsort(-gain[among], kind="stable")][:count].tolist()
    return found
