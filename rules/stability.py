"""How much of a ranking hangs on small differences: it is made again many times with weights and scores a little off.

A pool's ranking by `stability`, that of an open selection by `stability_of_stages`.

What is disturbed, how far and how often is data (`ranking.stability`). The numbers come from the seed alone, by plain
arithmetic on whole numbers, so that they are the same on every machine, in every order and with every release of numpy.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules import selection
from rules.law import Law, Rule
from rules.ranking import BY_SCORE, DECIMALS, Floats, nip_order, rank, sort_keys

RULE = "ranking.stability"
TALENT, TECHNICAL = "talent_value", "technical"
_WEIGHT, _SCORES = 0, {TALENT: 1, TECHNICAL: 2}
# Of an open selection: the first stage's weight and scores draw from these streams, the next ones' from those after.
_STAGE_WEIGHTS, _STAGE_SCORES = 100, 200

Whole = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate's `rank`, and in how many re-rankings they stood among the first three (`top`)."""

    employee_id: int
    rank: int
    among_three: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """`lower`, ranked after `upper`, stood before them in `times` re-rankings."""

    upper: int
    lower: int
    times: int


@dataclass(frozen=True)
class Stability:
    """`places`: the first three and whoever may overtake one of them, by rank: nobody else ever stands among three.
    `reversals`: every candidate who ever overtook one of the first three, by whom they overtook, the most often first.
    """

    rule: Rule
    draws: int
    places: tuple[Place, ...]
    reversals: tuple[Reversal, ...]

    def among_three(self, employee_id: int) -> int:
        """In how many of the `draws` somebody stood among the first three."""
        return next((one.among_three for one in self.places if one.employee_id == employee_id), 0)


def stability(candidates: pd.DataFrame, tier: str, on: date, law: Law, seed: int, top: int | None = None) -> Stability:
    """Rank the candidates again and again, each time with another weight and other scores.

    candidates: as `rank` takes them, those who fail left out; `employee_id` is unique. Each re-ranking shifts the
    weight of talent (the technical one makes up for it; neither falls below 0) and each talent and technical score by a
    number even between minus and plus the rule's points; boxes and the other tie-breaks stay. Where the tier has no
    blend, the talent value decides by itself. `seed`: any whole number from 0 to 2**64 - 1. `top`: how many names are
    sent up, which are "the first three" here (as `selection.names` has it on that day, unless said).
    Raises NoRuleInForce before the rules' first day, and as `rank`.
    """
    rule, top = law.at(RULE, on), top or selection.names_asked(on, law)
    draws, points = int(rule.value["draws"]), float(rule.value["score"])
    ranked = rank(candidates, tier, on, law)
    blend = law.at("ranking.blend", on).value.get(tier)
    weights = (float(blend["talent"]), float(blend["technical"])) if blend else None
    frame = _in_play(ranked, weights, float(rule.value["weight"]), points, top)
    ids = frame["employee_id"].to_numpy(dtype=np.int64)
    scores = {
        name: frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        + points * _even(seed, stream, draws, ids.astype(np.uint64))
        for name, stream in _SCORES.items()
    }
    keys: dict[str, Floats] = {
        name: np.broadcast_to(_last(key), (draws, len(frame))) for name, key in sort_keys(frame, on, law).items()
    }
    if weights is not None:
        keys[BY_SCORE] = _last(-_blended(scores, weights, float(rule.value["weight"]), seed))
    if TALENT in keys:
        keys[TALENT] = _last(-scores[TALENT])
    return _found(rule, draws, frame, keys, top)


def stability_of_stages(
    applicants: pd.DataFrame, weights: selection.Weights, on: date, law: Law, seed: int, top: int | None = None
) -> Stability:
    """The same of an open selection, whose first announcement was on `on`.

    applicants: as `selection.rank` takes them, those without a rank left out; `weights` as announced, percent by stage.
    Each re-ranking shifts every weight by a number even between minus and plus the rule's points, within the range that
    the law leaves to the stage, and every score likewise; the weights then count in proportion. The other tie-breaks
    stay. Every applicant is in `places`. Raises NoRuleInForce before the rules' first day.
    """
    rule, top = law.at(RULE, on), top or selection.names_asked(on, law)
    draws, points, shift = int(rule.value["draws"]), float(rule.value["score"]), float(rule.value["weight"])
    frame = selection.rank(applicants, weights, on, law)
    who = frame["employee_id"].to_numpy(dtype=np.int64).astype(np.uint64)
    alone = np.zeros(1, dtype=np.uint64)
    total, whole = np.zeros((draws, len(frame))), np.zeros((draws, 1))
    scores: dict[str, Floats] = {}
    for number, stage in enumerate(selection.stages(on, law)):
        weight = float(weights[stage.code]) + shift * _even(seed, _STAGE_WEIGHTS + number, draws, alone)
        weight = np.clip(weight, stage.least, stage.most)
        given = frame[stage.code].to_numpy(dtype=np.float64)
        scores[stage.code] = given + points * _even(seed, _STAGE_SCORES + number, draws, who)
        total, whole = total + scores[stage.code] * weight, whole + weight
    keys: dict[str, Floats] = {BY_SCORE: -np.round(total / whole, DECIMALS)}
    for name in law.at("selection.tie_breaks", on).value:
        keys[name] = np.broadcast_to(nip_order(frame["nip"]), total.shape) if name == "nip" else -scores[name]
    return _found(rule, draws, frame, keys, top)


def _found(rule: Rule, draws: int, frame: pd.DataFrame, keys: dict[str, Floats], top: int) -> Stability:
    """What came out of the re-rankings of `frame` (sorted by rank) by `keys`, float64[draws, n] each."""
    ids = frame["employee_id"].to_numpy(dtype=np.int64)
    order = np.lexsort(tuple(reversed(list(keys.values()))), axis=-1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(len(frame)), order.shape), axis=-1)
    among = (place < top).sum(axis=0)
    return Stability(
        rule=rule,
        draws=draws,
        places=tuple(map(Place, ids.tolist(), frame["rank"].tolist(), among.tolist())),
        reversals=_reversals(ids, place, top),
    )


def _in_play(
    ranked: pd.DataFrame, weights: tuple[float, float] | None, weight: float, points: float, top: int
) -> pd.DataFrame:
    """The first three and those of the third's box who may ever overtake one of them: with thousands in the box above
    a handful is left."""
    first = ranked.index < top
    box = ranked["box"].to_numpy(dtype=np.float64, na_value=np.nan)
    if len(ranked) <= top:
        return ranked
    same = (box == box[top - 1]) | (np.isnan(box) & np.isnan(box[top - 1]))
    if weights is not None:
        shifts = _clipped(np.array([-weight, weight]), weights)
        high, low = (
            [_blend(ranked[TALENT] + points * sign, ranked[TECHNICAL] + points * sign, weights, end) for end in shifts]
            for sign in (1, -1)
        )
        least = np.minimum(*low)[first & same].min()
        # Where the score of one of the three is not known, everybody of the box may come before them.
        same &= np.isnan(least) | (np.maximum(*high) >= least)
    kept: pd.DataFrame = ranked[first | same].reset_index(drop=True)
    return kept


def _blended(scores: dict[str, Floats], weights: tuple[float, float], weight: float, seed: int) -> Floats:
    draws = len(scores[TALENT])
    shift = weight * _even(seed, _WEIGHT, draws, np.zeros(1, dtype=np.uint64))
    return _blend(scores[TALENT], scores[TECHNICAL], weights, _clipped(shift, weights))


def _blend(talent: Any, technical: Any, weights: tuple[float, float], shift: Floats) -> Floats:
    """Both parts by weights of which `shift` points went from the technical to the talent one; once rounded."""
    total = np.asarray(talent, dtype=np.float64) * (weights[0] + shift)
    total = total + np.asarray(technical, dtype=np.float64) * (weights[1] - shift)
    return np.round(total / sum(weights), DECIMALS)


def _clipped(shift: Floats, weights: tuple[float, float]) -> Floats:
    return np.clip(shift, -weights[0], weights[1])


def _last(key: Floats) -> Floats:
    return np.where(np.isnan(key), np.inf, key)


def _even(seed: int, stream: int, draws: int, who: Whole) -> Floats:
    """float64[draws, n] spread evenly over -1 to 1: one a re-ranking and each of `who`, whoever else is there."""
    start = _mixed(np.array([(seed + stream) % 2**64], dtype=np.uint64))
    rows = _mixed(start + np.arange(draws).astype(np.uint64))
    high: Whole = _mixed(rows[:, None] + who[None, :]) >> np.uint64(11)
    return high.astype(np.float64) * 2.0**-52 - 1.0


def _mixed(state: Whole) -> Whole:
    """Splitmix64's mixing of 64 bits (Steele, Lea, Flood 2014), modulo 2**64."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _reversals(ids: npt.NDArray[np.int64], place: npt.NDArray[np.int64], top: int) -> tuple[Reversal, ...]:
    found = [
        Reversal(int(ids[upper]), int(ids[lower]), times)
        for upper in range(min(top, len(ids)))
        for lower in range(upper + 1, len(ids))
        if (times := int((place[:, lower] < place[:, upper]).sum()))
    ]
    return tuple(sorted(found, key=lambda one: -one.times))
