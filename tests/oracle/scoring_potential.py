"""The X axis of the slow scoring: assessments, posts, education, training, discipline."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.scoring_shared import Person, Record, anniversary, full_years, one_or_none, points, window_start

NINE = [
    "integrity",
    "teamwork",
    "communication",
    "results_orientation",
    "public_service",
    "development",
    "change_management",
    "decision_making",
    "national_unity",
]
EIGHT = [
    "intellectual",
    "interpersonal",
    "self_awareness",
    "critical_thinking",
    "problem_solving",
    "emotional_intelligence",
    "learning_agility",
    "motivation",
]
TIER_LEVEL = {
    "JPT_UTAMA": 5,
    "JPT_MADYA": 5,
    "JPT_PRATAMA": 4,
    "ADMINISTRATOR": 3,
    "PENGAWAS": 2,
    "PELAKSANA": 1,
    "JF_AHLI_UTAMA": 4,
    "JF_AHLI_MADYA": 4,
    "JF_AHLI_MUDA": 3,
    "JF_AHLI_PERTAMA": 2,
    "JF_PENYELIA": 3,
    "JF_MAHIR": 2,
    "JF_TERAMPIL": 1,
    "JF_PEMULA": 1,
}
EXCEPTIONS = {
    ("JF_AHLI_UTAMA", "integrity"): 5,
    ("JF_AHLI_UTAMA", "national_unity"): 5,
    ("JF_TERAMPIL", "integrity"): 2,
    ("JF_TERAMPIL", "teamwork"): 2,
    ("JF_TERAMPIL", "national_unity"): 2,
}
EDUCATION_ORDER = [["SD"], ["SLTP"], ["SLTA"], ["D1"], ["D2"], ["D3"], ["D4", "S1"], ["S2"], ["S3"]]


def counted(component: Any, number: int) -> Fraction:
    reached = [band for band in component["bands"] if int(band["from"]) <= number]
    return Fraction(max(reached, key=lambda band: int(band["from"]))["value"])


def courses(component: Any, person: Person, on: date) -> Fraction:
    start = window_start(component, on)
    rows = [r for r in person["training"] if r["kind"] == "COURSE" and start <= r["true_from"] <= on]
    return counted(component, len(rows))


def certificates(component: Any, person: Person, on: date) -> Fraction:
    start = window_start(component, on)
    kinds = ("LEADERSHIP", "CERTIFICATION")
    rows = [r for r in person["training"] if r["kind"] in kinds and start <= r["true_from"] <= on]
    return counted(component, len(rows))


def discipline(component: Any, person: Person, on: date) -> Fraction | None:
    start, codes = window_start(component, on), []
    for r in person["sanctions"]:
        if r["true_from"] > on:
            continue
        if r["true_to"] is None:
            codes.append(None)
        elif r["true_to"] >= on:
            codes.append("SERVING")
        elif r["true_to"] >= start:
            codes.append(r["severity"])
    sure = [Fraction(component["scale"][code]) for code in ["NONE", *codes] if code is not None]
    any_of = [Fraction(value) for value in component["scale"].values() if None in codes]
    return one_or_none({min(sure), min(sure + any_of)})


# Posts


def tenure(component: Any, person: Person, on: date) -> Fraction | None:
    me = person["employees"][0]
    if component["of"] == "post":
        if me["post_from"] is None or me["post_from"] > on:
            return None
        return counted(component, full_years(me["post_from"], on))
    days: set[date] = set()
    last = None
    for r in person["appointments"]:
        if r["kind"] != "DEFINITIVE" or me["tier"] is None or r["tier"] != me["tier"]:
            continue
        if r["true_from"] is None:
            return None
        if r["true_from"] > on:
            continue
        end = on if r["true_to"] is None else max(min(r["true_to"] + timedelta(1), on), r["true_from"])
        days.update(r["true_from"] + timedelta(n) for n in range((end - r["true_from"]).days))
        last = end if last is None else max(last, end)
    return None if last is None else counted(component, full_years(last - timedelta(len(days)), last))


def post_diversity(component: Any, person: Person, on: date) -> Fraction | None:
    rows = [r for r in person["appointments"] if r["kind"] in ("DEFINITIVE", None)]
    rows = [r for r in rows if r["true_from"] is None or r["true_from"] <= on]
    sure = [r for r in rows if r["kind"] and r["true_from"]]
    if not sure:
        return None
    several = len(rows) > 1
    units_differ = len({r["unit"] for r in sure if r["unit"]}) > 1
    could_be = {"CROSS_UNIT" if units_differ else "ONE_UNIT"}
    if several and any(not r["unit"] for r in sure):
        could_be.add("CROSS_UNIT")
    if several and (len(sure) < len(rows) or any(not r["agency"] for r in sure)):
        could_be |= {"CROSS_UNIT", "CROSS_AGENCY"}
    if len({r["agency"] for r in sure if r["agency"]}) > 1:
        could_be = {"CROSS_AGENCY"}
    return one_or_none({points(component, code) for code in could_be})


def acting_posts(component: Any, person: Person, on: date) -> Fraction | None:
    none = Fraction(component["scale"]["NONE"])
    acting = [Fraction(value) for code, value in component["scale"].items() if code != "NONE"]
    least, most = [none], [none]
    for r in person["appointments"]:
        if (r["true_from"] is not None and r["true_from"] > on) or r["kind"] == "DEFINITIVE":
            continue
        if r["true_to"] is not None and r["true_to"] < window_start(component, on):
            continue
        if r["kind"] is None:
            least.append(none)
            most.append(max(acting))
            continue
        if r["kind"] == "PJ":
            options = [points(component, "PJ")]
        elif r["higher"] is None:
            options = [points(component, f"{r['kind']}_HIGHER"), points(component, f"{r['kind']}_EQUAL")]
        else:
            options = [points(component, f"{r['kind']}_{'HIGHER' if r['higher'] else 'EQUAL'}")]
        known = [option for option in options if option is not None]
        least.append(min(known) if r["true_from"] is not None else none)
        most.append(max(known))
    return one_or_none({max(least), max(most)})


# Education


def highest_education(person: Person, on: date) -> list[Record]:
    rows = [r for r in person["education"] if r["true_from"] is None or r["true_from"] <= on]
    for group in reversed(EDUCATION_ORDER):
        found = [r for r in rows if r["level"] in group]
        if found:
            return found
    return []


def education(component: Any, person: Person, on: date) -> Fraction | None:
    values = [points(component, r["level"]) for r in highest_education(person, on)]
    return max((value for value in values if value is not None), default=None)


def field_match(component: Any, person: Person, on: date) -> Fraction | None:
    rows = highest_education(person, on)
    if not rows:
        return None
    matches = [r["field_match"] for r in rows]
    order = ["NONE", "PARTIAL", "FULL"]
    least = max((order.index(match) for match in matches if match is not None), default=0)
    could_be = order[least:] if None in matches else [order[least]]
    return one_or_none({points(component, match) for match in could_be})


# Assessments


def newest(component: Any, person: Person, on: date, columns: list[str]) -> Record | None:
    found = None
    for r in person["assessments"]:
        usable = r["true_from"] <= on and any(r[c] is not None for c in columns)
        if usable and "validity_years" in component:
            usable = on < anniversary(r["true_from"], int(component["validity_years"]))
        if usable and (found is None or r["true_from"] >= found["true_from"]):
            found = r
    return found


def standard(person: Person, competency: str) -> Fraction | None:
    me = person["employees"][0]
    own = me[f"standard_{competency}"]
    if own is not None:
        return Fraction(own)
    if me["tier"] is None:
        return None
    return Fraction(EXCEPTIONS.get((me["tier"], competency), TIER_LEVEL[me["tier"]]))


def levels(record: Record, columns: list[str]) -> list[Fraction] | None:
    values = [record[c] for c in columns]
    return None if None in values else [Fraction(v) for v in values]


def at_most(component: Any, value: Fraction | None) -> Fraction | None:
    return value if value is None or "cap" not in component else min(value, Fraction(component["cap"]))


def competency_match(component: Any, person: Person, on: date) -> Fraction | None:
    record = newest(component, person, on, NINE)
    got = levels(record, NINE) if record else None
    asked = [standard(person, c) for c in NINE]
    if got is None or None in asked:
        return None
    return sum((min(g, a) / a * 100 for g, a in zip(got, asked, strict=True) if a), Fraction(0)) / 9


def job_person_match(component: Any, person: Person, on: date, columns: list[str], stated: bool) -> Fraction | None:
    record = newest(component, person, on, [*columns, "jpm"] if stated else columns)
    if record is None:
        return None
    if stated and record["jpm"] is not None:
        return at_most(component, Fraction(str(record["jpm"])))
    got = levels(record, columns)
    asked = [standard(person, c) for c in columns]
    if got is None or None in asked:
        return None
    return at_most(component, sum(got) / sum(a for a in asked if a) * 100)


def technical(component: Any, person: Person, on: date) -> Fraction | None:
    record = newest(component, person, on, ["technical"])
    return at_most(component, Fraction(str(record["technical"]))) if record else None


def potential_jpm(component: Any, person: Person, on: date) -> Fraction | None:
    record = newest(component, person, on, EIGHT)
    got = levels(record, EIGHT) if record else None
    per_aspect = Fraction(component.get("standard", "5"))
    return None if got is None else at_most(component, sum(got) / (8 * per_aspect) * 100)
