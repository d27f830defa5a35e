"""Open selection: how long it is announced, how many must apply, what its stages weigh, who comes out first.

All of it is data (`selection.*`); the day on which the selection was first announced chooses the law.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.checks import Check, Status
from rules.law import Law, Rule
from rules.ranking import BY_SCORE, DECIDERS, DECIMALS, nip_order, ordered, refuse_ambiguous
from rules.text import Text
from rules.wording import number

WHOLE: Final = Decimal(100)
NAMES: Final = "selection.names"
Weights = Mapping[str, Decimal]
Bools = npt.NDArray[np.bool_]


class Stage(NamedTuple):
    """A stage that is scored; `least`, `most`: its weight in percent, both inclusive."""

    code: str
    name: Text
    least: int
    most: int


def stages(on: date, law: Law) -> tuple[Stage, ...]:
    """The stages in the order of the law."""
    found = law.at("selection.stages", on).value
    return tuple(Stage(one["code"], Text(**one["name"]), one["least"], one["most"]) for one in found)


def period(published: date, closes: date, on: date, law: Law, *, extension: bool = False) -> Check:
    """Whether an announcement is open long enough; the day of publication is not counted."""
    rule = law.at("selection.announcement", on)
    least = rule.value["extension" if extension else "first"]
    days = (closes - published).days
    return _check(
        "announcement",
        days >= least,
        Text("Lama pengumuman", "Days of the announcement"),
        _days(days),
        Text(f"paling sedikit {least} hari", f"at least {least} days"),
        rule,
    )


def weighing(weights: Weights, on: date, law: Law) -> tuple[Check, ...]:
    """Each stage's weight (percent) held against its range, then their sum against exactly 100: "?" where not all
    stages, or others, are weighed."""
    rule = law.at("selection.stages", on)
    found = [
        _check(
            f"weight_{one.code}",
            one.least <= weights.get(one.code, Decimal(-1)) <= one.most,
            Text(f"Bobot {one.name.id}", f"Weight of {one.name.en}"),
            _percent(weights[one.code]) if one.code in weights else Text("tidak ada", "none"),
            Text(f"{one.least}–{one.most} %", f"{one.least}–{one.most}%"),
            rule,
        )
        for one in stages(on, law)
    ]
    total = sum(weights.values(), Decimal(0))
    every = set(weights) == {one.code for one in stages(on, law)}
    label, limit = Text("Jumlah bobot", "Sum of the weights"), Text("tepat 100 %", "exactly 100%")
    fact = _percent(total) if every else Text("? %", "?%")
    return (*found, _check("weights_sum", every and total == WHOLE, label, fact, limit, rule))


def enough(count: int, on: date, law: Law) -> Check:
    """Whether so many applicants are enough; with fewer the announcement is extended."""
    rule = law.at("selection.applicants", on)
    return _check(
        "applicants",
        count >= rule.value,
        Text("Jumlah pelamar", "Number of applicants"),
        Text(f"{count} pelamar", f"{count} applicants"),
        Text(f"paling sedikit {rule.value} pelamar", f"at least {rule.value} applicants"),
        rule,
    )


def names_asked(on: date, law: Law) -> int:
    """How many names are sent up to the PPK: no fewer, and no more."""
    return int(law.at(NAMES, on).value)


def names(count: int, on: date, law: Law) -> Check:
    """Whether so many people who may be named are enough for what is sent up to the PPK."""
    rule = law.at(NAMES, on)
    return _check(
        "names",
        count >= rule.value,
        Text("Calon yang dapat diusulkan", "People who can be named"),
        Text(f"{count} calon", "1 person" if count == 1 else f"{count} people"),
        Text(f"paling sedikit {rule.value} nama", f"at least {rule.value} names"),
        rule,
    )


def rank(applicants: pd.DataFrame, weights: Weights, on: date, law: Law) -> pd.DataFrame:
    """The applicants in the order of their final scores.

    applicants: `employee_id`, `nip` (unique), `outcome` (pass, fail, unknown) and a column for each stage, float64
    0-100, NaN while not scored. `weights`: percent by stage, adding to 100.

    Returns the rows sorted, with `combined` (the weighted mean, rounded once to 6 decimals; NaN until every stage is
    scored), `rank` (missing for those who fail the administrative check or lack a score, listed last) and `decided_by`
    (what put a row after the one before it). Raises ValueError for a NIP that occurs twice.
    """
    refuse_ambiguous(applicants)
    frame = applicants.reset_index(drop=True)
    total = np.zeros(len(frame))
    for code, weight in weights.items():
        total = total + frame[code].to_numpy(dtype=np.float64, na_value=np.nan) * float(weight)
    frame["combined"] = np.round(total / float(WHOLE), DECIMALS)
    keys = {BY_SCORE: -frame["combined"].to_numpy(dtype=np.float64)}
    for name in law.at("selection.tie_breaks", on).value:
        keys[name] = nip_order(frame["nip"]) if name == "nip" else -frame[name].to_numpy(dtype=np.float64)
    out: Bools = ((frame["outcome"] == Status.FAIL) | frame["combined"].isna()).to_numpy(dtype=np.bool_)
    return ordered(frame, keys, out)


def deciders(law: Law) -> dict[str, Text]:
    """The words for what decides in an open selection: its own final score, and the stages there ever were."""
    return {**DECIDERS, BY_SCORE: Text("nilai akhir", "final score")} | {
        one["code"]: Text(f"nilai {one['name']['id']}", f"score of the {one['name']['en']}")
        for rule in law.versions("selection.stages")
        for one in rule.value
    }


def deadlines(route: str, target: date, on: date, law: Law) -> dict[str, date]:
    """The latest day of each step of a route (`talent_pool`, `open_selection`), counted back from the target date of
    the inauguration; by the state that the step leads to, in their order. A deadline reminds; it closes nothing."""
    days = law.at("selection.step_days", on).value[route]
    found: dict[str, date] = {}
    latest = target
    for state in reversed(list(days)):
        found[state] = latest
        latest -= timedelta(days=days[state])
    return dict(reversed(found.items()))


def _check(code: str, met: bool, label: Text, fact: Text, limit: Text, rule: Rule) -> Check:
    return Check(
        code=code,
        status=Status.PASS if met else Status.FAIL,
        label=label,
        fact=fact,
        limit=limit,
        citation=rule.citation,
        verified=rule.verified,
        note=rule.note,
    )


def _percent(value: Decimal) -> Text:
    said = number(value)
    return Text(f"{said.id} %", f"{said.en}%")


def _days(days: int) -> Text:
    return Text(f"{days} hari", f"{days} days")
