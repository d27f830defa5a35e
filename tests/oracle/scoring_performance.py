"""The Y axis of the slow scoring: ratings, awards, team assignments, feedback."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.scoring_shared import Person, Record, one_or_none, points, window_start

MATRIX = {
    ("ABOVE", "ABOVE"): "SANGAT_BAIK",
    ("ABOVE", "AS"): "BAIK",
    ("ABOVE", "BELOW"): "KURANG",
    ("AS", "ABOVE"): "BAIK",
    ("AS", "AS"): "BAIK",
    ("AS", "BELOW"): "KURANG",
    ("BELOW", "ABOVE"): "BUTUH_PERBAIKAN",
    ("BELOW", "AS"): "BUTUH_PERBAIKAN",
    ("BELOW", "BELOW"): "SANGAT_KURANG",
}


def predikat(record: Record) -> str | None:
    if record["rating"]:
        return str(record["rating"])
    if record["year"] >= 2022:
        return MATRIX.get((record["work_result"], record["behaviour"]))
    number = record["score"]
    if record["year"] < 2019 or number is None:
        return None
    if number >= 110 and record["new_idea"] == 1:
        return "SANGAT_BAIK"
    for limit, name in ((90, "BAIK"), (70, "CUKUP"), (50, "KURANG")):
        if number >= limit:
            return name
    return "SANGAT_KURANG"


def by_years(component: Any, codes: dict[int, str | None], on: date) -> Fraction | None:
    weights = [Fraction(w) for w in component.get("years", ["100"])]
    first = on.year - 1
    if "grace" in component and codes.get(first) is None:
        month, day = map(int, component["grace"].split("-"))
        if (on.month, on.day) <= (month, day):
            first -= 1
    values = [points(component, codes.get(first - back)) for back in range(len(weights))]
    if any(value is None for value in values):
        return None
    return sum((w * v for w, v in zip(weights, values, strict=True) if v is not None), Fraction(0)) / sum(weights)


def work_result(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): r["work_result"] for r in person["performance"]}, on)


def behaviour(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): r["behaviour"] for r in person["performance"]}, on)


def rating(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): predikat(r) for r in person["performance"]}, on)


def feedback(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): r["rating"] for r in person["feedback"]}, on)


# Events


def best(component: Any, codes: list[str | None], known: list[str]) -> Fraction | None:
    """The best of the codes; an unknown one could be any of `known`."""
    least = [points(component, "NONE"), *(points(component, code) for code in codes if code is not None)]
    most = [*least, *(points(component, code) for code in known if None in codes)]
    return one_or_none({max(value for value in ends if value is not None) for ends in (least, most)})


def awards(component: Any, person: Person, on: date) -> Fraction | None:
    start = window_start(component, on)
    codes = [r["level"] for r in person["awards"] if start <= r["true_from"] <= on]
    return best(component, codes, ["INTERNATIONAL", "NATIONAL", "CROSS_AGENCY", "AGENCY"])


def team_role(component: Any, person: Person, on: date) -> Fraction | None:
    start, codes = window_start(component, on), []
    for r in person["team_assignments"]:
        if r["true_from"] <= on and (r["true_to"] is None or r["true_to"] >= start):
            codes.append(f"{r['role']}_{r['scope']}" if r["role"] and r["scope"] else None)
    return best(component, codes, ["LEADER_CROSS_AGENCY", "LEADER_INTERNAL", "MEMBER_CROSS_AGENCY", "MEMBER_INTERNAL"])
