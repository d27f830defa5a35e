"""T-20: the boxes of random people, and of everybody within ± 0.01 of a cut-off, against whole-number arithmetic.

People are given by `components` rows, with six decimals at most: with weights in per cent an axis is then a whole
number of hundred-millionths, so that the right answer is known exactly. ASSURE=long: 5,000,000 people.
"""

import os
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.law import shipped
from rules.policy import NATIONAL, Policy
from rules.scoring import score
from tests.oracle import scoring as oracle
from tests.promises import counted
from tests.rules.frames import frame
from tests.rules.people_of import people_of

LONG = os.environ.get("ASSURE") == "long"
PEOPLE = 5_000_000 if LONG else 200_000
CHUNK = 100_000
ON = date(2026, 6, 30)
KEPKA = NATIONAL / "kepka-411-2025.yaml"
SAMPLE = 20_000 if LONG else 400
WEIGHTS = {
    "performance": {"rating": 60, "awards": 15, "teamwork_assignments": 15, "feedback": 10},
    "potential": {
        "competency": 20,
        "development": 10,
        "experience": 10,
        "potential": 25,
        "education": 10,
        "field_match": 10,
        "discipline": 15,
    },
}
COLUMNS = [name for weights in WEIGHTS.values() for name in weights]
MILLION = 1_000_000
# Performance from the top down × potential from the top down, as the rulebook's table reads from right to left.
NINE = np.array([[9, 7, 4], [8, 5, 2], [6, 3, 1]])
KINDS = (
    "performance",
    "assessments",
    "appointments",
    "education",
    "training",
    "awards",
    "team_assignments",
    "sanctions",
    "feedback",
)
Ints = npt.NDArray[np.int64]


def _half_even(total: Ints, by: int) -> Ints:
    """total ÷ by, to the nearest whole number; halves to the even one."""
    whole, rest = np.divmod(total, by)
    up = (2 * rest > by) | ((2 * rest == by) & (whole % 2 == 1))
    return whole + up


def _expected(millionths: dict[str, Ints]) -> dict[str, Ints]:
    """Both axes and the talent value in millionths, and the box."""
    sums = {
        axis: sum((weight * millionths[name] for name, weight in weights.items()), np.int64(0))
        for axis, weights in WEIGHTS.items()
    }
    rounded = {axis: _half_even(np.asarray(total), 100) for axis, total in sums.items()}
    rounded["talent_value"] = _half_even(np.asarray(sums["performance"] + sums["potential"]), 200)
    bands = {
        axis: np.where(rounded[axis] >= 80 * MILLION, 0, np.where(rounded[axis] >= 60 * MILLION, 1, 2))
        for axis in WEIGHTS
    }
    return rounded | {"box": NINE[bands["performance"], bands["potential"]]}


def _frames(millionths: dict[str, Ints]) -> dict[str, pd.DataFrame]:
    size = len(millionths["rating"])
    ids = np.arange(1, size + 1, dtype=np.int64)
    day = np.datetime64("2026-01-01", "s")
    components: dict[str, Any] = {
        "employee_id": ids,
        "true_from": np.full(size, day),
        "true_to": np.full(size, np.datetime64("NaT", "s")),
    }
    components |= {name: millionths[name] / MILLION for name in COLUMNS}
    frames = {kind: frame(kind, []) for kind in KINDS} | {"components": pd.DataFrame(components)}
    one = frame("employees", [{"employee_id": 1, "tier": "ADMINISTRATOR", "standing": "ACTIVE"}])
    people = one.iloc[np.zeros(size, dtype=np.int64)].reset_index(drop=True)
    frames["employees"] = people.assign(employee_id=ids)
    return frames


def _placed(millionths: dict[str, Ints]) -> pd.DataFrame:
    return score(_frames(millionths), Policy.load(KEPKA), ON, shipped()).placements


def _wrong(millionths: dict[str, Ints]) -> int:
    """How many people do not stand where whole numbers put them."""
    placed, expected = _placed(millionths), _expected(millionths)
    wrong = placed["box"].to_numpy(dtype="int64") != expected["box"]
    for name in ("performance", "potential", "talent_value"):
        wrong |= placed[name].to_numpy() != expected[name] / MILLION
    return int(wrong.sum())


def _random(seed: int, size: int) -> dict[str, Ints]:
    """Values on the scales, with two decimals and with six; some above 100; many whole axes near a cut-off."""
    random = np.random.default_rng(seed)
    scale = np.array([0, 20, 25, 40, 50, 60, 70, 75, 80, 90, 100], dtype=np.int64) * MILLION
    sorts = [
        random.choice(scale, (len(COLUMNS), size)),
        random.integers(0, 13_800, (len(COLUMNS), size)) * 10_000,
        random.integers(0, 138 * MILLION, (len(COLUMNS), size)),
        random.choice([60, 80], (1, size)) * MILLION + random.integers(-30, 31, (len(COLUMNS), size)),
    ]
    chosen = np.choose(random.integers(0, len(sorts), size), sorts)
    return dict(zip(COLUMNS, chosen, strict=True))


def test_random_people_stand_where_whole_numbers_put_them() -> None:
    wrong = people = 0
    boxes: set[int] = set()
    for seed in range(PEOPLE // CHUNK):
        given = _random(seed, CHUNK)
        wrong += _wrong(given)
        people += CHUNK
        boxes |= set(np.unique(_expected(given)["box"]).tolist())
    counted("T-20", people, "random people", wrong)
    assert (people, wrong) == (PEOPLE, 0)
    assert boxes == set(range(1, 10))


def test_everybody_within_a_hundredth_of_a_cut_off_stands_on_the_right_side() -> None:
    """Each axis at every millionth (quick: every 25th, and all of the nearest) from 0.01 below to 0.01 above each
    cut-off, the other axis on every side."""
    near = np.arange(-10_000, 10_001, dtype=np.int64)
    near = near if LONG else near[(near % 25 == 0) | (np.abs(near) <= 50)]
    wrong = people = 0
    for axis, other in (("performance", "potential"), ("potential", "performance")):
        for cut in (60, 80):
            for level in (40, 60, 79, 80, 100):
                given = dict.fromkeys(WEIGHTS[axis], cut * MILLION + near)
                given |= dict.fromkeys(WEIGHTS[other], np.full(len(near), level * MILLION))
                wrong += _wrong(given)
                people += len(near)
    counted("T-20", people, "people within 0.01 of a cut-off", wrong)
    assert (people, wrong) == (20 * (20_001 if LONG else 897), 0)


def test_whole_numbers_and_exact_fractions_say_the_same() -> None:
    """The second implementation above against the slow one in fractions, which reads the policy by itself."""
    given = _random(2_000_000, SAMPLE)
    expected, document = _expected(given), oracle.document(KEPKA.read_text(encoding="utf-8"))
    wrong = 0
    for place, person in enumerate(people_of(_frames(given))):
        *scores, box, missing = oracle.place(document, person, ON)
        ours = [int(expected[name][place]) for name in ("performance", "potential", "talent_value")]
        theirs = [score and int(score * MILLION) for score in scores]
        wrong += (ours, int(expected["box"][place]), []) != (theirs, box, missing)
    counted("T-20", SAMPLE, "people by whole numbers and by exact fractions", wrong)
    assert wrong == 0


def test_the_last_decimal_is_rounded_to_even_and_only_then_compared() -> None:
    """79.9999995 lies half-way between two millionths: the even one is 80. Half a step less is 79.999999."""
    size = 101
    steps = np.arange(size, dtype=np.int64)
    given = dict.fromkeys(COLUMNS, np.full(size, 80 * MILLION, dtype=np.int64))
    # One hundred-millionth is the tenth part of a millionth on a component that weighs ten per cent.
    given["feedback"] = 80 * MILLION - steps
    assert _wrong(given) == 0
    placed = _placed(given)
    assert placed["performance"].tolist()[:6] == [80.0, 80.0, 80.0, 80.0, 80.0, 80.0]
    assert placed["performance"].tolist()[6] == 79.999999
    assert placed["performance_band"].tolist()[5:7] == ["ABOVE", "AS"]
