"""The slow, obvious scoring of one person: plain loops and exact fractions, written from the rulebook alone.

It reads a policy document by itself and shares no code with the product, so that agreement means something.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import yaml

Record = dict[str, Any]
Person = dict[str, list[Record]]

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
EDUCATION_ORDER = [["SD"], ["SLTP"], ["SLTA"], ["D1"], ["D2"], ["D3"], ["D4", "S1"], ["S2"], ["S3"]]


def document(text: str) -> Any:
    """A policy as nested text, nothing interpreted."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds nothing but text


def anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


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


def points(component: Any, code: str | None) -> Fraction | None:
    return Fraction(component["scale"][code]) if code is not None and code in component["scale"] else None


def one_or_none(values: set[Fraction | None]) -> Fraction | None:
    """The value when every way the facts could be gives the same one."""
    return values.pop() if len(values) == 1 else None


def window_start(component: Any, on: date) -> date:
    return anniversary(on, -int(component["window_years"])) if "window_years" in component else date.min


# Ratings


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


def rating(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): predikat(r) for r in person["performance"]}, on)


def feedback(component: Any, person: Person, on: date) -> Fraction | None:
    return by_years(component, {int(r["year"]): r["rating"] for r in person["feedback"]}, on)


# Events


def best(component: Any, codes: list[str | None], known: list[str]) -> Fraction | None:
    """The best of the codes; an unknown one could be any of `known`."""
    sure = [points(component, code) for code in codes if code is not None]
    if None not in codes:
        return max((p for p in sure if p is not None), default=points(component, "NONE"))
    highest = max(Fraction(component["scale"][code]) for code in known)
    return highest if highest in sure else None


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
    sure = [Fraction(component["scale"][code]) for code in codes if code is not None]
    if None not in codes:
        return min(sure, default=points(component, "NONE"))
    lowest = min(Fraction(value) for code, value in component["scale"].items() if code != "NONE")
    return lowest if lowest in sure else None


# Posts


def full_years(start: date, end: date) -> int:
    years = end.year - start.year
    return years if anniversary(start, years) <= end else years - 1


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
    if len({r["agency"] for r in sure if r["agency"]}) > 1:
        return points(component, "CROSS_AGENCY")
    if not sure or (len(rows) > 1 and (len(sure) < len(rows) or any(not r["agency"] for r in sure))):
        return None
    if len({r["unit"] for r in sure if r["unit"]}) > 1:
        return points(component, "CROSS_UNIT")
    if len(sure) > 1 and any(not r["unit"] for r in sure):
        return None
    return points(component, "ONE_UNIT")


def acting_posts(component: Any, person: Person, on: date) -> Fraction | None:
    none = Fraction(component["scale"]["NONE"])
    acting = [Fraction(value) for code, value in component["scale"].items() if code != "NONE"]
    least, most = [none], [none]
    for r in person["appointments"]:
        if (r["true_from"] is not None and r["true_from"] > on) or r["kind"] == "DEFINITIVE":
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
    return values[0] if values else None


def field_match(component: Any, person: Person, on: date) -> Fraction | None:
    rows = highest_education(person, on)
    if not rows:
        return None
    matches = [r["field_match"] for r in rows]
    if "FULL" in matches:
        return points(component, "FULL")
    if None in matches:
        return None
    return points(component, "PARTIAL" if "PARTIAL" in matches else "NONE")


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


SOURCES: dict[str, Any] = {
    "rating": rating,
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
