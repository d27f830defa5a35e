"""How far many people are for many posts at once: when each can be ready, without the reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rules.eligibility import Post
from rules.eligibility.case import Case, Frames
from rules.eligibility.values import Bools
from rules.law import Law
from rules.outlook import NEVER
from rules.readiness import IN_ORDER, Level, foreseen

# The place of the level in IN_ORDER, the first day on which somebody can be ready (NaT: it cannot be said), and the
# first on which an age limit, retirement or the end of a waiver rules them out (`outlook.OPEN_END`: none); and whether
# that rests on a waiver.
HORIZON = np.dtype([("level", np.uint8), ("day", "datetime64[D]"), ("closes", "datetime64[D]"), ("waived", np.bool_)])
Horizons = npt.NDArray[np.void]


class Told(NamedTuple):
    """HORIZON[people, posts], people in the order of the frame; `again`: row → HORIZON[posts], from when they can be
    ready once more, of those to whom a waiver is lost for one of the posts; `alone`: row → the same without any waiver,
    of those who have one."""

    found: Horizons
    again: dict[int, Horizons]
    alone: dict[int, Horizons]


def horizons(frames: Frames, posts: Sequence[Post], on: date, law: Law) -> Told:
    """Everybody of `frames["employees"]` for each post, as `readiness` says it; what posts ask alike is found once.
    Raises as `readiness`."""
    found = np.empty((len(frames["employees"]), len(posts)), dtype=HORIZON)
    again: dict[int, Horizons] = {}
    alone: dict[int, Horizons] = {}
    shared: dict[str, Any] = {}
    lapsing, freed = [], []
    for place, post in enumerate(posts):
        ahead = foreseen(Case(frames, post, on, law, shared))
        for name in HORIZON.names or ():
            found[name][:, place] = getattr(ahead, name)
        lapsing += [(row, place, one) for row, one in ahead.freed.items() if one.lapses is not None]
        if ahead.freed:
            bare = foreseen(Case(frames, replace(post, waivers=()), on, law, shared))
            names = HORIZON.names or ()
            freed += [(row, place, tuple(getattr(bare, name)[row] for name in names)) for row in ahead.freed]
    for row, place, values in freed:
        alone.setdefault(row, found[row].copy())[place] = values
    for row, place, one in lapsing:
        once_more = again.setdefault(row, found[row].copy())
        once_more["day"][place] = NEVER if one.again is None else np.datetime64(one.again, "D")
    for row, place, one in lapsing:
        found["closes"][row, place] = min(found["closes"][row, place], np.datetime64(one.lapses, "D"))
    return Told(found, again, alone)


def ready_by(told: Horizons, day: date) -> Bools:
    """Who can be ready on `day` and is not ruled out by then."""
    at = np.datetime64(day, "D")
    # No comparison with a day that is not known is true.
    found: Bools = (told["level"] != IN_ORDER.index(Level.CLOSED)) & (told["day"] <= at) & (at < told["closes"])
    return found
