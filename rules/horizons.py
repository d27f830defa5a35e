"""How far many people are for many posts at once: when each can be ready, without the reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from rules.eligibility import Post
from rules.eligibility.case import Case, Frames
from rules.eligibility.values import Bools
from rules.law import Law
from rules.readiness import IN_ORDER, Level, foreseen

# The place of the level in IN_ORDER, the first day on which somebody can be ready (NaT: it cannot be said), and the
# first on which an age limit or retirement rules them out (`readiness.OPEN_END`: none).
HORIZON = np.dtype([("level", np.uint8), ("day", "datetime64[D]"), ("closes", "datetime64[D]")])
Horizons = npt.NDArray[np.void]


def horizons(frames: Frames, posts: Sequence[Post], on: date, law: Law) -> Horizons:
    """HORIZON[people, posts], people in the order of `frames["employees"]`, as `readiness` says it of each; what posts
    ask alike is found once. Raises as `readiness`."""
    found = np.empty((len(frames["employees"]), len(posts)), dtype=HORIZON)
    shared: dict[str, Any] = {}
    for place, post in enumerate(posts):
        ahead = foreseen(Case(frames, post, on, law, shared))
        for name in HORIZON.names or ():
            found[name][:, place] = getattr(ahead, name)
    return found


def ready_by(told: Horizons, day: date) -> Bools:
    """Who can be ready on `day` and is not ruled out by then."""
    at = np.datetime64(day, "D")
    # No comparison with a day that is not known is true.
    found: Bools = (told["level"] != IN_ORDER.index(Level.CLOSED)) & (told["day"] <= at) & (at < told["closes"])
    return found
