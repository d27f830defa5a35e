"""The slow, obvious scoring of one person: plain loops and exact fractions, written from the rulebook alone.

It reads a policy document by itself and shares no code with the product, so that agreement means something.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from tests.oracle.scoring_performance import awards, behaviour, feedback, rating, team_role, work_result
from tests.oracle.scoring_potential import (
    NINE,
    acting_posts,
    certificates,
    competency_match,
    courses,
    discipline,
    education,
    field_match,
    job_person_match,
    post_diversity,
    potential_jpm,
    technical,
    tenure,
)
from tests.oracle.scoring_shared import Person

BOX = {
    ("ABOVE", "LOW"): 4,
    ("ABOVE", "MEDIUM"): 7,
    ("ABOVE", "HIGH"): 9,
    ("AS", "LOW"): 2,
    ("AS", "MEDIUM"): 5,
    ("AS", "HIGH"): 8,
    ("BELOW", "LOW"): 1,
    ("BELOW", "MEDIUM"): 3,
    ("BELOW", "HIGH"): 6,
}
COLUMN = {
    "X - Penilaian Kompetensi": "competency",
    "X - Pengembangan Kompetensi": "development",
    "X - Pengalaman Jabatan": "experience",
    "X - Penilaian Potensi": "potential",
    "X - Tingkat Pendidikan Formal": "education",
    "X - Kesesuaian Bidang Ilmu": "field_match",
    "X - Verifikasi Rekam Jejak Disiplin": "discipline",
    "Y - Penilaian Kinerja": "rating",
    "Y - Penghargaan": "awards",
    "Y - Penugasan dalam Tim Kerja": "teamwork_assignments",
    "Y - Umpan Balik Kinerja 360": "feedback",
}


def document(text: str) -> Any:
    """A policy as nested text, nothing interpreted."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds nothing but text


def place(
    policy: Any, person: Person, on: date
) -> tuple[Fraction | None, Fraction | None, Fraction | None, int | None, list[str]]:
    """(performance, potential, talent value, box, names of what is missing), scores exact and rounded to 6."""
    self = person["employees"][0]
    reasons = []
    if self["hired_month"] is not None and self["hired_month"] > on:
        reasons.append("belum diangkat pada tanggal ini")
    if self["standing"] == "RETIRED":
        reasons.append("kedudukan: pensiun")
    if reasons:
        return None, None, None, None, reasons
    missing: list[str] = []
    y_exact, y_band = performance(policy, person, on, missing)
    x_exact = tree(policy["potential"], person, on, missing)
    y, x = rounded(y_exact), rounded(x_exact)
    talent = None
    if y_exact is not None and x_exact is not None:
        weights = policy["talent_value"]
        w_y, w_x = Fraction(weights["performance"]), Fraction(weights["potential"])
        talent = rounded((w_y * y_exact + w_x * x_exact) / (w_y + w_x))
    if y_band is None and policy["performance"]["route"] == "score":
        y_band = band(y, policy["cutoffs"]["performance"], ("BELOW", "AS", "ABOVE"))
    x_band = band(x, policy["cutoffs"]["potential"], ("LOW", "MEDIUM", "HIGH"))
    box = BOX[(y_band, x_band)] if y_band and x_band else None
    return y, x, talent, box, missing


def performance(policy: Any, person: Person, on: date, missing: list[str]) -> tuple[Fraction | None, str | None]:
    axis = policy["performance"]
    if axis["route"] == "score":
        return tree(axis, person, on, missing), None
    for record in person["performance"]:
        if record["year"] == on.year - 1 and record["work_result"]:
            return None, record["work_result"]
    missing.append("Hasil kerja")
    return None, None


def tree(axis: Any, person: Person, on: date, missing: list[str]) -> Fraction | None:
    """The axis; names each component right under it that has no value."""
    total, weights, whole = Fraction(0), Fraction(0), True
    for component in axis["components"]:
        value = component_value(component, person, on)
        weights += Fraction(component["weight"])
        if value is None:
            whole = False
            missing.append(component.get("column") or component["label"]["id"])
        else:
            total += Fraction(component["weight"]) * value
    return total / weights if whole else None


def component_value(component: Any, person: Person, on: date) -> Fraction | None:
    given = None
    column = COLUMN.get(component.get("column", ""))
    for record in sorted(person["components"], key=lambda r: r["true_from"]) if column else []:
        if record["true_from"] <= on and record[column] is not None:
            given = Fraction(str(record[column]))
    if given is not None:
        return given
    if "components" not in component:
        value: Fraction | None = SOURCES[component["source"]](component, person, on)
        return value
    values = [(Fraction(child["weight"]), component_value(child, person, on)) for child in component["components"]]
    if any(value is None for _, value in values):
        return None
    return sum((w * v for w, v in values if v is not None), Fraction(0)) / sum(w for w, _ in values)


def rounded(value: Fraction | None) -> Fraction | None:
    return None if value is None else round(value, 6)


def band(value: Fraction | None, cutoffs: Any, names: tuple[str, str, str]) -> str | None:
    if value is None:
        return None
    return names[(value >= Fraction(cutoffs["middle"])) + (value >= Fraction(cutoffs["top"]))]


SOURCES: dict[str, Any] = {
    "rating": rating,
    "work_result": work_result,
    "behaviour": behaviour,
    "feedback": feedback,
    "awards": awards,
    "team_role": team_role,
    "courses": courses,
    "certificates": certificates,
    "discipline": discipline,
    "tenure": tenure,
    "post_diversity": post_diversity,
    "acting_posts": acting_posts,
    "education": education,
    "field_match": field_match,
    "competency_match": competency_match,
    "jpm": lambda c, p, on: job_person_match(c, p, on, NINE, True),
    "managerial_jpm": lambda c, p, on: job_person_match(c, p, on, NINE[:8], False),
    "sociocultural_jpm": lambda c, p, on: job_person_match(c, p, on, NINE[8:], False),
    "technical": technical,
    "potential_levels": potential_jpm,
    "potential_jpm": potential_jpm,
}
